"""Administrative divisions of China: names in texts -> codes (GB/T 2260) and levels.

A division is found by its official name (山东省, 内蒙古自治区, 市北区) or its short form (山东, 内蒙古). Short forms of
districts are common words (和平, 城区) and count only right behind the name of a division that holds them.
Functional zones (功能区) have no code of their own; they keep their name and take the code of the division
they lie in.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

DivisionLevel = Literal["province", "city", "district"]

_RANK: dict[str, int] = {"province": 0, "city": 1, "district": 2}

#: The names in which autonomous areas carry their peoples (GB/T 3304, with the forms without 族).
_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族"
    "|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族"
    "|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|塔吉克族|塔吉克|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春|各族"
)
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*自治[州县旗]$")
_SUFFIXES: dict[str, re.Pattern[str]] = {
    "province": re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$"),
    "city": re.compile(r"(?:地区|市|盟)$"),
    "district": re.compile(r"(?:新区|林区|特区|矿区|区|县|市|旗)$"),
}

#: Functional zones by the form of their name, standing right behind a division's name.
_ZONE = re.compile(
    r"(?:(?!政府|委员会)[\u4e00-\u9fff（）()—-]){0,16}?(?:新区|开发区|高新区|经开区|示范区|试验区|实验区|工业园区|合作区|保税区|保税港区|先导区|功能区)"
)
#: What may follow a zone's name where it acts as a body.
_ZONE_BODY = re.compile(r"(?:党工委|工委|管理委员会|管委会|管理局)")


@dataclass(frozen=True, slots=True)
class Division:
    """A division, or a functional zone (``zone``) with the code and parent of the division it lies in.

    ``code`` has six digits; ``parent`` is a code, empty for provinces. ``former`` divisions are no more; their
    names count where no present division bears them.
    """

    code: str
    name: str
    level: DivisionLevel
    parent: str
    zone: bool = False
    former: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several divisions of one level bear, in order of code."""

    name: str
    divisions: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """The name of a division at ``start:end`` of a text; chained names (青岛市市北区) are one mention."""

    start: int
    end: int
    division: Division


def short_form(name: str, level: DivisionLevel) -> str:
    """Return a division's name without its kind and peoples, or the name itself where too little is left.

    >>> short_form("广西壮族自治区", "province"), short_form("黔东南苗族侗族自治州", "city")
    ('广西', '黔东南')
    """
    for pattern in (_AUTONOMOUS, _SUFFIXES[level]):
        short = pattern.sub("", name)
        if short != name:
            return short if len(short) >= 2 else name
    return name


