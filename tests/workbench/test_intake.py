"""Uploaded files keep the last part of their name, within the bound on their size."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError
from liance.workbench import intake


def test_a_name_that_leads_elsewhere_keeps_its_last_part_only() -> None:
    document, _ = intake.read_upload("..\\..\\etc/../../passwd.txt", "一、目标\n建成平台3个。\n".encode())
    assert document.source == "passwd.txt"


def test_a_file_beyond_the_bound_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 10)
    with pytest.raises(DocumentError) as caught:
        intake.read_upload("a.txt", b"x" * 11)
    assert "MAX_FILE_BYTES" in str(caught.value)


def test_what_the_child_refuses_comes_back_as_findings() -> None:
    with pytest.raises(DocumentError) as caught:
        intake.read_upload("a.pdf", b"%PDF-1.7\nnonsense")
    assert caught.value.findings[0].code.startswith("document.")
