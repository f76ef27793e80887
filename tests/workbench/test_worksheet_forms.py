"""Forms of pages change a worksheet as a file would: one part, all of it, nothing else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.limits import MAX_DRAFT_FIELDS
from liance.packs.worksheet import Worksheet
from liance.workbench.drafting import WorksheetError, example_sources, read_worksheet, worksheet_yaml
from liance.workbench.worksheet_forms import PARTS, FormError, filled

EXAMPLE = read_worksheet("w.yaml", example_sources().worksheet.read_bytes())


def read(text: str) -> Worksheet:
    return read_worksheet("w.yaml", text.encode())


def test_a_part_is_replaced_and_the_rest_stays() -> None:
    fields = [
        ("targets.#0.indicator", "filing"),
        ("targets.#0.values.2027", "20"),
        ("targets.#0.values.2030", "45.5"),
        ("targets.#0.owner", " 省委网信办 "),
        ("targets.#0.binding", "true"),
        ("targets.#1.indicator", ""),
        ("targets.#1.owner", "无人"),
        ("targets.#12.indicator", "patent"),
        ("targets.#12.rule", "median"),
        ("csrfmiddlewaretoken", "x"),
        ("revision", "3"),
    ]
    made = read(filled(EXAMPLE, "targets", fields))
    assert [one.indicator for one in made.targets] == ["filing", "patent"]
    assert made.targets[0].values == {"2027": 20, "2030": "45.5"}
    assert (made.targets[0].owner, made.targets[0].binding) == ("省委网信办", True)
    assert made.model_copy(update={"targets": EXAMPLE.targets}) == EXAMPLE


def test_lists_are_a_line_each_and_boxes_of_one_name_stand_together() -> None:
    fields = [
        ("layout.#0.kind", "core"),
        ("layout.#0.name", "核"),
        ("layout.#0.places", "990100"),
        ("layout.#0.places", "990200"),
        ("layout.#0.places", "990300\r\n\r\n 990400 "),
        ("layout.#1.name", ""),
        ("layout.#1.kind", "belt"),
    ]
    made = read(filled(EXAMPLE, "layout", fields))
    assert [(one.name, one.places) for one in made.layout] == [
        ("核", ("990100", "990200", "990300", "990400"))
    ]


def test_judges_weights_and_scores_are_of_the_choice() -> None:
    pairs = {"industry/data": "1/3", "industry/demand": "2"}
    fields = [("choice.pairwise.#0.judge", "甲")]
    fields += [(f"choice.pairwise.#0.judgements.{key}", value) for key, value in pairs.items()]
    made = read(filled(EXAMPLE, "pairwise", fields))
    assert made.choice.pairwise[0].judgements == {"industry/data": "1/3", "industry/demand": 2}
    assert made.choice.scenarios == EXAMPLE.choice.scenarios
    weights = filled(made, "weights", [("choice.weights.data", "2"), ("choice.take", "3")])
    assert (read(weights).choice.weights, read(weights).choice.take) == ({"data": 2}, 3)
    scores = [
        ("choice.scenarios.#0.scenario", "energy"),
        ("choice.scenarios.#0.scores.data.score", "3"),
        ("choice.scenarios.#0.scores.data.source", "调研"),
        ("choice.scenarios.#0.links", "发运\n到站"),
        ("choice.scenarios.#1.scenario", "credit"),
    ]
    scenarios = read(filled(EXAMPLE, "scenarios", scores)).choice.scenarios
    assert [one.scenario for one in scenarios] == ["energy"], (
        "a scenario of which nothing is said is left out"
    )
    assert scenarios[0].scores["data"].score == 3
    assert scenarios[0].links == ("发运", "到站")


def test_tasks_go_by_their_text() -> None:
    fields = [
        ("tasks.research.#0.text", "建设平台"),
        ("tasks.research.#0.box", "一项\n二项"),
        ("tasks.talent.#0.lead", "没有正文"),
        ("tasks.talent.#0.text", ""),
    ]
    made = read(filled(EXAMPLE, "tasks", fields))
    assert {key: len(rows) for key, rows in made.tasks.items()} == {"research": 1}
    assert made.tasks["research"][0].box == ("一项", "二项")


@pytest.mark.parametrize(
    ("part", "fields", "says"),
    [
        ("targets", [("targets.#0.indicator", "filing"), ("targets.#0.values.2027", "很多")], "values"),
        ("targets", [("targets.#0.indicator", "filing"), ("targets.#0.values.明年", "1")], "明年"),
        ("weights", [("choice.take", "99")], "take"),
        ("scenarios", [("choice.scenarios.#0.scenario", "a"), ("choice.scenarios.#0.scores.data.score", "9")],
         "score"),
        ("basics", [("period.start", "2026"), ("period.end", "后年")], "period"),
        ("basics", [], "period"),
        ("pairwise", [("choice.pairwise.#0.judge", "甲"), ("choice.pairwise.#0.judgements.a/b", "10")], "a/b"),
        ("layout", [("layout.#0.name", "核"), ("layout.#0.kind", "moon")], "kind"),
    ],
)  # fmt: skip
def test_what_no_worksheet_may_hold_is_told_as_for_a_file(
    part: str, fields: list[tuple[str, str]], says: str
) -> None:
    with pytest.raises(WorksheetError, match=says):
        read(filled(EXAMPLE, part, fields))


def test_forms_that_no_page_sends_are_refused() -> None:
    with pytest.raises(FormError):
        filled(EXAMPLE, "region", [])
    with pytest.raises(FormError, match="MAX_DRAFT_FIELDS"):
        filled(EXAMPLE, "aims", [(f"x{number}", "") for number in range(MAX_DRAFT_FIELDS + 1)])
    with pytest.raises(FormError):
        filled(EXAMPLE, "aims", [("stages", "x"), ("stages.#0.name", "近期")])
    with pytest.raises(FormError):
        filled(EXAMPLE, "aims", [("stages.#0.name", "近期"), ("stages", "x")])


def test_a_form_that_names_a_part_wrongly_changes_nothing_else() -> None:
    made = read(filled(EXAMPLE, "weights", [("choice", "x"), ("choice.take.more", "x")][:1]))
    assert made.choice.scenarios == EXAMPLE.choice.scenarios
    assert made.choice.take == 6


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.text(alphabet="ab.#01vy", max_size=12), st.text(max_size=8)), max_size=12))
def test_whatever_is_sent_gives_a_worksheet_or_is_refused(fields: list[tuple[str, str]]) -> None:
    for part in PARTS:
        try:
            text = filled(EXAMPLE, part, fields)
        except FormError:
            continue
        assert isinstance(yaml.safe_load(text), dict)


def test_a_worksheet_survives_its_own_text() -> None:
    data = EXAMPLE.model_dump(mode="json", exclude_defaults=True)
    assert read(worksheet_yaml(data)) == EXAMPLE
