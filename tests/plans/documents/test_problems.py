"""Shared findings."""

from __future__ import annotations

import pytest

from liance.core.errors import DocumentError
from liance.plans.documents.problems import EMPTY, page_list, refuse


def test_refusing_names_the_file() -> None:
    with pytest.raises(DocumentError) as caught:
        refuse(EMPTY, "a.txt")
    assert caught.value.findings[0].place.source == "a.txt"


def test_long_lists_of_pages_are_cut() -> None:
    assert page_list([1, 2]) == "1, 2"
    assert page_list(list(range(1, 20))) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …"
