"""What all commands share: language, exit codes, output and the form of errors."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

#: Exit codes. Warnings do not change them.
OK, NOT_ALL_DONE, USAGE, INTERRUPTED = 0, 1, 2, 130

_SEVERITY_WORDS = {
    Severity.ERROR: Text(zh="错误", en="error"),
    Severity.WARNING: Text(zh="提示", en="warning"),
    Severity.INFO: Text(zh="说明", en="note"),
}
_MORE = Text(
    zh="……另有 {count} 条说明，用 --json 查看全部", en="... and {count} more notes; --json lists them all"
)
_AGAIN = Text(zh="（此类共 {count} 处）", en=" ({count} of this kind)")
#: Findings shown on the terminal before the rest is counted.
_FINDINGS_SHOWN = 20


def language_of(arguments: Sequence[str], environment: dict[str, str] | os._Environ[str]) -> Language:
    """Return the language: the last ``--lang``, else LIANCE_LANG, else the locale; Chinese if none says English."""
    asked = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        elif argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
    if asked is not None:
        return _language(asked)
    for name in ("LIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value and value not in ("C", "POSIX", "C.UTF-8", "C.utf8"):
            return _language(value)
    return Language.ZH


def _language(value: str) -> Language:
    return Language.EN if value.lower().startswith("en") else Language.ZH


def emit_json(value: Any) -> None:
    """Write one JSON value to standard output, and nothing else."""
    click.echo(dump_json(value))


def dump_json(value: Any) -> str:
    """Return readable, deterministic JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def error_console() -> Console:
    """Return the console for messages (standard error)."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=False)


def output_console(width: int) -> Console:
    """Return the console for results: as wide as the terminal or COLUMNS, else ``width`` (a pipe or a file)."""
    from rich.console import Console

    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(highlight=False, width=None if known else width)


def show_findings(findings: Iterable[Finding], language: Language, *, notes: bool = False) -> None:
    """Write findings to standard error, errors first; those of one kind in one file as one line; notes only when asked for."""
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    chosen = sorted(
        (finding for finding in findings if notes or finding.severity is not Severity.INFO),
        key=lambda finding: order[finding.severity],
    )
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in chosen:
        groups.setdefault((finding.place.source, finding.code), []).append(finding)
    for group in list(groups.values())[:_FINDINGS_SHOWN]:
        again = _AGAIN.render(language, count=len(group)) if len(group) > 1 else ""
        click.echo(finding_line(group[0], language) + again, err=True)
    if len(groups) > _FINDINGS_SHOWN:
        click.echo(_MORE.render(language, count=len(groups) - _FINDINGS_SHOWN), err=True)


def finding_line(finding: Finding, language: Language) -> str:
    """Return one finding as one line: severity, place, what, what to do."""
    colon, stop, end = ("：", "。", "。") if language is Language.ZH else (": ", ". ", ".")
    where = finding.place.label()
    word = _SEVERITY_WORDS[finding.severity].render(language)
    head = f"{word} {where}{colon}" if where else f"{word}{colon}"
    return plain(f"{head}{finding.message(language)}{stop}{finding.advice(language)}{end}")


_SYSTEM_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "不存在",
    errno.EEXIST: "已存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "只读文件系统",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件过多",
    errno.ELOOP: "符号链接循环",
}


def system_reason(error: OSError) -> Text:
    """Return why the operating system refused, in both languages."""
    said = error.strerror or type(error).__name__
    known = _SYSTEM_REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
    return Text(zh=known.replace("{", "{{"), en=said.replace("{", "{{").replace("}", "}}"))


def say(text: str) -> None:
    """Write a message of several lines to standard error, none of which can steer the terminal."""
    for line in text.split("\n"):
        click.echo("".join(sign if sign.isprintable() else " " for sign in line), err=True)


def plain(text: str) -> str:
    """Return foreign text as one line without signs that steer a terminal (escape sequences, bidi marks)."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
