"""Document -> Outline: headings, sections with their roles, statements and tables.

In: a ``Document``. Out: an ``Outline``, with findings about its numbering and its years.
Must not know: files, rubrics, vocabularies of one technology.
The flow: ``marks.py`` reads one number mark, ``headings.py`` finds the headings and their nesting (with
``lost.py`` for those without their number), ``roles.py`` tells what a section is for, ``statements.py`` cuts
the text, ``outlining.py`` joins them, ``checks.py`` reports what does not fit.
Start reading at ``outlining.py``.
"""

from liance.plans.structure.model import (
    Heading,
    Outline,
    Role,
    Section,
    Statement,
    StatementKind,
)
from liance.plans.structure.outlining import outline

__all__ = ["Heading", "Outline", "Role", "Section", "Statement", "StatementKind", "outline"]
