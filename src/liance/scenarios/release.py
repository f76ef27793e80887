"""Whether sealed or live data may be released: only against proof that the access is in the log.

The holder of data gives keys or rows to a requester when a proof of inclusion shows the operation that opened the
access, and the state says that it was accepted under a grant which is the holder's own, live, the requester's,
and covers purpose and fields. That no grant is over-counted is the machine's doing: an access beyond the count is
never accepted.

The kinds of record and their fields are a convention of charters that release data: ``grant`` (grantee, resource,
purpose, fields, limit, until, used), ``access`` (grant, purpose, subject, fields; opened by ``access.open``, released
by ``access.deliver``), ``denial`` (logged by ``denial.log``), ``payload`` (resource, subject, sealed).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liance.core.language import Text
from liance.ledger.evidence import TrueEntry
from liance.ledger.members import organisation_of, read_standing
from liance.ledger.state import View
from liance.packs.charter import Charter
from liance.scenarios.envelope import read_receiving_key
from liance.scenarios.records import Record, read_record

OPEN: Final = "access.open"
DELIVER: Final = "access.deliver"
DENY: Final = "denial.log"
RECEIPT: Final = "access.receipt"
#: What a charter must have so that data can be released under it: fields of records, and actions.
_FIELDS: Final = {
    "grant": {"fields", "grantee", "limit", "purpose", "resource", "until", "used"},
    "access": {"digest", "fields", "grant", "purpose", "rows", "subject"},
    "denial": {"access", "code", "requester"},
}
_ACTIONS: Final = (OPEN, DELIVER, DENY)


class Denial(StrEnum):
    """Why nothing is released."""

    FALSE_PROOF = "false-proof"
    NOT_AN_ACCESS = "not-an-access"
    UNKNOWN_ACCESS = "unknown-access"
    ACCESS_REFUSED = "access-refused"
    INACTIVE_REQUESTER = "inactive-requester"
    NO_RECEIVING_KEY = "no-receiving-key"
    OTHER_HOLDER = "other-holder"
    GRANT_REVOKED = "grant-revoked"
    OTHER_GRANTEE = "other-grantee"
    GRANT_EXPIRED = "grant-expired"
    COUNT_USED_UP = "count-used-up"
    OTHER_PURPOSE = "other-purpose"
    FIELDS_BEYOND_GRANT = "fields-beyond-grant"
    OTHER_DATA = "other-data"
    REFUSED_BY_LEDGER = "refused-by-ledger"

    @property
    def text(self) -> Text:
        """The reason in both languages."""
        return _REASONS[self]


_REASONS: Final = {
    Denial.FALSE_PROOF: Text(
        zh="入链证明不成立，或见证不足", en="the proof does not hold, or too few witnesses vouch for it"
    ),
    Denial.NOT_AN_ACCESS: Text(
        zh="所证明的条目不是这次访问", en="the entry that is proved is not this access"
    ),
    Denial.UNKNOWN_ACCESS: Text(zh="账本中没有这次访问", en="the ledger has no such access"),
    Denial.ACCESS_REFUSED: Text(
        zh="这次访问已被拒绝或已归档", en="the access was refused, or is closed already"
    ),
    Denial.INACTIVE_REQUESTER: Text(
        zh="申请人的密钥已停用或注销", en="the requester's key is suspended or retired"
    ),
    Denial.NO_RECEIVING_KEY: Text(
        zh="申请人没有登记接收密钥", en="the requester has not registered a receiving key"
    ),
    Denial.OTHER_HOLDER: Text(zh="授权不是本部门发出的", en="the grant was not given by this organisation"),
    Denial.GRANT_REVOKED: Text(zh="授权已撤销", en="the grant is revoked"),
    Denial.OTHER_GRANTEE: Text(zh="授权不属于申请人的部门", en="the grant is another organisation's"),
    Denial.GRANT_EXPIRED: Text(zh="授权已到期", en="the grant has expired"),
    Denial.COUNT_USED_UP: Text(zh="授权次数已用完", en="the grant's count is used up"),
    Denial.OTHER_PURPOSE: Text(zh="用途与授权不符", en="another purpose than the grant's"),
    Denial.FIELDS_BEYOND_GRANT: Text(zh="查询了授权之外的字段", en="fields beyond the grant"),
    Denial.OTHER_DATA: Text(
        zh="密封数据不属于所查的对象或资源", en="the sealed data are of another subject or resource"
    ),
    Denial.REFUSED_BY_LEDGER: Text(zh="登记放行时被账本拒绝", en="the ledger refused to record the release"),
}


@dataclass(frozen=True, slots=True)
class Permit:
    """What may be released to whom: ``access`` and ``grant`` as they stand, the receiving key of the requester."""

    access: Record
    grant: Record
    requester: str
    receiving_key: bytes

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that may be shown."""
        return tuple(str(field) for field in self.access.fields["fields"])

    @property
    def subject(self) -> str:
        """Whom or what the access is about."""
        return str(self.access.fields["subject"])

    @property
    def resource(self) -> str:
        """The resource that the grant is for."""
        return str(self.grant.fields["resource"])

    @property
    def is_delivered(self) -> bool:
        """Whether the release is on the ledger already; the same bytes may be handed out again."""
        return self.access.state == "delivered"


