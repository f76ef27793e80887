"""Child plans against their parent as rows and as documented JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from liance.core.findings import Finding
from liance.core.language import Language, Text
from liance.core.numbers import decimal_text, number_words
from liance.delivery.coherence import Coherence, CoherenceLine
from liance.delivery.targets import Target
from liance.reports.data import findings_data
from liance.reports.target_tables import value_words

#: What each verdict is called.
COHERENCE: Mapping[Coherence, Text] = {
    Coherence.COVERED: Text(zh="已覆盖", en="covered"),
    Coherence.SHORT: Text(zh="合计不足", en="short"),
    Coherence.OPEN: Text(zh="未定", en="open"),
    Coherence.ABOVE: Text(zh="超过上级", en="above parent"),
    Coherence.NOT_SHARED: Text(zh="下级未列", en="in no child plan"),
}
RULES: Mapping[str, Text] = {
    "sum": Text(zh="合计", en="sum"),
    "maximum": Text(zh="取最大", en="largest"),
    "none": Text(zh="逐个比较", en="one by one"),
}
#: Columns of the comparison.
COHERENCE_COLUMNS = (
    "indicator", "year", "unit", "parent", "parent_source", "parent_start", "parent_end", "parent_quote",
    "rule", "combined", "verdict", "word", "child", "child_value", "child_unit", "child_source", "child_start",
    "child_end", "child_quote",
)  # fmt: skip


def coherence_word(line: CoherenceLine, language: Language) -> str:
    """Return the word for what the children make of the parent's target."""
    return COHERENCE[line.verdict].render(language)


def parent_words(line: CoherenceLine, language: Language) -> str:
    """Return what the parent promises."""
    return value_words(line.parent, language)


def combined_words(line: CoherenceLine, language: Language) -> str:
    """Return what the children make together, a dash where no rule adds them up."""
    if line.combined is None or line.rule == "none":
        return "—"
    rule = RULES[line.rule].render(language)
    space = "" if language is Language.ZH else " "
    return f"{rule}{space}{number_words(line.combined, language)}{line.key.unit}"


def children_words(line: CoherenceLine, language: Language) -> str:
    """Return each child's target."""
    joiner = "；" if language is Language.ZH else "; "
    return joiner.join(f"{name} {value_words(target, language)}" for name, target in line.children) or "—"


def coherence_rows(lines: Iterable[CoherenceLine], language: Language) -> list[tuple[str, ...]]:
    """Return a row per child's target; a parent's target without any has one row."""
    rows = []
    for line in lines:
        head = (
            line.parent.indicator,
            str(line.year),
            line.key.unit,
            *_target_cells(line.parent)[:1],
            *_target_cells(line.parent)[2:],
            line.rule,
            decimal_text(line.combined) if line.combined is not None and line.rule != "none" else "",
            line.verdict.value,
            coherence_word(line, language),
        )
        for name, target in line.children or (("", None),):
            rows.append((*head, name, *(_target_cells(target) if target else ("",) * 6)))
    return rows


def _target_cells(target: Target) -> tuple[str, ...]:
    return (
        decimal_text(target.value),
        target.unit,
        target.source,
        str(target.start),
        str(target.end),
        " ".join(target.quote.split()),
    )


def coherence_data(
    parent: str,
    children: Sequence[str],
    lines: Iterable[CoherenceLine],
    findings: Iterable[Finding],
    language: Language,
) -> dict[str, object]:
    """Return the comparison as documented JSON; numbers are exact text."""
    return {
        "parent": parent,
        "children": list(children),
        "lines": [
            {
                "indicator": line.parent.indicator,
                "key": line.key.key,
                "year": line.year,
                "unit": line.key.unit,
                "rule": line.rule,
                "combined": _exact(line.combined if line.rule != "none" else None),
                "verdict": line.verdict.value,
                "word": coherence_word(line, language),
                "parent": line.parent.as_data(),
                "children": [{"plan": name, **target.as_data()} for name, target in line.children],
            }
            for line in lines
        ],
        "findings": findings_data(findings, language),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)
