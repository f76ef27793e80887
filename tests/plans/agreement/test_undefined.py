"""Every reason has its sentence."""

from liance.plans.agreement.undefined import Undefined


def test_every_reason_has_a_sentence_in_both_languages():
    for reason in Undefined:
        assert reason.says.zh
        assert reason.says.en
