"""Industry series and manager surveys: packs and answer files in, growth, audit and index out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from liance.core.errors import FindingsError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_METADATA_CHARACTERS, MAX_TABLE_BYTES, MAX_TABLE_ROWS
from liance.core.numbers import round_half_up
from liance.delivery.diffusion import Answer, DiffusionIndex, SurveyAnswer, diffusion
from liance.delivery.industry import AuditedGrowth, Growth, audit, growths
from liance.packs.library import Library
from liance.packs.model import Source
from liance.packs.series import IndustrySeries, SeriesSet
from liance.plans.documents.plain import decode

__all__ = [
    "DEFAULT_PACK",
    "AuditedGrowth",
    "DiffusionIndex",
    "Industry",
    "SurveyError",
    "agreement_word",
    "change_words",
    "find_industry",
    "industry_data",
    "name_of",
    "note_of",
    "one_place",
    "percent_words",
    "read_survey",
    "source_words",
    "survey_data",
    "whole",
]

#: The shipped series.
DEFAULT_PACK = "blockchain-industry"

MISSING_COLUMN = FindingKind(
    "survey.missing_column",
    Severity.ERROR,
    says=Text(zh="缺少列“{column}”", en="the column '{column}' is missing"),
    advice=Text(
        zh="表头应有：期、受访者、问题、答案；可有：权重",
        en="the head needs: period, respondent, question, answer; it may have: weight",
    ),
)
NOT_A_SURVEY = FindingKind(
    "survey.not_a_table",
    Severity.ERROR,
    says=Text(zh="不是可读的 CSV 表", en="this is no readable CSV table"),
    advice=Text(zh="请存成 UTF-8 编码的 CSV", en="save it as CSV in UTF-8"),
)
TOO_LARGE = FindingKind(
    "survey.too_large",
    Severity.ERROR,
    says=Text(zh="表超过上限 {bound}", en="the table exceeds the bound {bound}"),
    advice=Text(zh="请拆成几个文件", en="split the file"),
)
UNKNOWN_ANSWER = FindingKind(
    "survey.unknown_answer",
    Severity.WARNING,
    says=Text(
        zh="不认识的答案“{answer}”，该行不计", en="the answer '{answer}' is not known; the row is left out"
    ),
    advice=Text(zh="请写上升、持平、下降（或 up、same、down）", en="write up, same or down"),
)
BAD_ROW = FindingKind(
    "survey.bad_row",
    Severity.WARNING,
    says=Text(
        zh="列“{column}”的值“{value}”不可用，该行不计",
        en="the value '{value}' of column '{column}' cannot be used; the row is left out",
    ),
    advice=Text(zh="请改正该格", en="correct the cell"),
)
MERGED_ROW = FindingKind(
    "survey.extra_cells",
    Severity.WARNING,
    says=Text(
        zh="该行有 {cells} 格，表头有 {columns} 列，该行不计",
        en="the row has {cells} cells, the head {columns}; it is left out",
    ),
    advice=Text(
        zh="请检查是否有未加引号的逗号或移位的列", en="look for a comma without quotes or a shifted column"
    ),
)
UNKNOWN_QUESTION = FindingKind(
    "survey.unknown_question",
    Severity.WARNING,
    says=Text(zh="没有名为“{name}”的问题，无从反向", en="there is no question '{name}' to turn round"),
    advice=Text(zh="请核对 --inverse 的名称", en="check the name given with --inverse"),
)

_COLUMNS = {
    "period": ("period", "期", "时期", "月份", "时间"),
    "respondent": ("respondent", "受访者", "企业", "企业编号", "编号"),
    "question": ("question", "问题", "指标", "题目"),
    "answer": ("answer", "答案", "回答", "选择"),
}
_WEIGHT = ("weight", "权重")
_ANSWERS = {
    Answer.UP: ("up", "higher", "increase", "better", "+", "1", "上升", "增加", "增长", "提高", "好转", "改善", "加快", "更多"),
    Answer.SAME: ("same", "unchanged", "no change", "=", "0", "持平", "不变", "基本持平", "稳定", "相同"),
    Answer.DOWN: ("down", "lower", "decrease", "worse", "-", "-1", "下降", "减少", "降低", "变差", "恶化", "放缓", "更少"),
}  # fmt: skip
_ANSWER_OF = {word: answer for answer, words in _ANSWERS.items() for word in words}
_POINTS = Text(zh="{value} 点", en="{value} points")
_WORDS = {
    "agrees": Text(zh="吻合", en="agrees"),
    "truncated": Text(zh="截尾后吻合", en="agrees when cut off"),
    "contradicts": Text(zh="不符", en="contradicts"),
    "unknown": Text(zh="无从核对", en="cannot be checked"),
}


class SurveyError(FindingsError):
    """A table of survey answers cannot be used at all; the findings say why."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(zh="无法读取调查表“{source}”：", en="cannot read the survey '{source}':"),
            findings,
            source=source,
        )


