"""``liance score``: the contract of its JSON, its exit codes, and that one bad file never stops a batch."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from tests.workbench.ledger_kit import PASSPHRASE, Kit

from .conftest import PLAN, Liance

ITEMS = [
    "规划目标",
    "技术攻关",
    "创新平台",
    "应用场景",
    "企业培育",
    "产业集聚",
    "系统生态",
    "人才要素",
    "政府治理",
]


def test_the_json_is_as_documented(liance: Liance, plan: Path) -> None:
    outcome = liance("score", plan, "--subject", "区块链", "--json")
    assert outcome.code == 0
    (card,) = outcome.data["scorecards"]
    assert {"source", "title", "issuer", "region", "level", "published", "subject", "digest"} <= set(
        card["plan"]
    )
    assert card["plan"]["source"] == "plan.txt"
    assert card["plan"]["subject"] == "区块链"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", card["plan"]["digest"])
    assert set(card["rubric"]) == {"id", "version", "digest"}
    assert card["rubric"]["id"] == "technology-plan"
    assert card["rater"]["kind"] == "machine"
    assert [item["name"] for item in card["items"]] == ITEMS
    for item in card["items"]:
        assert item["state"] in {"scored", "not_covered", "cannot_judge", "section_missing"}
        assert (item["score"] == 0) == (item["state"] == "not_covered")
        for criterion in item["criteria"]:
            assert set(criterion) == {"id", "level", "met", "evidence"}
            for piece in criterion["evidence"]:
                assert piece["quote"] == PLAN[piece["start"] : piece["end"]]
                assert set(piece) == {"start", "end", "quote", "strength", "reason"}
    for made in card["aggregates"]:
        assert set(made) == {"id", "value", "display", "n", "weighting", "rounding", "stage"}
        assert Fraction(made["value"]) == Fraction(made["value"])
        assert made["stage"] == "machine"


def test_the_scores_of_a_small_plan(liance: Liance, plan: Path) -> None:
    (card,) = liance("score", plan, "--json").data["scorecards"]
    scores = {item["name"]: item["score"] for item in card["items"]}
    assert scores["规划目标"] == 4
    assert scores["政府治理"] >= 3
    assert scores["人才要素"] == 3
    assert scores["系统生态"] == 0


def test_what_stands_on_the_screen_is_in_one_language(liance: Liance, plan: Path) -> None:
    chinese = liance("score", plan)
    assert "规划目标" in chinese.out
    assert "机器评分" in chinese.out
    assert not re.search(r"[A-Za-z]{4,}", chinese.out.replace("plan.txt", ""))
    english = liance("--lang", "en", "score", plan)
    assert "Planning goals" in english.out
    assert "1 scored" in english.err


def test_a_news_report_is_said_to_be_no_plan(liance: Liance, news: Path) -> None:
    outcome = liance("score", news, "--json")
    assert outcome.code == 1
    (card,) = outcome.data["scorecards"]
    assert {item["state"] for item in card["items"]} == {"cannot_judge"}
    assert {item["score"] for item in card["items"]} == {None}
    assert "score.not_a_plan" in [finding["code"] for finding in card["findings"]]
    assert all(made["value"] is None and made["n"] == 0 for made in card["aggregates"])


BAD_FILES: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "garbage.txt": bytes(range(256)) * 40,
    "broken.docx": b"PK\x03\x04 not a zip",
    "broken.pdf": b"%PDF-1.7\n%%EOF",
    "wrong.docx": b"%PDF-1.4 cut",
}


def test_bad_files_are_reported_and_the_batch_goes_on(liance: Liance, plan: Path, tmp_path: Path) -> None:
    for name, data in BAD_FILES.items():
        (tmp_path / name).write_bytes(data)
    outcome = liance(
        "score", *[tmp_path / name for name in BAD_FILES], tmp_path / "absent.txt", plan, "--json"
    )
    assert outcome.code == 1
    assert [card["plan"]["source"] for card in outcome.data["scorecards"]] == ["plan.txt"]
    reported = {finding["place"]["source"] for finding in outcome.data["findings"]}
    assert reported == {*BAD_FILES, "absent.txt"}
    for finding in outcome.data["findings"]:
        assert finding["message"]
        assert finding["advice"]


def test_impossible_years_are_warned_of_and_do_not_change_the_exit_code(
    liance: Liance, tmp_path: Path
) -> None:
    path = tmp_path / "years.txt"
    path.write_text(PLAN.replace("到2026年", "到3134年"), encoding="utf-8")
    outcome = liance("score", path, "--json")
    assert outcome.code == 0
    (card,) = outcome.data["scorecards"]
    assert "outline.impossible_year" in [finding["code"] for finding in card["findings"]]


def test_two_files_of_one_content_are_both_scored_and_named(
    liance: Liance, plan: Path, tmp_path: Path
) -> None:
    twin = tmp_path / "twin.txt"
    twin.write_bytes(plan.read_bytes())
    outcome = liance("score", plan, twin, "--json")
    assert outcome.code == 0
    cards = outcome.data["scorecards"]
    assert len(cards) == 2
    codes = [[finding["code"] for finding in card["findings"]] for card in cards]
    assert "corpus.same_content" not in codes[0]
    assert "corpus.same_content" in codes[1]


def test_an_index_overrides_and_names_rows_without_a_file(liance: Liance, plan: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.csv"
    index.write_text(
        "doc,title,issuer,region,level,published,subject technology\n"
        "plan,另定的标题,云岭市大数据局,云岭市,city,2024-03-01,工业大数据\n"
        "other,没有的,,,,,\n",
        encoding="utf-8",
    )
    data = liance("score", plan, "--index", index, "--json").data
    identity = data["scorecards"][0]["plan"]
    assert identity["title"] == "另定的标题"
    assert identity["level"] == "city"
    assert identity["published"] == "2024-03-01"
    assert identity["origins"]["title"] == "index"
    assert identity["vocabulary"] == "big-data", "the longest vocabulary term of the index's subject wins"
    assert "index.row_unused" in [finding["code"] for finding in data["findings"]]


def test_an_option_beats_the_index(liance: Liance, plan: Path, tmp_path: Path) -> None:
    index = tmp_path / "index.csv"
    index.write_text("doc,subject\nplan,人工智能\n", encoding="utf-8")
    card = liance("score", plan, "--index", index, "--subject", "物联网", "--json").data["scorecards"][0]
    assert card["plan"]["subject"] == "物联网"


def test_a_subject_without_vocabulary_is_scored_with_its_own_words_and_a_warning(
    liance: Liance, plan: Path
) -> None:
    outcome = liance("score", plan, "--subject", "数字经济", "--json")
    assert outcome.code == 0
    (card,) = outcome.data["scorecards"]
    assert card["plan"]["subject"] == "数字经济"
    assert card["plan"]["vocabulary"] is None
    assert "subject.no_vocabulary" in [finding["code"] for finding in card["findings"]]


def test_the_folder_of_results_holds_pages_tables_and_json(
    liance: Liance, plan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    outcome = liance("score", plan, "--out", out)
    assert outcome.code == 0
    assert str(out / "scoreboard.html") in outcome.err
    page = (out / "scorecards" / "plan.html").read_text(encoding="utf-8")
    assert "技术攻关清单" in page
    assert 'href="scorecards/plan.html"' in (out / "scoreboard.html").read_text(encoding="utf-8")
    table = (out / "scores.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 10
    assert (out / "scorecards" / "plan.json").exists()
    first = {path: path.read_bytes() for path in sorted(out.rglob("*.*"))}
    liance("score", plan, "--out", out)
    assert {path: path.read_bytes() for path in sorted(out.rglob("*.*"))} == first, "same input, same bytes"


def test_two_files_of_one_name_do_not_overwrite_each_other(
    liance: Liance, plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b" / "plan.txt"
    other.parent.mkdir()
    other.write_text(PLAN + "五、附则\n本计划自印发之日起施行。\n", encoding="utf-8")
    liance("score", plan, other, "--out", tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out" / "scorecards").glob("*.html"))
    assert names == ["plan-2.html", "plan.html"]


def test_a_plan_cannot_put_code_into_the_pages(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    path.write_text(
        PLAN.replace("云岭市区块链产业发展行动计划", f"云岭市区块链{evil}行动计划"), encoding="utf-8"
    )
    liance("score", path, "--out", tmp_path / "out")
    for page in (tmp_path / "out").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<img" not in text
    assert "&lt;script&gt;" in (tmp_path / "out" / "scorecards" / "x.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["score", "lint", "outline"])
def test_a_plan_cannot_steer_the_terminal(liance: Liance, tmp_path: Path, command: str) -> None:
    path = tmp_path / "x.txt"
    text = PLAN.replace("区块链产业发展行动计划", "区块链\x1b[2J\x1b]0;evil\x07产业\u202e发展行动计划")
    text = text.replace("（一）突破关键技术", "（一）突破\x1b[31m关键技术").replace(
        "引进龙头企业", "引进\x1b[5m龙头企业"
    )
    path.write_text(text, encoding="utf-8")
    outcome = liance(command, path)
    for stream in (outcome.out, outcome.err):
        assert not set("\x1b\x07\u202e") & set(stream)


def test_signs_that_utf_8_cannot_hold_do_not_stop_a_batch(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text('---\ntitle: "甲\\ud800市规划"\n---\n' + PLAN, encoding="utf-8")
    assert liance("score", path, "--out", tmp_path / "out").code == 0
    assert liance("score", path, "--json").code == 0


def test_a_score_that_lower_levels_hold_back_still_has_its_quote(liance: Liance, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "甲市区块链规划\n一、发展目标\n推进。\n二、重点任务\n主动对接长三角、京津冀开展合作。\n",
        encoding="utf-8",
    )
    assert "长三角" in liance("score", path).out


def test_a_folder_that_cannot_be_written_is_a_clear_error(liance: Liance, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("", encoding="utf-8")
    outcome = liance("score", plan, "--out", target)
    assert outcome.code == 2
    assert "无法写入" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scor", "x"], ["没有名为“scor”的命令", "score"]),
        (["score"], ["缺少参数"]),
        (["score", "x", "--rubrik", "y"], ["没有名为“--rubrik”的选项", "--rubric"]),
        (
            ["score", "PLAN", "--rubric", "technology-plam"],
            ["没有名为“technology-plam”的评分标准", "technology-plan"],
        ),
        (["score", "PLAN", "--rubric", "big-data"], ["没有名为“big-data”的评分标准"]),
        (["score", "PLAN", "--index", "nowhere.csv"], ["找不到文件“nowhere.csv”"]),
        (["score", "PLAN", "--packs", "nowhere"], ["找不到文件“nowhere”"]),
        (["score", "PLAN", "--lang", "fr"], ["--lang", "zh、en"]),
        (["score", "PLAN", "--out"], ["--out"]),
    ],
)
def test_wrong_usage_says_what_may_have_been_meant(
    liance: Liance, plan: Path, arguments: list[str], words: list[str]
) -> None:
    outcome = liance(*[str(plan) if argument == "PLAN" else argument for argument in arguments])
    assert outcome.code == 2
    assert outcome.out == ""
    for word in words:
        assert word in outcome.err


def test_a_broken_pack_is_named_with_file_and_line(liance: Liance, plan: Path, tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "broken"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: broken\nkind: rubric\ncolour: red\n", encoding="utf-8")
    outcome = liance("score", plan, "--packs", pack.parent, "--rubric", "broken")
    assert outcome.code == 1
    assert "broken/pack.yaml:3" in outcome.err


def test_a_rubric_of_ones_own_scores(liance: Liance, plan: Path, tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "own"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "id: own\nkind: rubric\nversion: 1.0.0\ntitle: {zh: 自定, en: Own}\nlanguage: zh\nlicence: CC0\nengine: 0.1.0\n",
        encoding="utf-8",
    )
    (pack / "rubric.yaml").write_text(
        "lexicon: plan-language\nitems:\n  - id: box\n    name: 监管沙盒\n    name_en: Sandbox\n    meaning: 沙盒\n"
        "    logic: any\n    levels:\n      - level: 1\n        text: 探索监管沙盒\n        criteria:\n"
        "          - {id: box.1, text: 探索监管沙盒, text_en: explores a sandbox}\n",
        encoding="utf-8",
    )
    (pack / "cues.yaml").write_text(
        "items:\n  - item: box\n    roles: [safeguard]\n    criteria:\n      - criterion: box.1\n        cues:\n"
        "          - {all: [sandbox], reason: {zh: 采用{0}, en: 'uses {0}'}}\n".replace(
            "采用{0}", "'采用{0}'"
        ),
        encoding="utf-8",
    )
    (pack / "examples.yaml").write_text("examples: []\n", encoding="utf-8")
    card = liance("score", plan, "--packs", pack.parent, "--rubric", "own", "--json").data["scorecards"][0]
    assert [(item["id"], item["score"]) for item in card["items"]] == [("box", 1)]


def test_a_scorecard_says_what_a_ledger_has_anchored_of_its_plan(
    liance: Liance, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = Kit(tmp_path / "ledger")
    key, chain = kit.home / "jinan.key", kit.chain
    monkeypatch.setenv("LIANCE_PASSPHRASE", PASSPHRASE)
    assert liance("ledger", "anchor", chain, plan, "--key", key).code == 0
    assert liance("score", plan, "--out", tmp_path / "out").code == 0
    card = next((tmp_path / "out" / "scorecards").glob("*.json"))
    assert (
        liance("ledger", "anchor", chain, card, "--kind", "scorecard", "--key", key, "--json").data["code"]
        == 0
    )
    kit.checkpoint()
    assert "anchors" not in liance("score", plan, "--json").data["scorecards"][0]
    anchors = liance("score", plan, "--json", "--ledger", chain).data["scorecards"][0]["anchors"]
    assert [(one["kind"], one["height"], one["witnessed"]) for one in anchors] == [
        ("plan", 1, 3),
        ("scorecard", 2, 3),
    ]
    monkeypatch.setenv("LIANCE_LEDGER", str(chain))
    shown = liance("score", plan).out
    assert "账本锚定：规划文本，sd-chain/jinan，高度 1，已经规模 3 的检查点见证" in shown
    assert liance("score", plan, "--ledger", tmp_path).code == 2
