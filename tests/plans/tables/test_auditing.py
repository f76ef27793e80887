"""Whole studies: right papers raise no alarm, one broken number is found, bad input never crashes."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from liance.core.language import Language
from liance.packs.reading import read_study
from liance.packs.study import KINDS, study_problems
from liance.plans.tables import Audit, Verdict, audit_study
from liance.plans.tables.auditing import _CHECKS
from liance.plans.tables.verdicts import CONTRADICTIONS

Paper = dict[str, Any]
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def half_up(value: Fraction, places: int) -> str:
    """Round as a careful author would, by other means than the code under test."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@st.composite
def right_papers(draw: st.DrawFn) -> Paper:
    """A paper whose numbers are all right: a score table, a table of rounded means, a table with margins."""
    count = draw(st.integers(4, 9))
    plans = [f"p{number}" for number in range(count)]
    cut = draw(st.integers(1, count - 1))
    items = ["x1", "x2", "x3"]
    scores = [[draw(st.integers(0, 4)) for _ in plans] for _ in items]
    places = draw(st.integers(1, 2))
    levels = {"upper": plans[:cut], "lower": plans[cut:]}
    firms = [draw(st.integers(50, 9000)) for _ in range(3)]
    both = [firms, [draw(st.integers(50, 9000)) for _ in range(3)]]
    sums = [[*row, sum(row)] for row in both] + [
        [sum(col) for col in zip(*both, strict=True)] + [sum(map(sum, both))]
    ]

    def mean(values: list[int]) -> str:
        return half_up(Fraction(sum(values), len(values)), places)

    flat = [score for row in scores for score in row]
    upper = [score for row in scores for score in row[:cut]]
    growth = Fraction(both[1][0] - firms[0], firms[0]) * 100
    claims: list[Paper] = [
        {"id": "mean", "kind": "mean", "of": "scores", "value": mean(flat)},
        {"id": "mean-upper", "kind": "mean", "of": {"table": "scores", "cols": "upper"}, "value": mean(upper)},
        {"id": "item-means", "kind": "mean", "of": {"table": "scores", "each": "rows"}, "value": [mean(row) for row in scores]},
        {"id": "high", "kind": "threshold_count", "of": "scores/x1", "when": ">= 3", "value": sum(s >= 3 for s in scores[0])},
        {"id": "plans", "kind": "count", "of": "scores", "value": count},
        {"id": "sum", "kind": "sum", "of": "firms/y1", "value": sum(firms)},
        {"id": "growth", "kind": "growth", "of": ["firms/y1/a", "firms/y2/a"], "value": half_up(growth, 1)},
        {"id": "share", "kind": "share", "of": ["firms/y1/a", "firms/y1"], "value": half_up(Fraction(firms[0], sum(firms)) * 100, 1)},
        {"id": "difference", "kind": "difference", "of": ["firms/y1/a", "firms/y1/b"], "value": firms[0] - firms[1]},
        {"id": "same", "kind": "same_value", "of": [{"table": "scores", "each": "rows"}, {"table": "means", "each": "rows"}]},
    ]  # fmt: skip
    return {
        "groups": {"level": {"parts": levels}},
        "tables": [
            {"id": "scores", "units": "cols", "rows": items, "cols": plans, "cells": scores, "scale": [0, 4]},
            {
                "id": "means",
                "rows": items,
                "cells": [mean(row) for row in scores],
                "n": count,
                "scale": [0, 4],
            },
            {
                "id": "firms",
                "rows": ["y1", "y2", "all"],
                "cols": ["a", "b", "c", "total"],
                "cells": sums,
                "margins": [{"name": "all", "kind": "sum"}, {"name": "total", "kind": "sum"}],
            },
        ],
        "claims": [{"text": "x"} | claim for claim in claims],
    }


def read(paper: Paper) -> Audit:
    study, _, findings = read_study("paper.yaml", json.dumps(paper, ensure_ascii=False).encode())
    assert study is not None, findings
    assert findings == []
    return audit_study(study)


@QUIET
@given(right_papers())
def test_a_right_paper_raises_no_alarm(paper: Paper) -> None:
    audit = read(paper)
    assert [claim.id for claim in audit.claims if claim.verdict is not Verdict.MATCH] == []
    assert {"means.n", "firms.all.a", "firms.total.y1"} <= {claim.id for claim in audit.claims}


@QUIET
@given(right_papers(), st.data())
def test_one_broken_claim_is_found_and_no_other(paper: Paper, data: st.DataObject) -> None:
    numeric = [claim for claim in paper["claims"] if "value" in claim]
    before = read(paper)
    broken = data.draw(st.sampled_from(numeric))
    values = broken["value"] if isinstance(broken["value"], list) else [broken["value"]]
    place = data.draw(st.integers(0, len(values) - 1))
    old = Decimal(str(values[place]))
    unit = Decimal(1).scaleb(int(old.as_tuple().exponent))
    new = old + unit * data.draw(st.integers(-300, 300).filter(lambda steps: abs(steps) > 1))
    # A number that another plain reading gives (another weighting) is no error.
    readings = [entry.values[place].value for entry in before.claim(broken["id"]).readings]
    assume(all(abs(value - Fraction(new)) > 2 * Fraction(unit) for value in readings))
    values = [*values]
    values[place] = str(new)
    broken["value"] = values if isinstance(broken["value"], list) else values[0]
    after = read(paper)
    flagged = [claim.id for claim in after.claims if claim.verdict in CONTRADICTIONS]
    assert flagged == [broken["id"]]


