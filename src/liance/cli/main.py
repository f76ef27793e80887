"""``liance``: build the command tree in the user's language, run it, map errors to exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from liance import __version__
from liance.cli import (
    agreement,
    audit_tables,
    compare,
    delivery,
    draft,
    evaluate,
    frame,
    industry,
    instruments,
    ledger,
    lint,
    outline,
    oversight,
    pack,
    replicate,
    report,
    scenario,
    score,
    serve,
    study,
    targets,
    tracker,
)
from liance.cli.base import INTERRUPTED, NOT_ALL_DONE, USAGE, language_of, say, system_reason
from liance.cli.grammar import Group, Option, usage_message
from liance.core.errors import FindingsError, LianceError, UnknownNameError
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="链策：读懂规划文本，按量化标准逐项评分，每一分都能回到原文。",
    en="Liance reads plan texts and scores them item by item; every score leads back to its sentences.",
)
_LANG = Text(
    zh="提示语言，zh 或 en；默认随系统。", en="Language of messages, zh or en; default from the locale."
)
_VERSION = Text(zh="显示版本后退出。", en="Show the version and exit.")
_STOPPED = Text(zh="已中断；已写出的文件完好。", en="Interrupted; files written so far are whole.")

_SYSTEM = Text(
    zh="系统拒绝访问“{name}”：{why}。请检查路径、权限和剩余空间",
    en="the system refuses '{name}': {why}; check path, rights and space",
)

#: What each family of errors makes of the exit code; the first that fits counts.
EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (UnknownNameError, USAGE),
    (FindingsError, NOT_ALL_DONE),
    (LianceError, USAGE),
)


def build(language: Language) -> Group:
    """Return the command tree with all help in ``language``."""

    def show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(f"liance {__version__}")
            ctx.exit()

    group = Group(
        name="liance",
        language=language,
        help=_ABOUT.render(language),
        params=[
            language_option(language),
            Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=show_version,
                help=_VERSION.render(language),
            ),
        ],
        callback=lambda: None,
    )
    for module in (
        score,
        report,
        compare,
        tracker,
        outline,
        lint,
        targets,
        frame,
        instruments,
        industry,
        delivery,
        draft,
        pack,
        evaluate,
        agreement,
        study,
        audit_tables,
        replicate,
        ledger,
        serve,
        scenario,
        oversight,
    ):
        command = module.command(language)
        _add_language_option(command, language)
        group.add_command(command)
    return group


def language_option(language: Language) -> Option:
    """Return ``--lang``; its value was read before the tree was built."""
    return Option(
        ["--lang"],
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        help=_LANG.render(language),
    )


def _add_language_option(command: click.Command, language: Language) -> None:
    command.params.append(language_option(language))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _add_language_option(inner, language)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    language = language_of(arguments, os.environ)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        group = build(language)
        with group.make_context("liance", arguments) as context:
            code = group.invoke(context)
    except click.UsageError as error:
        say(usage_message(error, language))
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(_STOPPED.render(language), err=True)
        return INTERRUPTED
    except click.exceptions.Exit as error:
        return error.exit_code
    except LianceError as error:
        say(error.message(language))
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except BrokenPipeError:
        # The reader of our output has gone (liance score ... | head): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(_SYSTEM.render(language, name=error.filename or "-", why=system_reason(error).render(language)))
        return USAGE
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
