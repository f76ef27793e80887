"""``liance study``: experts score alone, seal, meet, agree; every command says who acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from liance.cli import study_screens as screens
from liance.cli.base import NOT_ALL_DONE, OK, emit_json, show_findings
from liance.cli.grammar import METAVARS, Command, Group, Option
from liance.cli.options import (
    actor_option,
    index_option,
    library_of,
    packs_option,
    rubric_option,
    store_option,
)
from liance.cli.study_options import (
    entry_of,
    entry_options,
    json_option,
    metavar,
    number_option,
    out_option,
    reason_option,
    said,
)
from liance.core.findings import Finding, Severity
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="专家评分研究：独立评分、封存、揭示、讨论、共识，每一步都留有记录。",
    en="Studies with experts: blind rating, seal, reveal, discussion, consensus, every step on record.",
)
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
    "open": Text(zh="开始研究：进入校准或独立评分。", en="Open the study: calibration, or blind rating."),
    "advance": Text(zh="推进到下一阶段。", en="Go on to the next stage."),
    "withdraw": Text(zh="让评分者退出，须写理由。", en="Let a rater leave, with a reason."),
    "packet": Text(
        zh="生成专家的评分包（xlsx、html 或 json）。", en="Write an expert's packet (xlsx, html or json)."
    ),
    "import": Text(zh="导入填好的评分包。", en="Take in a packet that came back."),
    "rate": Text(zh="填写一格。", en="Rate one cell."),
    "seal": Text(zh="封存自己的独立评分。", en="Seal your blind scores."),
    "seals": Text(
        zh="列出封存摘要，并可写出供外部存证的文件。",
        en="List the seals, and write the document to be anchored outside.",
    ),
    "anchor": Text(
        zh="记下封存文件存证于何处（如账本凭证编号）。",
        en="Note where the seals were anchored (a ledger's evidence).",
    ),
    "verify": Text(
        zh="核对封存：揭示后的评分与封存时是否一致。",
        en="Check the seals: are the scores those that were sealed?",
    ),
    "reveal": Text(zh="揭示各位专家的独立评分。", en="Reveal the blind scores."),
    "queue": Text(zh="列出分歧，最要紧的在前。", en="List disagreements, the gravest first."),
    "show": Text(zh="查看一格的全部评分、讨论和共识。", en="Show all that was said of one cell."),
    "discuss": Text(zh="在一格的讨论中发言。", en="Speak in the discussion of a cell."),
    "vote": Text(
        zh="讨论后另投新票；原评分不变。", en="Vote anew after the discussion; the blind score stays."
    ),
    "consensus": Text(
        zh="进入共识阶段，并把各位专家一致的格定为共识。",
        en="Begin the consensus stage, and take what all experts agree on.",
    ),
    "decide": Text(
        zh="主持人确定一格的共识；不同意见保留。", en="Decide on a cell as chair; dissent is kept."
    ),
    "comment": Text(zh="发布机构就共识提出意见。", en="Comment as issuer on the consensus."),
    "comments": Text(zh="列出发布机构的意见。", en="List the issuers' comments."),
    "reply": Text(zh="主持人答复意见。", en="Answer a comment as chair."),
    "close": Text(zh="结束研究。", en="Close the study."),
    "status": Text(zh="查看进度。", en="Show how far the study is."),
    "report": Text(
        zh="写出报告：讨论前后的一致性、改动、共识、不同意见。",
        en="Write the report: agreement before and after, changes, consensus, dissent.",
    ),
    "log": Text(zh="谁在何时做了、看了什么。", en="Who did and saw what when."),
    "export": Text(
        zh="导出全部表格和数据字典（csv、xlsx 或 jsonl）。",
        en="Export all tables with a data dictionary (csv, xlsx or jsonl).",
    ),
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
_SEED = Text(zh="种子：相同则结果相同，默认 0。", en="Seed: the same gives the same, 0 by default.")
_FORM = Text(zh="形式：{forms}。", en="Form: {forms}.")
_FILE_OUT = Text(zh="写到此文件。", en="Write to this file.")
_FOLDER_OUT = Text(zh="写入此文件夹。", en="Write into this folder.")
_BLIND = Text(zh="按独立评分，不计后来的投票。", en="On the blind scores, without later votes.")
_LIMIT = Text(zh="最多列出几格，默认 20。", en="At most so many cells, 20 by default.")
_CLASS = Text(
    zh="差错类别：overlooked 漏看、misread 误读、criterion 误用标准、slip 笔误、rubric 标准含糊、view 看法改变。",
    en="What went wrong: overlooked, misread, criterion, slip, rubric, or view (a change of view).",
)
_WHY = Text(zh="改票或裁定的理由。", en="Why the vote or the decision.")
_ITEM_OPTION = Text(zh="只就这一项。", en="On this item only.")
_DRAWS = Text(zh="自助抽样次数，默认 2000。", en="Bootstrap draws, 2000 by default.")

_DESIGNS = ("full", "overlapping", "bridge")
_ROLES = ("expert", "machine", "chair", "issuer")
_CLASSES = ("overlooked", "misread", "criterion", "slip", "rubric", "view")
_PACKET_FORMS = ("xlsx", "html", "json")
_EXPORT_FORMS = ("csv", "xlsx", "jsonl")

_Run = Callable[..., int]


def command(language: Language) -> click.Command:
    """Return the group with its help in ``language``."""
    group = Group(name="study", language=language, help=_ABOUT.render(language))
    for make in (_setup, _stages, _rating, _discussion, _results):
        for one in make(language):
            group.add_command(one)
    return group


def _make(language: Language, name: str, run: _Run, *params: click.Parameter) -> click.Command:
    """Return a command that opens the store, finds out who acts, and runs."""

    def open_and_run(store: str | None, actor: str | None, **values: Any) -> int:
        from liance.workbench.store import actor_name, open_store

        open_store(store)
        return run(actor=actor_name(actor), **values)

    return Command(
        name=name,
        language=language,
        help=_HELP[name].render(language),
        callback=open_and_run,
        params=[*params, store_option(language), actor_option(language)],
    )


def _study(language: Language) -> click.Argument:
    return click.Argument(["study"], metavar=metavar("STUDY", language))


def _argument(language: Language, name: str) -> click.Argument:
    return click.Argument([name], metavar=metavar(name.upper(), language))


def _cell(language: Language) -> tuple[click.Argument, ...]:
    return (_study(language), _argument(language, "plan"), _argument(language, "item"))


def _choice(
    language: Language, flag: str, choices: tuple[str, ...], about: str, default: str | None = None
) -> Option:
    return Option(
        [flag],
        type=click.Choice(choices),
        default=default,
        required=default is None,
        metavar=METAVARS["NAME"].render(language),
        help=about,
    )


def _ended(findings: tuple[Finding, ...], language: Language, *, notes: bool = True) -> int:
    show_findings(findings, language, notes=notes)
    return NOT_ALL_DONE if any(one.severity is Severity.ERROR for one in findings) else OK


def _setup(language: Language) -> tuple[click.Command, ...]:
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
        return _ended(added.findings, language, notes=False)

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
        _make(
            language,
            "create",
            create,
            click.Argument(["name"], metavar=metavar("STUDY", language)),
            Option(["--title"], metavar=metavar("TEXT", language), help=_TITLE.render(language)),
            rubric_option(language),
            packs_option(language),
        ),
        _make(language, "list", listed, json_option(language)),
        _make(
            language,
            "add-plans",
            add_plans,
            _study(language),
            files,
            index_option(language),
            Option(["--calibration"], is_flag=True, help=_CALIBRATION.render(language)),
            Option(["--issuer"], metavar=METAVARS["NAME"].render(language), help=_ISSUER.render(language)),
        ),
        _make(
            language,
            "add-rater",
            add_rater,
            _study(language),
            _argument(language, "rater"),
            _choice(language, "--role", _ROLES, _ROLE.render(language), "expert"),
            packs_option(language),
        ),
        _make(
            language,
            "assign",
            assign,
            _study(language),
            _choice(language, "--design", _DESIGNS, _DESIGN.render(language), "full"),
            number_option("--per-plan", 2, _PER_PLAN, language),
            number_option("--bridges", 0, _BRIDGES, language),
            number_option("--seed", 0, _SEED, language),
        ),
        _make(
            language, "rubric", rubric_of, _study(language), rubric_option(language), packs_option(language)
        ),
        _make(language, "status", status, _study(language), json_option(language)),
    )


def _stages(language: Language) -> tuple[click.Command, ...]:
    def step(begins: str | None) -> _Run:
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
        _make(language, "open", step("setup"), _study(language), packs),
        _make(language, "advance", step(None), _study(language), packs),
        _make(language, "reveal", step("blind"), _study(language), packs),
        _make(language, "consensus", consensus, _study(language), packs),
        _make(language, "close", step("consensus"), _study(language), packs),
        _make(
            language,
            "withdraw",
            withdraw,
            _study(language),
            _argument(language, "rater"),
            reason_option(_WHY, language),
        ),
    )


def _rating(language: Language) -> tuple[click.Command, ...]:
    def packet(study: str, expert: str, form: str, out: str | None, actor: str) -> int:
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.studies.rating import make_packet

        path = Path(out or f"{study}-{expert}.{form}".replace("/", "_"))
        write_whole_bytes(path, make_packet(study, form, language, rater=expert, actor=actor))
        said("packet", language, path=path)
        return OK

    def take_in(study: str, file: str, actor: str) -> int:
        from liance.workbench.studies.rating import import_packet_file

        imported = import_packet_file(study, Path(file), actor=actor)
        said(
            "imported",
            language,
            taken=len(imported.taken),
            unchanged=len(imported.unchanged),
            empty=imported.empty,
        )
        return _ended(imported.findings, language)

    def rate(study: str, plan: str, item: str, actor: str, **values: Any) -> int:
        from liance.workbench.studies.rating import rate_cell

        judgement, findings = rate_cell(study, plan, item, entry_of(values), actor=actor)
        if judgement is not None:
            said("rated", language, cell=f"{plan}/{item}", score=screens.score_word(judgement, language))
        return _ended(findings, language)

    def seal(study: str, actor: str) -> int:
        from liance.workbench.studies.rating import seal_cells

        made = seal_cells(study, actor=actor)
        said("sealed", language, count=len(made.commitments), digest=made.digest)
        return OK

    def seals(study: str, out: str | None, as_json: bool, actor: str) -> int:
        from liance.workbench.output import write_whole_bytes
        from liance.workbench.studies.leading import study_seals
        from liance.workbench.studies.rating import anchors_of, seals_document

        if out:
            write_whole_bytes(Path(out), seals_document(study, actor=actor))
        screens.show_seals(study_seals(study, actor=actor), anchors_of(study, actor=actor), as_json, language)
        if out:
            said("written", language, path=out)
        return OK

    def anchor(study: str, reference: str, actor: str) -> int:
        from liance.workbench.studies.rating import anchor_seals

        said("anchored", language, digest=anchor_seals(study, reference, actor=actor), reference=reference)
        return OK

    def verify(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.rating import check_seals

        broken = check_seals(study, actor=actor)
        screens.show_verification(broken, as_json, language)
        return NOT_ALL_DONE if any(broken.values()) else OK

    return (
        _make(
            language,
            "packet",
            packet,
            _study(language),
            _argument(language, "expert"),
            _choice(
                language,
                "--form",
                _PACKET_FORMS,
                _FORM.render(language, forms=", ".join(_PACKET_FORMS)),
                "xlsx",
            ),
            out_option(_FILE_OUT, language, "FILE"),
        ),
        _make(
            language,
            "import",
            take_in,
            _study(language),
            click.Argument(["file"], metavar=METAVARS["FILE"].render(language)),
        ),
        _make(language, "rate", rate, *_cell(language), *entry_options(language)),
        _make(language, "seal", seal, _study(language)),
        _make(
            language,
            "seals",
            seals,
            _study(language),
            out_option(_FILE_OUT, language, "FILE"),
            json_option(language),
        ),
        _make(language, "anchor", anchor, _study(language), _argument(language, "reference")),
        _make(language, "verify", verify, _study(language), json_option(language)),
    )


def _discussion(language: Language) -> tuple[click.Command, ...]:
    def queue(study: str, blind: bool, limit: int, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.discussing import disagreements

        screens.show_queue(disagreements(study, blind=blind, actor=actor), limit, as_json, language)
        return OK

    def show(study: str, plan: str, item: str, actor: str) -> int:
        from liance.workbench.studies.discussing import cell_room

        screens.show_room(cell_room(study, plan, item, actor=actor), language)
        return OK

    def discuss(study: str, plan: str, item: str, text: str, actor: str) -> int:
        from liance.workbench.studies.discussing import discuss_cell

        discuss_cell(study, plan, item, text, actor=actor)
        said("noted", language)
        return OK

    def vote(study: str, plan: str, item: str, why: str, error_class: str, actor: str, **values: Any) -> int:
        from liance.workbench.studies.discussing import ErrorClass, cast_vote

        judgement, findings = cast_vote(
            study,
            plan,
            item,
            entry_of(values),
            reason=why,
            error_class=ErrorClass(error_class),
            actor=actor,
        )
        if judgement is not None:
            said("voted", language, cell=f"{plan}/{item}", score=screens.score_word(judgement, language))
        return _ended(findings, language)

    def decide(study: str, plan: str, item: str, why: str | None, actor: str, **values: Any) -> int:
        from liance.workbench.studies.discussing import decide_cell

        decision, findings = decide_cell(study, plan, item, entry_of(values), reason=why or "", actor=actor)
        if decision is not None:
            said(
                "decided",
                language,
                cell=f"{plan}/{item}",
                score=screens.score_word(decision.judgement, language),
                dissent=", ".join(decision.dissent) or "—",
            )
        return _ended(findings, language)

    def comment(study: str, plan: str, text: str, item: str | None, actor: str) -> int:
        from liance.workbench.studies.discussing import comment_on_plan

        said("commented", language, number=comment_on_plan(study, plan, item, text, actor=actor))
        return OK

    def comments(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.discussing import comments_of

        screens.show_comments(comments_of(study, actor=actor), as_json, language)
        return OK

    def reply(study: str, number: int, text: str, actor: str) -> int:
        from liance.workbench.studies.discussing import reply_to_comment

        reply_to_comment(study, number, text, actor=actor)
        said("noted", language)
        return OK

    why = metavar("TEXT", language)
    return (
        _make(
            language,
            "queue",
            queue,
            _study(language),
            Option(["--blind"], is_flag=True, help=_BLIND.render(language)),
            number_option("--limit", 20, _LIMIT, language),
            json_option(language),
        ),
        _make(language, "show", show, *_cell(language)),
        _make(language, "discuss", discuss, *_cell(language), _argument(language, "text")),
        _make(
            language,
            "vote",
            vote,
            *_cell(language),
            Option(["--why"], required=True, metavar=why, help=_WHY.render(language)),
            Option(
                ["--class", "error_class"],
                type=click.Choice(_CLASSES),
                required=True,
                metavar=METAVARS["NAME"].render(language),
                help=_CLASS.render(language),
            ),
            *entry_options(language),
        ),
        _make(
            language,
            "decide",
            decide,
            *_cell(language),
            Option(["--why"], metavar=why, help=_WHY.render(language)),
            *entry_options(language),
        ),
        _make(
            language,
            "comment",
            comment,
            _study(language),
            _argument(language, "plan"),
            _argument(language, "text"),
            Option(["--item"], metavar=metavar("ITEM", language), help=_ITEM_OPTION.render(language)),
        ),
        _make(language, "comments", comments, _study(language), json_option(language)),
        _make(
            language,
            "reply",
            reply,
            _study(language),
            click.Argument(["number"], type=click.IntRange(1), metavar=metavar("NUMBER", language)),
            _argument(language, "text"),
        ),
    )


def _results(language: Language) -> tuple[click.Command, ...]:
    def report(study: str, out: str, draws: int, seed: int, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.reporting import study_report, write_report

        if as_json:
            emit_json(study_report(study, seed=seed, draws=draws, actor=actor).as_data(language))
            return OK
        paths, made, findings = write_report(
            study, Path(out or f"{study}-report"), language, seed=seed, draws=draws, actor=actor
        )
        screens.show_agreement(made, language)
        for path in paths:
            said("written", language, path=path)
        return _ended(findings, language, notes=False)

    def log(study: str, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.leading import study_log

        screens.show_log(study_log(study, limit=100_000, actor=actor), as_json, language)
        return OK

    def export(study: str, form: str, out: str | None, actor: str) -> int:
        from liance.workbench.studies.reporting import export_study

        for path in export_study(study, Path(out or f"{study}-export"), form, language, actor=actor):
            said("written", language, path=path)
        return OK

    return (
        _make(
            language,
            "report",
            report,
            _study(language),
            out_option(_FOLDER_OUT, language, "FOLDER"),
            number_option("--draws", 2_000, _DRAWS, language, most=100_000),
            number_option("--seed", 0, _SEED, language),
            json_option(language),
        ),
        _make(language, "log", log, _study(language), json_option(language)),
        _make(
            language,
            "export",
            export,
            _study(language),
            _choice(
                language,
                "--form",
                _EXPORT_FORMS,
                _FORM.render(language, forms=", ".join(_EXPORT_FORMS)),
                "csv",
            ),
            out_option(_FOLDER_OUT, language, "FOLDER"),
        ),
    )
