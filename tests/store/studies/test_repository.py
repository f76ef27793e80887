"""Studies are made and led; what is not allowed is refused with its code; the database keeps what was entered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, transaction

from liance.core.limits import MAX_REASON_CHARACTERS
from liance.plans.study.assignment import Plan
from liance.plans.study.errors import RefusedError
from liance.plans.study.model import Cell, Role, Stage
from liance.plans.study.packets import Head
from liance.store.studies import ratings, repository, seats
from liance.store.studies.models import CellRevision

from .conftest import AT, ITEMS, RUBRIC, Panel, rubric


def refused(code: str, action: Callable[[], object]) -> None:
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        action()
    assert caught.value.code == code


def test_a_study_is_seen_whole_by_its_chair_and_in_part_by_others(panel: Panel) -> None:
    view = repository.view("s", "主持人")
    assert (view.title, view.stage, view.rubric.digest) == ("试评", Stage.SETUP, RUBRIC.digest)
    assert view.rubric.rubric == RUBRIC.rubric
    assert view.assignment["p"] == ("甲", "乙")
    assert repository.view("s", "甲").assignment["p"] == ("甲",)
    issuer = repository.view("s", "发布机构")
    assert [plan.key for plan in issuer.plans] == ["p"]
    assert [member.name for member in issuer.members] == ["主持人"]
    assert issuer.assignment == {}
    assert repository.names("甲") == ("s",)
    assert repository.names("外人") == ()


def test_names_are_checked_and_taken_once(panel: Panel) -> None:
    for name in ("", "x" * 61, "a\nb", "\x1b[2J"):
        refused(
            "study.bad_name",
            lambda name=name: repository.create(name, "t", RUBRIC, secret=b"", at=AT, actor="c"),
        )
    refused("study.exists", lambda: repository.create("s", "t", RUBRIC, secret=b"", at=AT, actor="c"))
    refused("study.exists", lambda: repository.add_member("s", "甲", Role.EXPERT, at=AT, actor="主持人"))
    refused("study.exists", lambda: repository.add_member("s", "甲", Role.MACHINE, at=AT, actor="主持人"))
    refused(
        "study.exists", lambda: repository.add_member("s", "发布机构", Role.EXPERT, at=AT, actor="主持人")
    )
    repository.add_member("s", "主持人", Role.EXPERT, at=AT, actor="主持人")  # a chair may rate too
    refused(
        "study.unknown_plan",
        lambda: repository.set_assignment("s", Plan(), {"z": ("甲",)}, at=AT, actor="主持人"),
    )
    refused(
        "study.unknown_rater",
        lambda: repository.set_assignment("s", Plan(), {"p": ("丁",)}, at=AT, actor="主持人"),
    )
    assert repository.checked_text("", needed=False) == ""
    refused("study.text_too_long", lambda: repository.checked_text("x" * (MAX_REASON_CHARACTERS + 1)))


def test_only_the_chair_leads_and_only_in_its_stage(panel: Panel) -> None:
    refused("study.not_allowed", lambda: repository.advance("s", at=AT, actor="甲"))
    refused("study.unknown_study", lambda: repository.advance("s", at=AT, actor="外人"))
    refused("study.unknown_study", lambda: repository.view("t", "主持人"))
    refused("study.wrong_stage", lambda: repository.advance("s", begins=Stage.BLIND, at=AT, actor="主持人"))
    panel.to(Stage.BLIND)
    refused("study.wrong_stage", lambda: repository.renew_rubric("s", RUBRIC, at=AT, actor="主持人"))
    refused("study.wrong_stage", lambda: repository.add_member("s", "丙", Role.EXPERT, at=AT, actor="主持人"))
    refused("study.reveal_too_early", panel.advance)
    refused("study.few_raters", lambda: repository.withdraw("s", "甲", "生病", at=AT, actor="主持人"))


def test_who_withdraws_counts_nowhere_and_is_no_member_any_more(panel: Panel) -> None:
    repository.add_member("s", "丙", Role.EXPERT, at=AT, actor="主持人")
    teams = dict.fromkeys(("practice", "p", "q"), ("甲", "乙", "丙"))
    repository.set_assignment("s", Plan(), teams, at=AT, actor="主持人")
    panel.to(Stage.BLIND)
    panel.fill("丙", 4)
    refused("study.reason_needed", lambda: repository.withdraw("s", "丙", " ", at=AT, actor="主持人"))
    refused("study.unknown_rater", lambda: repository.withdraw("s", "丁", "x", at=AT, actor="主持人"))
    repository.withdraw("s", "丙", "生病", at=AT, actor="主持人")
    refused("study.unknown_study", lambda: ratings.own_cells("s", "丙"))
    for rater in ("甲", "乙"):
        panel.fill(rater, 2)
        panel.seal(rater)
    panel.advance()
    shown = ratings.shown_cells("s", at=AT, actor="主持人")
    assert all(set(of_cell) == {"甲", "乙"} for of_cell in shown.values())
    assert [member.withdrawn for member in repository.view("s", "主持人").members][-1] == "生病"


def test_the_database_itself_refuses_to_change_blind_scores(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    panel.fill("甲", 3)
    for attempt in (
        lambda: CellRevision.objects.update(score=4),
        lambda: CellRevision.objects.all().delete(),
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            attempt()
    assert ratings.own_cells("s", "甲")[Cell("p", ITEMS[0])].judgement.score == 3


def test_a_signature_holds_for_its_head_and_its_study_only(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    head = Head("s", "试评", "甲", Stage.BLIND, "r", RUBRIC.digest, "sha256:0", {Cell("p", ITEMS[0]): 0})
    signature = repository.sign_packet("s", head, form="json", at=AT, actor="甲")
    assert repository.signature_holds("s", head, signature, actor="甲")
    other = Head("s", "试评", "乙", Stage.BLIND, "r", RUBRIC.digest, "sha256:0", head.cells)
    assert not repository.signature_holds("s", other, signature, actor="甲")
    assert not repository.signature_holds("s", head, "伪造\ud800", actor="甲")
    assert repository.sign_packet("s", head, form="json", at=AT, actor="主持人") == signature
    refused("study.not_allowed", lambda: repository.sign_packet("s", head, form="json", at=AT, actor="乙"))


def test_the_rubric_may_change_while_people_practise(panel: Panel) -> None:
    panel.to(Stage.CALIBRATION)
    repository.renew_rubric("s", rubric("blockchain-plan-2021"), at=AT, actor="主持人")
    assert repository.view("s", "甲").rubric.id == "blockchain-plan-2021"


def test_imports_anchors_and_the_log_are_kept(panel: Panel) -> None:
    panel.to(Stage.BLIND)
    repository.keep_import(
        "s", "sha256:" + "1" * 64, b"x", source="a.json", taken=2, findings=(), at=AT, actor="甲"
    )
    assert [(one.source, one.taken) for one in repository.imports("s", "甲")] == [("a.json", 2)]
    assert repository.imports("s", "乙") == ()
    repository.anchor("s", "sha256:" + "2" * 64, "账本 7", at=AT, actor="主持人")
    assert repository.anchors("s", "乙")[0].reference == "账本 7"
    actions = [entry.action for entry in repository.log("s", "甲")]
    assert actions[0] == "study.created"
    assert actions[-2:] == ["study.packet_imported", "study.seals_anchored"]
    refused("study.not_allowed", lambda: repository.log("s", "发布机构"))
    assert seats.iso(AT) == "2026-03-01T08:30:00Z"
