"""Seals on a ledger: noted, found again after the reveal, and told apart from what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workbench.ledger_kit import Kit

from liance.plans.study.errors import RefusedError
from liance.workbench.ledger.anchors import AnchorKind, anchor_file
from liance.workbench.studies.anchoring import anchor_on_ledger, check_anchors
from liance.workbench.studies.leading import advance_study
from liance.workbench.studies.rating import anchor_seals, seals_document
from liance.workbench.studies.reporting import study_report

from .conftest import CHAIR, LIBRARY, fill_and_seal, make


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.slow
def test_seals_are_anchored_and_verified_after_the_reveal_though_the_machine_seals_later(
    sqlite_store: str, tmp_path: Path
) -> None:
    kit, other = (Kit(_folder(tmp_path / name)) for name in ("kit", "other"))
    plan = make("a", tmp_path, machine=True)
    advance_study("a", LIBRARY, actor=CHAIR)
    fill_and_seal("a", plan, {"甲": 1, "乙": 3})
    with pytest.raises(RefusedError, match=r"sha256:") as refused:
        anchor_on_ledger("a", kit.chain, actor=CHAIR)
    assert refused.value.code == "study.not_anchored"
    document = tmp_path / "seals.json"
    document.write_bytes(seals_document("a", actor=CHAIR))
    digest, _ = anchor_file(kit.chain, kit.signers["jinan"], document, AnchorKind.PACKET)
    noted, reference = anchor_on_ledger("a", kit.chain, actor=CHAIR)
    assert noted == digest
    assert reference.startswith("sd-chain/jinan #1 2")
    anchor_seals("a", "别处", actor=CHAIR)
    advance_study("a", LIBRARY, actor=CHAIR)
    first, second = check_anchors("a", kit.chain, actor="甲")
    assert first.holds
    assert first.raters == ("甲", "乙")
    assert second.found == first.found, "the same document, wherever else it lies"
    report = study_report("a", draws=20, actor=CHAIR)
    assert report.anchors[0][:2] == (digest, reference)
    assert not check_anchors("a", other.chain, actor=CHAIR)[0].holds
