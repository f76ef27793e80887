"""Commands of ``liance study``: rate alone, packets, seals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from liance.cli import study_screens as screens
from liance.cli.base import NOT_ALL_DONE, OK
from liance.cli.grammar import METAVARS, Option
from liance.cli.study_options import (
    FORM,
    argument,
    cell_arguments,
    choice_option,
    ended,
    entry_of,
    entry_options,
    json_option,
    make,
    metavar,
    out_option,
    said,
    study_argument,
)
from liance.core.language import Language, Text

_HELP = {
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
}
_ANCHORED = Text(
    zh="在此账本中找到封存文件，并记下条目；不必另写凭证。",
    en="Find the seals' document on this ledger and note its entry; no reference is needed then.",
)
_CHECKED = Text(zh="并核对记下的存证确在此账本中。", en="Check, too, that this ledger holds what was noted.")
_FILE_OUT = Text(zh="写到此文件。", en="Write to this file.")
PACKET_FORMS = ("xlsx", "html", "json")


def commands(language: Language) -> tuple[click.Command, ...]:
    """Return the commands."""

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
        return ended(imported.findings, language)

    def rate(study: str, plan: str, item: str, actor: str, **values: Any) -> int:
        from liance.workbench.studies.rating import rate_cell

        judgement, findings = rate_cell(study, plan, item, entry_of(values), actor=actor)
        if judgement is not None:
            said("rated", language, cell=f"{plan}/{item}", score=screens.score_word(judgement, language))
        return ended(findings, language)

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

    def anchor(study: str, reference: str | None, ledger: str | None, actor: str) -> int:
        from liance.workbench.studies.anchoring import anchor_on_ledger
        from liance.workbench.studies.rating import anchor_seals

        if ledger is not None:
            digest, reference = anchor_on_ledger(study, Path(ledger), actor=actor)
        else:
            digest = anchor_seals(study, reference or "", actor=actor)
        said("anchored", language, digest=digest, reference=reference)
        return OK

    def verify(study: str, ledger: str | None, as_json: bool, actor: str) -> int:
        from liance.workbench.studies.anchoring import check_anchors
        from liance.workbench.studies.rating import check_seals

        broken = check_seals(study, actor=actor)
        checked = () if ledger is None else check_anchors(study, Path(ledger), actor=actor)
        screens.show_verification(broken, checked, as_json, language)
        whole = not any(broken.values()) and all(one.holds for one in checked)
        return OK if whole and (ledger is None or checked) else NOT_ALL_DONE

    return (
        make(
            language,
            _HELP,
            "packet",
            packet,
            study_argument(language),
            argument(language, "expert"),
            choice_option(
                language,
                "--form",
                PACKET_FORMS,
                FORM.render(language, forms=", ".join(PACKET_FORMS)),
                "xlsx",
            ),
            out_option(_FILE_OUT, language, "FILE"),
        ),
        make(
            language,
            _HELP,
            "import",
            take_in,
            study_argument(language),
            click.Argument(["file"], metavar=METAVARS["FILE"].render(language)),
        ),
        make(language, _HELP, "rate", rate, *cell_arguments(language), *entry_options(language)),
        make(language, _HELP, "seal", seal, study_argument(language)),
        make(
            language,
            _HELP,
            "seals",
            seals,
            study_argument(language),
            out_option(_FILE_OUT, language, "FILE"),
            json_option(language),
        ),
        make(
            language,
            _HELP,
            "anchor",
            anchor,
            study_argument(language),
            click.Argument(["reference"], required=False, metavar=metavar("REFERENCE", language)),
            Option(
                ["--ledger"], metavar=METAVARS["FOLDER"].render(language), help=_ANCHORED.render(language)
            ),
        ),
        make(
            language,
            _HELP,
            "verify",
            verify,
            study_argument(language),
            Option(["--ledger"], metavar=METAVARS["FOLDER"].render(language), help=_CHECKED.render(language)),
            json_option(language),
        ),
    )
