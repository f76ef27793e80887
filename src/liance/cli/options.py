"""Options that several commands share."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liance.cli.grammar import METAVARS, Option
from liance.core.language import Language, Text

if TYPE_CHECKING:
    from liance.workbench.ledger.anchors import AnchorBook
    from liance.workbench.packs import Library

_RUBRIC = Text(zh="评分标准的名称，见 liance pack list。", en="Name of the rubric; see liance pack list.")
_SUBJECT = Text(
    zh="主题技术，如 区块链；默认依次取索引、文件头、标题、正文。",
    en="Subject technology; by default from index, front matter, title, text, in this order.",
)
_INDEX = Text(zh="规划索引（CSV），按文件名对应。", en="Index of plans (CSV), joined by file name.")
_PACKS = Text(zh="自备数据包所在文件夹。", en="Folder with data packs of your own.")
_STORE = Text(
    zh="数据库：文件路径或 postgresql://…；默认取环境变量 LIANCE_STORE，否则为当前文件夹的 liance.sqlite3。",
    en="The store: a file path or postgresql://...; default LIANCE_STORE, else liance.sqlite3 in this folder.",
)
_ACTOR = Text(
    zh="由谁操作，写入日志；默认取环境变量 LIANCE_ACTOR，否则为本机账户名。",
    en="Who acts, for the journal; default LIANCE_ACTOR, else the account of this computer.",
)
_LEDGER = Text(
    zh="账本文件夹：附上其中关于该规划的锚定记录（版本、评分包、评分卡）；默认取 LIANCE_LEDGER。",
    en="Ledger folder: adds what it has anchored of the plan (versions, packets, scorecards); LIANCE_LEDGER by default.",
)
_DEFAULT_RUBRIC = "technology-plan"


def rubric_option(language: Language) -> Option:
    """Return ``--rubric``."""
    return Option(
        ["--rubric"],
        default=_DEFAULT_RUBRIC,
        metavar=METAVARS["NAME"].render(language),
        help=_RUBRIC.render(language),
    )


def subject_option(language: Language) -> Option:
    """Return ``--subject``."""
    return Option(["--subject"], metavar=METAVARS["NAME"].render(language), help=_SUBJECT.render(language))


def index_option(language: Language) -> Option:
    """Return ``--index``."""
    return Option(["--index"], metavar=METAVARS["FILE"].render(language), help=_INDEX.render(language))


def packs_option(language: Language) -> Option:
    """Return ``--packs``; LIANCE_PACKS is its default."""
    return Option(["--packs"], metavar=METAVARS["FOLDER"].render(language), help=_PACKS.render(language))


def store_option(language: Language) -> Option:
    """Return ``--store``; LIANCE_STORE is its default (``workbench.store``)."""
    return Option(["--store"], metavar=METAVARS["STORE"].render(language), help=_STORE.render(language))


def actor_option(language: Language) -> Option:
    """Return ``--actor``; LIANCE_ACTOR is its default (``workbench.store``)."""
    return Option(["--actor"], metavar=METAVARS["NAME"].render(language), help=_ACTOR.render(language))


def ledger_option(language: Language) -> Option:
    """Return ``--ledger``; LIANCE_LEDGER is its default."""
    return Option(["--ledger"], metavar=METAVARS["FOLDER"].render(language), help=_LEDGER.render(language))


def anchors_of(ledger: str | None) -> AnchorBook | None:
    """Return the anchors of the ledger that the user named, or None where none is named."""
    from liance.workbench.ledger.anchors import AnchorBook

    folder = ledger or os.environ.get("LIANCE_LEDGER")
    return AnchorBook(Path(folder)) if folder else None


def library_of(packs: str | None) -> Library:
    """Return the library of shipped packs and those in the user's folder."""
    from liance.workbench.packs import open_library

    folder = packs or os.environ.get("LIANCE_PACKS")
    return open_library(Path(folder) if folder else None)


_NO_NUMBER = Text(
    zh="应为 0 到 9 之间的数，如 3 或 2.5", en="it should be a number from 0 to 9 such as 3 or 2.5"
)


class Score(click.ParamType[Fraction]):
    """An exact score; what is no number is told in the user's language."""

    name = "score"

    def __init__(self, language: Language) -> None:
        self._language = language

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the value as a fraction."""
        text = str(value)
        try:
            score = Fraction(text) if len(text) < 12 and text.replace(".", "", 1).isascii() else None
        except (ValueError, ZeroDivisionError):
            score = None
        if score is None or not 0 <= score <= 9:
            self.fail(_NO_NUMBER.render(self._language), param, ctx)
        return score
