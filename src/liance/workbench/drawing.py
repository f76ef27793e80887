"""Draw figures in a process of its own: an embedded V8 keeps a hundred megabytes for as long as its process lives."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from liance.core.limits import MAX_DRAWING_SECONDS
from liance.reports.figures.drawing import DrawingError, Engine, EngineMissingError
from liance.reports.figures.options import Drawing
from liance.workbench.processes import MISSING, REFUSED, run_child

__all__ = ["draw_in_child"]

#: Pixels of a picture for each CSS pixel of a figure: sharp in print at the width of a page.
_ZOOM = 2


def draw_in_child(
    library: Path, drawings: Sequence[Drawing], family: str = "", font_files: Sequence[str] = ()
) -> list[tuple[str, bytes]]:
    """Draw figures as SVG and PNG (empty where no fonts are given), in their order.

    Args:
        library: where ``echarts.min.js`` lies.
        drawings: what to draw.
        family: the font of the pixels.
        font_files: its files.

    Raises:
        EngineMissingError: the extra ``report`` is not installed.
        DrawingError: a figure cannot be drawn.
    """
    job = {
        "library": str(library),
        "drawings": [one.as_data() for one in drawings],
        "family": family,
        "fonts": list(font_files),
    }
    named = ", ".join(one.id for one in drawings[:3])
    seconds = MAX_DRAWING_SECONDS * (1 + len(drawings))
    try:
        done = run_child("liance.workbench.drawing", job, seconds)
    except subprocess.TimeoutExpired as error:
        raise DrawingError(named, f"> {seconds} s") from error
    if done.returncode == MISSING:
        raise EngineMissingError(done.stderr.decode())
    if done.returncode == REFUSED:
        raise DrawingError(*json.loads(done.stderr))
    if done.returncode:
        raise DrawingError(named, f"({done.returncode})")
    return [(svg, base64.b64decode(png)) for svg, png in json.loads(done.stdout)]


def main() -> int:
    """Be the child: draw what standard input names, write the pictures as JSON."""
    job = json.load(sys.stdin.buffer)
    try:
        pictures = _pictures(job)
    except EngineMissingError as error:
        sys.stderr.write(error.name)
        return MISSING
    except DrawingError as error:
        sys.stderr.write(json.dumps([error.figure, error.why]))
        return REFUSED
    sys.stdout.write(json.dumps(pictures))
    return 0


def _pictures(job: dict[str, Any]) -> list[tuple[str, str]]:
    with Engine(Path(job["library"]).read_text(encoding="utf-8")) as engine:
        drawn = [engine.svg(Drawing(**data)) for data in job["drawings"]]
    fonts = job["fonts"]
    return [
        (svg, base64.b64encode(_png(svg, job["family"], fonts)).decode() if fonts else "") for svg in drawn
    ]


def _png(svg: str, family: str, font_files: list[str]) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise EngineMissingError("resvg-py") from error
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=_ZOOM,
            skip_system_fonts=True,
            font_files=font_files,
            font_family=family,
            sans_serif_family=family,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
