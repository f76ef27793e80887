"""A small OFD writer (GB/T 33190-2016) for tests: pages of placed texts, templates, a fake seal."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

#: Size of a letter in millimetres, and where lines stand.
SIZE = 5.0
LINE_HEIGHT = 10.0
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(text: str, x: float, y: float, *, size: float = SIZE, extra: str = "") -> str:
    """A TextObject whose box starts at (x, y) and whose letters stand one em apart."""
    steps = f'DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(text)} {size}" Font="1" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size}" {steps}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def content(objects: Sequence[str], template: str = "") -> str:
    """A page or template content with one layer."""
    used = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {NAMESPACE}>{used}<ofd:Content>'
        f'<ofd:Layer ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def lines_as_objects(lines: Sequence[str], left: float = 30.0, top: float = 30.0) -> list[str]:
    """Lines from top to bottom; blank ones only take their place."""
    return [
        text_object(line, left, top + LINE_HEIGHT * number)
        for number, line in enumerate(lines)
        if line.strip()
    ]


def package(pages: Sequence[str], templates: Sequence[str] = (), more: dict[str, str] | None = None) -> bytes:
    """An ofd file of page contents; ``more`` adds or replaces parts by name."""
    parts = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {NAMESPACE} Version="1.0"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Signs/Signatures.xml": "<broken",
        "Doc_0/Document.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {NAMESPACE}>'
        "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        + "".join(
            f'<ofd:TemplatePage ID="t{number}" BaseLoc="Tpls/Tpl_{number}/Content.xml"/>'
            for number in range(len(templates))
        )
        + "</ofd:CommonData><ofd:Pages>"
        + "".join(
            f'<ofd:Page ID="p{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
            for number in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Tpls/Tpl_{number}/Content.xml": part for number, part in enumerate(templates)},
        **{f"Doc_0/Pages/Page_{number}/Content.xml": part for number, part in enumerate(pages)},
        **(more or {}),
    }
    return zipped(parts)


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    """A zip container of the given parts, the same bytes every time."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def simple_ofd(*pages: Sequence[str]) -> bytes:
    """An ofd file of pages given as lines."""
    return package([content(lines_as_objects(lines)) for lines in pages])