@dataclass(frozen=True, slots=True)
class Industry:
    """The series of a pack with growth and audit."""

    name: str
    title: Text
    series: tuple[IndustrySeries, ...]
    growths: tuple[Growth, ...]
    audited: tuple[AuditedGrowth, ...]


def find_industry(name: str, library: Library) -> Industry:
    """Return the series of the pack ``name`` with their growth recomputed.

    Raises:
        UnknownNameError: there is no such pack.
        PackError: it is broken.
    """
    pack = library.series(name)
    series = pack.part("series.yaml", SeriesSet).series
    return Industry(
        name,
        Text(zh=pack.manifest.title.zh, en=pack.manifest.title.en),
        series,
        tuple(growth for one in series for growth in growths(one)),
        tuple(audited for one in series for audited in audit(one)),
    )


def name_of(series: IndustrySeries, language: Language) -> str:
    """Return the name of a series."""
    return series.name.zh if language is Language.ZH else series.name.en


def note_of(note: object, language: Language) -> str:
    """Return a note in the language, empty where there is none."""
    return "" if note is None else str(getattr(note, language.value))


def source_words(source: Source) -> str:
    """Return a source as one line."""
    return "，".join(part for part in (source.title, source.place, str(source.year or "")) if part)


def percent_words(value: Fraction | Decimal | None) -> str:
    """Return a percentage with its sign and one decimal, a dash where there is none."""
    return "—" if value is None else f"{round_half_up(Fraction(value), 1):+}%"


def change_words(growth: Growth, language: Language) -> str:
    """Return a growth in percent, or the difference in points where percent means nothing."""
    if growth.percent is not None:
        return percent_words(growth.percent)
    return _POINTS.render(language, value=f"{round_half_up(growth.difference, 1):+}")


def one_place(value: Fraction | Decimal) -> str:
    """Return a number with one decimal."""
    return str(round_half_up(Fraction(value), 1))


def whole(value: Fraction | None) -> str:
    """Return a number without decimals, a dash where there is none."""
    return "—" if value is None else str(round_half_up(value, 0))


def agreement_word(audited: AuditedGrowth, language: Language) -> str:
    """Return how a stated growth stands to the values, in words."""
    return _WORDS[audited.agreement.value].render(language)


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def industry_data(industry: Industry) -> dict[str, object]:
    """Return the documented JSON: ``pack``, ``series``, ``growth``, ``audit``."""
    return {
        "pack": industry.name,
        "series": [one.model_dump(mode="json") for one in industry.series],
        "growth": [
            {
                "series": growth.series,
                "earlier": str(growth.earlier.time),
                "later": str(growth.later.time),
                "difference": float(growth.difference),
                "percent": _plain(growth.percent),
                "yearly": None if growth.yearly is None else float(growth.yearly),
            }
            for growth in industry.growths
        ],
        "audit": [
            {
                "series": audited.series,
                "stated": audited.stated.model_dump(mode="json"),
                "agreement": audited.agreement.value,
                "recomputed": _plain(audited.recomputed),
                "implied": _plain(audited.implied),
                "total": _plain(audited.total),
            }
            for audited in industry.audited
        ],
    }


