"""The command line, run in this process as a user would run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from liance.cli.main import run


@dataclass(frozen=True)
class Outcome:
    """What a command gave: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON: fails where anything else stands there."""
        return json.loads(self.out)


Liance = Callable[..., Outcome]


@pytest.fixture
def liance(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Liance:
    """Run ``liance ARGUMENTS``; messages are Chinese unless ``--lang`` says otherwise."""
    for name in ("LIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LIANCE_PACKS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Outcome:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


PLAN = """\
云岭市区块链产业发展行动计划（2024—2026年）

云岭市人民政府办公室

一、发展背景
截至2023年底，全市已有区块链企业30家。

二、发展目标
到2024年，引进区块链企业20家，突破跨链等关键技术3项。到2026年，建成应用场景30个，相关产业营业收入达到10亿元，技术水平、产业规模、应用水平显著提升，打造区块链产业高地。

三、重点任务
（一）突破关键技术。发布技术攻关清单，研发零知识证明、同态加密等技术。
（二）培育企业。建立企业梯度培育机制，引进龙头企业10家。
（三）引进人才。引进区块链领域高层次人才，培养复合型人才。

四、保障措施
（一）加强组织领导。成立工作专班。
（二）完善监管。建立健全区块链监管体系，探索监管沙盒。
"""

NEWS = "云岭市召开区块链座谈会\n昨日，云岭市召开座谈会，企业家们谈了看法。会议气氛热烈，大家表示很受鼓舞。\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan as a file."""
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A text that is no plan."""
    path = tmp_path / "news.txt"
    path.write_text(NEWS, encoding="utf-8")
    return path
