"""The verifier as one web page: no network, both suites, the same judgement as ``liance ledger verify``."""

from __future__ import annotations

from importlib import resources


def verifier_page() -> bytes:
    """Return the page; same version, same bytes, so that its digest can be published."""
    return (resources.files("liance") / "data" / "verifier" / "verify.html").read_bytes()
