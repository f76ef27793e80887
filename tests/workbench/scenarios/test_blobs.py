"""The blob store: named by digests, written whole, held against its names."""

from __future__ import annotations

from pathlib import Path

import pytest

from liance.ledger.operations import digest_text
from liance.ledger.suites import load_suite
from liance.workbench.ledger.folder import LedgerInputError
from liance.workbench.scenarios import blobs
from liance.workbench.scenarios.blobs import FolderBlobs

SUITE = load_suite("guomi")


def test_content_comes_back_by_its_digest(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "store", SUITE)
    digest = store.put(b"content")
    assert digest == digest_text(SUITE, b"content") == store.put(b"content")
    assert store.get(digest) == b"content"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    store.discard(digest)
    store.discard(digest)
    with pytest.raises(LedgerInputError):
        store.get(digest)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "store", SUITE)
    (tmp_path / "secret").write_bytes(b"x")
    for name in ("../secret", "sm3:../../secret", "sm3:" + "../" * 20 + "0" * 4, "", "sm3:" + "G" * 64):
        with pytest.raises(LedgerInputError) as caught:
            store.get(name)
        assert caught.value.code == "scenario.blob_missing"
    store.put_envelope("../../../a", "../../b", b"envelope")
    assert store.envelope("../../../a", "../../b") == b"envelope"
    assert store.envelope("a", "b") is None
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and "store" not in path.parts]
    assert outside == [tmp_path / "secret"]


def test_content_beyond_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "MAX_BLOB_BYTES", 8)
    store = FolderBlobs(tmp_path, SUITE)
    with pytest.raises(LedgerInputError) as caught:
        store.put(b"123456789")
    assert caught.value.code == "scenario.blob_too_large"
    digest = store.put(b"12345678")
    next(path for path in tmp_path.rglob("*") if path.is_file()).write_bytes(b"1" * 100)
    with pytest.raises(LedgerInputError) as caught:
        store.get(digest)
    assert caught.value.code == "scenario.blob_changed"
