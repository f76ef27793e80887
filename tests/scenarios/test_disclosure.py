"""Single fields shown against a root; everything changed is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.suites import load_suite
from liance.scenarios.disclosure import (
    Disclosure,
    SaltedField,
    disclose,
    fields_root,
    salt_fields,
    verified_fields,
)

HASH = load_suite("intl").hash
VALUES = st.one_of(st.integers(-1000, 1000), st.text(max_size=8), st.booleans(), st.none())


def salts(length: int) -> bytes:
    salts.count += 1  # type: ignore[attr-defined]
    return salts.count.to_bytes(length, "big")  # type: ignore[attr-defined]


salts.count = 0  # type: ignore[attr-defined]


@given(st.dictionaries(st.text(min_size=1, max_size=6), VALUES, min_size=1, max_size=20), st.data())
def test_any_fields_can_be_shown_and_only_as_they_are(fields: dict[str, object], data: st.DataObject) -> None:
    salted = salt_fields(fields, salts)
    root = fields_root(HASH, salted)
    names = frozenset(data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1)))
    shown = disclose(HASH, salted, names)
    assert verified_fields(HASH, root, shown) == {name: fields[name] for name in names}
    index, field, path = shown.shown[0]
    for changed in (
        replace(field, value="other"),
        replace(field, salt=bytes(16)),
        replace(field, name=field.name + "x"),
    ):
        assert verified_fields(HASH, root, Disclosure(shown.size, ((index, changed, path),))) is None
    assert verified_fields(HASH, HASH(root), shown) is None
    assert verified_fields(HASH, root, Disclosure(shown.size + 1, ((shown.size, field, path),))) is None


def test_two_records_with_the_same_fields_have_different_roots() -> None:
    one, two = (fields_root(HASH, salt_fields({"a": 1}, salts)) for _ in range(2))
    assert one != two


def test_bounds_and_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="MAX_SEALED_FIELDS"):
        salt_fields({}, salts)
    with pytest.raises(KeyError):
        disclose(HASH, (SaltedField("a", 1, bytes(16)),), frozenset({"b"}))
