"""The frame of a plan: read from a plan file, kept in a YAML file for a person to confirm, or shipped in a study pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from liance.core.errors import DocumentError, UnknownNameError
from liance.core.findings import Finding, Place, Severity
from liance.core.language import Language, Text
from liance.core.limits import MAX_PACK_FILE_BYTES
from liance.delivery.frame import check_frame, read_frame
from liance.packs.frame import Frame, FrameItem, FramePlace, LayoutPart, StagedTarget, StagedTargets
from liance.packs.library import STUDY, Library
from liance.packs.reading import read_frame_file
from liance.packs.regions import shipped_regions
from liance.plans.structure import outline
from liance.workbench.corpus import open_batch
from liance.workbench.output import write_whole

__all__ = [
    "Frame",
    "FrameItem",
    "FramePlace",
    "FramedPlan",
    "LayoutPart",
    "StagedTarget",
    "find_frame",
    "frame_data",
    "is_usable",
    "part_name",
    "place_kind",
    "value_of",
    "write_frame",
]

_FRAME_FILE, _TARGETS_FILE = "frame.yaml", "targets.yaml"
_PLACE_KINDS = {
    "region": Text(zh="行政区", en="division"),
    "zone": Text(zh="功能区", en="zone"),
    "corridor": Text(zh="走廊", en="corridor"),
    "unresolved": Text(zh="待确认", en="open"),
}
_HEAD = Text(
    zh="# {source} 的规划框架。请对照原文核对；核对无误后把 confirmed 改为 true，再运行 liance frame 检查此文件。\n"
    "# 地点的 kind：region 行政区（写 GB/T 2260 代码）、zone 功能区、corridor 走廊、unresolved 待确认。\n",
    en="# The frame of {source}. Check it against the text, set confirmed to true, and run liance frame on this file.\n"
    "# kind of a place: region (with its GB/T 2260 code), zone, corridor, unresolved.\n",
)
_OPS = {">=": "≥ {value}", "<=": "≤ {value}", "~": "≈ {value}", "=": "{value}", "rank<=": "≤ {value}"}


@dataclass(frozen=True, slots=True)
class FramedPlan:
    """A frame with where it comes from: ``source`` a file or pack; ``targets`` those a study pack ships."""

    source: str
    frame: Frame
    findings: tuple[Finding, ...]
    targets: tuple[StagedTarget, ...] = ()


def is_usable(plan: FramedPlan) -> bool:
    """Whether nothing in the frame is wrong; what is only open does not count."""
    return all(finding.severity is not Severity.ERROR for finding in plan.findings)


def find_frame(target: str, library: Library) -> FramedPlan:
    """Return the frame of a plan file, of a frame file (.yaml), or of a study pack by name.

    Raises:
        DocumentError: the file cannot be read as a plan or as a frame.
        UnknownNameError: there is neither such a file nor such a study, or the study has no frame.
        PackError: the study is broken.
    """
    path = Path(target)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return _from_file(path)
    if path.exists() or len(path.parts) > 1 or path.suffix:
        return _from_plan(path)
    pack = library.study(target)
    if _FRAME_FILE not in pack.content:
        framed = [name for name in library.names_of("study") if _FRAME_FILE in library.study(name).content]
        raise UnknownNameError(STUDY, target, framed)
    frame = pack.part(_FRAME_FILE, Frame)
    targets = pack.part(_TARGETS_FILE, StagedTargets).targets if _TARGETS_FILE in pack.content else ()
    return FramedPlan(target, frame, check_frame(frame, shipped_regions(), Place(target)), targets)


def _from_file(path: Path) -> FramedPlan:
    with path.open("rb") as stream:
        data = stream.read(MAX_PACK_FILE_BYTES + 1)
    frame, findings = read_frame_file(path.name, data)
    if frame is None:
        raise DocumentError(path.name, findings)
    checked = check_frame(frame, shipped_regions(), Place(path.name))
    return FramedPlan(path.name, frame, (*findings, *checked))


def _from_plan(path: Path) -> FramedPlan:
    file = next(open_batch([path]).read())
    if file.document is None:
        raise DocumentError(path.name, file.findings)
    regions = shipped_regions()
    code = file.document.metadata.region_code
    frame, findings = read_frame(outline(file.document), regions, regions.get(code) if code else None)
    return FramedPlan(file.document.source, frame, (*file.findings, *file.document.findings, *findings))


def frame_data(plan: FramedPlan, language: Language) -> dict[str, object]:
    """Return the documented JSON: ``source``, ``frame``, ``targets``, ``findings``."""
    return {
        "source": plan.source,
        "frame": plan.frame.model_dump(mode="json"),
        "targets": [target.model_dump(mode="json") for target in plan.targets],
        "findings": [finding.as_data(language) for finding in plan.findings],
    }


def write_frame(plan: FramedPlan, path: Path, language: Language) -> None:
    """Write the frame as a YAML file for a person to confirm.

    Raises:
        OutputError: the file cannot be written.
    """
    write_whole(path, frame_text(plan.frame, plan.source, language))


def frame_text(frame: Frame, source: str, language: Language = Language.ZH) -> str:
    """Return a frame as YAML under a head that says what to check."""
    body = yaml.safe_dump(
        frame.model_dump(mode="json", exclude_none=True), allow_unicode=True, sort_keys=False, width=110
    )
    return _HEAD.render(language, source=source) + str(body)


def place_kind(place: FramePlace, language: Language) -> str:
    """Return the word for a kind of place."""
    return _PLACE_KINDS[place.kind].render(language)


def part_name(part: LayoutPart) -> str:
    """Return what a part of the layout is called: its own name, else what it is for."""
    return part.name or part.theme or "—"


def value_of(target: StagedTarget) -> str:
    """Return the value of a staged target with its comparison and unit."""
    if target.value_max is not None:
        return f"{target.value}–{target.value_max}{target.unit}"
    return _OPS[target.op].format(value=f"{target.value}{target.unit}")
