"""Charters executed by the machine: every refusal, life cycles, references, deadlines, votes."""

from __future__ import annotations

import pytest
from tests.scenarios.office import CHARTER, Office, millis, read

from liance.ledger.machine import Refusal
from liance.ledger.state import MemoryState
from liance.scenarios.records import read_installed
from liance.scenarios.rules import charter_text

BOOK = {"title": "史记", "limit": 2}
ADMIN = "sd-chain/jinan/data/admin/k1"
READER = "sd-chain/jinan/data/reader/k1"
OTHER = "sd-chain/qingdao/data/admin/k1"


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_record_goes_its_way(office: Office) -> None:
    assert office.act(ADMIN, "book.add", "b1", BOOK) == 0
    assert office.record("b1").state == "shelf"
    assert office.record("b1").fields == {"title": "史记", "limit": 2, "lent": 0}
    assert office.act(ADMIN, "book.lend", "b1") == 0
    assert office.act(READER, "book.return", "b1") == 0
    assert office.act(ADMIN, "book.withdraw", "b1") == 0
    record = office.record("b1")
    assert (record.state, record.fields["lent"], record.revision, record.owner) == (
        "gone",
        1,
        4,
        "sd-chain/jinan",
    )


@pytest.mark.parametrize(
    ("author", "action", "record", "fields", "code"),
    [
        (ADMIN, "book.burn", "b1", {}, Refusal.UNKNOWN_ACTION),
        (READER, "book.lend", "b1", {}, Refusal.WRONG_ROLE),
        (ADMIN, "book.lend", "b9", {}, Refusal.UNKNOWN_RECORD),
        (ADMIN, "book.add", "b1", BOOK, Refusal.RECORD_EXISTS),
        (ADMIN, "book.return", "b1", {}, Refusal.WRONG_STATE),
        (ADMIN, "book.add", "b2", {"title": "x"}, Refusal.WRONG_FIELDS),
        (ADMIN, "book.add", "b2", {**BOOK, "more": 1}, Refusal.WRONG_FIELDS),
        (ADMIN, "book.lend", "b1", {"title": "y"}, Refusal.WRONG_FIELDS),
        (ADMIN, "request.make", "r1", {"book": "b9"}, Refusal.UNKNOWN_REFERENCE),
        (ADMIN, "book.add", "b2", BOOK, Refusal.NOT_UNIQUE),
        (ADMIN, "book.add", "b2", {"title": "x", "limit": 4}, 1001),
        (OTHER, "book.lend", "b1", {}, 1002),
        (ADMIN, "book.add", "Not A Name", BOOK, Refusal.WRONG_PAYLOAD),
    ],
)
def test_each_refusal_has_its_code(
    office: Office, author: str, action: str, record: str, fields: dict[str, object], code: int
) -> None:
    assert office.act(ADMIN, "book.add", "b1", BOOK) == 0
    before = dict(office.state.values)
    assert office.act(author, action, record, fields) == code
    assert office.state.values == before


def test_a_count_is_never_exceeded(office: Office) -> None:
    office.act(ADMIN, "book.add", "b1", BOOK)
    codes = []
    for _ in range(3):
        codes.append(office.act(ADMIN, "book.lend", "b1"))
        office.act(ADMIN, "book.return", "b1")
    assert codes == [0, 0, 1003]
    assert office.record("b1").fields["lent"] == 2


def test_a_refused_attempt_is_kept_where_the_charter_says_so(office: Office) -> None:
    office.act(ADMIN, "book.add", "b1", BOOK)
    assert [office.act(READER, "request.make", f"r{n}", {"book": "b1"}) for n in range(3)] == [0, 0, 0]
    assert [office.record(f"r{n}", "request").state for n in range(3)] == ["served", "served", "refused"]
    assert office.record("r2", "request").reason == 1003
    assert office.record("b1").fields["lent"] == 2
    office.act(ADMIN, "book.withdraw", "b1")
    office.act(READER, "request.make", "r3", {"book": "b1"})
    assert office.record("r3", "request").reason == 1004


def test_a_unique_value_is_free_again_when_its_record_is_final(office: Office) -> None:
    office.act(ADMIN, "book.add", "b1", BOOK)
    office.act(ADMIN, "book.withdraw", "b1")
    assert office.act(OTHER, "book.add", "b2", BOOK) == 0


def test_a_late_action_is_an_event_and_the_calendar_is_voted_in(office: Office) -> None:
    office.act(ADMIN, "book.add", "b1", BOOK)
    office.act(ADMIN, "book.lend", "b1", time=millis(2026, 9, 30))
    assert office.record("b1").due == millis(2026, 10, 3) - 9 * 3_600_000 - 1  # no calendar: Thursday, Friday
    office.act(ADMIN, "book.return", "b1", time=millis(2026, 10, 8))
    decree = {
        "year": 2026,
        "off": ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"],
        "worked": [],
    }
    office.vote("calendar.set", decree)
    payload = {"scenario": "loans", "action": "book.lend", "record": "b1", "fields": {}}
    office.submit(office.operation(ADMIN, "scenario.act", payload), millis(2026, 9, 30))
    assert office.record("b1").due == millis(2026, 10, 10) - 9 * 3_600_000 - 1  # Thursday 8th, Friday 9th
    late = office.submit(
        office.operation(ADMIN, "scenario.act", {**payload, "action": "book.return"}), millis(2026, 10, 10)
    )
    assert [event.type for event in late.receipt.events] == ["scenario.acted", "scenario.late"]


