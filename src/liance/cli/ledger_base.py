"""What the commands of ``liance ledger`` share: arguments, passphrases, and how results are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liance.cli.base import NOT_ALL_DONE, OK, emit_json, output_console, plain
from liance.cli.grammar import METAVARS, Command, Option, cells
from liance.core.errors import LianceError
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.ledger.acting import Done

#: The environment variable that may hold the passphrase of a key file.
PASSPHRASE_VARIABLE = "LIANCE_PASSPHRASE"  # noqa: S105 - the name of a variable

_JSON = Text(zh="在标准输出给出 JSON。", en="Give JSON on standard output.")
_KEY = Text(zh="签名所用的密钥文件。", en="Key file to sign with.")
_PASSPHRASE = Text(
    zh="口令所在文件（首行）；否则取环境变量 LIANCE_PASSPHRASE，再否则询问。",
    en="File with the passphrase (first line); else the variable LIANCE_PASSPHRASE; else it is asked for.",
)
_ASK = Text(zh="密钥口令", en="passphrase")
_ASK_AGAIN = Text(zh="再输一次", en="once more")
_NOT_TEXT = Text(
    zh="“{word}”不是 UTF-8 文字，请检查终端的编码",
    en="'{word}' is no text in UTF-8; check the terminal's encoding",
)
_NO_PASSPHRASE = Text(
    zh="没有口令：请用 --passphrase-file、环境变量 LIANCE_PASSPHRASE，或在终端中运行以便询问",
    en="there is no passphrase: use --passphrase-file or the variable LIANCE_PASSPHRASE, or run in a terminal",
)
_NO_PASSPHRASE_FILE = Text(zh="读不到口令文件“{name}”", en="cannot read the passphrase file '{name}'")
_DIFFERENT = Text(zh="两次口令不同", en="the two passphrases differ")
_ACCEPTED = Text(zh="已入账，高度 {height}", en="recorded at height {height}")
_REFUSED = Text(zh="被拒绝（{code} {name}）：{why}", en="refused ({code} {name}): {why}")
_OPERATION = Text(zh="操作编号", en="operation")
_WRITTEN = Text(zh="已写入：{path}", en="written: {path}")

FOLDER = Text(zh="账本文件夹", en="LEDGER")
_MAX_PASSPHRASE_FILE = 8_192


class PassphraseError(LianceError):
    """No passphrase could be had."""


def folder_argument(language: Language) -> click.Argument:
    """Return the argument that names the ledger's folder."""
    return click.Argument(["folder"], type=click.Path(path_type=Path), metavar=FOLDER.render(language))


def argument(language: Language, name: str, shown: Text, **more: Any) -> click.Argument:
    """Return an argument under its name in ``language``."""
    return click.Argument([name], metavar=shown.render(language), **more)


def path_argument(language: Language, name: str, shown: Text, **more: Any) -> click.Argument:
    """Return an argument that is a path."""
    return argument(language, name, shown, type=click.Path(path_type=Path), **more)


def path_option(language: Language, flag: str, about: Text, **more: Any) -> Option:
    """Return an option that takes a path."""
    return Option(
        [flag],
        type=click.Path(path_type=Path),
        metavar=METAVARS["FILE"].render(language),
        help=about.render(language),
        **more,
    )


def key_options(language: Language) -> list[click.Parameter]:
    """Return ``--key`` and ``--passphrase-file``."""
    return [path_option(language, "--key", _KEY, required=True), passphrase_option(language)]


def passphrase_option(language: Language) -> Option:
    """Return ``--passphrase-file``."""
    return path_option(language, "--passphrase-file", _PASSPHRASE)


def json_option(language: Language) -> Option:
    """Return ``--json``."""
    return Option(["--json", "as_json"], is_flag=True, help=_JSON.render(language))


def make(
    language: Language, name: str, about: Text, run: Callable[..., int], params: Sequence[click.Parameter]
) -> Command:
    """Return a command; words that are no text (a terminal of another encoding) are refused before it runs."""

    @wraps(run)
    def checked(**values: Any) -> int:
        for value in values.values():
            for word in value if isinstance(value, tuple) else (value,):
                if isinstance(word, str) and not _is_text(word):
                    raise click.UsageError(_NOT_TEXT.render(language, word=_shown(word)))
        return run(**values)

    return Command(
        name=name, language=language, help=about.render(language), callback=checked, params=list(params)
    )


def _is_text(word: str) -> bool:
    """Whether a word can be written as UTF-8: bytes of another encoding come as lone surrogates."""
    return not any("\ud800" <= sign <= "\udfff" for sign in word)


def _shown(word: str) -> str:
    return "".join(sign if _is_text(sign) else "?" for sign in word)[:40]


def passphrase_from(file: Path | None, language: Language, *, twice: bool = False) -> Callable[[], str]:
    """Return a function that fetches the passphrase when it is needed: from the file, the environment, or the user."""

    def fetch() -> str:
        if file is not None:
            try:
                with file.open(encoding="utf-8") as stream:
                    return stream.read(_MAX_PASSPHRASE_FILE).partition("\n")[0].rstrip("\r")
            except (OSError, UnicodeDecodeError):
                raise PassphraseError(_NO_PASSPHRASE_FILE, name=file.name or str(file)) from None
        known = os.environ.get(PASSPHRASE_VARIABLE)
        if known is not None:
            return known
        if not sys.stdin.isatty():
            raise PassphraseError(_NO_PASSPHRASE)
        return _ask(language, twice=twice)

    return fetch


def _ask(language: Language, *, twice: bool) -> str:
    first: str = click.prompt(_ASK.render(language), hide_input=True, err=True)
    if twice:
        second: str = click.prompt(_ASK_AGAIN.render(language), hide_input=True, err=True)
        if first != second:
            raise PassphraseError(_DIFFERENT)
    return first


def show_done(done: Done, language: Language, *, as_json: bool) -> int:
    """Show what became of an operation; return the exit code."""
    if as_json:
        emit_json(done.as_data(language))
    elif done.is_accepted:
        click.echo(_ACCEPTED.render(language, height=done.receipt.height))
        click.echo(f"{_OPERATION.render(language)} {done.receipt.operation}")
    else:
        why = done.message(language)
        click.echo(
            _REFUSED.render(language, code=done.receipt.code, name=done.refusal_name, why=why), err=True
        )
    return OK if done.is_accepted else NOT_ALL_DONE


def show_facts(facts: Iterable[tuple[Text, object]], language: Language) -> None:
    """Show pairs as two columns that line up although Chinese signs are wide."""
    rows = [(name.render(language), plain(str(value))) for name, value in facts]
    widest = max((cells(name) for name, _ in rows), default=0)
    for name, value in rows:
        click.echo(f"{name}{' ' * (widest - cells(name) + 2)}{value}")


def show_table(heads: Sequence[Text], rows: Iterable[Sequence[str]], language: Language) -> None:
    """Show a table as wide as it needs, within the terminal."""
    from rich.text import Text as Line

    from liance.cli.screens import new_table

    table = new_table()
    for head in heads:
        table.add_column(head.render(language), overflow="fold")
    for row in rows:
        table.add_row(*(Line(plain(cell)) for cell in row))
    output_console(100).print(table)


def say_written(path: Path, language: Language) -> None:
    """Say where a result is, on standard error."""
    click.echo(_WRITTEN.render(language, path=path), err=True)


def json_line(value: Mapping[str, object]) -> str:
    """Return a value as one readable line."""
    import json

    return json.dumps(value, ensure_ascii=False)
