"""Proposals and votes: what no organisation may do alone.

A proposal names an action and its arguments. Each voting organisation votes once, with its weight at the
time of counting. When the votes reach the action's rule (``members.Rule``) the proposal is carried; after the
rule's delay any member with the power ``govern`` enacts it.

=======================  ==============================================
action                   arguments
=======================  ==============================================
organisation.admit       key, name, weight, public_key, possession
organisation.weigh       path, weight
organisation.suspend     path
organisation.resume      path
organisation.retire      path
rule.set                 action (or ``default``), rule
engine.set               version, height
=======================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from liance.core import limits
from liance.ledger.machine import ENGINE, Case, Event, Kind, Refusal, engine_version, event
from liance.ledger.members import (
    WEIGHTS,
    Founder,
    Level,
    Power,
    Rule,
    Status,
    decode_public_key,
    holder_key,
    is_member_name,
    is_proven,
    is_weight,
    level_of,
    member_key,
    organisation_of,
    parse_rule,
    read_member,
    read_weights,
)
from liance.ledger.operations import is_digest, is_member_path
from liance.ledger.state import Changes, View, integer, read_value, write_value

Arguments = Mapping[str, object]
_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be voted on: the shape of its arguments, what forbids it now, what it changes."""

    is_shaped: Callable[[Case, Arguments], bool]
    check: Callable[[Case, Arguments], Refusal | None]
    apply: Callable[[Case, Arguments], Changes]


#: Actions by name.
Actions = Mapping[str, Action]


def proposal_key(proposal: str) -> str:
    """Return the state key of a proposal."""
    return f"proposal/{proposal}"


def rule_key(action: str) -> str:
    """Return the state key of an action's rule."""
    return f"governance/rule/{action}"


def read_rule(view: View, action: str) -> Rule:
    """Return the rule for an action: its own, or the default."""
    rule = parse_rule(read_value(view, rule_key(action)) or read_value(view, rule_key(_DEFAULT)))
    if rule is None:
        raise ValueError("a state begins with a default rule")
    return rule


def is_carried(rule: Rule, weights: Mapping[str, int], votes: Mapping[str, object]) -> bool:
    """Whether ``votes`` (organisation to yes or no) reach ``rule`` under the present ``weights``."""
    total = sum(weights.values())
    voted = sum(weights.get(organisation, 0) for organisation in votes)
    yes = sum(weights.get(organisation, 0) for organisation, vote in votes.items() if vote is True)
    return total > 0 and voted >= rule.quorum * total and yes >= rule.threshold * total


def _is_organisation(path: object, instance: str) -> bool:
    return is_member_path(path) and level_of(str(path)) == 2 and str(path).startswith(instance + "/")


def _instance(case: Case) -> str:
    return case.author.split("/")[0]


def _founder(case: Case, arguments: Arguments) -> Founder | None:
    public_key = decode_public_key(case.suite, arguments["public_key"])
    key, name, weight = arguments["key"], arguments["name"], arguments["weight"]
    sound = (
        public_key is not None
        and is_member_path(key)
        and level_of(str(key)) is Level.KEY
        and str(key).startswith(_instance(case) + "/")
        and is_member_name(name)
        and is_weight(weight)
    )
    return Founder(str(key), str(name), integer(weight), public_key) if sound and public_key else None


def _admit_is_shaped(case: Case, arguments: Arguments) -> bool:
    fields = {"key", "name", "weight", "public_key", "possession"}
    return arguments.keys() == fields and _founder(case, arguments) is not None


def _admit_check(case: Case, arguments: Arguments) -> Refusal | None:
    founder = _founder(case, arguments)
    if founder is None:
        return Refusal.WRONG_PAYLOAD
    if read_member(case.view, founder.organisation) is not None:
        return Refusal.MEMBER_EXISTS
    if case.view.get(holder_key(founder.public_key)) is not None:
        return Refusal.KEY_IN_USE
    ledger = case.operation.body.ledger
    if not is_proven(case.suite, ledger, founder.key, founder.public_key, arguments["possession"]):
        return Refusal.NO_POSSESSION
    if len(read_weights(case.view)) >= limits.MAX_VOTERS:
        return Refusal.TOO_MANY_VOTERS
    return None


def _admit_apply(case: Case, arguments: Arguments) -> Changes:
    founder = _founder(case, arguments)
    if founder is None:
        raise ValueError("apply follows a check that accepts")
    weights = {**read_weights(case.view), founder.organisation: founder.weight}
    return {**founder.changes(), WEIGHTS: _write_weights(weights)}


def _write_weights(weights: Mapping[str, int]) -> bytes:
    return write_value({path: weight for path, weight in weights.items() if weight})


