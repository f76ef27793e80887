"""The life cycles of a charter as text, for the terminal and for Mermaid."""

from __future__ import annotations

from collections.abc import Iterator

from liance.core.language import Language
from liance.packs.charter import Charter
from liance.packs.model import Bilingual


def _said(text: Bilingual, language: Language) -> str:
    return text.zh if language is Language.ZH else text.en


def life_cycles(charter: Charter, language: Language) -> Iterator[str]:
    """Yield lines: each kind of record with its states, and below each state what leads where and who may."""
    arrow = "──"
    for name, record in charter.records.items():
        yield (
            f"{_said(record.title, language)}（{name}）"
            if language is Language.ZH
            else f"{_said(record.title, language)} ({name})"
        )
        starts = [(whole, action) for whole, action in charter.actions_of(name).items() if not action.start]
        yield "  ○"
        yield from (_arrow(charter, whole, language, arrow) for whole, _ in starts)
        for state, spec in record.states.items():
            mark = "◎" if spec.final else "●"
            due = ""
            if spec.deadline:
                unit = (
                    ("个工作日" if spec.deadline.working else "天")
                    if language is Language.ZH
                    else " working days"
                    if spec.deadline.working
                    else " days"
                )
                due = f"  ⏱ {spec.deadline.days}{unit}"
            yield f"  {mark} {_said(spec.title, language)}{due}"
            for whole, action in charter.actions_of(name).items():
                if state in action.start:
                    yield _arrow(charter, whole, language, arrow)
        yield ""


def _arrow(charter: Charter, whole: str, language: Language, arrow: str) -> str:
    action = charter.actions[whole]
    states = charter.records[whole.split(".", maxsplit=1)[0]].states
    by = "、" if language is Language.ZH else ", "
    roles = by.join(_said(charter.roles[role].title, language) for role in action.by)
    target = _said(states[action.to].title, language)
    if action.otherwise:
        target += f" / {_said(states[action.otherwise].title, language)}"
    comma = "，" if language is Language.ZH else ", "
    return f"    {arrow} {_said(action.title, language)}{comma}{roles} → {target}"


def mermaid_diagrams(charter: Charter, language: Language) -> Iterator[str]:
    """Yield the lines of Mermaid state diagrams, one a kind of record."""
    for name, record in charter.records.items():
        yield "stateDiagram-v2"
        for state, spec in record.states.items():
            yield f'  state "{_said(spec.title, language)}" as {name}_{state}'
        for action in charter.actions_of(name).values():
            label = _said(action.title, language)
            for source in action.start or ("",):
                begin = f"{name}_{source}" if source else "[*]"
                yield f"  {begin} --> {name}_{action.to}: {label}"
                if action.otherwise:
                    yield f"  {begin} --> {name}_{action.otherwise}: {label} ✗"
        for state, spec in record.states.items():
            if spec.final:
                yield f"  {name}_{state} --> [*]"
        yield ""
