"""House rules that a reader would otherwise have to watch."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "liance"

#: Modules that others test on the way: command modules by tests of their command, names and words by their users.
TESTED_ELSEWHERE = {"__init__", "__main__", "words", "html", "options", "model", "models", "apps", "settings"}


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def strangers(text: str) -> list[str]:
    """Return what no file of the project may hold: paths of a machine, hosts of registries."""
    return re.findall(
        r"(?<![\w.])/(?:home|root|work|Users)/\w+|pypi\.org|pythonhosted|npmjs\.(?:org|com)|crates\.io", text
    )


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {}
    for path in tracked():
        if path.name == "test_hygiene.py":
            continue
        hits = strangers(path.read_bytes().decode("utf-8", "replace"))
        if hits:
            found[str(path.relative_to(ROOT))] = hits
    assert found == {}


def test_the_guard_sees_what_it_should() -> None:
    assert strangers("see /home/ann/x and https://pypi.org/simple")
    assert not strangers("src/liance/core and docs/work/ed")


def test_nothing_is_left_unfinished() -> None:
    words = re.compile(
        r"\b(?:TODO|FIXME|XXX)\b|raise NotImplementedError|pytest\.mark\.(?:skip|xfail)|pytest\.skip\("
    )
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py"
        and path.name != "test_hygiene.py"
        and words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


#: Modules tested through the command or the module that shows what they do.
TESTED_THROUGH = {
    "reports/coherence_tables.py": "cli/test_following.py",
    "reports/data.py": "cli/test_score.py",
    "reports/delivery_tables.py": "cli/test_delivery.py",
    "reports/instrument_tables.py": "cli/test_instruments.py",
    "reports/study_packet_sheet.py": "plans/study/test_packets.py",
    "reports/study_paper.py": "workbench/studies/test_discussing.py",
    "reports/study_report.py": "workbench/studies/test_discussing.py",
    "reports/study_tables.py": "workbench/studies/test_discussing.py",
    "reports/target_data.py": "cli/test_targets.py",
    "reports/comparison_data.py": "cli/test_compare.py",
    "reports/comparison_tables.py": "cli/test_compare.py",
    "reports/tracker_data.py": "cli/test_tracker.py",
    "workbench/comparing.py": "cli/test_compare.py",
    "workbench/tracking.py": "cli/test_tracker.py",
    "reports/call_tables.py": "cli/test_draft.py",
    "workbench/draft_rows.py": "cli/test_draft.py",
    "workbench/draft_store.py": "cli/test_draft.py",
    "workbench/evaluation.py": "cli/test_evaluate.py",
    "workbench/examples.py": "cli/test_pack.py",
    "workbench/linting.py": "cli/test_lint.py",
    "workbench/outlining.py": "cli/test_outline.py",
    "workbench/output.py": "cli/test_score.py",
    "workbench/packs.py": "cli/test_pack.py",
    "workbench/delivery.py": "cli/test_delivery.py",
    "workbench/following.py": "cli/test_following.py",
    "workbench/instruments.py": "cli/test_instruments.py",
    "workbench/targets.py": "cli/test_targets.py",
    "scenarios/records.py": "scenarios/test_engine.py",
    "scenarios/rules.py": "scenarios/test_engine.py",
    "workbench/scenarios/acting.py": "cli/test_scenario.py",
    "workbench/scenarios/calendars.py": "cli/test_scenario.py",
    "workbench/scenarios/consortium.py": "cli/test_scenario.py",
    "workbench/scenarios/counting.py": "workbench/test_scenario_counting.py",
    "workbench/scenarios/diagrams.py": "cli/test_scenario.py",
    "workbench/scenarios/listing.py": "cli/test_scenario.py",
    "workbench/scenarios/rehearsing.py": "cli/test_scenario.py",
    "store/errors.py": "store/test_database.py",
    "ledger/drivers/archive.py": "ledger/drivers/test_embedded.py",
    "ledger/drivers/verification.py": "ledger/drivers/test_embedded.py",
    "ledger/governance.py": "ledger/test_machine.py",
    "ledger/log/suite.py": "ledger/test_suites.py",
    "plans/agreement/measures.py": "plans/agreement/test_report.py",
    "plans/documents/fields.py": "plans/documents/test_front_matter.py",
    "plans/documents/issuers.py": "plans/documents/test_metadata.py",
    "plans/documents/letterhead.py": "plans/documents/test_metadata.py",
}
TESTS = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))}


def lacks_test(relative: Path) -> bool:
    """Whether a module has no test: none of its name, none of its area that imports it, none named above."""
    folder = ROOT / "tests" / relative.parts[0]
    named = TESTED_THROUGH.get(relative.as_posix())
    if named is not None:
        return not (ROOT / "tests" / named).exists()
    mirror = ROOT / "tests" / relative.parent
    of_package = mirror.parent / f"test_{mirror.name}.py"
    if (mirror / f"test_{relative.stem.lstrip('_')}.py").exists() or (
        len(relative.parts) > 2 and of_package.exists()
    ):
        return False
    dotted = ".".join(("liance", *relative.with_suffix("").parts))
    parent, _, name = dotted.rpartition(".")
    imports = re.compile(
        rf"(?:from|import) {re.escape(dotted)}\b|from {re.escape(parent)} import [^\n]*\b{name}\b"
    )
    return not any(imports.search(text) for path, text in TESTS.items() if folder in path.parents)


@pytest.mark.parametrize(
    "package", ["core", "packs", "plans", "delivery", "ledger", "reports", "scenarios", "store", "workbench"]
)
def test_every_module_has_a_test_that_mirrors_it(package: str) -> None:
    modules = [path.relative_to(SOURCE) for path in sorted((SOURCE / package).rglob("*.py"))]
    checked = [
        relative
        for relative in modules
        if relative.stem not in TESTED_ELSEWHERE and "migrations" not in relative.parts
    ]
    assert [str(relative) for relative in checked if lacks_test(relative)] == []


def test_the_guard_sees_a_module_without_a_test() -> None:
    assert lacks_test(Path("plans/no_such_module.py"))
    assert not lacks_test(Path("plans/scoring.py"))