def _weigh_is_shaped(case: Case, arguments: Arguments) -> bool:
    return (
        arguments.keys() == {"path", "weight"}
        and _is_organisation(arguments["path"], _instance(case))
        and is_weight(arguments["weight"])
    )


def _check_organisation(
    case: Case, path: str, from_status: tuple[Status, ...], weight_after: int
) -> Refusal | None:
    member = read_member(case.view, path)
    if member is None:
        return Refusal.UNKNOWN_MEMBER
    if Status(str(member["status"])) not in from_status:
        return Refusal.WRONG_STATUS
    weights = {**read_weights(case.view), path: weight_after}
    if not any(weights.values()):
        return Refusal.LAST_VOTER
    if sum(weight > 0 for weight in weights.values()) > limits.MAX_VOTERS:
        return Refusal.TOO_MANY_VOTERS
    return None


def _weigh_check(case: Case, arguments: Arguments) -> Refusal | None:
    return _check_organisation(case, str(arguments["path"]), (Status.ACTIVE,), integer(arguments["weight"]))


def _weigh_apply(case: Case, arguments: Arguments) -> Changes:
    path, weight = str(arguments["path"]), integer(arguments["weight"])
    member = read_member(case.view, path) or {}
    return {
        member_key(path): write_value({**member, "weight": weight}),
        WEIGHTS: _write_weights({**read_weights(case.view), path: weight}),
    }


def _status_action(status: Status, from_status: tuple[Status, ...]) -> Action:
    def weight_after(case: Case, path: str) -> int:
        member = read_member(case.view, path)
        return integer(member["weight"]) if status is Status.ACTIVE and member is not None else 0

    def is_shaped(case: Case, arguments: Arguments) -> bool:
        return arguments.keys() == {"path"} and _is_organisation(arguments["path"], _instance(case))

    def check(case: Case, arguments: Arguments) -> Refusal | None:
        path = str(arguments["path"])
        return _check_organisation(case, path, from_status, weight_after(case, path))

    def apply(case: Case, arguments: Arguments) -> Changes:
        path = str(arguments["path"])
        member = read_member(case.view, path) or {}
        weights = {**read_weights(case.view), path: weight_after(case, path)}
        return {
            member_key(path): write_value({**member, "status": status.value}),
            WEIGHTS: _write_weights(weights),
        }

    return Action(is_shaped, check, apply)


def _rule_is_shaped(case: Case, arguments: Arguments) -> bool:
    return (
        arguments.keys() == {"action", "rule"}
        and isinstance(arguments["action"], str)
        and arguments["action"] in {_DEFAULT, *case.actions}
        and parse_rule(arguments["rule"]) is not None
    )


def _rule_apply(_case: Case, arguments: Arguments) -> Changes:
    rule = arguments["rule"]
    assert isinstance(rule, Mapping)
    return {rule_key(str(arguments["action"])): write_value(rule)}


def _engine_is_shaped(_case: Case, arguments: Arguments) -> bool:
    return arguments.keys() == {"version", "height"} and all(
        type(value) is int and value >= 1 for value in arguments.values()
    )


def _engine_check(case: Case, arguments: Arguments) -> Refusal | None:
    return None if arguments["version"] in case.engines else Refusal.UNKNOWN_ENGINE


def _engine_apply(case: Case, arguments: Arguments) -> Changes:
    """The version comes into force at its height, at the next one if that has passed."""
    height = max(integer(arguments["height"]), case.context.height + 1)
    present = engine_version(case.view, case.context.height)
    return {ENGINE: write_value({"height": height, "next": arguments["version"], "version": present})}


def _nothing_forbids(_case: Case, _arguments: Arguments) -> None:
    return None


ACTIONS: Final[Actions] = {
    "organisation.admit": Action(_admit_is_shaped, _admit_check, _admit_apply),
    "organisation.weigh": Action(_weigh_is_shaped, _weigh_check, _weigh_apply),
    "organisation.suspend": _status_action(Status.SUSPENDED, (Status.ACTIVE,)),
    "organisation.resume": _status_action(Status.ACTIVE, (Status.SUSPENDED,)),
    "organisation.retire": _status_action(Status.RETIRED, (Status.ACTIVE, Status.SUSPENDED)),
    "rule.set": Action(_rule_is_shaped, _nothing_forbids, _rule_apply),
    "engine.set": Action(_engine_is_shaped, _engine_check, _engine_apply),
}


def _arguments(value: object) -> Arguments:
    return value if isinstance(value, Mapping) else {}


