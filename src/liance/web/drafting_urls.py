"""Addresses of the draft desk's projects and of the scenario supply."""

from __future__ import annotations

from django.urls import path

from liance.web.views import calls, drafting

urlpatterns = [
    path("drafts/projects/", drafting.index, name="projects"),
    path("drafts/projects/add/", drafting.add, name="project-add"),
    path("drafts/projects/<num:number>/", drafting.profile, name="project"),
    path("drafts/projects/<num:number>/table/", drafting.table, name="project-table"),
    path("drafts/projects/<num:number>/table/drop/", drafting.drop_table, name="project-table-drop"),
    path("drafts/projects/<num:number>/diagnosis/", drafting.diagnosis, name="project-diagnosis"),
    path("drafts/projects/<num:number>/scenarios/", drafting.scenarios, name="project-scenarios"),
    path("drafts/projects/<num:number>/targets/", drafting.targets, name="project-targets"),
    path("drafts/projects/<num:number>/layout/", drafting.layout, name="project-layout"),
    path("drafts/projects/<num:number>/layout/figure/", drafting.figure, name="project-figure"),
    path("drafts/projects/<num:number>/texts/", drafting.texts, name="project-texts"),
    path("drafts/projects/<num:number>/draft/", drafting.draft, name="project-draft"),
    path("drafts/projects/<num:number>/draft.docx", drafting.download, name="project-docx"),
    path("drafts/projects/<num:number>/keep/", drafting.keep, name="project-keep"),
    path("drafts/projects/<num:number>/worksheet/", drafting.worksheet, name="project-worksheet"),
    path("drafts/projects/<num:number>/worksheet.yaml", drafting.worksheet_file, name="project-yaml"),
    path("drafts/projects/<num:number>/publish/", drafting.publish, name="project-publish"),
    path("drafts/projects/<num:number>/remove/", drafting.remove, name="project-remove"),
    path("drafts/projects/<num:number>/fill/<slug:part>/", drafting.fill, name="project-fill"),
    path("calls/", calls.index, name="calls"),
    path("calls/cases/", calls.cases, name="call-cases"),
    path("calls/match/", calls.match, name="call-match"),
    path("calls/export/<str:name>", calls.export, name="call-export"),
    path("calls/<slug:number>/", calls.show, name="call"),
    path("calls/<slug:number>/<slug:step>/", calls.act, name="call-act"),
]