class Regions:
    """All divisions, by name and by code."""

    def __init__(
        self, divisions: Iterable[Division], zone_shorts: Iterable[tuple[str, Division]] = ()
    ) -> None:
        """Index ``divisions``; zones are those with ``zone`` set, ``zone_shorts`` their other names."""
        self._by_code: dict[str, Division] = {}
        self._full: dict[str, list[Division]] = defaultdict(list)
        self._short: dict[str, list[Division]] = defaultdict(list)
        for division in sorted(divisions, key=lambda division: division.former):
            self._full[division.name].append(division)
            if not division.zone:
                self._by_code.setdefault(division.code, division)
                short = short_form(division.name, division.level)
                if short != division.name:
                    self._short[short].append(division)
        for name, division in zone_shorts:
            self._short[name].append(division)
        # The names that begin with the same two characters, longest first: two are the shortest name.
        by_head: dict[str, set[str]] = defaultdict(set)
        for name in (*self._full, *self._short):
            by_head[name[:2]].add(name)
        self._names = {head: sorted(names, key=len, reverse=True) for head, names in by_head.items()}

    @classmethod
    def from_csv(cls, divisions: str, former: str = "", zones: str = "") -> Regions:
        """Return the regions of the tables described in ``data/regions/README.md``.

        Raises:
            ValueError: if a level is unknown or a parent is missing.
        """
        table = [
            Division(row["code"], row["name"], _level(row["level"]), row["parent"], former=is_former)
            for is_former, rows in ((False, divisions), (True, former))
            for row in csv.DictReader(io.StringIO(rows))
        ]
        codes = {division.code for division in table}
        named: list[tuple[str, Division]] = []
        for row in csv.DictReader(io.StringIO(zones)):
            zone = Division(row["parent"], row["name"], "district", row["parent"], zone=True)
            table.append(zone)
            if row["short"]:
                named.append((row["short"], zone))
        lost = [division.name for division in table if division.parent and division.parent not in codes]
        if lost:
            raise ValueError(f"divisions without their parent: {lost[:5]}")
        return cls(table, named)

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Division | None:
        """Return the division with the six-digit ``code``."""
        return self._by_code.get(code)

    def path(self, division: Division) -> tuple[Division, ...]:
        """Return the divisions that hold ``division``, from its province to itself."""
        path = [division]
        while path[0].parent:
            path.insert(0, self._by_code[path[0].parent])
        return tuple(path)

    def holds(self, outer: Division, inner: Division) -> bool:
        """Whether ``inner`` is ``outer`` or lies in it."""
        return outer in self.path(inner)

    def common(self, divisions: Iterable[Division]) -> Division | None:
        """Return the smallest division that holds all ``divisions``, None where there is none."""
        paths = [self.path(division) for division in divisions]
        shared = None
        for level in zip(*paths, strict=False):
            if any(division != level[0] for division in level):
                break
            shared = level[0]
        return shared

    def find(self, name: str, within: Division | None = None) -> Division | Ambiguous | None:
        """Return the division called ``name``, by official name, short form or chain (青岛市市北区).

        Official names go before short forms, and of divisions of several levels the highest is meant
        (吉林 is the province, 吉林市 the city).

        Args:
            name: The whole name; spaces are ignored.
            within: Where the division must lie.
        """
        wanted = "".join(name.split())
        for table in (self._full, self._short):
            found = [
                division
                for division in table.get(wanted, ())
                if within is None or self.holds(within, division)
            ]
            if found:
                return _highest(wanted, found)
        mention = self.at(wanted)
        if mention is not None and mention.end == len(wanted):
            division = mention.division
            if within is None or self.holds(within, division):
                return division
        return None

    def at(self, text: str, start: int = 0) -> Mention | None:
        """Return the longest chain of names that begins at ``start``, each inside the one before.

        A name that several divisions bear begins no chain unless one of them is of a higher level.
        """
        first = self._named(text, start)
        if first is None:
            return None
        division, end = first
        while not division.zone:
            following = self._named(text, end, division)
            if following is None:
                break
            division, end = following
        return Mention(start, end, division)

    def scan(self, text: str) -> Iterator[Mention]:
        """Yield the mentions in ``text`` from left to right, longest first, none overlapping."""
        place = 0
        while place < len(text) - 1:
            mention = self.at(text, place)
            if mention is None:
                place += 1
            else:
                yield mention
                place = mention.end

    def body_region(self, body: str) -> Division | None:
        """Return the division or zone that a public body's name begins with, None where it names none.

        中共 before the name is passed over. A zone not in the table is told by the form of its name between a
        division and 管委会 (济南高新技术产业开发区管委会).
        """
        name = "".join(body.split()).removeprefix("中国共产党").removeprefix("中共")
        mention = self.at(name)
        if mention is None:
            return None
        division = mention.division
        zone = _ZONE.match(name, mention.end)
        if zone is not None and _ZONE_BODY.match(name, zone.end()) and not division.zone:
            short = name[: zone.end()]
            return Division(division.code, short, "district", division.code, zone=True)
        return division

    def _named(self, text: str, start: int, outer: Division | None = None) -> tuple[Division, int] | None:
        """Return the division whose name is longest at ``start``, inside ``outer`` if given, and its end."""
        for name in self._names.get(text[start : start + 2], ()):
            if not text.startswith(name, start):
                continue
            end = start + len(name)
            for table in (self._full, self._short):
                found = [
                    d for d in table.get(name, ()) if outer is None or (d != outer and self.holds(outer, d))
                ]
                if table is self._short and not (outer and end == len(text)):
                    # A short form of a district in running text is too often a common word.
                    found = [division for division in found if division.level != "district" or division.zone]
                if found:
                    # A longest name that several divisions bear says nothing; a shorter one would be wrong.
                    chosen = _highest(name, found)
                    return (chosen, end) if isinstance(chosen, Division) else None
        return None


def _level(value: str) -> DivisionLevel:
    match value:
        case "province" | "city" | "district":
            return value
        case _:
            raise ValueError(f"not a level of divisions: {value}")


def _highest(name: str, found: Sequence[Division]) -> Division | Ambiguous:
    present = [division for division in found if not division.former]
    ordered = sorted(present or found, key=lambda division: (_RANK[division.level], division.code))
    top = [division for division in ordered if division.level == ordered[0].level]
    return top[0] if len(top) == 1 else Ambiguous(name, tuple(top))


@cache
def shipped_regions() -> Regions:
    """Return the regions shipped with Liance, read once."""
    folder = files("liance") / "data" / "regions"
    divisions, former, zones = (
        (folder / f"{name}.csv").read_text(encoding="utf-8") for name in ("divisions", "former", "zones")
    )
    return Regions.from_csv(divisions, former, zones)
