"""Every refusal can be said in both languages."""

import string

import pytest

from liance.core.language import Language, Text
from liance.plans.study import errors
from liance.plans.study.errors import RefusedError


@pytest.mark.parametrize("code", sorted(errors._REFUSALS))
def test_refusals_have_the_same_fields_in_both_languages(code: str) -> None:
    text = errors._REFUSALS[code]
    fields = {name for _, name, _, _ in string.Formatter().parse(text.zh) if name}
    english = {name for _, name, _, _ in string.Formatter().parse(text.en) if name}
    assert {name.removesuffix("_zh") for name in fields} == {name.removesuffix("_en") for name in english}
    error = RefusedError(code, **dict.fromkeys(fields | english, Text(zh="甲", en="x")))
    assert error.code == code
    assert "甲" not in error.message(Language.EN)
    assert "{" not in error.message(Language.ZH)
