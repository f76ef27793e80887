"""``liance ledger``: the verifiable record, from keys to court."""

from __future__ import annotations

import click

from liance.cli import ledger_acts, ledger_checks, ledger_keys
from liance.cli.grammar import Group
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="账本：多方共同维护、陌生人可离线核验的记录（国密或国际密码套件）。",
    en="The ledger: a record kept by several parties that a stranger can check offline (guomi or intl suite).",
)


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="ledger", language=language, help=_ABOUT.render(language))
    for module in (ledger_keys, ledger_acts, ledger_checks):
        for inner in module.commands(language):
            group.add_command(inner)
    return group
