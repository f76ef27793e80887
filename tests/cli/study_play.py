"""A whole study played by commands alone, and what they print; ``scripts/record_study.py`` writes it anew."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

EXAMPLES = Path(str(files("liance") / "data" / "examples"))
#: The play: commands as typed; ``fill EXPERT RATER`` fills an expert's packet from the shipped example ratings.
SCRIPT = """
liance study create 示例 --title 八份示例规划的专家评分 --actor 主持人
liance study add-plans 示例 {plans} --index {plans}/index.csv --actor 主持人
liance study add-rater 示例 甲 --actor 主持人
liance study open 示例 --actor 主持人
liance study add-rater 示例 乙 --actor 主持人
liance study add-rater 示例 丙 --actor 主持人
liance study add-rater 示例 机器 --role machine --actor 主持人
liance study assign 示例 --actor 主持人
liance study open 示例 --actor 主持人
liance study packet 示例 甲 --form json --out 甲.json --actor 主持人
liance study packet 示例 乙 --form json --out 乙.json --actor 乙
liance study packet 示例 丙 --form json --out 丙.json --actor 丙
fill 甲 expert-1
fill 乙 expert-2
fill 丙 expert-3
liance study import 示例 甲.json --actor 甲
liance study import 示例 甲.json --actor 甲
liance study import 示例 甲.json --actor 乙
liance study import 示例 乙.json --actor 乙
liance study import 示例 丙.json --actor 丙
liance study rate 示例 zechuan-city-blockchain 人才要素 --level 7 --actor 丙
liance study rate 示例 zechuan-city-blockchain 人才要素 --level 无法判断 --actor 丙
liance study rate 示例 zechuan-city-blockchain 人才要素 --level 1 --quote 加强人才引进 --confidence 中 --actor 丙
liance study status 示例 --actor 主持人
liance study queue 示例 --actor 主持人
liance study seal 示例 --actor 甲
liance study rate 示例 zechuan-city-blockchain 人才要素 --level 2 --actor 甲
liance study reveal 示例 --actor 主持人
liance study seal 示例 --actor 乙
liance study seal 示例 --actor 丙
liance study seals 示例 --out seals.json --actor 主持人
liance study anchor 示例 存证编号一 --actor 主持人
liance study reveal 示例 --actor 甲
liance study reveal 示例 --actor 主持人
liance study verify 示例 --actor 甲
liance study queue 示例 --limit 5 --actor 甲
liance study discuss 示例 lanjiang-province-measures 技术攻关 请对照第一节的攻关方向再看 --actor 主持人
liance study vote 示例 lanjiang-province-measures 技术攻关 --level 3 --class overlooked --why 看漏了突破口一句 --actor 丙
liance study vote 示例 songlan-city-ai 系统生态 --level 1 --class criterion --why 只提到一项，不够第二档 --actor 乙
liance study consensus 示例 --actor 主持人
liance study decide 示例 lanjiang-province-measures 技术攻关 --level 3 --actor 主持人
liance study decide 示例 lanjiang-province-measures 技术攻关 --level 3 --why 没有清单，不到第四档 --actor 主持人
liance study show 示例 lanjiang-province-measures 技术攻关 --actor 甲
liance study close 示例 --actor 主持人
settle
liance study close 示例 --actor 主持人
liance study report 示例 --out 报告 --draws 200 --actor 主持人
liance study export 示例 --form csv --out 表 --actor 主持人
liance study status 示例 --actor 主持人
"""
#: What differs from run to run.
_MASKS = (
    (re.compile(r"sha256:[0-9a-f]{64}"), "sha256:…"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "2026-…Z"),
)

#: Runs a command of words; gives its exit code, standard output and standard error.
Run = Callable[[list[str]], tuple[int, str, str]]


def play(run: Run) -> Iterator[str]:
    """Yield the transcript, line by line; files are written into the working folder."""
    for line in SCRIPT.strip().splitlines():
        words = shlex.split(line)
        if words[0] == "fill":
            fill(Path(f"{words[1]}.json"), words[2])
            continue
        if words[0] == "settle":
            yield from decide_the_rest(run)
            continue
        yield f"$ {line.format(plans='examples/plans')}"
        words = [word.format(plans=EXAMPLES / "plans") for word in words]
        yield from _shown(run(words[1:]))


def _shown(outcome: tuple[int, str, str]) -> Iterator[str]:
    code, out, err = outcome
    for line in (out + err).splitlines():
        for pattern, mask in _MASKS:
            line = pattern.sub(mask, line)  # noqa: PLW2901
        yield line.rstrip()
    if code:
        yield f"[{code}]"


def fill(packet: Path, rater: str) -> None:
    """Fill a JSON packet from the shipped ratings; a missing one cannot be judged."""
    data = json.loads(packet.read_text(encoding="utf-8"))
    names = {item["id"]: item["name"] for item in data["rubric"]}
    table = (EXAMPLES / "ratings" / "three-experts.csv").read_text(encoding="utf-8-sig")
    scores = {
        (row["doc"], row["item"]): row["score"]
        for row in csv.DictReader(table.splitlines())
        if row["rater"] == rater
    }
    for cell in data["cells"]:
        cell["level"] = scores.get((cell["plan"], names[cell["item"]])) or "无法判断"
        if cell["level"] == "无法判断":
            cell["reason"] = "材料不足"
    packet.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def decide_the_rest(run: Run) -> Iterator[str]:
    """The chair decides every cell that is left for the lowest of the scores; the number is told."""
    _, out, _ = run(["study", "queue", "示例", "--json", "--actor", "主持人"])
    count = 0
    for one in json.loads(out)["disagreements"]:
        if (one["plan"], one["item"]) == ("lanjiang-province-measures", "research"):
            continue
        scores = [said["score"] for said in one["verdicts"].values() if said["score"] is not None]
        words = ["study", "decide", "示例", one["plan"], one["item"], "--level", str(sorted(scores)[0])]
        code, _, err = run([*words, "--why", "从严", "--actor", "主持人"])
        assert code == 0, err
        count += 1
    yield f"(主持人裁定其余 {count} 格)"
