"""YAML of packs: bounded, plain, and with lines."""

import pytest

from liance.core.limits import MAX_PACK_FILE_BYTES, MAX_YAML_DEPTH
from liance.packs.yamlfile import parse_yaml


def test_values_know_their_lines() -> None:
    """
    # a head
    items:
      - id: goal
        levels:
          - 1
          - 2
    """
    text = "# a head\nitems:\n  - id: goal\n    levels:\n      - 1\n      - 2\n"
    file, findings = parse_yaml("p.yaml", text.encode())
    assert findings == []
    assert file is not None
    assert file.value == {"items": ({"id": "goal", "levels": (1, 2)},)}
    assert file.line_of(("items", 0, "levels", 1)) == 6
    assert file.line_of(("items", 0, "nowhere")) == 3


def test_scalars_are_text_whole_numbers_truth_or_nothing() -> None:
    file, findings = parse_yaml("p.yaml", b"a: 2021-01-01\nb: 1.5\nc: true\nd: yes\ne: 007\nf:\ng: -3\n")
    assert findings == []
    assert file is not None
    assert file.value == {"a": "2021-01-01", "b": "1.5", "c": True, "d": "yes", "e": 7, "f": None, "g": -3}


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a: [1, 2\nb: 3", "pack.bad_yaml", 2),
        (b"a: 1\n\tb: 2", "pack.bad_yaml", 2),
        (b"x: 1\na: &x [1]\nb: *x", "pack.bad_yaml", 3),
        (b"a: 1\nb: 2\na: 3", "pack.duplicate_key", 3),
        (b"a: !!python/object/apply:os.system [ls]", "pack.not_allowed", None),
        (b"a: !mine x", "pack.not_allowed", 1),
        (b"\xff\xfe\x00", "pack.bad_yaml", 1),
        (b"a: " + b"[" * (MAX_YAML_DEPTH + 5), "pack.too_large", 1),
        (b"#" * (MAX_PACK_FILE_BYTES + 1), "pack.too_large", None),
    ],
)
def test_bad_yaml_is_a_finding_with_its_line(data: bytes, code: str, line: int | None) -> None:
    _, findings = parse_yaml("p.yaml", data)
    assert [finding.code for finding in findings][:1] == [code]
    if line is not None:
        assert findings[0].place.line == line
