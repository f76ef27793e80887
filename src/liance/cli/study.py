"""``liance study``: experts score alone, seal, meet, agree; every command says who acts."""

from __future__ import annotations

import click

from liance.cli import study_discussion, study_rating, study_results, study_setup
from liance.cli.grammar import Group
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="专家评分研究：独立评分、封存、揭示、讨论、共识，每一步都留有记录。",
    en="Studies with experts: blind rating, seal, reveal, discussion, consensus, every step on record.",
)


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="study", language=language, help=_ABOUT.render(language))
    for part in (study_setup, study_rating, study_discussion, study_results):
        for one in part.commands(language):
            group.add_command(one)
    return group
