"""Fixtures of the ledger's tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.ledger.consortium import Consortium


@pytest.fixture(params=["intl", "guomi"])
def suite_name(request: pytest.FixtureRequest) -> str:
    """Each suite in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def make_consortium() -> Callable[..., Consortium]:
    """The class itself, to make several."""
    return Consortium


@pytest.fixture
def consortium() -> Consortium:
    """A consortium with the suite intl."""
    return Consortium()
