"""Addresses of the web."""

from __future__ import annotations

from django.urls import include, path

from liance.web.views import drafts, home, journal, people, plans

urlpatterns = [
    path("", home.index, name="home"),
    path("healthz", home.health, name="health"),
    path("language/", home.language, name="language"),
    path("setup/", people.setup, name="setup"),
    path("plans/", plans.index, name="plans"),
    path("plans/upload/", plans.upload, name="upload"),
    path("plans/alike/", plans.alike, name="alike"),
    path("plans/<int:plan>/", plans.scores, name="plan"),
    path("plans/<int:plan>/<int:number>/", plans.scores, name="plan-version"),
    path("plans/<int:plan>/text/", plans.text, name="plan-text"),
    path("plans/<int:plan>/<int:number>/text/", plans.text, name="plan-version-text"),
    path("plans/<int:plan>/file/", plans.file, name="plan-file"),
    path("plans/<int:plan>/<int:number>/file/", plans.file, name="plan-version-file"),
    path("plans/<int:plan>/metadata/", plans.metadata, name="plan-metadata"),
    path("plans/<int:plan>/history/", plans.history, name="plan-history"),
    path("plans/<int:plan>/targets/", plans.targets, name="plan-targets"),
    path("plans/<int:plan>/rate/", plans.rate, name="plan-rate"),
    path("plans/<int:plan>/remove/", plans.remove, name="plan-remove"),
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/add/", drafts.add, name="draft-add"),
    path("drafts/<int:number>/", drafts.show, name="draft"),
    path("drafts/<int:number>/save/", drafts.save, name="draft-save"),
    path("drafts/<int:number>/peers/", drafts.peers, name="draft-peers"),
    path("drafts/<int:number>/export/", drafts.export, name="draft-export"),
    path("drafts/<int:number>/remove/", drafts.remove, name="draft-remove"),
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
