"""Frame files and staged targets as packs hold them."""

from __future__ import annotations

from liance.core.language import Language
from liance.packs.reading import read_frame_file, read_pack

MANIFEST = "id: my-study\nkind: study\nversion: 1.0.0\ntitle: {zh: 甲, en: A}\nlanguage: zh\nlicence: Apache-2.0\nengine: 0.1.0\n"
STUDY = "tables:\n  - {id: t, rows: [甲, 乙], cells: [1, 2]}\n"


def test_a_frame_file_is_read_and_mistakes_name_their_line():
    frame, findings = read_frame_file("f.yaml", "layout: {formula: 一核, parts: [{unit: 核}]}\n".encode())
    assert (frame.layout.parts[0].unit, findings) == ("核", [])
    frame, findings = read_frame_file("f.yaml", "title: 甲\nmain: 乙\n".encode())
    assert frame is None
    assert [(finding.code, finding.place.line) for finding in findings] == [("pack.unknown_key", 2)]


def test_values_of_staged_targets_are_numbers():
    targets = "targets:\n  - {year: 2025, indicator: 企业, op: '=', value: 许多, unit: 家}\n"
    files = {"pack.yaml": MANIFEST, "study.yaml": STUDY, "targets.yaml": targets}
    pack, findings = read_pack({name: text.encode() for name, text in files.items()}, "0.1.0")
    assert pack is None
    (finding,) = findings
    assert (finding.code, finding.place.line) == ("frame.not_a_number", 2)
    assert "企业" in finding.message(Language.ZH)
