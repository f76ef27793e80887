"""Bounds on everything that comes from outside, by name.

Exceeding one is a finding or an error that names the bound. Bounds that depend on each other are asserted
at the end.
"""

from __future__ import annotations

from typing import Final

MEBIBYTE: Final = 1024 * 1024

#: Largest file that is read at all.
MAX_FILE_BYTES: Final = 64 * MEBIBYTE
#: Largest text that is kept of one document, in code points.
MAX_TEXT_CHARACTERS: Final = 5_000_000
#: Most pages of a pdf or ofd.
MAX_PAGES: Final = 3_000
#: Most entries in a zip container (docx, ofd).
MAX_ZIP_ENTRIES: Final = 10_000
#: Most bytes that all entries of one zip container may unpack to.
MAX_UNPACKED_BYTES: Final = 256 * MEBIBYTE
#: Largest ratio of unpacked to packed size of one zip entry above 1 MiB.
MAX_ZIP_RATIO: Final = 200
#: Deepest nesting of elements in xml and html.
MAX_XML_DEPTH: Final = 250
#: Most elements in the markup of one document (all xml parts of a docx or ofd).
MAX_MARKUP_ELEMENTS: Final = 2_000_000
#: Most elements of a web page, which is held whole.
MAX_PAGE_ELEMENTS: Final = 300_000
#: Longest YAML head of a plan, in code points.
MAX_FRONT_MATTER_CHARACTERS: Final = 20_000
#: Most seconds that a foreign converter (LibreOffice) may take.
MAX_CONVERSION_SECONDS: Final = 120
#: Largest file of a data pack.
MAX_PACK_FILE_BYTES: Final = 2 * MEBIBYTE
#: Most files in one data pack.
MAX_PACK_FILES: Final = 200
#: Deepest nesting in a pack's YAML.
MAX_YAML_DEPTH: Final = 40
#: Largest index or label table.
MAX_TABLE_BYTES: Final = 32 * MEBIBYTE
#: Most rows of an index or label table.
MAX_TABLE_ROWS: Final = 200_000
#: Most rows of one sheet of a spreadsheet, head included (what the format holds).
MAX_SHEET_ROWS: Final = 1_048_576
#: Longest single metadata value, in code points.
MAX_METADATA_CHARACTERS: Final = 1_000
#: Longest quote of one piece of evidence, in code points.
MAX_QUOTE_CHARACTERS: Final = 120
#: Most pieces of evidence kept of one cue of a criterion.
MAX_EVIDENCE_PER_CUE: Final = 8
#: Most resamples of one bootstrap.
MAX_BOOTSTRAP_DRAWS: Final = 100_000
#: Most units (plans) in one table of ratings.
MAX_RATED_UNITS: Final = 5_000
#: Most raters in one table of ratings.
MAX_RATERS: Final = 100
#: Largest number of ratings times raters that the ordinal rater model is fitted to.
MAX_RATER_MODEL_SIZE: Final = 100_000
#: Largest absolute value of a score.
MAX_SCORE: Final = 100

assert MAX_PACK_FILE_BYTES < MAX_FILE_BYTES < MAX_UNPACKED_BYTES
assert MAX_TEXT_CHARACTERS * 4 < MAX_FILE_BYTES