def _check_propose(actions: Actions, case: Case) -> Refusal | None:
    payload = case.payload
    case = replace(case, actions=frozenset(actions))
    action = actions.get(str(payload.get("action")))
    if payload.keys() != {"action", "arguments"} or action is None:
        return Refusal.WRONG_PAYLOAD
    if not action.is_shaped(case, _arguments(payload["arguments"])):
        return Refusal.WRONG_PAYLOAD
    if organisation_of(case.author) not in read_weights(case.view):
        return Refusal.NO_VOTE
    return None


def _apply_propose(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    action = str(case.payload["action"])
    proposal = {
        "action": action,
        "arguments": case.payload["arguments"],
        "author": case.author,
        "carried": None,
        "closes": case.context.height + read_rule(case.view, action).window,
        "enacted": None,
        "votes": {},
    }
    happened = event("governance.proposed", proposal=case.operation_id, action=action)
    return {proposal_key(case.operation_id): write_value(proposal)}, (happened,)


def _read_proposal(case: Case) -> dict[str, object] | None:
    return read_value(case.view, proposal_key(str(case.payload["proposal"])))


def _votes(proposal: Mapping[str, object]) -> dict[str, object]:
    votes = proposal["votes"]
    return dict(votes) if isinstance(votes, dict) else {}


def _check_vote(case: Case) -> Refusal | None:
    payload = case.payload
    if payload.keys() != {"proposal", "yes"} or not is_digest(payload["proposal"]):
        return Refusal.WRONG_PAYLOAD
    if not isinstance(payload["yes"], bool):
        return Refusal.WRONG_PAYLOAD
    proposal = _read_proposal(case)
    if proposal is None:
        return Refusal.UNKNOWN_PROPOSAL
    if proposal["carried"] is not None or case.context.height > integer(proposal["closes"]):
        return Refusal.PROPOSAL_CLOSED
    organisation = organisation_of(case.author)
    if organisation in _votes(proposal):
        return Refusal.ALREADY_VOTED
    if organisation not in read_weights(case.view):
        return Refusal.NO_VOTE
    return None


def _apply_vote(case: Case) -> tuple[Changes, tuple[Event, ...]]:
    identity = str(case.payload["proposal"])
    proposal = _read_proposal(case) or {}
    organisation = organisation_of(case.author)
    votes = {**_votes(proposal), organisation: case.payload["yes"]}
    proposal["votes"] = votes
    yes = "true" if case.payload["yes"] else "false"
    events = [event("governance.voted", proposal=identity, organisation=organisation, yes=yes)]
    if is_carried(read_rule(case.view, str(proposal["action"])), read_weights(case.view), votes):
        proposal["carried"] = case.context.height
        events.append(event("governance.carried", proposal=identity))
    return {proposal_key(identity): write_value(proposal)}, tuple(events)


def _check_enact(actions: Actions, case: Case) -> Refusal | None:
    if case.payload.keys() != {"proposal"} or not is_digest(case.payload["proposal"]):
        return Refusal.WRONG_PAYLOAD
    proposal = _read_proposal(case)
    if proposal is None:
        return Refusal.UNKNOWN_PROPOSAL
    if proposal["enacted"] is not None:
        return Refusal.PROPOSAL_CLOSED
    if proposal["carried"] is None:
        return Refusal.NOT_CARRIED
    name = str(proposal["action"])
    if case.context.height < integer(proposal["carried"]) + read_rule(case.view, name).delay:
        return Refusal.TOO_EARLY
    action = actions.get(name)
    # Proposed under an engine version that knew the action; the present one does not.
    return Refusal.UNKNOWN_KIND if action is None else action.check(case, _arguments(proposal["arguments"]))


def _apply_enact(actions: Actions, case: Case) -> tuple[Changes, tuple[Event, ...]]:
    identity = str(case.payload["proposal"])
    proposal = _read_proposal(case) or {}
    name = str(proposal["action"])
    changes = actions[name].apply(case, _arguments(proposal["arguments"]))
    proposal["enacted"] = case.context.height
    happened = event("governance.enacted", proposal=identity, action=name)
    return {**changes, proposal_key(identity): write_value(proposal)}, (happened,)


def governance_kinds(actions: Actions = ACTIONS) -> Mapping[str, Kind]:
    """Return the kinds of operation that propose, vote and enact ``actions``.

    Scenario packs add theirs: ``governance_kinds({**ACTIONS, "pack.install": Action(...)})``.
    """
    return {
        "governance.propose": Kind(Power.GOVERN, partial(_check_propose, actions), _apply_propose),
        "governance.vote": Kind(Power.GOVERN, _check_vote, _apply_vote),
        "governance.enact": Kind(
            Power.GOVERN, partial(_check_enact, actions), partial(_apply_enact, actions)
        ),
    }
