"""Names in addresses: whatever a member chose comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liance.web.addresses import escaped, unescaped


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_name_comes_back_and_holds_no_slash(name: str) -> None:
    written = escaped(name)
    assert unescaped(written) == name
    assert "/" not in written
    assert written.strip(".") != ""