def can_release(charter: Charter) -> bool:
    """Whether a charter has what the release of data rests on."""
    for kind, fields in _FIELDS.items():
        record = charter.records.get(kind)
        if record is None or not fields <= set(record.fields.get("properties", {})):
            return False
    return all(name in charter.actions for name in _ACTIONS)


def judge(
    view: View, scenario: str, access: str, true: TrueEntry | None, holder: str, now: int
) -> Permit | Denial:
    """Return what may be released for an access, or why nothing.

    Args:
        view: the holder's state of the ledger.
        scenario: its name.
        access: name of the access record.
        true: what a proof of inclusion showed, or None if it did not hold.
        holder: path of the organisation that is asked.
        now: POSIX milliseconds.
    """
    if true is None:
        return Denial.FALSE_PROOF
    if not _opens(true, scenario, access):
        return Denial.NOT_AN_ACCESS
    assert true.operation is not None
    requester = true.operation.body.author
    record = read_record(view, scenario, "access", access)
    if record is None or record.author != requester or record.created != true.height:
        return Denial.UNKNOWN_ACCESS
    if record.reason or record.state not in {"logged", "delivered"}:
        return Denial.ACCESS_REFUSED
    grant = read_record(view, scenario, "grant", str(record.fields["grant"]))
    if grant is None or grant.owner != holder:
        return Denial.OTHER_HOLDER
    refused = _refused_by(grant, record, now)
    if refused is not None:
        return refused
    standing = read_standing(view, requester)
    if standing is None or not standing.active:
        return Denial.INACTIVE_REQUESTER
    receiving = read_receiving_key(view, requester)
    if receiving is None:
        return Denial.NO_RECEIVING_KEY
    return Permit(record, grant, requester, receiving)


def _opens(true: TrueEntry, scenario: str, access: str) -> bool:
    """Whether a proved entry is the operation that opened an access."""
    if true.operation is None or true.operation.body.kind != "scenario.act":
        return False
    payload = true.operation.body.payload
    return (payload.get("scenario"), payload.get("action"), payload.get("record")) == (
        scenario,
        OPEN,
        access,
    )


def _refused_by(grant: Record, access: Record, now: int) -> Denial | None:
    """Return how a grant does not cover an access, or None."""
    given = grant.fields
    if grant.state != "active":
        return Denial.GRANT_REVOKED
    if given["grantee"] != organisation_of(access.author):
        return Denial.OTHER_GRANTEE
    if now > given["until"]:
        return Denial.GRANT_EXPIRED
    if given["used"] > given["limit"]:
        return Denial.COUNT_USED_UP
    if access.fields["purpose"] != given["purpose"]:
        return Denial.OTHER_PURPOSE
    if not set(access.fields["fields"]) <= set(given["fields"]):
        return Denial.FIELDS_BEYOND_GRANT
    return None