@QUIET
@given(right_papers(), st.integers(0, 2), st.integers(0, 3), st.integers(2, 40))
def test_one_broken_total_is_found(paper: Paper, row: int, col: int, off: int) -> None:
    assume(row == 2 or col == 3)
    paper["tables"][2]["cells"][row][col] += off
    assert any(
        claim.verdict in CONTRADICTIONS for claim in read(paper).claims if claim.id.startswith("firms.")
    )


def test_a_mean_that_n_whole_numbers_cannot_have_is_impossible() -> None:
    paper = {"tables": [{"id": "t", "rows": ["a", "b"], "cells": ["2.06", "2.40"], "n": 13, "scale": [0, 4]}]}
    (claim,) = read(paper).claims
    assert claim.verdict is Verdict.IMPOSSIBLE
    assert claim.id == "t.n"


def test_every_kind_has_its_check() -> None:
    assert {*_CHECKS, "opposites"} == set(KINDS)


NASTY = [".nan", ".inf", "-1", "0", "1e400", "'9999999999999999999999'", "{}", "[]", "null", "true", "没有", "''", "'{x}'",
         "'>= 3'", "t", "cells", "[t, t]", "{table: t}", "999999999999999999", "'1,15'", "２", "type", "rows", "feasible", "mean",
         "[[1]]", "{table: t, each: type}", "opposites", "[a, b]"]  # fmt: skip
SOUND = """\
groups:
  type: {parts: {k: [r1, r2], l: [r3]}}
labels:
  k: {zh: 甲, en: k}
tables:
  - {id: t, rows: [k, l], cols: [c1, c2], units: cols, cells: [[1.5, 2], [3, 4]], n: {k: 2, l: 1}, scale: [0, 4], decimals: 1}
  - {id: m, rows: [k, l, all], cells: [1, 2, 3], margins: [{name: all, kind: sum}]}
  - {id: h, units: cols, rows: [r1, r2, r3], cols: [c1, c2], scale: [0, 4], known_by: [{table: t, mean_of: type}]}
claims:
  - {id: a, text: x, kind: mean, of: {table: t, each: rows}, value: [1.75, 3.5], decimals: 2}
  - {id: b, text: x, kind: all, of: h/r1, when: '>= 1', scale: [0, 4]}
  - {id: c, text: x, kind: feasible, of: h, under: [t, b]}
  - {id: d, text: x, kind: growth, of: [m/k, m/l], value: 100, also_from: []}
  - {id: e, text: x, kind: order, of: [t/k, t/l], when: <, share: all, measure: mean}
  - {id: f, text: x, kind: opposites, of: [b, e]}
  - {id: g, text: x, kind: granularity, of: t, value: 2}
  - {id: i, text: x, kind: lowest, of: t, value: [k]}
"""


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in inner for place in _places(entry, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_bad_input_is_a_finding_with_its_line_or_harmless_never_a_crash(data: st.DataObject) -> None:
    paper = yaml.safe_load(SOUND)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(_places(paper)[1:]))
        target = paper
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = yaml.safe_load(data.draw(st.sampled_from(NASTY)))
        if path[0] in paper and not isinstance(paper[path[0]], (dict, list)):
            break
    study, file, findings = read_study("bad.yaml", json.dumps(paper, ensure_ascii=False).encode())
    assert all(finding.place.line is not None for finding in findings)
    if study is None:
        assert findings
        return
    assert file is not None
    broken = {problem.claim for problem in study_problems(study) if problem.claim}
    audit = audit_study(study, broken)
    for claim in audit.claims:
        for language in Language:
            assert "nan" not in str(claim.as_data(language))


def test_an_n_below_one_is_a_finding() -> None:
    study, _, findings = read_study("bad.yaml", SOUND.replace("n: {k: 2, l: 1}", "n: 0").encode())
    assert study is not None
    assert "study.not_a_number" in {finding.code for finding in findings}
    assert audit_study(study).claim("a").verdict is Verdict.UNDECIDABLE


def test_the_sound_file_is_sound() -> None:
    study, _, findings = read_study("sound.yaml", SOUND.encode())
    assert study is not None
    assert findings == []
    verdicts = {claim.id: claim.verdict.value for claim in audit_study(study).claims}
    assert verdicts["a"] == verdicts["c"] == verdicts["d"] == verdicts["e"] == verdicts["i"] == "match"
