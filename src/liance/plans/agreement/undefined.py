"""Why a coefficient or an interval has no value, in words."""

from __future__ import annotations

from enum import StrEnum

from liance.core.language import Text


class Undefined(StrEnum):
    """Why there is no value."""

    NO_RATINGS = "no_ratings"
    ONE_RATER = "one_rater"
    NO_PAIRS = "no_pairs"
    ONE_LEVEL = "one_level"
    NO_VARIATION = "no_variation"
    FEW_COMPLETE = "few_complete"
    FEW_UNITS = "few_units"
    SAME_RESAMPLES = "same_resamples"
    UNDEFINED_RESAMPLES = "undefined_resamples"
    AT_BOUND = "at_bound"
    NO_APPROXIMATION = "no_approximation"
    TOO_LARGE = "too_large"

    @property
    def says(self) -> Text:
        """The reason as a sentence."""
        return _SAYS[self]


_SAYS = {
    Undefined.NO_RATINGS: Text(zh="没有任何评分", en="there are no ratings"),
    Undefined.ONE_RATER: Text(
        zh="只有一名评分人，无从比较", en="there is one rater only, so nothing to compare"
    ),
    Undefined.NO_PAIRS: Text(
        zh="没有一个单元由两名以上评分人评分", en="no unit was rated by two raters or more"
    ),
    Undefined.ONE_LEVEL: Text(
        zh="全部评分为同一级，无法估计机会一致，系数没有定义",
        en="all ratings are at one level, so chance agreement cannot be told and there is no value",
    ),
    Undefined.NO_VARIATION: Text(
        zh="评分之间没有差异，系数没有定义", en="the ratings do not vary, so the coefficient is undefined"
    ),
    Undefined.FEW_COMPLETE: Text(
        zh="由全部评分人评过的单元不足", en="too few units were rated by every rater"
    ),
    Undefined.FEW_UNITS: Text(zh="单元太少，不能给出区间", en="there are too few units for an interval"),
    Undefined.SAME_RESAMPLES: Text(
        zh="重抽样得到的数值全部相同，看不出不确定性的大小",
        en="every resample gives the same value, which says nothing about uncertainty",
    ),
    Undefined.UNDEFINED_RESAMPLES: Text(
        zh="超过 5% 的重抽样没有定义，不给出区间",
        en="more than 5 % of the resamples are undefined, so no interval is given",
    ),
    Undefined.AT_BOUND: Text(
        zh="去掉某一单元后系数达到界限 ±1，z 变换无法使用",
        en="with a unit left out the coefficient reaches its bound of 1 or -1, where z is infinite",
    ),
    Undefined.NO_APPROXIMATION: Text(
        zh="评分人之间几乎没有一致，F 分布的近似不成立",
        en="the raters hardly agree at all, so the approximation by F does not hold",
    ),
    Undefined.TOO_LARGE: Text(
        zh="评分太多，超过 MAX_RATER_MODEL_SIZE，不估计模型",
        en="there are more ratings than MAX_RATER_MODEL_SIZE allows for the model",
    ),
}
