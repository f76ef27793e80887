"""The life cycles of a charter as text, for the terminal and for Mermaid."""

from __future__ import annotations

from collections.abc import Iterator

from liance.core.language import Language
from liance.packs.charter import Charter, Deadline
from liance.packs.model import Bilingual


def _said(text: Bilingual, language: Language) -> str:
    return text.zh if language is Language.ZH else text.en


def life_cycles(charter: Charter, language: Language) -> Iterator[str]:
    """Yield lines: each kind of record with its states, and below each state what leads where and who may."""
    for name, record in charter.records.items():
        yield (
            f"{_said(record.title, language)}（{name}）"
            if language is Language.ZH
            else f"{_said(record.title, language)} ({name})"
        )
        starts = [(whole, action) for whole, action in charter.actions_of(name).items() if not action.start]
        yield "  ○"
        yield from (_arrow(charter, whole, language) for whole, _ in starts)
        for state, spec in record.states.items():
            mark = "◎" if spec.final else "●"
            due = f"  ⏱ {due_text(spec.deadline, language)}" if spec.deadline else ""
            yield f"  {mark} {_said(spec.title, language)}{due}"
            for whole, action in charter.actions_of(name).items():
                if state in action.start:
                    yield _arrow(charter, whole, language)
        yield ""


def due_text(deadline: Deadline, language: Language) -> str:
    """Return the length of a deadline in words: 5个工作日, 5 working days."""
    if language is Language.ZH:
        return f"{deadline.days}{'个工作日' if deadline.working else '天'}"
    plural = "" if deadline.days == 1 else "s"
    return f"{deadline.days} {'working ' if deadline.working else ''}day{plural}"


def _arrow(charter: Charter, whole: str, language: Language) -> str:
    action = charter.actions[whole]
    states = charter.records[whole.split(".", maxsplit=1)[0]].states
    by = "、" if language is Language.ZH else ", "
    roles = by.join(_said(charter.roles[role].title, language) for role in action.by)
    target = _said(states[action.to].title, language)
    if action.otherwise:
        target += f" / {_said(states[action.otherwise].title, language)}"
    comma = "，" if language is Language.ZH else ", "
    return f"    ── {_said(action.title, language)}{comma}{roles} → {target}"


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


def diagram(charter: Charter, language: Language, *, mermaid: bool) -> Iterator[str]:
    """Return the life cycles as lines, as Mermaid state diagrams where asked."""
    return mermaid_diagrams(charter, language) if mermaid else life_cycles(charter, language)


def graph_data(name: str, charter: Charter) -> dict[str, object]:
    """Return states and transitions of every kind of record as JSON-ready data.

    ``start`` is None where the action creates the record; ``kept`` tells that a refused attempt ends there.
    """
    return {
        "scenario": name,
        "records": [
            {
                "kind": kind,
                "states": [
                    {
                        "state": state,
                        "final": spec.final,
                        "deadline": spec.deadline.model_dump(mode="json") if spec.deadline else None,
                    }
                    for state, spec in record.states.items()
                ],
                "transitions": [
                    {
                        "action": whole,
                        "start": start,
                        "to": target,
                        "by": list(action.by),
                        "kept": target != action.to,
                    }
                    for whole, action in charter.actions_of(kind).items()
                    for start in action.start or (None,)
                    for target in dict.fromkeys((action.to, action.otherwise or action.to))
                ],
            }
            for kind, record in charter.records.items()
        ],
    }
