"""What every page knows: who is signed in, which parts of the workbench they may open, and the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from liance.core.language import Language, Text
from liance.web.language import current
from liance.web.middleware import person_of
from liance.web.permissions import Right, Role


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the navigation, with a line on what it is for."""

    name: Text
    path: str
    right: Right
    about: Text


PARTS: Final = (
    Part(
        Text(zh="规划语料", en="Plans"),
        "/plans/",
        Right.READ_PLANS,
        Text(zh="上传规划，逐项评分，每一分都有原文依据", en="upload plans; every score has its sentences"),
    ),
    Part(
        Text(zh="起草台", en="Drafts"),
        "/drafts/",
        Right.USE_DRAFTS,
        Text(
            zh="边写边看得分，知道再高一档还缺什么", en="write with the score beside you, see what is missing"
        ),
    ),
    Part(
        Text(zh="比较与报告", en="Comparison"),
        "/comparison/",
        Right.READ_REPORTS,
        Text(
            zh="各级各地哪里清楚、哪里含糊，一键出报告", en="where plans are clear or vague, and the report"
        ),
    ),
    Part(
        Text(zh="政策追踪", en="Tracker"),
        "/tracker/",
        Right.READ_REPORTS,
        Text(
            zh="谁在何时发布了什么，覆盖哪些主题，鼓励还是限制",
            en="who issued what when, on which topics, with what stance",
        ),
    ),
    Part(
        Text(zh="论文核验", en="Audits"),
        "/audits/",
        Right.READ_REPORTS,
        Text(
            zh="重算已发表的表格，指出矛盾与最合理的读法",
            en="published tables recomputed and contradictions explained",
        ),
    ),
    Part(
        Text(zh="专家评分", en="Experts"),
        "/studies/",
        Right.JOIN_STUDIES,
        Text(
            zh="专家独立评分、封存、揭示、会商，形成共识",
            en="experts rate blind, seal, reveal, discuss, agree",
        ),
    ),
    Part(
        Text(zh="目标与兑现", en="Delivery"),
        "/targets/",
        Right.READ_TARGETS,
        Text(
            zh="每个承诺的数字由谁负责、走到哪里、何时预警",
            en="who answers for each number and how far it has come",
        ),
    ),
)
OFFICE: Final = (
    Part(
        Text(zh="人员与角色", en="People"),
        "/people/",
        Right.MANAGE_PEOPLE,
        Text(zh="添加人员，分配角色", en="add people, give roles"),
    ),
    Part(
        Text(zh="操作日志", en="Log"),
        "/journal/",
        Right.READ_JOURNAL,
        Text(zh="谁在何时做了什么", en="who did what when"),
    ),
    Part(
        Text(zh="接口令牌", en="API tokens"),
        "/tokens/",
        Right.USE_TOKENS,
        Text(zh="供程序使用", en="for programs"),
    ),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows."""
    person = person_of(request) if hasattr(request, "user") else None
    rights = person.rights if person else frozenset()
    language = current()
    return {
        "person": person,
        "may": {right.name: right in rights for right in Right},
        "is_chinese": language is Language.ZH,
        "html_language": "zh-CN" if language is Language.ZH else "en",
        "parts": [part for part in PARTS if part.right in rights],
        "office": [part for part in OFFICE if part.right in rights],
        "most_bytes": str(settings.LIANCE_MAX_UPLOAD_BYTES),
        "most_megabytes": settings.LIANCE_MAX_UPLOAD_BYTES // (1024 * 1024),
        "is_demo": settings.LIANCE_DEMO,
        "roles": Role,
    }
