"""Refusals: what a study does not allow, by stable codes."""

from __future__ import annotations

from typing import Final

from liance.core.errors import LianceError
from liance.core.language import Language, Text

_REFUSALS: Final = {
    "study.wrong_stage": Text(
        zh="研究现处“{stage}”阶段，此时不能{act}；可以的阶段：{allowed}",
        en="the study is in stage '{stage}', which does not allow to {act}; it is possible in: {allowed}",
    ),
    "study.no_next_stage": Text(
        zh="研究已结束，没有下一阶段", en="the study is closed; there is no next stage"
    ),
    "study.no_plans": Text(
        zh="研究还没有规划，请先用 liance study add-plans 加入",
        en="the study has no plans yet; add them with liance study add-plans",
    ),
    "study.few_raters": Text(
        zh="至少要有两位评分者，现有 {count} 位；请用 liance study add-rater 加入",
        en="at least two raters are needed, there are {count}; add them with liance study add-rater",
    ),
    "study.not_assigned": Text(
        zh="还没有分配任务，请先运行 liance study assign",
        en="nothing is assigned yet; run liance study assign first",
    ),
    "study.reveal_too_early": Text(
        zh="还不能揭示：{names} 尚未封存评分；请其完成并封存，或由主持人说明理由后让其退出（withdraw）",
        en="it is too early to reveal: {names} have not sealed; let them finish and seal, or withdraw them with a reason",
    ),
    "study.seal_incomplete": Text(
        zh="还不能封存：有 {count} 格未填，例如 {examples}；无法判断的请填“无法判断”并写明原因",
        en="it is too early to seal: {count} cells are empty, such as {examples}; enter 'cannot judge' with a reason where so",
    ),
    "study.sealed": Text(
        zh="{name} 的独立评分已封存，不能再改；讨论阶段可以另投新票",
        en="the blind scores of {name} are sealed and stay as they are; new votes can be cast in the discussion",
    ),
    "study.undecided": Text(
        zh="还有 {count} 格没有共识，例如 {examples}",
        en="{count} cells have no consensus yet, such as {examples}",
    ),
    "study.unanswered": Text(
        zh="还有 {count} 条发布机构意见没有答复：{numbers}",
        en="{count} comments of issuers have no reply yet: {numbers}",
    ),
    "study.not_member": Text(zh="{name} 不是这项研究的成员", en="{name} is no member of this study"),
    "study.not_allowed": Text(
        zh="{name} 在这项研究中是{role}，不能{act}",
        en="{name} is {role} in this study and may not {act}",
    ),
    "study.still_blind": Text(
        zh="独立评分尚未揭示，看不到他人的评分；请等主持人揭示后再看",
        en="the blind scores are not revealed yet, so those of others cannot be seen; wait until the chair reveals them",
    ),
    "study.not_assigned_cell": Text(
        zh="没有把“{plan}”分配给 {name}", en="'{plan}' is not assigned to {name}"
    ),
    "study.unknown_plan": Text(
        zh="研究中没有规划“{plan}”；现有：{known}", en="the study has no plan '{plan}'; it has: {known}"
    ),
    "study.unknown_item": Text(
        zh="评分标准中没有项目“{item}”；现有：{known}", en="the rubric has no item '{item}'; it has: {known}"
    ),
    "study.unknown_rater": Text(
        zh="研究中没有评分者“{name}”；现有：{known}", en="the study has no rater '{name}'; it has: {known}"
    ),
    "study.unknown_study": Text(
        zh="没有名为“{name}”的研究，或您不是其成员",
        en="there is no study '{name}', or you are no member of it",
    ),
    "study.exists": Text(
        zh="已有名为“{name}”的{what}，请换一个名称",
        en="there is a {what} named '{name}' already; choose another name",
    ),
    "study.bad_name": Text(
        zh="名称“{name}”不合要求：1 至 {bound} 个字，不含换行和控制字符",
        en="the name '{name}' does not fit: 1 to {bound} characters without line breaks and control characters",
    ),
    "study.too_many": Text(zh="{what}超过上限 {bound}", en="there are more {what} than {bound}"),
    "study.bad_design": Text(zh="分配方式不成立：{why_zh}", en="the design does not work: {why_en}"),
    "study.bad_judgement": Text(zh="评分没有写入：{why_zh}", en="the score was not taken: {why_en}"),
    "study.reason_needed": Text(zh="请写明理由", en="a reason is needed"),
    "study.text_too_long": Text(
        zh="文字超过上限 {bound} 字", en="the text is longer than {bound} characters"
    ),
    "study.not_in_discussion": Text(
        zh="“{plan} / {item}”没有可以讨论的评分", en="'{plan} / {item}' has no scores to discuss"
    ),
    "study.not_anchored": Text(
        zh="账本中没有这份封存文件（{digest}）；请先用 liance study seals --out 写出，再用 liance ledger anchor 锚定",
        en="the ledger does not hold this document of seals ({digest}); write it with liance study seals --out and put it there "
        "with liance ledger anchor",
    ),
    "study.no_comment": Text(zh="没有编号为 {number} 的意见", en="there is no comment {number}"),
    "study.other_plan": Text(
        zh="{name} 只能就本机构发布的规划提意见：{plans}",
        en="{name} may comment on the plans it issued only: {plans}",
    ),
    "study.machine_needs_cues": Text(
        zh="评分标准“{rubric}”没有机器线索，机器不能作为评分者",
        en="rubric '{rubric}' has no cues, so the machine cannot rate",
    ),
}


class RefusedError(LianceError):
    """Something that a study does not allow; ``code`` says which rule, ``on_record`` that a log has it already."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.on_record = False
        super().__init__(_REFUSALS[code], **fields)

    def message(self, language: Language) -> str:
        """Say what is refused; fields given in both languages are said in the right one."""
        fields = {
            name: value.render(language) if isinstance(value, Text) else value
            for name, value in self._fields.items()
        }
        return self._text.render(language, **fields)
