"""Commands of ``liance study``: make a study, lead it from stage to stage."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli import study_screens as screens
from liance.cli.base import OK
from liance.cli.grammar import METAVARS, Option
from liance.cli.options import index_option, library_of, packs_option, rubric_option
from liance.cli.study_options import (
    SEED,
    WHY,
    Run,
    argument,
    choice_option,
    ended,
    json_option,
    make,
    metavar,
    number_option,
    reason_option,
    said,
    study_argument,
)
from liance.core.language import Language, Text

_HELP = {
    "create": Text(zh="新建研究，操作者即主持人。", en="Make a study; who acts becomes its chair."),
    "list": Text(zh="列出操作者参加的研究。", en="List the studies of who acts."),
    "add-plans": Text(zh="加入规划文件或文件夹。", en="Add plan files or folders."),
    "add-rater": Text(
        zh="加入成员：专家（默认）、机器、主持人、发布机构。",
        en="Add a member: an expert (default), the machine, a chair, an issuer.",
    ),
    "assign": Text(zh="把规划分配给评分者。", en="Share the plans out among the raters."),
    "rubric": Text(
        zh="更换评分标准；已发出的评分包作废。",
        en="Change the rubric; packets handed out before are void.",
    ),
    "status": Text(zh="查看进度。", en="Show how far the study is."),
    "open": Text(zh="开始研究：进入校准或独立评分。", en="Open the study: calibration, or blind rating."),
    "advance": Text(zh="推进到下一阶段。", en="Go on to the next stage."),
    "reveal": Text(zh="揭示各位专家的独立评分。", en="Reveal the blind scores."),
    "consensus": Text(
        zh="进入共识阶段，并把各位专家一致的格定为共识。",
        en="Begin the consensus stage, and take what all experts agree on.",
    ),
    "close": Text(zh="结束研究。", en="Close the study."),
    "withdraw": Text(zh="让评分者退出，须写理由。", en="Let a rater leave, with a reason."),
}
_TITLE = Text(zh="研究的题目；默认同名称。", en="Title; by default the name.")
_CALIBRATION = Text(zh="仅供校准练习，不计入结果。", en="For practice only; not part of the results.")
_ISSUER = Text(zh="可就这些规划提意见的发布机构。", en="The issuer that may comment on these plans.")
_ROLE = Text(
    zh="角色：expert 专家、machine 机器、chair 主持人、issuer 发布机构。",
    en="Role: expert, machine, chair or issuer.",
)
_DESIGN = Text(
    zh="分配方式：full 全部评、overlapping 交叉评、bridge 桥接评。",
    en="Design: full, overlapping or bridge.",
)
_PER_PLAN = Text(
    zh="交叉评时每份规划的评分者数，默认 2。", en="Raters per plan when overlapping, 2 by default."
)
_BRIDGES = Text(zh="桥接评时人人都评的规划数。", en="Plans that everybody rates in a bridge design.")
DESIGNS = ("full", "overlapping", "bridge")
ROLES = ("expert", "machine", "chair", "issuer")


def commands(language: Language) -> tuple[click.Command, ...]:
    """Return the commands."""

    def create(name: str, title: str | None, rubric: str, packs: str | None, actor: str) -> int:
        from liance.workbench.studies.leading import create_study

        view = create_study(name, title or name, library_of(packs), rubric, actor=actor)
        said("created", language, study=view.name, rubric=view.rubric.label, actor=actor)
        return OK

    def listed(as_json: bool, actor: str) -> int:
        from liance.workbench.studies.leading import studies_of

        screens.show_studies(studies_of(actor), as_json, language)
        return OK

    def add_plans(
        study: str,
        files: tuple[str, ...],
        index: str | None,
        calibration: bool,
        issuer: str | None,
        actor: str,
    ) -> int:
        from liance.workbench.studies.leading import add_plans as add

        added = add(
            study,
            [Path(file) for file in files],
            index=Path(index) if index else None,
            calibration=calibration,
            issuer=issuer or "",
            actor=actor,
        )
        said("plans_added", language, count=len(added.keys), keys=", ".join(added.keys) or "—")
        return ended(added.findings, language, notes=False)

    def add_rater(study: str, rater: str, role: str, packs: str | None, actor: str) -> int:
        from liance.workbench.studies.leading import Role, add_member

        add_member(study, rater, Role(role), library=library_of(packs), actor=actor)
        said("member_added", language, member=rater, role=screens.role_word(Role(role), language))
        return OK

    def assign(study: str, design: str, per_plan: int, bridges: int, seed: int, actor: str) -> int:
        from liance.workbench.studies.leading import Design, Share, assign_work

        view = assign_work(study, Share(Design(design), per_plan, bridges, seed), actor=actor)
        screens.show_assignment(view, language)
        return OK

    def rubric_of(study: str, rubric: str, packs: str | None, actor: str) -> int:
        from liance.workbench.studies.leading import renew_rubric

        view = renew_rubric(study, library_of(packs), rubric, actor=actor)
        said("rubric_renewed", language, rubric=view.rubric.label)
        return OK

    def status(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.leading import study_status

        screens.show_status(study_status(study, actor=actor), as_json, language)
        return OK

    files = click.Argument(["files"], nargs=-1, required=True, metavar=METAVARS["FILES"].render(language))
    return (
        make(
            language,
            _HELP,
            "create",
            create,
            click.Argument(["name"], metavar=metavar("STUDY", language)),
            Option(["--title"], metavar=metavar("TEXT", language), help=_TITLE.render(language)),
            rubric_option(language),
            packs_option(language),
        ),
        make(language, _HELP, "list", listed, json_option(language)),
        make(
            language,
            _HELP,
            "add-plans",
            add_plans,
            study_argument(language),
            files,
            index_option(language),
            Option(["--calibration"], is_flag=True, help=_CALIBRATION.render(language)),
            Option(["--issuer"], metavar=METAVARS["NAME"].render(language), help=_ISSUER.render(language)),
        ),
        make(
            language,
            _HELP,
            "add-rater",
            add_rater,
            study_argument(language),
            argument(language, "rater"),
            choice_option(language, "--role", ROLES, _ROLE.render(language), "expert"),
            packs_option(language),
        ),
        make(
            language,
            _HELP,
            "assign",
            assign,
            study_argument(language),
            choice_option(language, "--design", DESIGNS, _DESIGN.render(language), "full"),
            number_option("--per-plan", 2, _PER_PLAN, language),
            number_option("--bridges", 0, _BRIDGES, language),
            number_option("--seed", 0, SEED, language),
        ),
        make(
            language,
            _HELP,
            "rubric",
            rubric_of,
            study_argument(language),
            rubric_option(language),
            packs_option(language),
        ),
        make(language, _HELP, "status", status, study_argument(language), json_option(language)),
        *_stages(language),
    )


def _stages(language: Language) -> tuple[click.Command, ...]:
    def step(begins: str | None) -> Run:
        def run(study: str, packs: str | None, actor: str) -> int:
            from liance.workbench.studies.leading import Stage, advance_study

            stage = advance_study(
                study, library_of(packs), begins=Stage(begins) if begins else None, actor=actor
            )
            said("stage", language, stage=screens.stage_word(stage, language))
            return OK

        return run

    def consensus(study: str, packs: str | None, actor: str) -> int:
        from liance.workbench.studies.discussing import disagreements, settle_agreed
        from liance.workbench.studies.leading import Stage, advance_study, view_study

        if view_study(study, actor=actor).stage is not Stage.CONSENSUS:
            advance_study(study, library_of(packs), begins=Stage.REVEALED, actor=actor)
        settled = settle_agreed(study, actor=actor)
        left = len(disagreements(study, actor=actor).disagreements)
        said("settled", language, settled=settled, left=left)
        return OK

    def withdraw(study: str, rater: str, reason: str, actor: str) -> int:
        from liance.workbench.studies.leading import withdraw_rater

        withdraw_rater(study, rater, reason, actor=actor)
        said("withdrawn", language, rater=rater)
        return OK

    packs = packs_option(language)
    return (
        make(language, _HELP, "open", step("setup"), study_argument(language), packs),
        make(language, _HELP, "advance", step(None), study_argument(language), packs),
        make(language, _HELP, "reveal", step("blind"), study_argument(language), packs),
        make(language, _HELP, "consensus", consensus, study_argument(language), packs),
        make(language, _HELP, "close", step("consensus"), study_argument(language), packs),
        make(
            language,
            _HELP,
            "withdraw",
            withdraw,
            study_argument(language),
            argument(language, "rater"),
            reason_option(WHY, language),
        ),
    )
