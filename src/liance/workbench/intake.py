"""Read uploaded files: what is not plain text in a process of its own, and what their text says of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from liance.core.errors import DocumentError
from liance.core.findings import Finding, Place
from liance.core.limits import MAX_FILE_BYTES
from liance.packs.regions import shipped_regions
from liance.plans.documents.metadata import metadata_of
from liance.plans.documents.model import Document, Origin
from liance.plans.documents.reading import detect_format, read_document
from liance.workbench.corpus import FILE_TOO_LARGE
from liance.workbench.isolation import read_in_child

__all__ = ["placed", "read_upload"]

#: Formats that are plain text: reading them needs no foreign library and so no process of its own.
_PLAIN: Final = frozenset({"txt", "md"})


def read_upload(name: str, data: bytes) -> tuple[Document, tuple[Finding, ...]]:
    """Read an uploaded file and tell what is known of the plan; return both with findings on the metadata.

    Args:
        name: the file's name as the user gave it; only its last part is kept.
        data: its bytes.

    Raises:
        DocumentError: it cannot be read; its findings say why.
    """
    source = name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "plan"
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError(source, [FILE_TOO_LARGE.at(Place(source), size=len(data), bound=MAX_FILE_BYTES)])
    form = detect_format(source, data)
    document = read_document(source, data) if form in _PLAIN else read_in_child(source, data, form)
    return placed(document)


def placed(document: Document, subject: str = "") -> tuple[Document, tuple[Finding, ...]]:
    """Return the document with what its text says of the plan, and the findings on that."""
    metadata, findings = metadata_of(document, shipped_regions(), {})
    if subject:
        metadata = metadata.overridden(Origin.OPTION, {"subject": subject})
    return replace(document, metadata=metadata), tuple(findings)
