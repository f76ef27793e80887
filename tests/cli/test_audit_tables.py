"""``liance audit-tables``: screens, JSON, files of users."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Line

from liance.cli.audit_screens import fold, print_audit, print_replication
from liance.core.language import Language
from liance.packs.library import Library
from liance.workbench.auditing import audit

from .conftest import Liance

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "audit-a-paper.md"


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked file of the how-to."""
    path = tmp_path / "my-paper.yaml"
    path.write_text(block("yaml"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_the_worked_file_of_the_how_to_prints_what_stands_there(liance: Liance, paper: Path) -> None:
    outcome = liance("audit-tables", paper.name, "--lang", "en")
    assert outcome.code == 0
    assert [line.rstrip() for line in outcome.out.splitlines()] == block("text").splitlines()


def test_the_how_to_names_every_kind_and_verdict() -> None:
    from liance.packs.study import KINDS
    from liance.workbench.auditing import Verdict

    text = HOW_TO.read_text(encoding="utf-8")
    assert [name for name in (*KINDS, *Verdict) if f"`{name}`" not in text] == []


def test_the_json_has_claims_and_findings(liance: Liance, paper: Path) -> None:
    data = liance("audit-tables", paper, "--json").data
    verdicts = {claim["id"]: claim["verdict"] for claim in data["claims"]}
    assert verdicts == {
        "mean": "match",
        "mean-city": "mismatch",
        "high": "match",
        "growth": "explained",
        "means.n": "impossible",
    }
    assert {finding["code"] for finding in data["findings"]} == {"audit.contradiction"}
    assert all(finding["place"]["line"] for finding in data["findings"])


def test_mistakes_in_a_file_are_told_with_their_lines_and_exit_code_1(liance: Liance, paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    paper.write_text(
        text.replace("[120, 310]", "[120, 三百]").replace("kind: mean,", "kind: averages,", 1),
        encoding="utf-8",
    )
    outcome = liance("audit-tables", paper)
    assert outcome.code == 1
    assert re.search(r"my-paper\.yaml:\d+：“三百”不是可用的数", outcome.err)
    assert "不认识的断言种类“averages”" in outcome.err
    assert "high" in outcome.out, "the rest is still checked"


def test_an_unknown_study_offers_near_names(liance: Liance) -> None:
    outcome = liance("audit-tables", "wang-lee-2021")
    assert outcome.code == 2
    assert "wang-li-2021" in outcome.err
    assert liance("audit-tables", "nothing.yaml").code == 2
    assert liance("replicate", "technology-plan").code == 2


def test_a_study_of_the_users_own_folder_is_found(liance: Liance, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "my-study"
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(block("yaml"), encoding="utf-8")
    (folder / "pack.yaml").write_text(
        "id: my-study\nkind: study\nversion: 1.0.0\ntitle: {zh: 我的研究, en: My study}\n"
        "language: zh\nlicence: Apache-2.0\nengine: 0.1.0\n",
        encoding="utf-8",
    )
    assert "我的研究" in liance("replicate", "my-study", "--packs", folder.parent).out
    assert liance("pack", "check", folder).code == 0


def test_the_replication_in_json_parts_given_derived_and_feasibility(liance: Liance) -> None:
    data = liance("replicate", "wang-li-2021", "--json").data
    assert [table["verdict"] for table in data["given"]] == ["given"] * 4
    assert {"match", "mismatch", "explained"} <= {claim["verdict"] for claim in data["derived"]}
    assert {claim["id"]: claim["verdict"] for claim in data["feasibility"]}["cells-7-9"] == "impossible"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("print_it", [print_audit, print_replication])
def test_the_screens_fit_their_width(width: int, language: Language, print_it: object) -> None:
    assert callable(print_it)
    console = Console(file=StringIO(), width=width, highlight=False)
    print_it(console, audit("wang-li-2021", Library()), language)
    assert isinstance(console.file, StringIO)
    text = console.file.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text, "nothing is cut"


def test_lines_are_folded_between_chinese_signs_and_no_stop_begins_one() -> None:
    line = Line("目标设定较为合理，多数不低于三分。plain words stay whole")
    parts = [part.plain for part in fold(line, 20)]
    assert all(cell_len(part) <= 20 for part in parts)
    assert all(part[0] not in "，。" for part in parts)
    assert "".join(parts).replace(" ", "") == line.plain.replace(" ", "")
