"""What a section is for, told by the general words of its heading and by its place.

The words are those that official plans of any subject use for their own parts; none belongs to one
technology. Where words do not say, a section takes the role of the section around it, and a top section
the role of its place: before the goals background, between goals and safeguards a task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liance.plans.structure.model import Role

#: Heading words of each role, as regular expressions. Every rule of this module reads this table only.
WORDS: Final = {
    Role.BACKGROUND: (
        "背景|现状|形势|发展环境|战略环境|外部环境|环境分析|面临的?(?:机遇|挑战|问题)|机遇|挑战|意义|重要性|必要性"
        "|紧迫性|充分认识|提高(?:思想)?认识|发展基础|现实基础|工作基础|回顾|成效|概况|概述|存在的?(?:主要)?(?:问题|不足)"
        "|编制(?:依据|说明)|引言|前言"
    ),
    Role.PRINCIPLE: (
        "指导思想|指导方针|基本原则|工作原则|原则|总体要求|基本要求|总体思路|发展思路|基本思路|工作思路|总体战略"
        "|发展战略|发展理念|基本理念|总体考虑|总体部署|(?:战略|发展|总体|功能)定位|总则"
    ),
    Role.GOAL: "目标(?!导向|责任|考核|管理|引领|绩效)|愿景|预期成效|(?:主要|预期|发展|核心)指标",
    Role.TASK: "任务|行动|工程|重点|布局|路径|方向|领域|内容|计划|专项|项目",
    Role.SAFEGUARD: (
        "保障|组织实施|组织领导|组织推进|组织协调|实施机制|规划实施|监督检查|督促检查|监督管理|监测评估|督导|考核"
    ),
    Role.OTHER: "附则|附件|附录|附表|名词解释|术语解释|参考文献|致谢|生效|施行|有效期",
}
#: Words of a safeguard section only where tasks stand before it and no other part follows.
LATE_SAFEGUARD_WORDS: Final = "措施|举措|政策|要求|机制|组织|支持|扶持|宣传|引导|建议"
#: Words that say nothing of the role by themselves but may stand in a heading made of role words only.
MODIFIERS: Final = (
    "总体|主要|基本|发展|战略|工作|重点|建设|规划|行动|实施|组织|强化|加强|完善|健全|具体|近期|中期|远期|阶段性?"
    "|预期|推进|创新|产业|措施|举措|体系|机制|政策|力度|加大|领导|协调|明确|把握|深刻|准确|统筹|重大|重要|其他|相关|有关"
)

_ROLE_WORD: Final = {role: re.compile(words) for role, words in WORDS.items()}
_LATE: Final = re.compile(LATE_SAFEGUARD_WORDS)
_SIGNS: Final = "和与及、，：:的等“”()（）"
_FILLING: Final = re.compile(rf"{MODIFIERS}|[{_SIGNS}\s]")
_DATED_AIM: Final = re.compile(r"目标|到\s?\d{4}\s?年|\d{4}\s?年(?:底|末)?[，,前]?.{0,10}(?:达到|建成|实现)")
#: A sign that stands in no role word and no filling.
_NO_ROLE_SIGN: Final = re.compile(
    "[^" + re.escape("".join(sorted({*"".join(WORDS.values()), *MODIFIERS, *_SIGNS}))) + r"\s]"
)
_CLAUSES: Final = re.compile("[，,：:；;。]")
_BODY: Final = frozenset({Role.PRINCIPLE, Role.GOAL, Role.TASK})
_ENDS_IN_GOAL: Final = re.compile(rf"(?:{WORDS[Role.GOAL]})$")
_NAMES_SAFEGUARDS: Final = re.compile("保障措施|组织实施")
_OPENING: Final = frozenset({Role.BACKGROUND, Role.PRINCIPLE, Role.GOAL})


@dataclass(frozen=True, slots=True)
class Part:
    """A section as this module sees it.

    ``title`` is the heading without its mark, ``body`` the text up to the next heading, ``parent`` the
    index of the part around it, ``restarts`` whether it begins a second text (an annex with its marks).
    """

    title: str
    body: str
    parent: int | None
    restarts: bool = False


def role_said(title: str) -> Role | None:
    """Return the role that the words of ``title`` say, None where they say none.

    The first clause with a role word decides, and in it the last word, since a Chinese title ends in its
    head noun; only goals outrank the words of the opening parts (总体要求和基本目标).
    """
    for clause in _CLAUSES.split(title):
        ends: dict[Role, int] = {}
        for role, pattern in _ROLE_WORD.items():
            for match in pattern.finditer(clause):
                ends[role] = max(match.end(), ends.get(role, 0))
        if ends:
            last = max(ends, key=lambda role: ends[role])
            return Role.GOAL if Role.GOAL in ends and last in _OPENING else last
    return None


def is_plain(title: str) -> bool:
    """Whether ``title`` is made of role words only, such as 主要目标 or 保障措施."""
    if _NO_ROLE_SIGN.search(title) or role_said(title) is None:
        return False
    rest = title
    for pattern in _ROLE_WORD.values():
        rest = pattern.sub("", rest)
    return not _FILLING.sub("", rest)


def _is_late_safeguard(title: str) -> bool:
    """Whether ``title`` is made of the late safeguard words only, such as 政策措施 or 工作要求."""
    return _LATE.search(title) is not None and not _FILLING.sub("", _LATE.sub("", title))


def assign_roles(parts: Sequence[Part]) -> list[Role]:
    """Return the role of every part."""
    tops = [index for index, part in enumerate(parts) if part.parent is None]
    settled: dict[int, Role] = {}
    for run in _runs(parts, tops):
        settled.update(zip(run, _top_roles([parts[index].title for index in run]), strict=True))
    roles: list[Role] = []
    for index, part in enumerate(parts):
        roles.append(settled[index] if part.parent is None else _inherited(part.title, roles[part.parent]))
    _find_hidden_goal(parts, roles)
    return roles


def _runs(parts: Sequence[Part], tops: Sequence[int]) -> list[list[int]]:
    """Return the top parts of each text in the document."""
    runs: list[list[int]] = []
    for index in tops:
        if not runs or parts[index].restarts:
            runs.append([])
        runs[-1].append(index)
    return runs


def _top_roles(titles: Sequence[str]) -> list[Role]:
    """Return the roles of the top sections of one text: opening parts, tasks, safeguards, annexes."""
    said = [role_said(title) for title in titles]
    plain = [is_plain(title) for title in titles]
    safeguards = _safeguard_run(titles, said, plain)
    roles: list[Role | None] = []
    body = False  # whether a part of the body came before
    for index, role in enumerate(said):
        body = body or (index > 0 and roles[index - 1] in _BODY)
        if index in safeguards:
            roles.append(Role.SAFEGUARD)
        elif (role is Role.BACKGROUND and body) or (role is Role.SAFEGUARD and not plain[index]):
            roles.append(None)  # words of the first and of the last parts, but in the middle
        else:
            roles.append(role)
    opening = next((index for index, role in enumerate(roles) if role in (Role.PRINCIPLE, Role.GOAL)), 0)
    settled: list[Role] = []
    default = Role.TASK
    for index, role in enumerate(roles):
        if role is Role.SAFEGUARD:
            default = Role.SAFEGUARD
        settled.append(role or (Role.BACKGROUND if index < opening else default))
    return settled


def _safeguard_run(titles: Sequence[str], said: Sequence[Role | None], plain: Sequence[bool]) -> range:
    """Return the top sections at the end, before annexes, that are safeguards together."""
    end = len(titles)
    while end and said[end - 1] is Role.OTHER:
        end -= 1
    start = end
    named = False  # a plain 保障措施 leaves the other words of safety before it to the tasks
    while start:
        role, title = said[start - 1], titles[start - 1]
        if role is Role.SAFEGUARD and (plain[start - 1] or not named):
            named = named or plain[start - 1]
        elif role is not None or not _is_late_safeguard(title):
            break
        start -= 1
    if not any(role in (None, Role.TASK) for role in said[:start]):
        # Something must be the tasks: 主要措施 right after the goals are.
        while start < end and said[start] is None:
            start += 1
    return range(start, end)


def _inherited(title: str, around: Role) -> Role:
    """Return the role of a section inside one of role ``around``: its own only where that is plain."""
    said = role_said(title)
    if said is None or said is around:
        return around
    if around is Role.PRINCIPLE and said is Role.GOAL and _ENDS_IN_GOAL.search(title):
        return said
    if not is_plain(title):
        return around
    match said:
        case Role.PRINCIPLE | Role.GOAL:
            own = around is not Role.SAFEGUARD
        case Role.BACKGROUND:
            own = around in _OPENING
        case Role.TASK:
            own = around in _OPENING and "任务" in title
        case Role.SAFEGUARD:
            own = around is Role.TASK and _NAMES_SAFEGUARDS.search(title) is not None
        case Role.OTHER:
            own = True
    return said if own else around


def _find_hidden_goal(parts: Sequence[Part], roles: list[Role]) -> None:
    """Where no heading names goals alone, a section that names or states them is the goal section."""
    if Role.GOAL in roles:
        return
    tasks = [index for index, part in enumerate(parts) if part.parent is None and roles[index] is Role.TASK]
    for index in tasks[:-1]:
        if _ROLE_WORD[Role.GOAL].search(parts[index].title):  # 目标任务, with tasks of their own behind it
            roles[index] = Role.GOAL
            return
    holders = {part.parent for part in parts}
    for index, part in enumerate(parts):
        if roles[index] is Role.PRINCIPLE and index not in holders and _DATED_AIM.search(part.body):
            roles[index] = Role.GOAL
