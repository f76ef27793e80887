"""Canonical bytes: one value, one digest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.canonical import canonical_json, digest_value

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_escaped() -> None:
    assert canonical_json({"b": 1, "a": ["链"]}) == '{"a":["链"],"b":1}'.encode()


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), VALUES, max_size=5))
def test_the_digest_does_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert digest_value(value) == digest_value(turned)


@pytest.mark.parametrize("value", [1.5, {"a": [0.0]}, {1: "a"}])
def test_floats_and_strange_keys_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)
