"""The fast canonical JSON gives the bytes of the careful one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.canonical import canonical_json
from liance.ledger.encoding import encode_canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(alphabet="ab键\U0001f600", max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_both_encoders_agree(value: object) -> None:
    assert encode_canonical(value) == canonical_json(value)


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        encode_canonical({"a": object()})
    with pytest.raises(ValueError, match="surrogates"):
        encode_canonical("\ud800")
    with pytest.raises(ValueError, match="float"):
        encode_canonical(float("nan"))
