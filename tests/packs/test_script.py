"""Scripts of scenarios: their shape, and that all they take from their charter is there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from tests.scenarios.office import CHARTER, MANIFEST

from liance import __version__
from liance.core.findings import Finding
from liance.core.language import Language
from liance.packs.reading import read_pack
from liance.packs.script import Script

SCRIPT = """
instance: city
start: "2026-01-05T09:00+08:00"
organisations:
  library: {name: 图书馆, roles: [admin, reader]}
steps:
  - {who: library/office/admin, do: book.add, record: b, fields: {title: 书, limit: 1}, expect: {state: shelf}}
  - {who: "{org}/office/reader", do: book.return, record: b, everywhere: true, expect: {refused: 203}}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("roles: [admin, reader]", "roles: [admin, reader, visitor]", "charter.unknown_name", 5),
        ("book.add", "book.burn", "charter.unknown_name", 7),
        ("state: shelf", "state: cellar", "charter.unknown_name", 7),
        ("library/office/admin", "museum/office/admin", "script.unknown_actor", 7),
        ("library/office/admin", "library/hall/admin", "script.unknown_actor", 7),
        ("library/office/admin", "library/office/visitor", "script.unknown_actor", 7),
        ("library/office/admin", "'{org}/office/admin'", "script.unknown_actor", 7),
        ("{org}/office/reader", "{org}/office/visitor", "script.unknown_actor", 8),
    ],
)
def test_what_a_script_takes_from_its_charter_is_there(old: str, new: str, code: str, line: int) -> None:
    def findings(text: str) -> list[Finding]:
        files = {"pack.yaml": MANIFEST, "charter.yaml": CHARTER.encode(), "script.yaml": text.encode()}
        return read_pack(files, __version__)[1]

    assert findings(SCRIPT) == []
    assert SCRIPT.count(old) == 1
    (finding,) = findings(SCRIPT.replace(old, new))
    assert (finding.code, finding.place.source, finding.place.line) == (code, "script.yaml", line)
    assert all(finding.message(language) for language in Language)


def test_a_script_beside_a_broken_charter_is_told_with_it() -> None:
    files = {
        "pack.yaml": MANIFEST,
        "charter.yaml": CHARTER.replace("  book.add:", "  disc.add:").encode(),
        "script.yaml": SCRIPT.replace("book.add", "disc.add").encode(),
    }
    pack, findings = read_pack(files, __version__)
    assert pack is None
    assert {finding.code for finding in findings} >= {"charter.unknown_name"}


@pytest.mark.parametrize(
    "change",
    [
        {"start": "2026-01-05"},
        {"instance": "A City"},
        {"organisations": {}},
        {"steps": ()},
        {"steps": ({"who": "a/b", "do": "x.y", "record": "r"},)},
        {"steps": ({"who": "a/b/c", "do": "x", "record": "r"},)},
        {"steps": ({"who": "a/b/c", "do": "x.y", "record": "r", "wait": -1},)},
    ],
)
def test_other_shapes_are_refused(change: dict[str, object]) -> None:
    sound: dict[str, object] = {
        "instance": "city",
        "start": "2026-01-05T09:00+08:00",
        "organisations": {"a": {"name": "甲", "roles": ("c",)}},
        "steps": ({"who": "a/b/c", "do": "x.y", "record": "r"},),
    }
    assert Script.model_validate(sound)
    with pytest.raises(ValidationError):
        Script.model_validate({**sound, **change})
