"""The corpus in a real browser: upload, read, score, evidence, metadata, versions, search."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import Server, Visitor

from liance.core.language import Language

PLAN = (
    "石门市区块链产业发展行动计划（2025—2027年）\n石门市人民政府办公室\n2025年3月1日\n一、发展目标\n"
    "到2027年底，建成区块链公共服务平台3个，培育区块链企业50家，打造应用示范场景20个。\n二、重点任务\n"
    "（一）技术攻关。突破共识机制、隐私计算、智能合约等关键技术。\n（二）应用场景。在政务服务、供应链金融领域推广应用。\n"
    "三、保障措施\n加强组织领导，落实资金保障。\n"
)


@pytest.fixture
def analyst(visitor: Visitor) -> Visitor:
    return visitor.sign_in("analyst")


def upload(visitor: Visitor, path: Path, *, expect: str = "完成") -> None:
    before = visitor.page.locator("#drop li").count()
    visitor.page.set_input_files("#files", str(path))
    row = visitor.page.locator("#drop li").nth(before)
    row.locator(".tag", has_text=expect).wait_for()


def test_from_upload_to_the_sentence_behind_a_score(analyst: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "石门.txt"
    path.write_text(PLAN, encoding="utf-8")
    analyst.open("/plans/")
    upload(analyst, path)
    page = analyst.page
    page.locator("#plan-table a", has_text="石门市区块链产业发展行动计划").click()
    page.locator("a.cell", has_text="规划目标").click()
    page.locator("#reading a.cell[aria-current=true]", has_text="规划目标").wait_for()
    quote = page.locator("blockquote a").first
    words = quote.inner_text()
    target = quote.get_attribute("href")
    quote.click()
    marked = page.locator(f"[id='{(target or '')[1:]}']")
    assert "lit" in (marked.get_attribute("class") or "")
    assert words[:4] in "".join(marked.inner_text().split()) or marked.inner_text()[:2] in words
    assert analyst.trouble == []


#: Drops files on the page as a file manager does: one DataTransfer with all of them.
DROP = """([files, kind]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
  document.querySelector("#drop").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def drop(visitor: Visitor, files: dict[str, bytes], kind: str = "drop") -> None:
    held = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
    visitor.page.evaluate(DROP, [held, kind])


def test_files_dropped_on_the_page_are_read_one_by_one_with_progress_and_findings(analyst: Visitor) -> None:
    page = analyst.page
    analyst.open("/plans/")
    one, two = PLAN.replace("石门", "拖甲"), PLAN.replace("石门", "拖乙")
    drop(analyst, {}, "dragover")
    assert "over" in (page.locator("#drop").get_attribute("class") or "")
    drop(
        analyst,
        {
            "拖甲.txt": one.encode(),
            "空.txt": b"",
            "坏.docx": b"PK\x03\x04" + b"\0" * 300,
            "坏.pdf": b"%PDF-1.7\n1 0 obj\n<<",
            "表.exe": b"MZ" + bytes(range(256)),
            "../../拖乙.txt": two.encode(),
        },
    )
    assert "over" not in (page.locator("#drop").get_attribute("class") or "")
    rows = page.locator("#drop li")
    assert rows.count() == 6
    rows.nth(5).locator(".tag", has_text="完成").wait_for()
    states = [rows.nth(at).locator(".tag").inner_text() for at in range(6)]
    assert states == ["完成", "未能读取", "未能读取", "未能读取", "未能读取", "完成"]
    assert [rows.nth(at).locator("progress").evaluate("bar => bar.value") for at in range(6)] == [1] * 6
    for at in range(1, 5):
        assert "—" in rows.nth(at).locator(".found").first.inner_text(), "what to do stands behind the dash"
    page.locator("#plan-table a", has_text="拖甲市").wait_for()
    page.locator("#plan-table a", has_text="拖乙市").wait_for()
    # The browser itself notes the answers 422 on its console; nothing else may be there.
    assert all("422" in line for line in analyst.trouble)


def test_a_file_beyond_the_bound_says_so_on_the_page_and_the_next_one_is_taken(
    analyst: Visitor, tmp_path: Path
) -> None:
    big, good = tmp_path / "大.txt", tmp_path / "小.txt"
    with big.open("wb") as file:
        file.truncate(66 * 1024 * 1024)
    good.write_text(PLAN.replace("石门", "大后"), encoding="utf-8")
    analyst.open("/plans/")
    analyst.page.set_input_files("#files", [str(big), str(good)])
    rows = analyst.page.locator("#drop li")
    rows.nth(1).locator(".tag", has_text="完成").wait_for(timeout=60_000)
    assert "64 MB" in rows.nth(0).inner_text()


def test_what_cannot_be_read_is_told_with_advice_and_the_rest_goes_on(
    analyst: Visitor, tmp_path: Path
) -> None:
    bad, good = tmp_path / "坏.docx", tmp_path / "好.txt"
    bad.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    good.write_text(PLAN.replace("石门", "临江"), encoding="utf-8")
    analyst.open("/plans/")
    analyst.page.set_input_files("#files", [str(bad), str(good)])
    rows = analyst.page.locator("#drop li")
    rows.nth(1).locator(".tag", has_text="完成").wait_for()
    assert "未能读取" in rows.nth(0).inner_text()
    assert "—" in rows.nth(0).locator(".found").first.inner_text()


def test_the_same_file_twice_is_one_plan_and_a_near_copy_is_told(analyst: Visitor, tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    body = PLAN.replace("石门", "安远")
    first.write_text(body, encoding="utf-8")
    second.write_text(body.replace("50家", "60家"), encoding="utf-8")
    analyst.open("/plans/")
    upload(analyst, first)
    upload(analyst, first, expect="已有相同文件")
    upload(analyst, second)
    assert "文字相同" in analyst.page.locator("#drop li").nth(2).inner_text()
    analyst.open("/plans/alike/")
    assert analyst.page.locator("tbody tr", has_text=re.compile("安远市.*安远市", re.DOTALL)).count() == 1


def test_a_new_version_is_compared_with_the_old_one(analyst: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_text(PLAN.replace("石门", "青溪"), encoding="utf-8")
    analyst.open("/plans/")
    upload(analyst, path)
    analyst.page.locator("#plan-table a", has_text="青溪市").click()
    analyst.page.locator(".tabs a", has_text="版本").click()
    path.write_text(PLAN.replace("石门", "青溪").replace("50家", "80家"), encoding="utf-8")
    with analyst.page.expect_navigation():
        analyst.page.set_input_files("#files", str(path))
    analyst.page.locator("table.diff ins", has_text="8").wait_for()
    assert analyst.page.locator("table.diff del").inner_text() == "5"


def test_metadata_that_a_person_mends_wins_and_bad_values_are_refused(analyst: Visitor) -> None:
    page = analyst.page
    analyst.open("/plans/")
    page.locator("#plan-table a", has_text="云岭省").first.click()
    page.locator(".tabs a", has_text="元数据").click()
    page.fill("#f-published", "2024-02-31")
    page.locator("main form button", has_text="保存").click()
    assert "不能是" in page.locator(".alert.bad").inner_text()
    page.fill("#f-published", "2024-04-01")
    page.locator("main form button", has_text="保存").click()
    assert page.locator(".field", has_text="发布日期").locator(".tag").inner_text() == "来自 人工填写"
    assert "2024年4月1日" in page.locator("dl.facts").first.inner_text()


def test_an_analysts_own_rating_stands_beside_the_machines(analyst: Visitor) -> None:
    page = analyst.page
    analyst.open("/plans/")
    page.locator("#plan-table a", has_text="云岭省").first.click()
    page.locator("a.cell", has_text="人才要素").click()
    page.locator("#own-score").wait_for()
    page.select_option("#own-score", "2")
    page.fill("#own-note", "只有笼统表述")
    page.locator("button", has_text="保存我的评分").click()
    page.wait_for_load_state()
    assert "我评 2" in page.locator("a.cell", has_text="人才要素").inner_text().replace("\n", " ")
    assert page.locator("td", has_text="只有笼统表述").count() == 1


def test_search_finds_words_of_the_text_and_an_empty_result_says_what_to_do(analyst: Visitor) -> None:
    page = analyst.page
    analyst.open("/plans/?q=沙盒")
    assert page.locator("#plan-table tbody tr").count() >= 1
    analyst.open("/plans/?q=没有这样的词语")
    assert "请放宽条件" in page.locator(".empty").inner_text()


def test_the_language_switch_changes_the_whole_page(analyst: Visitor) -> None:
    page = analyst.page
    analyst.open("/plans/")
    page.locator("button", has_text="English").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "Plans"
    assert page.locator("html").get_attribute("lang") == "en"
    assert Language.EN.value == "en"


def test_an_expert_sees_texts_but_no_machine_score(visitor: Visitor) -> None:
    visitor.sign_in("expert1")
    assert visitor.open("/plans/") == 200
    assert visitor.page.locator(".score").count() == 0
    assert visitor.open("/plans/1/") == 403
    assert "分析员" in visitor.page.locator(".alert.bad").inner_text()
    assert visitor.open("/plans/1/text/") == 200
    assert visitor.page.locator("mark").count() == 0


def test_saved_work_survives_a_killed_server(
    chromium: Any, demo_store: tuple[Path, str], tmp_path: Path
) -> None:
    import shutil

    from tests.browser.conftest import start

    path = tmp_path / "office.sqlite3"
    shutil.copy(demo_store[0], path)
    running = start(str(path))
    running.password = demo_store[1]
    one = Visitor(chromium, running).sign_in("analyst")
    plan = tmp_path / "kept.txt"
    plan.write_text(PLAN.replace("石门", "留存"), encoding="utf-8")
    one.open("/plans/")
    upload(one, plan)
    running.kill()
    again: Server = start(str(path))
    again.password = demo_store[1]
    try:
        other = Visitor(chromium, again).sign_in("analyst")
        other.open("/plans/?q=留存")
        assert other.page.locator("#plan-table tbody tr").count() == 1
        other.context.close()
    finally:
        one.context.close()
        again.stop()
