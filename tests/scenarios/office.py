"""A small charter to test with, and a consortium on which it is installed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from tests.ledger.consortium import Consortium

from liance import __version__
from liance.core.findings import Finding
from liance.ledger.machine import Outcome
from liance.packs.charter import Charter
from liance.packs.reading import read_pack
from liance.scenarios.engine import SCENARIO_ENGINES
from liance.scenarios.records import Record, read_record
from liance.scenarios.rules import charter_text

MANIFEST = b"""
id: loans
kind: scenario
version: 1.0.0
title: {zh: "\xe5\x80\x9f\xe9\x98\x85", en: loans}
language: zh
licence: Apache-2.0
engine: 0.0.1
"""

#: Books are lent: at most ``limit`` times, within ten working days, by one reader at a time.
CHARTER = """
title: {zh: 借阅, en: loans}
about: {zh: 图书借阅, en: lending of books}
roles:
  admin: {title: {zh: 馆员, en: librarian}}
  reader: {title: {zh: 读者, en: reader}}
records:
  book:
    title: {zh: 书, en: book}
    fields:
      type: object
      additionalProperties: false
      required: [title, limit]
      properties:
        title: {type: string, maxLength: 100}
        limit: {type: integer, minimum: 1, maximum: 99}
        lent: {type: integer, minimum: 0}
    unique: [title]
    states:
      shelf: {title: {zh: 在架, en: on the shelf}}
      out:
        title: {zh: 借出, en: lent}
        deadline: {action: book.return, days: 2}
      gone: {title: {zh: 下架, en: withdrawn}, final: true}
  request:
    title: {zh: 请求, en: request}
    fields:
      type: object
      additionalProperties: false
      required: [book]
      properties:
        book: {type: string, maxLength: 100}
    states:
      served: {title: {zh: 已办, en: served}, final: true}
      refused: {title: {zh: 已拒, en: refused}, final: true}
actions:
  book.add:
    title: {zh: 上架, en: add}
    by: [admin]
    to: shelf
    assign: {lent: "0"}
    when:
      - needs: "fields.limit <= 3"
        refused: {code: 1001, says: {zh: 次数过多, en: too many}}
  book.lend:
    title: {zh: 借出, en: lend}
    by: [admin]
    start: [shelf]
    to: out
    assign: {lent: "record.lent + 1"}
    when:
      - needs: "record.owner == author.organisation"
        refused: {code: 1002, says: {zh: 不是本馆的书, en: a book of another library}}
      - needs: "record.lent < record.limit"
        refused: {code: 1003, says: {zh: 次数已满, en: lent often enough}}
  book.return:
    title: {zh: 归还, en: return}
    by: [admin, reader]
    start: [out]
    to: shelf
  book.withdraw:
    title: {zh: 下架, en: withdraw}
    by: [admin]
    start: [shelf]
    to: gone
  request.make:
    title: {zh: 请求, en: request}
    by: [admin, reader]
    to: served
    otherwise: refused
    index: [book]
    refs:
      wanted: {field: book, record: book, states: [shelf], assign: {lent: "wanted.lent + 1"}}
    when:
      - needs: "wanted.state == 'shelf'"
        refused: {code: 1004, says: {zh: 不在架, en: not on the shelf}}
      - needs: "wanted.lent < wanted.limit"
        refused: {code: 1003, says: {zh: 次数已满, en: lent often enough}}
"""

CHINA = timezone(timedelta(hours=8))


def millis(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> int:
    """An instant of the Chinese clock in POSIX milliseconds."""
    moment = datetime(year, month, day, hour, minute, tzinfo=CHINA)
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def read(charter: str = CHARTER) -> tuple[Charter | None, list[Finding]]:
    """The charter in YAML text, with its findings."""
    files = {"pack.yaml": MANIFEST, "charter.yaml": textwrap.dedent(charter).encode()}
    pack, findings = read_pack(files, __version__)
    return (None if pack is None else pack.part("charter.yaml", Charter)), findings


class Office(Consortium):
    """A consortium that runs engine 2 with the charter installed as ``loans``."""

    def __init__(self, suite_name: str = "intl", charter: str = CHARTER) -> None:
        super().__init__(suite_name, SCENARIO_ENGINES)
        sound, findings = read(charter)
        assert sound is not None, findings
        self.vote("engine.set", {"version": 2, "height": 1})
        self.vote("scenario.install", self.installation(charter_text(sound)))
        for city in ("jinan", "qingdao"):
            self.hire(city, "reader", ["submit"])

    @staticmethod
    def installation(text: str, version: str = "1.0.0") -> dict[str, object]:
        """The arguments that install a charter."""
        return {"scenario": "loans", "pack": "loans", "version": version, "charter": text}

    def vote(self, action: str, arguments: Mapping[str, object]) -> Outcome:
        """Carry and enact."""
        proposal = self.carry(action, arguments, ("jinan", "qingdao"))
        self.wait(2)
        outcome = self.do(self.key("jinan"), "governance.enact", {"proposal": proposal})
        self.wait(1)
        return outcome

    def hire(self, city: str, role: str, powers: list[str]) -> str:
        """Add a role with a key to a city and return the key's path."""
        path = f"sd-chain/{city}/data/{role}"
        assert (
            self.do(self.key(city), "member.add", {"path": path, "name": role, "powers": powers}).receipt.code
            == 0
        )
        key = f"{path}/k1"
        self.signers[key] = self.signer()
        added = {"path": key, "name": role, **self.possession(key, self.signers[key])}
        assert self.do(self.key(city), "member.add", added).receipt.code == 0
        return key

    def act(
        self,
        author: str,
        action: str,
        record: str,
        fields: Mapping[str, object] | None = None,
        *,
        time: int | None = None,
    ) -> int:
        """Take an action as the key ``author`` and return the code."""
        payload = {"scenario": "loans", "action": action, "record": record, "fields": dict(fields or {})}
        return int(self.submit(self.operation(author, "scenario.act", payload), time).receipt.code)

    def record(self, name: str, kind: str = "book") -> Record:  # type: ignore[override]
        """The record as it stands."""
        found = read_record(self.state, "loans", kind, name)
        assert found is not None
        return found
