"""A table of ratings as CSV -> how far the raters agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from liance.core.errors import FindingsError
from liance.core.findings import Finding, FindingKind, Place, Severity
from liance.core.language import Text
from liance.core.limits import MAX_METADATA_CHARACTERS, MAX_REASON_CHARACTERS, MAX_TABLE_BYTES, MAX_TABLE_ROWS
from liance.plans.agreement.measures import Measure
from liance.plans.agreement.rater_model import RaterModel
from liance.plans.agreement.report import AgreementReport, ItemAgreement, agreement_report
from liance.plans.agreement.table import RatingRecord, tabulate
from liance.plans.agreement.weights import Weights
from liance.plans.documents.plain import decode
from liance.workbench.corpus import FileMissingError

__all__ = [
    "AgreementReport",
    "ItemAgreement",
    "Measure",
    "RaterModel",
    "RatingsError",
    "agreement_of",
    "agreement_of_file",
    "read_ratings",
]

TABLE_TOO_LARGE = FindingKind(
    "agreement.table_too_large",
    Severity.ERROR,
    says=Text(
        zh="文件超过上限 MAX_TABLE_BYTES = {bound} 字节",
        en="the file is larger than MAX_TABLE_BYTES = {bound}",
    ),
    advice=Text(zh="请分成几个文件", en="split the file"),
)
NOT_A_TABLE = FindingKind(
    "agreement.not_a_table",
    Severity.ERROR,
    says=Text(
        zh="文件不是 UTF-8 或 GB18030 编码的 CSV 表", en="the file is no CSV table in UTF-8 or GB18030"
    ),
    advice=Text(zh="请另存为 UTF-8 编码的 CSV", en="save it as CSV in UTF-8"),
)
MISSING_COLUMN = FindingKind(
    "agreement.missing_column",
    Severity.ERROR,
    says=Text(zh="表头缺少“{column}”一列", en="the heading has no column '{column}'"),
    advice=Text(
        zh="每行一个评分，表头为 unit（或 doc）,rater,item,score",
        en="one rating per row, under the heading unit (or doc),rater,item,score",
    ),
)
TOO_MANY_ROWS = FindingKind(
    "agreement.too_many_rows",
    Severity.ERROR,
    says=Text(
        zh="行数超过上限 MAX_TABLE_ROWS = {bound}，其后各行不计",
        en="there are more rows than MAX_TABLE_ROWS = {bound}; the rest is left out",
    ),
    advice=Text(zh="请分成几个文件", en="split the file"),
)
BAD_SCORE = FindingKind(
    "agreement.bad_score",
    Severity.ERROR,
    says=Text(
        zh="分数“{score}”不是整数，该行不计", en="score '{score}' is no whole number; the row is left out"
    ),
    advice=Text(zh="请填整数；未评的格留空", en="give a whole number; leave what was not rated empty"),
)
BAD_NAME = FindingKind(
    "agreement.bad_name",
    Severity.ERROR,
    says=Text(
        zh="“{column}”一列为空或超过 {bound} 字，该行不计",
        en="column '{column}' is empty or longer than {bound} characters; the row is left out",
    ),
    advice=Text(zh="请补全或缩短", en="fill it in or shorten it"),
)

#: Names under which a column may stand.
_COLUMNS = {"unit": ("unit", "doc"), "rater": ("rater",), "item": ("item",), "score": ("score",)}
#: A column that may stand there as well: the words that a rater goes by.
_QUOTE = "quote"
#: Most characters of a whole number that is worth reading.
_SCORE_LENGTH_MAX = 12


class RatingsError(FindingsError):
    """A file cannot be read as a table of ratings; the findings say why."""

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            Text(zh="无法读取评分表“{source}”：", en="cannot read the table of ratings '{source}':"),
            findings,
            source=source,
        )


def agreement_of(
    data: bytes,
    name: str,
    *,
    levels: Sequence[int] | None = None,
    weights: Weights = Weights.QUADRATIC,
    seed: int = 0,
    draws: int = 2_000,
    model: bool = False,
) -> AgreementReport:
    """Return the agreement of the raters in a long CSV table: unit (or doc), rater, item, score.

    Columns may stand in any order and others are passed over; an empty score is a cell not rated. Findings
    name the line.

    Args:
        data: the file's bytes, in UTF-8, UTF-16 with mark, or GB18030.
        name: the file's name, for findings.
        levels: the whole scale; without it, from the lowest to the highest score.
        weights: agreement weights of AC2, kappas and conformity.
        seed: of the bootstrap.
        draws: resamples per coefficient.
        model: whether to fit the ordinal rater model.

    Raises:
        RatingsError: the file is too large, no table, or lacks a column.
        ValueError: ``draws`` is out of range.
    """
    findings: list[Finding] = []
    records = list(_records(_text(data, name), name, findings))
    table, of_table = tabulate(records, levels, name)
    return agreement_report(
        table, weights=weights, seed=seed, draws=draws, model=model, findings=(*findings, *of_table)
    )


def agreement_of_file(
    path: Path, *, levels: Sequence[int] | None = None, seed: int = 0, draws: int = 2_000, model: bool = False
) -> AgreementReport:
    """Return ``agreement_of`` the table at ``path``.

    Raises:
        FileMissingError: there is no such file.
        RatingsError: it is too large, no table, or lacks a column.
    """
    return agreement_of(_bytes(path), path.name, levels=levels, seed=seed, draws=draws, model=model)


def read_ratings(path: Path) -> tuple[list[RatingRecord], tuple[Finding, ...]]:
    """Return the rows of a table of ratings, with findings on those that cannot be used.

    Raises:
        FileMissingError: there is no such file.
        RatingsError: it is too large, no table, or lacks a column.
    """
    findings: list[Finding] = []
    records = list(_records(_text(_bytes(path), path.name), path.name, findings))
    return records, tuple(findings)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise FileMissingError(str(path))
    with path.open("rb") as stream:
        return stream.read(MAX_TABLE_BYTES + 1)


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_TABLE_BYTES:
        raise RatingsError(name, [TABLE_TOO_LARGE.at(Place(name), bound=MAX_TABLE_BYTES)])
    decoded = decode(data)
    if decoded is None:
        raise RatingsError(name, [NOT_A_TABLE.at(Place(name))])
    return decoded.text


def _records(text: str, name: str, findings: list[Finding]) -> Iterator[RatingRecord]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        places = _places(next(reader, []), name)
        for count, row in enumerate(reader):
            place = Place(name, line=reader.line_num)
            if count >= MAX_TABLE_ROWS:
                findings.append(TOO_MANY_ROWS.at(place, bound=MAX_TABLE_ROWS))
                return
            if not any(field.strip() for field in row):
                continue
            fields = {
                column: row[index].strip() if index < len(row) else "" for column, index in places.items()
            }
            if record := _record(fields, place, findings):
                yield record
    except csv.Error as error:
        raise RatingsError(name, [NOT_A_TABLE.at(Place(name, line=reader.line_num))]) from error


def _places(heading: Sequence[str], name: str) -> dict[str, int]:
    known = [field.strip().lower() for field in heading]
    places, missing = {}, []
    for column, spellings in _COLUMNS.items():
        found = [known.index(spelling) for spelling in spellings if spelling in known]
        if found:
            places[column] = found[0]
        else:
            missing.append(MISSING_COLUMN.at(Place(name, line=1), column=column))
    if missing:
        raise RatingsError(name, missing)
    return places | ({_QUOTE: known.index(_QUOTE)} if _QUOTE in known else {})


def _record(fields: dict[str, str], place: Place, findings: list[Finding]) -> RatingRecord | None:
    for column in ("unit", "rater", "item"):
        if not 0 < len(fields[column]) <= MAX_METADATA_CHARACTERS:
            findings.append(BAD_NAME.at(place, column=column, bound=MAX_METADATA_CHARACTERS))
            return None
    score = fields["score"]
    digits = score.removeprefix("-").removeprefix("+")
    if score and not (digits.isascii() and digits.isdigit() and len(digits) <= _SCORE_LENGTH_MAX):
        findings.append(BAD_SCORE.at(place, score=score[:_SCORE_LENGTH_MAX]))
        return None
    return RatingRecord(
        unit=fields["unit"],
        rater=fields["rater"],
        item=fields["item"],
        score=int(score) if score else None,
        line=place.line,
        quote=fields.get(_QUOTE, "")[:MAX_REASON_CHARACTERS],
    )
