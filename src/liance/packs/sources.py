"""Sources: where the data behind a scenario's resources really are, as a file of its holder.

The file never leaves its holder. Names of tables and columns come from here alone, never from a request.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from liance.core.limits import MAX_SOURCE_FIELDS, MAX_SOURCES
from liance.packs.model import _Frozen

#: A table, view or column as databases of China name them: letters, digits, underscores.
SqlName = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w*$", max_length=63)]
#: ``schema.table`` or ``table``.
TableName = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)?$", max_length=127)]
Where = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Source(_Frozen):
    """One source.

    ``database`` is a SQLite file, ``postgresql://...``, or ``env:NAME`` for a variable that holds one of them;
    with it go ``table``, and for queries ``subject`` (the column that is looked up) and ``fields`` (field of the
    resource to column). ``csv`` names a table in a file instead. Paths are relative to the sources file.
    """

    database: Where | None = None
    table: TableName | None = None
    csv: Where | None = None
    subject: SqlName | None = None
    fields: Annotated[dict[FieldName, SqlName], Field(max_length=MAX_SOURCE_FIELDS)] = Field(
        default_factory=dict
    )

    @property
    def is_sound(self) -> bool:
        """Whether it names one place: a CSV file, or a database with its table."""
        if self.csv is not None:
            return self.database is None and self.table is None
        return self.database is not None and self.table is not None


class Sources(_Frozen):
    """``sources.yaml``: sources by the name of their resource record."""

    sources: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1, max_length=200)], Source],
        Field(min_length=1, max_length=MAX_SOURCES),
    ]