def test_a_scenario_is_replaced_by_a_later_version_only(office: Office) -> None:
    sound, _ = read(CHARTER.replace("fields.limit <= 3", "fields.limit <= 9"))
    assert sound is not None
    text = charter_text(sound)
    assert office.vote("scenario.install", office.installation(text)).receipt.code == Refusal.SCENARIO_EXISTS
    assert office.vote("scenario.install", office.installation(text, "1.1.0")).receipt.code == 0
    assert office.act(ADMIN, "book.add", "b1", {"title": "x", "limit": 9}) == 0
    installed = read_installed(office.state, "loans")
    assert installed is not None
    assert installed.version == "1.1.0"


@pytest.mark.parametrize(
    "text",
    ["{}", "", "[" * 5_000, '{"title":1}', "x" * 60_000],
    ids=["empty", "none", "deep", "wrong", "large"],
)
def test_what_is_no_charter_cannot_be_proposed(office: Office, text: str) -> None:
    payload = {"action": "scenario.install", "arguments": office.installation(text)}
    try:
        code = office.do(ADMIN, "governance.propose", payload).receipt.code
    except Exception as error:  # the signer refuses what no operation holds  # noqa: BLE001
        assert "large" in str(error)  # noqa: PT017
        return
    assert code == Refusal.WRONG_PAYLOAD


def test_nothing_of_scenarios_exists_before_the_engine_is_voted_in() -> None:
    from tests.ledger.consortium import Consortium

    from liance.scenarios.engine import SCENARIO_ENGINES

    consortium = Consortium("intl", SCENARIO_ENGINES)
    payload = {"scenario": "loans", "action": "book.add", "record": "b", "fields": {}}
    assert consortium.do(ADMIN, "scenario.act", payload).receipt.code == Refusal.UNKNOWN_KIND


def test_replay_gives_the_same_state(office: Office) -> None:
    """The same operations on another machine end in the same state."""
    office.act(ADMIN, "book.add", "b1", BOOK)
    twin = MemoryState(dict(office.state.values))
    operation = office.operation(
        ADMIN, "scenario.act", {"scenario": "loans", "action": "book.lend", "record": "b1", "fields": {}}
    )
    outcome = office.submit(operation)
    twin.commit(outcome.changes)
    assert twin.values == office.state.values


def test_a_record_names_only_active_organisations_of_the_ledger() -> None:
    charter = CHARTER.replace("    unique: [title]", "    unique: [title]\n    members: [home]").replace(
        "        lent: {type: integer, minimum: 0}",
        "        lent: {type: integer, minimum: 0}\n        home: {type: string, maxLength: 120}",
    )
    office = Office(charter=charter)
    for number, home in enumerate(("sd-chain/nowhere", "sd-chain", "sd-chain/jinan/data", "Sd", "")):
        fields = {"title": f"t{number}", "limit": 1, "home": home}
        assert office.act(ADMIN, "book.add", f"b{number}", fields) == Refusal.UNKNOWN_ORGANISATION
    assert office.act(ADMIN, "book.add", "b9", {"title": "t9", "limit": 1, "home": "sd-chain/qingdao"}) == 0
    assert office.act(ADMIN, "book.add", "b10", {"title": "t10", "limit": 1}) == 0


TWINS = CHARTER.replace(
    """  request.make:
""",
    """  request.swap:
    title: {zh: 互换, en: swap}
    by: [admin]
    to: served
    fields:
      type: object
      additionalProperties: false
      required: [book, other]
      properties: {book: {type: string, maxLength: 100}, other: {type: string, maxLength: 100}}
    refs:
      one: {field: book, record: book, states: [shelf], assign: {lent: "one.lent + 1"}}
      two: {field: other, record: book, states: [shelf], assign: {lent: "two.lent + 1"}}
  request.make:
""",
).replace(
    """      required: [book]
      properties:
        book: {type: string, maxLength: 100}
    states:
      served""",
    """      required: [book]
      properties:
        book: {type: string, maxLength: 100}
        other: {type: string, maxLength: 100}
    states:
      served""",
)


def test_no_record_is_changed_twice_by_one_action() -> None:
    """Of two changes of one record the first would be lost."""
    office = Office(charter=TWINS)
    office.act(ADMIN, "book.add", "b1", BOOK)
    office.act(ADMIN, "book.add", "b2", {**BOOK, "title": "汉书"})
    assert office.act(ADMIN, "request.swap", "r1", {"book": "b1", "other": "b1"}) == Refusal.UNKNOWN_REFERENCE
    assert office.act(ADMIN, "request.swap", "r1", {"book": "b1", "other": "b2"}) == 0
    assert [office.record(name).fields["lent"] for name in ("b1", "b2")] == [1, 1]


@pytest.mark.parametrize(
    "needs",
    [
        "fields.limit <= 3",
        "has(fields.limit) && !has(fields.none)",
        "fields.all(key, key != 'x') && fields.limit == 2",
        "'limit' in fields",
        "fields['limit'] == 2",
        "author .role == 'admin' && author.organisation.startsWith('sd-chain/')",
        "size(fields) == 2 && now > 0",
    ],
)
def test_expressions_see_all_that_they_speak_of(needs: str) -> None:
    """What an expression does not mention is not handed to it; the outcome is that of the whole context."""
    office = Office(charter=CHARTER.replace('needs: "fields.limit <= 3"', f'needs: "{needs}"'))
    assert office.act(ADMIN, "book.add", "b1", BOOK) == 0
