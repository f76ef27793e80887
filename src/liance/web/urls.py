"""Addresses of the web."""

from __future__ import annotations

from django.urls import include, path

from liance.web import sign_in
from liance.web.addresses import register_converters
from liance.web.api import api
from liance.web.views import (
    comparison,
    delivery,
    delivery_maps,
    drafts,
    home,
    journal,
    people,
    plans,
    tokens,
    tracker,
)

register_converters()

urlpatterns = [
    path("", home.index, name="home"),
    path("healthz", home.health, name="health"),
    path("language/", home.language, name="language"),
    path("setup/", people.setup, name="setup"),
    path("plans/", plans.index, name="plans"),
    path("plans/upload/", plans.upload, name="upload"),
    path("plans/alike/", plans.alike, name="alike"),
    path("plans/<num:plan>/", plans.scores, name="plan"),
    path("plans/<num:plan>/<num:number>/", plans.scores, name="plan-version"),
    path("plans/<num:plan>/text/", plans.text, name="plan-text"),
    path("plans/<num:plan>/<num:number>/text/", plans.text, name="plan-version-text"),
    path("plans/<num:plan>/file/", plans.file, name="plan-file"),
    path("plans/<num:plan>/<num:number>/file/", plans.file, name="plan-version-file"),
    path("plans/<num:plan>/metadata/", plans.metadata, name="plan-metadata"),
    path("plans/<num:plan>/history/", plans.history, name="plan-history"),
    path("plans/<num:plan>/targets/", plans.targets, name="plan-targets"),
    path("plans/<num:plan>/rate/", plans.rate, name="plan-rate"),
    path("plans/<num:plan>/remove/", plans.remove, name="plan-remove"),
    path("", include("liance.web.drafting_urls")),
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/add/", drafts.add, name="draft-add"),
    path("drafts/<num:number>/", drafts.show, name="draft"),
    path("drafts/<num:number>/save/", drafts.save, name="draft-save"),
    path("drafts/<num:number>/peers/", drafts.peers, name="draft-peers"),
    path("drafts/<num:number>/export/", drafts.export, name="draft-export"),
    path("drafts/<num:number>/remove/", drafts.remove, name="draft-remove"),
    path("comparison/", comparison.index, name="comparison"),
    path("comparison/figures/", comparison.figures, name="figures"),
    path("comparison/cells/", comparison.cells, name="cells"),
    path("comparison/report.<slug:form>", comparison.report, name="report"),
    path("tracker/", tracker.index, name="tracker"),
    path("tracker/figures/", tracker.figures, name="tracker-figures"),
    path("tracker/tracker.<slug:form>", tracker.file, name="tracker-file"),
    path("audits/", comparison.audits, name="audits"),
    path("audits/<slug:study>/", comparison.audited, name="audited"),
    path("targets/", delivery.board, name="board"),
    path("targets/warnings/", delivery.warnings, name="warnings"),
    path("targets/map/", delivery_maps.tiles, name="delivery-map"),
    path("targets/tree/", delivery_maps.tree, name="delivery-tree"),
    path("targets/table/", delivery.table, name="observe-table"),
    path("targets/report.<slug:form>", delivery.report, name="delivery-report"),
    path("targets/<slug:identity>/", delivery.show, name="target"),
    path("targets/<slug:identity>/observe/", delivery.observe, name="observe"),
    path("targets/<slug:identity>/assign/", delivery.assign, name="assign"),
    path("plans/<num:plan>/follow/", delivery.follow, name="follow"),
    path("studies/", include("liance.web.study_urls")),
    path("people/", people.index, name="people"),
    path("people/add/", people.add, name="people-add"),
    path("people/<num:number>/", people.edit, name="people-edit"),
    path("journal/", journal.index, name="journal"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/<num:number>/revoke/", tokens.revoke, name="token-revoke"),
    path("api/v1/", api.urls),
    path("accounts/oidc/<slug:provider_id>/login/", sign_in.login, name="openid_connect_login"),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/", sign_in.callback, name="openid_connect_callback"
    ),
    path("accounts/", include("allauth.urls")),
]

handler400 = "liance.web.views.errors.bad_request"
handler403 = "liance.web.views.errors.denied"
handler404 = "liance.web.views.errors.not_found"
handler500 = "liance.web.views.errors.broken"
