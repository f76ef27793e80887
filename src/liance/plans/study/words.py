"""What stages, roles and the like are called."""

from __future__ import annotations

from typing import Final

from liance.core.language import Text
from liance.plans.ratings import State
from liance.plans.study.model import Confidence, Design, ErrorClass, Role, Stage

STAGES: Final = {
    Stage.SETUP: Text(zh="准备", en="setup"),
    Stage.CALIBRATION: Text(zh="校准", en="calibration"),
    Stage.BLIND: Text(zh="独立评分", en="blind rating"),
    Stage.REVEALED: Text(zh="揭示讨论", en="discussion"),
    Stage.CONSENSUS: Text(zh="共识", en="consensus"),
    Stage.CLOSED: Text(zh="结束", en="closed"),
}
ROLES: Final = {
    Role.CHAIR: Text(zh="主持人", en="the chair"),
    Role.EXPERT: Text(zh="专家", en="an expert"),
    Role.MACHINE: Text(zh="机器评分者", en="the machine rater"),
    Role.ISSUER: Text(zh="发布机构", en="an issuer"),
}
DESIGNS: Final = {
    Design.FULL: Text(zh="全部评", en="full"),
    Design.OVERLAPPING: Text(zh="交叉评", en="overlapping"),
    Design.BRIDGE: Text(zh="桥接评", en="bridge"),
}
CONFIDENCES: Final = {
    Confidence.LOW: Text(zh="低", en="low"),
    Confidence.MEDIUM: Text(zh="中", en="medium"),
    Confidence.HIGH: Text(zh="高", en="high"),
}
ERROR_CLASSES: Final = {
    ErrorClass.OVERLOOKED: Text(zh="漏看依据", en="evidence overlooked"),
    ErrorClass.MISREAD: Text(zh="误读原文", en="text misread"),
    ErrorClass.CRITERION: Text(zh="误用标准", en="criterion misapplied"),
    ErrorClass.SLIP: Text(zh="笔误", en="slip of the pen"),
    ErrorClass.RUBRIC: Text(zh="标准含糊", en="rubric unclear"),
    ErrorClass.VIEW: Text(zh="看法改变，并无差错", en="change of view, no error"),
}
STATES: Final = {
    State.SCORED: Text(zh="已评分", en="scored"),
    State.NOT_COVERED: Text(zh="未涉及", en="not covered"),
    State.CANNOT_JUDGE: Text(zh="无法判断", en="cannot judge"),
    State.SECTION_MISSING: Text(zh="缺少章节正文", en="section missing"),
}
#: What the log calls what members did; actions in the journal carry ``study.`` before.
ACTIONS: Final = {
    "created": Text(zh="建立研究", en="made the study"),
    "plan_added": Text(zh="加入规划", en="added a plan"),
    "member_added": Text(zh="加入成员", en="added a member"),
    "member_withdrawn": Text(zh="让成员退出", en="withdrew a member"),
    "assigned": Text(zh="分配任务", en="assigned the work"),
    "rubric_renewed": Text(zh="更换评分标准", en="changed the rubric"),
    "stage": Text(zh="推进阶段", en="went on to another stage"),
    "packet_made": Text(zh="生成评分包", en="made a packet"),
    "packet_imported": Text(zh="导入评分包", en="imported a packet"),
    "packet_read": Text(zh="导入评分包，未采用", en="a packet was not taken"),
    "rated": Text(zh="填写评分", en="rated"),
    "sealed": Text(zh="封存评分", en="sealed"),
    "seals_anchored": Text(zh="封存存证", en="anchored the seals"),
    "openings_seen": Text(zh="查看封存的盐", en="saw the openings"),
    "cells_seen": Text(zh="查看评分", en="saw cells"),
    "verdicts_seen": Text(zh="查看分数", en="saw scores"),
    "votes_seen": Text(zh="查看投票", en="saw votes"),
    "voted": Text(zh="另投新票", en="voted"),
    "discussed": Text(zh="发言", en="spoke"),
    "decided": Text(zh="确定共识", en="decided"),
    "commented": Text(zh="提出意见", en="commented"),
    "replied": Text(zh="答复意见", en="replied"),
    "report_made": Text(zh="生成报告", en="made the report"),
    "exported": Text(zh="导出", en="exported"),
    "refused": Text(zh="被拒绝", en="was refused"),
    "entry_refused": Text(zh="填写未采用", en="an entry was not taken"),
}
