"""Pages say every word in both languages: no sign of Chinese stands outside the tag that says both."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "src" / "liance" / "web" / "templates"
SAID = re.compile(r"\{%\s*t\s.*?%\}", re.DOTALL)
BOTH = re.compile(r"""\{%\s*t\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')""")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]+")
#: Examples of Chinese plans, the switch to the other language, codes of records, a usual value: no words of ours.
CODES = {"中文", "约束性", "预期性", "区块链", "一核两带五板块", "一、发展目标"}


def test_chinese_stands_only_where_english_stands_beside_it() -> None:
    pages = sorted(TEMPLATES.rglob("*.html"))
    assert len(pages) > 60
    bare = {
        (page.name, words)
        for page in pages
        for words in CHINESE.findall(SAID.sub("", page.read_text(encoding="utf-8")))
    }
    assert {one for one in bare if one[1] not in CODES} == set()


def test_what_is_said_in_english_has_no_chinese() -> None:
    said = [
        (page.name, english)
        for page in TEMPLATES.rglob("*.html")
        for _, english in BOTH.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(said) > 500
    mixed = [one for one in said if set(CHINESE.findall(one[1])) - CODES]
    assert mixed == []
