"""Targets as rows: for CSV and spreadsheets every field, for a screen what a person reads first."""

from __future__ import annotations

from fractions import Fraction

from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, number_words
from liance.core.quantities import Op
from liance.delivery.indicators import IndicatorMatch
from liance.delivery.targets import Target
from liance.packs.model import Indicator
from liance.plans.documents.model import Metadata
from liance.reports.words import LEVELS

#: Columns of ``targets.csv``: what is known of the plan, then the fields of a target as in the JSON, then the
#: entry of the indicator catalogue that its indicator matches, if any.
TARGET_COLUMNS = (
    "source", "title", "region", "level", "published",
    "quote", "start", "end", "indicator", "op", "value", "value_max", "unit", "kind", "year", "per_year",
    "deadline_source", "section", "binding", "stage", "baseline", "scope", "corrupt_date",
    "catalogue", "qualifier", "confidence",
)  # fmt: skip

#: The heads of a spreadsheet, in the order of ``TARGET_COLUMNS``.
TARGET_HEADS = {
    "source": Text(zh="文件", en="file"),
    "title": Text(zh="规划", en="plan"),
    "region": Text(zh="地区", en="region"),
    "level": Text(zh="层级", en="level of government"),
    "published": Text(zh="发布日期", en="published"),
    "quote": Text(zh="原文", en="quote"),
    "start": Text(zh="起始位置", en="start"),
    "end": Text(zh="结束位置", en="end"),
    "indicator": Text(zh="指标", en="indicator"),
    "op": Text(zh="比较", en="comparator"),
    "value": Text(zh="目标值", en="value"),
    "value_max": Text(zh="目标值上限", en="upper value"),
    "unit": Text(zh="单位", en="unit"),
    "kind": Text(zh="类型", en="kind"),
    "year": Text(zh="期限（年）", en="deadline (year)"),
    "per_year": Text(zh="每年", en="per year"),
    "deadline_source": Text(zh="期限来源", en="source of deadline"),
    "section": Text(zh="章节", en="section"),
    "binding": Text(zh="约束性", en="binding"),
    "stage": Text(zh="阶段", en="stage"),
    "baseline": Text(zh="基数", en="baseline"),
    "scope": Text(zh="范围", en="scope"),
    "corrupt_date": Text(zh="年份有误", en="corrupt date"),
    "catalogue": Text(zh="目录指标", en="catalogue entry"),
    "qualifier": Text(zh="限定词", en="qualifier"),
    "confidence": Text(zh="匹配把握", en="confidence of match"),
}
KINDS = {
    "level": Text(zh="达到", en="level"),
    "increment": Text(zh="新增", en="added"),
    "growth": Text(zh="增减幅", en="growth"),
    "share": Text(zh="占比", en="share"),
    "rank": Text(zh="位次", en="rank"),
}
SECTIONS = {
    "goal": Text(zh="目标", en="goals"),
    "task": Text(zh="任务", en="tasks"),
    "safeguard": Text(zh="保障", en="safeguards"),
    "other": Text(zh="其他", en="other"),
}
_SIGNS = {Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.ABOUT: "≈", Op.EXACT: "", Op.RANGE: "", Op.RANK: "≤"}
_YEAR = Text(zh="{year}年", en="{year}")
_YEARLY = Text(zh="每年", en="yearly")
_INHERITED = Text(zh="（承前）", en=" (inherited)")
_CORRUPT = Text(zh="年份有误", en="corrupt year")
_RANKED = Text(zh="前{value}", en="top {value}")
#: Large Chinese numerals, and how many digits behind the point a number may keep to be shown in them.


def target_row(target: Target, metadata: Metadata, match: IndicatorMatch) -> tuple[str, ...]:
    """Return one row of ``targets.csv``; numbers are written out exactly, unknown values are empty."""
    head = {
        "title": metadata.title,
        "region": metadata.region,
        "level": metadata.level.value if metadata.level else None,
        "published": metadata.published,
    }
    exact = {
        "value": decimal_text(target.value),
        "value_max": None if target.value_max is None else decimal_text(target.value_max),
    }
    known = {
        "catalogue": match.indicator.id if match.indicator else None,
        "qualifier": match.qualifier,
        "confidence": decimal_text(match.confidence) if match.indicator else None,
    }
    data = target.as_data() | head | exact | known
    return tuple(_cell(data[column]) for column in TARGET_COLUMNS)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())


def target_sheet_row(
    target: Target, metadata: Metadata, match: IndicatorMatch, language: Language
) -> tuple[object, ...]:
    """Return one row of a spreadsheet: numbers as numbers, words in ``language``."""
    data = target.as_data()
    yes = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
    words: dict[str, object] = {
        "title": metadata.title,
        "region": metadata.region,
        "level": LEVELS[metadata.level.value].render(language) if metadata.level else None,
        "published": metadata.published,
        "kind": KINDS[target.kind.value].render(language),
        "section": SECTIONS[target.section].render(language),
        "binding": None if target.binding is None else yes[target.binding].render(language),
        "per_year": yes[target.per_year].render(language),
        "corrupt_date": yes[target.corrupt_date].render(language),
        "catalogue": _name(match.indicator, language) if match.indicator else None,
        "qualifier": match.qualifier,
        "confidence": float(match.confidence) if match.indicator else None,
    }
    return tuple((data | words)[column] for column in TARGET_COLUMNS)


def _name(indicator: Indicator, language: Language) -> str:
    return indicator.name.zh if language is Language.ZH else indicator.name.en


def sheet_heads(language: Language) -> tuple[str, ...]:
    """Return the heads of a spreadsheet of targets."""
    return tuple(TARGET_HEADS[column].render(language) for column in TARGET_COLUMNS)


def value_words(target: Target, language: Language) -> str:
    """Return the promised quantity as a person writes it: ``≥1000亿元``, ``10–20%``, ``前3位``."""
    return quantity_words(target.op, target.value, target.value_max, target.unit, language)


def quantity_words(op: Op, value: Fraction, value_max: Fraction | None, unit: str, language: Language) -> str:
    """Return a quantity with its comparator as a person writes it."""
    shown = number_words(value, language)
    if value_max is not None:
        shown = f"{shown}–{number_words(value_max, language)}"
    if op is Op.RANK:
        return _RANKED.render(language, value=shown) + unit
    return f"{_SIGNS[op]}{shown}{unit}"


def deadline_words(target: Target, language: Language) -> str:
    """Return when a target is due: the year, whether it is inherited, and 每年 where it recurs."""
    parts = []
    if target.corrupt_date:
        parts.append(_CORRUPT.render(language))
    elif target.year is not None:
        inherited = _INHERITED.render(language) if target.deadline_source == "inherited" else ""
        parts.append(_YEAR.render(language, year=target.year) + inherited)
    if target.per_year:
        parts.append(_YEARLY.render(language))
    return " ".join(parts) or "—"
