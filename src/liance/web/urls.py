"""Addresses of the web."""

from __future__ import annotations

from django.urls import include, path

from liance.web.views import home, journal, people

urlpatterns = [
    path("", home.index, name="home"),
    path("healthz", home.health, name="health"),
    path("language/", home.language, name="language"),
    path("setup/", people.setup, name="setup"),
    path("people/", people.index, name="people"),
    path("people/add/", people.add, name="people-add"),
    path("people/<int:number>/", people.edit, name="people-edit"),
    path("journal/", journal.index, name="journal"),
    path("accounts/", include("allauth.urls")),
]

handler400 = "liance.web.views.errors.bad_request"
handler403 = "liance.web.views.errors.denied"
handler404 = "liance.web.views.errors.not_found"
handler500 = "liance.web.views.errors.broken"
