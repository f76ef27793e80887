"""The fixed words of reports, in both languages."""

from __future__ import annotations

from typing import Final

from liance.core.language import Text
from liance.plans.documents.model import LEVEL_NAMES

STATES: Final = {
    "scored": Text(zh="已评分", en="scored"),
    "not_covered": Text(zh="未涉及", en="not covered"),
    "cannot_judge": Text(zh="无法判断", en="cannot judge"),
    "section_missing": Text(zh="缺少章节正文", en="section missing"),
}
#: The levels of government by their code, the highest first.
LEVELS: Final = {level.value: name for level, name in LEVEL_NAMES.items()}
ROLES: Final = {
    "background": Text(zh="背景", en="background"),
    "principle": Text(zh="总体要求", en="principles"),
    "goal": Text(zh="目标", en="goals"),
    "task": Text(zh="任务", en="tasks"),
    "safeguard": Text(zh="保障", en="safeguards"),
    "other": Text(zh="其他", en="other"),
}
SEVERITIES: Final = {
    "error": Text(zh="错误", en="error"),
    "warning": Text(zh="提示", en="warning"),
    "info": Text(zh="说明", en="note"),
}