def read_survey(
    path: Path, inverse: Sequence[str] = ()
) -> tuple[tuple[DiffusionIndex, ...], tuple[Finding, ...]]:
    """Return the diffusion indices of a table of answers, and what is wrong with its rows.

    Raises:
        SurveyError: the file is no such table.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TABLE_BYTES + 1)
    except OSError as error:
        raise SurveyError(path.name, [NOT_A_SURVEY.at(Place(path.name))]) from error
    if len(data) > MAX_TABLE_BYTES:
        bound = f"MAX_TABLE_BYTES = {MAX_TABLE_BYTES}"
        raise SurveyError(path.name, [TOO_LARGE.at(Place(path.name), bound=bound)])
    decoded = decode(data)
    if decoded is None:
        raise SurveyError(path.name, [NOT_A_SURVEY.at(Place(path.name))])
    findings: list[Finding] = []
    answers = list(_answers(decoded.text, path.name, findings))
    asked = {answer.question for answer in answers}
    findings += [UNKNOWN_QUESTION.at(Place(path.name), name=name) for name in inverse if name not in asked]
    indices, told = diffusion(answers, inverse, path.name)
    return indices, (*findings, *told)


def _answers(text: str, name: str, findings: list[Finding]) -> Iterator[SurveyAnswer]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [field.strip().lower() for field in next(reader, [])]
        places = {column: _place(head, words) for column, words in _COLUMNS.items()}
        missing = [column for column, place in places.items() if place is None]
        if missing:
            raise SurveyError(
                name, [MISSING_COLUMN.at(Place(name, line=1), column=_named(column)) for column in missing]
            )
        weight_place = _place(head, _WEIGHT)
        for count, row in enumerate(reader):
            place = Place(name, line=reader.line_num)
            if count >= MAX_TABLE_ROWS:
                findings.append(TOO_LARGE.at(place, bound=f"MAX_TABLE_ROWS = {MAX_TABLE_ROWS}"))
                return
            if not any(field.strip() for field in row):
                continue
            if len(row) > len(head):
                findings.append(MERGED_ROW.at(place, cells=len(row), columns=len(head)))
                continue
            cells = {column: _cell(row, at) for column, at in places.items()}
            answer = _answer(cells, _cell(row, weight_place), place, findings)
            if answer is not None:
                yield answer
    except csv.Error as error:
        raise SurveyError(name, [NOT_A_SURVEY.at(Place(name, line=reader.line_num))]) from error


def _place(head: Sequence[str], words: Sequence[str]) -> int | None:
    return next((head.index(word) for word in words if word in head), None)


def _named(column: str) -> str:
    return f"{column} / {_COLUMNS[column][1]}"


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _answer(cells: dict[str, str], weight: str, place: Place, findings: list[Finding]) -> SurveyAnswer | None:
    for column in ("period", "respondent", "question"):
        if not 0 < len(cells[column]) <= MAX_METADATA_CHARACTERS:
            findings.append(BAD_ROW.at(place, column=_named(column), value=cells[column][:40]))
            return None
    answer = _ANSWER_OF.get(cells["answer"].lower())
    if answer is None:
        findings.append(UNKNOWN_ANSWER.at(place, answer=cells["answer"][:40]))
        return None
    if weight and not re.fullmatch(r"(?=.*[1-9])\d{1,9}(?:\.\d{1,6})?", weight):
        findings.append(BAD_ROW.at(place, column="weight / 权重", value=weight[:40]))
        return None
    return SurveyAnswer(
        period=cells["period"],
        respondent=cells["respondent"],
        question=cells["question"],
        answer=answer,
        weight=Fraction(weight or 1),
        line=place.line,
    )


def survey_data(
    indices: Sequence[DiffusionIndex], findings: Sequence[Finding], language: Language
) -> dict[str, object]:
    """Return the documented JSON: ``indices`` and ``findings``."""
    return {
        "indices": [
            {
                "period": one.period,
                "question": one.question,
                "index": float(one.index),
                "interval": [float(one.low), float(one.high)],
                "up": one.counts[0],
                "same": one.counts[1],
                "down": one.counts[2],
                "respondents": one.respondents,
            }
            for one in indices
        ],
        "findings": [finding.as_data(language) for finding in findings],
    }
