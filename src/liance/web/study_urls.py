"""Addresses of studies. Names of studies, plans and items stand in them as members chose them."""

from __future__ import annotations

from django.urls import path

from liance.web.addresses import register_converters
from liance.web.views import chairing, studies

register_converters()

urlpatterns = [
    path("", studies.index, name="studies"),
    path("add/", chairing.add, name="study-add"),
    path("<name:study>/", studies.home, name="study"),
    path("<name:study>/plans/<name:plan>/", studies.rate, name="study-rate"),
    path("<name:study>/plans/<name:plan>/<name:item>/save/", studies.save, name="study-save"),
    path("<name:study>/seal/", studies.seal, name="study-seal"),
    path("<name:study>/packet.<slug:form>", studies.packet, name="study-packet"),
    path("<name:study>/packet/", studies.take_in, name="study-import"),
    path("<name:study>/log/", studies.log, name="study-log"),
    path("<name:study>/seals.json", studies.seals, name="study-seals"),
    path("<name:study>/queue/", studies.queue, name="study-queue"),
    path("<name:study>/cells/<name:plan>/<name:item>/", studies.room, name="study-cell"),
    path("<name:study>/cells/<name:plan>/<name:item>/note/", studies.discuss, name="study-note"),
    path("<name:study>/cells/<name:plan>/<name:item>/vote/", studies.vote, name="study-vote"),
    path("<name:study>/cells/<name:plan>/<name:item>/decide/", chairing.decide, name="study-decide"),
    path("<name:study>/consensus/", studies.consensus, name="study-consensus"),
    path("<name:study>/comments/", studies.comment, name="study-comment"),
    path("<name:study>/comments/<num:number>/", chairing.reply, name="study-reply"),
    path("<name:study>/results/", studies.results, name="study-results"),
    path("<name:study>/report.<slug:form>", studies.report, name="study-report"),
    path("<name:study>/export.<slug:form>", studies.export, name="study-export"),
    path("<name:study>/setup/plans/", chairing.add_plans, name="study-add-plans"),
    path("<name:study>/setup/members/", chairing.add_member, name="study-add-member"),
    path("<name:study>/setup/assign/", chairing.assign, name="study-assign"),
    path("<name:study>/advance/", chairing.advance, name="study-advance"),
    path("<name:study>/settle/", chairing.settle, name="study-settle"),
    path("<name:study>/withdraw/", chairing.withdraw, name="study-withdraw"),
    path("<name:study>/anchor/", chairing.anchor, name="study-anchor"),
]
