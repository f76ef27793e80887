"""Many people at once on PostgreSQL, and a server that is killed: nothing that was answered as saved is lost."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from tests.browser.conftest import Server, start
from tests.browser.test_security import post, session

PEOPLE = 20
ROUNDS = 2


@dataclass
class Saved:
    """What a person was told to be saved."""

    drafts: list[tuple[int, str]] = field(default_factory=list)
    ratings: list[tuple[int, str, str]] = field(default_factory=list)
    observations: list[tuple[str, str]] = field(default_factory=list)
    plans: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@pytest.fixture
def shared(postgresql_server: str) -> Iterator[Server]:
    """The demonstration on PostgreSQL, in a database of its own."""
    import psycopg

    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE crowd")
    server = start(f"{postgresql_server}/crowd", more={"LIANCE_SECRET_KEY": "k" * 40})
    yield server
    server.stop()
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE crowd WITH (FORCE)")


def lines_of(one: requests.Session, server: Server) -> list[str]:
    page = one.get(f"{server.url}/targets/", timeout=60).text
    return list(dict.fromkeys(re.findall(r"/targets/(project-[0-9a-f]+)/", page)))


def items_of(one: requests.Session, server: Server) -> list[str]:
    page = one.get(f"{server.url}/plans/1/", timeout=60).text
    return list(dict.fromkeys(re.findall(r"item=([a-z_]+)", page)))[:3]


def unit_of(one: requests.Session, server: Server, line: str) -> str:
    found = re.search(
        r'name="unit" value="([^"]*)"', one.get(f"{server.url}/targets/{line}/", timeout=60).text
    )
    assert found
    return found[1]


def work(
    server: Server,
    one: requests.Session,
    place: int,
    lines: list[str],
    items: list[str],
    saved: Saved,
    rounds: int,
) -> None:
    """Save a draft, a rating, an observation and a plan in each round; keep what the server says is saved."""
    for number in range(rounds):
        words = f"第{place}人第{number}次：到2027年，培育企业{place * 100 + number}家。"
        made = post(one, server, "/drafts/add/", data={"text": words, "title": f"稿{place}-{number}"})
        if made.ok and (found := re.search(r"/drafts/(\d+)/$", made.url)):
            text = words + "（改）"
            form = {"title": "x", "text": text, "revision": "1", "rubric": "technology-plan", "subject": ""}
            if post(one, server, f"/drafts/{found[1]}/save/", data=form).ok:
                saved.drafts.append((int(found[1]), text))
        note = f"理由{place}-{number}"
        item = items[number % len(items)]
        plan = place % 8 + 1
        if post(one, server, f"/plans/{plan}/rate/", data={"item": item, "score": "2", "note": note}).ok:
            saved.ratings.append((plan, item, note))
        day, line = f"2026-0{number % 9 + 1}-{place % 28 + 1:02d}", lines[place % len(lines)]
        source = f"来源{place}-{number}"
        form = {
            "on": day,
            "value": str(place + 1),
            "unit": unit_of(one, server, line),
            "source": source,
            "note": "",
        }
        answer = post(one, server, f"/targets/{line}/observe/", data=form)
        if answer.ok:
            saved.observations.append((line, source))
        else:
            saved.refused.append(answer.text[:200])
        body = (
            f"甲{place}市行动计划\n一、发展目标\n到2027年底，建成平台{number + 3}个（{place}-{number}）。\n"
        )
        upload = post(one, server, "/plans/upload/", files={"file": (f"{place}-{number}.txt", body.encode())})
        if upload.status_code == 201:
            saved.plans.append(upload.json()["plan"])


def check(server: Server, one: requests.Session, saved: Saved) -> None:
    """Assert that all that was told to be saved is there."""
    for number, text in saved.drafts:
        assert text in one.get(f"{server.url}/drafts/{number}/", timeout=60).text
    for plan, item, note in saved.ratings:
        assert note in one.get(f"{server.url}/plans/{plan}/?item={item}", timeout=60).text
    for line, source in saved.observations:
        assert source in one.get(f"{server.url}/targets/{line}/", timeout=60).text
    for plan in saved.plans:
        assert one.get(f"{server.url}/plans/{plan}/text/", timeout=60).status_code == 200


@pytest.mark.slow
def test_twenty_people_at_once_on_postgresql_lose_nothing(shared: Server) -> None:
    # Each person has an account: the last rating of a person replaces the one before.
    root = session(shared, "demo")
    for place in range(PEOPLE):
        form = {"name": f"person{place}", "password": "ein-langes-wort-7", "roles": ["analyst", "planner"]}
        assert post(root, shared, "/people/add/", data={**form, "is_active": "on"}).ok
    lines = lines_of(root, shared)
    assert len(lines) >= PEOPLE
    items = items_of(root, shared)
    people = [session(shared, f"person{place}", "ein-langes-wort-7") for place in range(PEOPLE)]
    told = [Saved() for _ in people]
    with ThreadPoolExecutor(PEOPLE) as pool:
        jobs = [
            pool.submit(work, shared, one, place, lines, items, told[place], ROUNDS)
            for place, one in enumerate(people)
        ]
        for job in jobs:
            job.result()
    assert [one.refused for one in told if one.refused] == []
    counts = [(len(one.drafts), len(one.ratings), len(one.observations), len(one.plans)) for one in told]
    assert counts == [(ROUNDS, ROUNDS, ROUNDS, ROUNDS)] * PEOPLE
    for one, saved in zip(people, told, strict=True):
        check(shared, one, saved)
    assert len({plan for one in told for plan in one.plans}) == PEOPLE * ROUNDS
    page = root.get(f"{shared.url}/journal/?check", timeout=60, headers={"Accept-Language": "zh"}).text
    assert "核验通过" in page


@pytest.mark.slow
def test_a_killed_server_has_all_that_it_said_was_saved(demo_store: tuple[Path, str], tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    shutil.copy(demo_store[0], path)
    key = {"LIANCE_SECRET_KEY": "k" * 40}
    server = start(str(path), more=key)
    server.password = demo_store[1]
    names = ["demo", "planner"]
    people = [session(server, name) for name in names]
    lines, items = lines_of(people[0], server), items_of(people[0], server)
    told = [Saved() for _ in people]

    def until_killed(place: int) -> None:
        for number in range(200):
            try:
                work(
                    server, people[place], 10 * place + number % 7, lines, items, told[place], 1 + number % 3
                )
            except requests.RequestException:
                return

    threads = [threading.Thread(target=until_killed, args=(place,)) for place in range(len(people))]
    for one in threads:
        one.start()
    limit = time.monotonic() + 60
    while time.monotonic() < limit and min(len(one.observations) + len(one.drafts) for one in told) < 6:
        time.sleep(0.05)
    server.kill()
    for one in threads:
        one.join(60)
    assert all(one.drafts for one in told)
    assert any(one.plans for one in told)
    again = start(str(path), more=key)
    again.password = demo_store[1]
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT detail FROM liance_journal_journalentry WHERE action = 'rating.own'")
        journal = "\n".join(json.dumps(json.loads(detail), ensure_ascii=False) for (detail,) in rows)
    try:
        for name, saved in zip(names, told, strict=True):
            # A later rating of a cell replaces the one before, told or not: of all of them the journal keeps the notes.
            for _, _, note in saved.ratings:
                assert f'"note": "{note}"' in journal
            saved.ratings = []
            check(again, session(again, name), saved)
        assert any("来源" in source for one in told for _, source in one.observations)
        auditor = session(again, "auditor")
        page = auditor.get(f"{again.url}/journal/?check", timeout=60, headers={"Accept-Language": "zh"}).text
        assert "核验通过" in page
    finally:
        again.stop()
