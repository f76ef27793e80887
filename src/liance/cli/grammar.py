"""Click's own words in Chinese and English, near matches for slips, and errors as one table."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import click

from liance.core.language import Language, Text

_USAGE = Text(zh="用法：", en="Usage: ")
_OPTIONS = Text(zh="选项", en="Options")
_COMMANDS = Text(zh="命令", en="Commands")
_HELP = Text(zh="显示本帮助后退出。", en="Show this message and exit.")
_TRY = Text(zh="查看帮助：{path} --help", en="For help: {path} --help")
_NEAR = Text(zh="您是否想用：{near}？", en="Did you mean: {near}?")
_NO_COMMAND = Text(zh="没有名为“{name}”的命令。", en="There is no command '{name}'.")
_NO_OPTION = Text(zh="没有名为“{name}”的选项。", en="There is no option '{name}'.")
_MISSING = Text(zh="缺少参数 {name}。", en="The argument {name} is missing.")
_BAD_CHOICE = Text(
    zh="{name} 不能是“{value}”，可选：{choices}。", en="{name} cannot be '{value}'; choose from {choices}."
)
_NO_RIGHTS = Text(zh="{name}：没有权限读取“{value}”", en="{name}: there is no permission to read '{value}'")
_BAD_VALUE = Text(zh="{name} 的值不合要求：{problem}", en="The value of {name} does not fit: {problem}")
_NEEDS_VALUE = Text(zh="选项 {name} 需要一个值。", en="The option {name} needs a value.")
_TOO_MANY = Text(zh="多余的参数：{problem}", en="Too many arguments: {problem}")
_OTHER = Text(zh="命令用法不对：{problem}", en="The command was not understood: {problem}")

_OPTIONS_PLACE = Text(zh="[选项]", en="[OPTIONS]")
_COMMAND_PLACE = Text(zh="命令 [参数]…", en="COMMAND [ARGS]...")

#: What help shows in place of an argument or of an option's value.
METAVARS = {
    "FILES": Text(zh="文件…", en="FILES..."),
    "FILE": Text(zh="文件", en="FILE"),
    "FOLDER": Text(zh="文件夹", en="FOLDER"),
    "NAME": Text(zh="名称", en="NAME"),
    "NUMBER": Text(zh="数", en="NUMBER"),
    "STORE": Text(zh="数据库", en="STORE"),
    "TABLE": Text(zh="[表格]", en="[TABLE]"),
    "PROJECT": Text(zh="项目编号", en="PROJECT"),
    "PARENT": Text(zh="上级规划", en="PARENT"),
    "CHILDREN": Text(zh="下级规划…", en="CHILDREN..."),
    "DATE": Text(zh="日期", en="DATE"),
    "YEAR": Text(zh="年份", en="YEAR"),
    "VALUE": Text(zh="值", en="VALUE"),
    "TEXT": Text(zh="文字", en="TEXT"),
}


class Formatter(click.HelpFormatter):
    """Help whose columns line up although a Chinese sign takes two cells."""

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of its language."""
        self.write(f"{heading}{'：' if cells(heading) > len(heading) else ':'}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write pairs as two columns, the second one wrapped."""
        rows = list(rows)
        widest = min(max(cells(term) for term, _ in rows), col_max) + col_spacing
        for term, text in rows:
            lines = wrap_cells(text, self.width - widest - self.current_indent)
            gap = " " * max(col_spacing, widest - cells(term))
            self.write(f"{'':>{self.current_indent}}{term}{gap}{lines[0]}\n")
            for line in lines[1:]:
                self.write(" " * (self.current_indent + widest) + line + "\n")


def cells(text: str) -> int:
    """Return how many terminal cells a text takes (Unicode TR 11: wide and full-width signs take two)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrap_cells(text: str, width: int) -> list[str]:
    """Return a text cut into lines of at most ``width`` cells: between words, or between Chinese signs."""
    lines = [""]
    for word in re.findall(r"[\x21-\x7e]+|\s|.", text):
        if cells(lines[-1]) + cells(word) > width and lines[-1] and word not in "，。；：、）":
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if lines[-1] or not word.isspace():
            lines[-1] += word
    return lines


class Context(click.Context):
    """A context whose help is written by our formatter."""

    formatter_class = Formatter


class Option(click.Option):
    """An option whose help holds our words only."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Leave out click's own remarks ([required], ranges): our text says what matters."""
        return {}


class Command(click.Command):
    """A command whose help is in one language."""

    context_class = Context

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        self.language = language
        kwargs.setdefault("options_metavar", _OPTIONS_PLACE.render(language))
        super().__init__(*args, **kwargs)
        self.context_settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with its text in our language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP.render(self.language)
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line in our language."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_USAGE.render(self.language))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options that have something to say under a heading in our language."""
        records = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
        rows = [record for record in records if record and record[1]]
        if rows:
            with formatter.section(_OPTIONS.render(self.language)):
                formatter.write_dl(rows)


class Group(Command, click.Group):
    """A group whose help is in one language and which offers near matches for slips."""

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", _COMMAND_PLACE.render(language))
        super().__init__(*args, language=language, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands under headings in our language."""
        super().format_options(ctx, formatter)
        rows = [
            (name, command.get_short_help_str(80))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        ]
        if rows:
            with formatter.section(_COMMANDS.render(self.language)):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or raise an error that offers near matches."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise UnknownCommandError(name, self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were added: the order of the work."""
        return list(self.commands)


class UnknownCommandError(click.UsageError):
    """A command that does not exist."""

    def __init__(self, name: str, known: list[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name = name
        self.near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)


def usage_message(error: click.UsageError, language: Language) -> str:
    """Say what was wrong with the arguments, and what may have been meant."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx is not None:
        return error.ctx.get_help()
    lines = [_sentence(error, language)]
    near = list(getattr(error, "near", None) or getattr(error, "possibilities", None) or [])
    if isinstance(error, click.NoSuchOption):
        known = {name.lstrip("-"): name for name in _known_options(error)}
        close = difflib.get_close_matches(error.option_name.lstrip("-"), known, n=3, cutoff=0.6)
        near = [known[name] for name in close]
    if near:
        joiner = "、" if language is Language.ZH else ", "
        lines.append(_NEAR.render(language, near=joiner.join(near)))
    if error.ctx is not None:
        lines.append(_TRY.render(language, path=error.ctx.command_path))
    return "\n".join(lines)


def _known_options(error: click.NoSuchOption) -> list[str]:
    if error.ctx is None:
        return []
    return [name for parameter in error.ctx.command.get_params(error.ctx) for name in parameter.opts]


def _sentence(error: click.UsageError, language: Language) -> str:
    if isinstance(error, UnknownCommandError):
        return _NO_COMMAND.render(language, name=error.name)
    if isinstance(error, click.NoSuchOption):
        return _NO_OPTION.render(language, name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return _MISSING.render(language, name=_parameter(error))
    if isinstance(error, click.BadOptionUsage):
        return _NEEDS_VALUE.render(language, name=error.option_name)
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param else None
        if isinstance(kind, click.Choice):
            value = _quoted(error.message)
            joiner = "、" if language is Language.ZH else ", "
            choices = joiner.join(str(choice) for choice in kind.choices)
            return _BAD_CHOICE.render(language, name=_parameter(error), value=value, choices=choices)
        if isinstance(kind, click.Path):
            value = _quoted(error.message)
            return _NO_RIGHTS.render(language, name=_parameter(error), value=value)
        return _BAD_VALUE.render(language, name=_parameter(error), problem=error.message)
    if "unexpected extra" in error.message:
        return _TOO_MANY.render(language, problem=error.message.partition("(")[2].rstrip(")"))
    return _OTHER.render(language, problem=error.message)


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return "?"
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return str(error.param.metavar or (error.param.name or "?").upper())


def _quoted(message: str) -> str:
    parts = message.split("'")
    return parts[1] if len(parts) > 2 else message
