"""The shipped example plans: files, index and known scores agree."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import sys
from collections import defaultdict
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import ModuleType

import docx
import lxml.html
import pypdfium2
import pytest

EXAMPLES = Path(str(files("liance"))) / "data" / "examples"
PLANS = EXAMPLES / "plans"
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_examples.py"
ITEMS = (
    "规划目标",
    "技术攻关",
    "创新平台",
    "应用场景",
    "企业培育",
    "产业集聚",
    "系统生态",
    "人才要素",
    "政府治理",
)
INDEX_COLUMNS = [
    *("doc", "title", "issuer", "region", "level", "published"),
    *("subject technology", "period_start", "period_end"),
]
PLACES = ("云岭", "澜江", "望潮", "松岚", "泽川", "砚湖", "鹿坪", "临渡")
#: Names of real divisions: all provinces, large and like-sounding cities, like-sounding districts.
REAL_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
REAL_CITIES = """
石家庄 唐山 秦皇岛 邯郸 保定 太原 大同 长治 沈阳 大连 鞍山 抚顺 长春 四平 哈尔滨 大庆 松原 南京 无锡
徐州 常州 苏州 南通 扬州 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 舟山 合肥 芜湖 蚌埠 马鞍山 安庆 黄山 福州
厦门 泉州 南昌 九江 赣州 吉安 济南 青岛 淄博 烟台 潍坊 威海 临沂 郑州 开封 洛阳 安阳 许昌 南阳 武汉 宜昌
襄阳 荆州 长沙 株洲 湘潭 衡阳 岳阳 常德 广州 深圳 珠海 汕头 佛山 东莞 湛江 云浮 南宁 柳州 桂林 海口 三亚
成都 绵阳 宜宾 贵阳 遵义 昆明 曲靖 玉溪 丽江 普洱 临沧 拉萨 西安 咸阳 宝鸡 兰州 西宁 银川 乌鲁木齐
"""
REAL_DISTRICTS = "临川 云龙 云溪 澜沧 望城 望江 望谟 松山 松江 泽州 泽普 砚山 鹿城 鹿泉 鹿寨 临海 临渭"
REAL_DIVISIONS = frozenset(f"{REAL_PROVINCES} {REAL_CITIES} {REAL_DISTRICTS}".split())


def _load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_examples", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build_examples = _load_script()


def _rows(name: str) -> list[dict[str, str]]:
    with (PLANS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _source(doc: str) -> str:
    return (PLANS / "sources" / f"{doc}.md").read_text(encoding="utf-8")


def _cells() -> dict[tuple[str, str], list[dict[str, str]]]:
    cells: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in _rows("expected.csv"):
        cells[row["doc"], row["item"]].append(row)
    return cells


EXPECTED = _cells()
DOCS = sorted(Path(name).stem for name in build_examples.EXAMPLES)


def _pdf_text(data: bytes, title: str) -> str:
    """The text of the pages without page numbers and running heads (the title itself wraps)."""
    kept = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            textpage = page.get_textpage()
            lines = textpage.get_text_range().splitlines()
            textpage.close()
            page.close()
            kept += [line for line in lines if line != title and not re.fullmatch(r"— \d+ —", line)]
    return "\n".join(kept)


def _docx_text(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _built_text(name: str, title: str) -> str:
    data = (PLANS / name).read_bytes()
    match Path(name).suffix:
        case ".pdf":
            return _pdf_text(data, title)
        case ".docx":
            return _docx_text(data)
        case ".html":
            return str(lxml.html.fromstring(data).text_content())
        case _:
            return data.decode("gb18030" if "gb18030" in build_examples.EXAMPLES[name].__name__ else "utf-8")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


class TestFiles:
    def test_the_folder_holds_the_built_plans_and_their_tables_only(self) -> None:
        present = {entry.name for entry in PLANS.iterdir() if entry.is_file()}
        assert set(build_examples.EXAMPLES) | {"index.csv", "expected.csv"} == present

    def test_each_plan_has_one_source(self) -> None:
        assert sorted(path.stem for path in (PLANS / "sources").iterdir()) == DOCS

    def test_formats_are_two_each(self) -> None:
        suffixes = [Path(name).suffix for name in build_examples.EXAMPLES]
        assert {suffix: suffixes.count(suffix) for suffix in suffixes} == {
            ".docx": 2,
            ".html": 2,
            ".pdf": 2,
            ".txt": 2,
        }

    @pytest.mark.parametrize("name", sorted(build_examples.EXAMPLES))
    def test_the_committed_bytes_are_those_that_the_script_builds(self, name: str) -> None:
        build = build_examples.EXAMPLES[name]
        source = _source(Path(name).stem)
        built = build(build_examples.read_plan(source))
        assert built == build(build_examples.read_plan(source))
        assert built == (PLANS / name).read_bytes()
        assert len(built) < 300_000

    @pytest.mark.parametrize("doc", DOCS)
    def test_a_plan_is_of_real_length_and_says_that_it_is_fictional(self, doc: str) -> None:
        text = _source(doc)
        assert 1_200 <= len(text) <= 5_000
        assert text.rstrip().endswith("（本文为虚构示例，地名、机构和数据均非真实。）")

    def test_two_text_files_of_the_older_encoding_do_not_read_as_utf_8(self) -> None:
        for name in ("zechuan-city-blockchain.txt", "yanhu-district-sandbox.html"):
            data = (PLANS / name).read_bytes()
            with pytest.raises(UnicodeDecodeError):
                data.decode("utf-8")
            assert "泽川市" in data.decode("gb18030") or "砚湖区" in data.decode("gb18030")

    def test_numbers_of_the_numbered_docx_are_not_typed(self) -> None:
        text = _built_text("yunling-province-blockchain.docx", "")
        assert "三、重点任务" in _source("yunling-province-blockchain")
        assert "重点任务" in text
        assert "三、重点任务" not in text
        assert "1. 夯实底层技术" not in text


class TestScript:
    def test_check_finds_a_file_that_differs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = tmp_path / "plans"
        shutil.copytree(PLANS, copy)
        monkeypatch.setattr(build_examples, "PLANS", copy)
        assert build_examples.main(["--check"]) == 0
        target = copy / "zechuan-city-blockchain.txt"
        target.write_bytes(b"other")
        assert build_examples.main(["--check"]) == 1
        assert target.read_bytes() == b"other"
        assert build_examples.main([]) == 0
        assert target.read_bytes() == (PLANS / "zechuan-city-blockchain.txt").read_bytes()

    @pytest.mark.parametrize(
        "source",
        [
            "",
            "# 某市规划\n\n一、总体要求",
            "# 某市规划\n\n某政发〔2024〕1号\n\n正文。",
            "正文。\n\n某市\n\n2024年1月2日",
        ],
    )
    def test_a_source_without_title_number_or_signature_is_refused(self, source: str) -> None:
        with pytest.raises(ValueError, match="signature"):
            build_examples.read_plan(source)

    def test_a_table_is_refused_where_the_layout_has_none(self) -> None:
        plan = build_examples.read_plan(
            "# 某市规划\n\n某政发〔2024〕1号\n\n| 指标 | 值 |\n| 平台 | 3 |\n\n某市\n\n2024年1月2日"
        )
        with pytest.raises(ValueError, match="tables"):
            build_examples.build_pdf(plan)

    def test_lines_of_the_pdf_neither_open_with_a_closing_mark_nor_close_with_an_opening_one(self) -> None:
        for doc in ("songlan-city-ai", "lanjiang-province-measures"):
            for paragraph in _source(doc).splitlines():
                lines = list(build_examples._wrap(paragraph, build_examples._LINE_UNITS))
                assert "".join(lines) == paragraph
                assert all(line[0] not in "、。，；：）》”" for line in lines[1:])
                assert all(line[-1] not in "（《“" for line in lines if line)


class TestIndex:
    def test_two_plans_are_left_out(self) -> None:
        indexed = [row["doc"] for row in _rows("index.csv")]
        assert indexed == sorted(indexed)
        assert sorted(set(DOCS) - set(indexed)) == [
            "lindu-district-blockchain-park",
            "wangchao-city-blockchain",
        ]
        assert set(indexed) < set(DOCS)

    def test_columns_and_values(self) -> None:
        rows = _rows("index.csv")
        assert all(list(row) == INDEX_COLUMNS for row in rows)
        assert {row["level"] for row in rows} == {"province", "city", "district"}
        assert any(not value for row in rows for value in row.values())

    @pytest.mark.parametrize("row", _rows("index.csv"), ids=lambda row: row["doc"])
    def test_what_the_index_says_stands_in_the_text(self, row: dict[str, str]) -> None:
        text = _source(row["doc"])
        plan = build_examples.read_plan(text)
        assert row["title"] == plan.title
        assert row["issuer"] in {"", plan.issuer}
        assert row["published"] in {"", plan.published.strftime("%Y-%m-%d")}
        assert row["subject technology"] in text
        assert all(row[name] in {"", *re.findall(r"\d{4}", text), "2026"} for name in row if "period" in name)

    def test_at_least_two_plans_are_on_another_subject(self) -> None:
        subjects = {row["subject technology"] for row in _rows("index.csv")}
        assert subjects == {"区块链", "人工智能", "工业互联网"}


class TestExpected:
    def test_every_plan_has_every_item(self) -> None:
        assert {(doc, item) for doc in DOCS for item in ITEMS} == set(EXPECTED)

    @pytest.mark.parametrize("item", ITEMS)
    def test_every_level_of_an_item_is_shown(self, item: str) -> None:
        shown = {rows[0]["score"] for (_, of), rows in EXPECTED.items() if of == item}
        assert shown == {"0", "1", "2", "3", "4"}

    @pytest.mark.parametrize("cell", sorted(EXPECTED), ids="-".join)
    def test_a_cell_has_one_score_and_its_quotes(self, cell: tuple[str, str]) -> None:
        rows = EXPECTED[cell]
        assert {row["rater"] for row in rows} == {"reference"}
        assert len({row["score"] for row in rows}) == 1
        quotes = [row["quote"] for row in rows]
        assert len(quotes) == len(set(quotes))
        assert all(row["reason"] for row in rows)
        if rows[0]["score"] == "0":
            assert quotes == [""]
        else:
            assert all(0 < len(quote) <= 40 and quote in _source(cell[0]) for quote in quotes)
        score = int(rows[0]["score"])
        assert ("最高档" if score == 4 else f"不到第{score + 1}档") in rows[0]["reason"]

    @pytest.mark.parametrize("name", sorted(build_examples.EXAMPLES))
    def test_quotes_and_paragraphs_stand_in_the_built_file(self, name: str) -> None:
        doc = Path(name).stem
        plan = build_examples.read_plan(_source(doc))
        text = _squeezed(_built_text(name, plan.title))
        for (of, _), rows in EXPECTED.items():
            if of == doc:
                assert [row["quote"] for row in rows if _squeezed(row["quote"]) not in text] == []
        numbered = "numbered" in build_examples.EXAMPLES[name].__name__
        for block in plan.blocks:
            whole = build_examples._without_number(block.text) if numbered else block.text
            assert _squeezed(whole) in text

    def test_hard_cases_are_there(self) -> None:
        """Words that stand in a text and must not earn what they seem to promise."""
        score = {cell: rows[0]["score"] for cell, rows in EXPECTED.items()}
        assert "暂不开展监管沙盒试点" in _source("yunling-province-blockchain")
        assert score["yunling-province-blockchain", "政府治理"] == "3"
        assert re.search("《[^》]*监管沙盒[^》]*》", _source("songlan-city-ai"))
        assert score["songlan-city-ai", "政府治理"] == "1"
        assert re.findall("人才(.{4})", _source("yanhu-district-sandbox")) == ["工作办公", "交流服务"]
        assert score["yanhu-district-sandbox", "人才要素"] == "0"
        assert re.findall("生态(.{2})", _source("luping-district-industrial-internet")) == ["环境"]
        assert score["luping-district-industrial-internet", "系统生态"] == "0"
        assert "政务服务网上可办率达到95%" in _source("zechuan-city-blockchain")
        assert score["zechuan-city-blockchain", "规划目标"] == "1"


class TestPlaces:
    def test_names_are_not_those_of_real_divisions(self) -> None:
        assert not REAL_DIVISIONS & set(PLACES)
        for doc in DOCS:
            title = build_examples.read_plan(_source(doc)).title
            assert title.startswith(PLACES)

    @pytest.mark.parametrize("doc", DOCS)
    def test_no_real_province_or_city_is_spoken_of(self, doc: str) -> None:
        text = _source(doc)
        assert [name for name in REAL_PROVINCES.split() if name in text] == []
        assert [name for name in REAL_CITIES.split() if f"{name}市" in text] == []
