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
#: Most files of a folder of evidence.
MAX_EVIDENCE_FILES: Final = 10_000
#: Most columns of a table that is imported.
MAX_TABLE_COLUMNS: Final = 256
#: Most rows of one sheet of a spreadsheet, head included (what the format holds).
MAX_SHEET_ROWS: Final = 1_048_576
#: Most names among which one near to an unknown name is sought.
MAX_NEAR_NAMES: Final = 10_000
#: Longest single metadata value, in code points.
MAX_METADATA_CHARACTERS: Final = 1_000
#: Longest word that a concept finds, in code points; what a pattern finds beyond it does not count.
MAX_HIT_CHARACTERS: Final = 400
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
#: Most plans in one comparison.
MAX_COMPARED_PLANS: Final = 5_000
#: Most groups of a comparison between which each two are tested.
MAX_TESTED_GROUPS: Final = 6
#: Most findings by rule of one comparison.
MAX_RULE_FINDINGS: Final = 5_000
#: Most quotes listed with one of them; its cells lead to all others.
MAX_QUOTES_PER_FINDING: Final = 50
#: Most keywords of the tracker's network, the commonest ones.
MAX_KEYWORDS: Final = 150
#: Most quotes kept of one topic, and of the stance, of one text.
MAX_TOPIC_QUOTES: Final = 3
#: Most copied passages of one comparison that are kept, the longest ones.
MAX_COPIED_PASSAGES: Final = 10_000
#: Most plans whose arrangements a permutation test counts; beyond them arrangements are sampled.
MAX_COUNTED_PLANS: Final = 60
#: Most steps of that count; beyond them arrangements are sampled, too.
MAX_PERMUTATION_STEPS: Final = 100_000
#: Most places of all sampled arrangements of one test together.
MAX_PERMUTATION_PLACES: Final = 5_000_000
#: Largest absolute value of a score.
MAX_SCORE: Final = 100
#: Most digits of a number in a published table or claim.
MAX_NUMBER_DIGITS: Final = 18
#: Most decimals of such a number.
MAX_NUMBER_DECIMALS: Final = 10
#: Most tables in one study.
MAX_STUDY_TABLES: Final = 200
#: Most claims in one study.
MAX_STUDY_CLAIMS: Final = 2_000
#: Most groups (ways to divide rows and columns) in one study.
MAX_STUDY_GROUPS: Final = 20
#: Most cells in one published table.
MAX_STUDY_CELLS: Final = 20_000
#: Most series of one pack of industry figures.
MAX_SERIES: Final = 500
#: Most values of all series of one pack together.
MAX_SERIES_POINTS: Final = 20_000
#: Most subsets of rows that are tried as the reading of one claim.
MAX_SUBSETS: Final = 65_536
#: Most claims of one study for which subsets are searched.
MAX_SUBSET_SEARCHES: Final = 50
#: Most values of one claim for which subsets are searched.
MAX_SUBSET_VALUES: Final = 20
#: Largest n that the granularity test looks for.
MAX_GRANULARITY_N: Final = 1_000
#: Most means of part means that the granularity test lists.
MAX_PART_MEANS: Final = 100_000
#: Most sets of choices tried when whole-number cells are sought for worded claims.
MAX_CELL_CHOICES: Final = 2_000
#: Widest scale of unpublished cells.
MAX_SCALE_WIDTH: Final = 1_000
#: Most unknown cells that are sought at once.
MAX_UNKNOWN_CELLS: Final = 2_000

# Studies with experts.
#: Longest name of a study, a plan in it, or a member, in code points.
MAX_MEMBER_LABEL_CHARACTERS: Final = 60
#: Most quotes of one rater for one cell.
MAX_CELL_QUOTES: Final = 20
#: Longest reason or quote of a rater, remark in a discussion, or comment, in code points.
MAX_REASON_CHARACTERS: Final = 2_000

# The store.
#: Most characters of the detail of one journal entry.
MAX_JOURNAL_DETAIL_CHARACTERS: Final = 100_000
#: Most rows of one page of a listing.
MAX_PAGE_ROWS: Final = 1_000

# Figures and reports.
#: Most seconds that drawing one figure may take.
MAX_DRAWING_SECONDS: Final = 30
#: Most memory of the engine that draws figures.
MAX_DRAWING_BYTES: Final = 512 * MEBIBYTE
#: Most seconds that typesetting a report may take.
MAX_TYPESETTING_SECONDS: Final = 600
#: Most memory (address space, bytes) of the process that typesets a report.
MAX_TYPESETTING_BYTES: Final = 4_096 * MEBIBYTE
#: Largest GeoJSON file of a boundary map.
MAX_SHAPES_BYTES: Final = 16 * MEBIBYTE
#: Most regions of a boundary map.
MAX_SHAPES: Final = 5_000
#: Most points in the outlines of a boundary map.
MAX_SHAPE_POINTS: Final = 300_000
# Drafting.
#: Most rows of a table of regional figures.
MAX_PROFILE_ROWS: Final = 20_000
#: Most applicants of one open call.
MAX_APPLICANTS: Final = 1_000
#: Most seconds that a process may take to read one file.
MAX_READING_SECONDS: Final = 120
#: Most memory (address space, bytes) of the process that reads files of strangers and pdf files.
MAX_READING_BYTES: Final = 2_048 * MEBIBYTE
#: Longest title of a draft, in code points.
MAX_DRAFT_TITLE_CHARACTERS: Final = 200
#: Longest draft, in code points: ten times the longest plan known.
MAX_DRAFT_CHARACTERS: Final = 500_000
#: Most tables of figures of one draft project.
MAX_DRAFT_TABLES: Final = 20
#: Most fields of one form that changes a worksheet.
MAX_DRAFT_FIELDS: Final = 2_000
#: Longest note beside a rating, in code points.
MAX_NOTE_CHARACTERS: Final = 2_000
# Scenarios.
#: Largest sealed record or envelope of keys, as text.
MAX_SEALED_BYTES: Final = 48 * MEBIBYTE
#: Largest content that a blob store keeps.
MAX_BLOB_BYTES: Final = 50 * MEBIBYTE
#: Largest disclosure file.
MAX_DISCLOSURE_BYTES: Final = 50 * MEBIBYTE
#: Most fields of a record whose content is sealed.
MAX_SEALED_FIELDS: Final = 1_000
#: Most files of one batch that is deposited.
MAX_BATCH_FILES: Final = 100_000
#: Largest file that is deposited.
MAX_DEPOSIT_FILE_BYTES: Final = 200 * MEBIBYTE
#: Largest manifest of a batch.
MAX_BATCH_MANIFEST_BYTES: Final = 64 * MEBIBYTE
#: Largest package for a court, packed and unpacked.
MAX_CASE_BYTES: Final = 512 * MEBIBYTE
#: Most files in one package.
MAX_CASE_FILES: Final = 1_000
#: Most proofs in one package.
MAX_CASE_ENTRIES: Final = 2_000
#: Most sources that one file names.
MAX_SOURCES: Final = 10_000
#: Most fields that one source maps to columns.
MAX_SOURCE_FIELDS: Final = 500
#: Most rows that one live query returns.
MAX_ANSWER_ROWS: Final = 1_000
#: Most seconds that one statement of a live query may take.
MAX_QUERY_SECONDS: Final = 10
#: Most rows of one watched table.
MAX_WATCH_ROWS: Final = 2_000_000
#: Most seconds that reading one watched table may take.
MAX_WATCH_SECONDS: Final = 600
#: Largest watched CSV file.
MAX_WATCH_BYTES: Final = 256 * MEBIBYTE
#: Most kinds of record in one charter.
MAX_CHARTER_RECORDS: Final = 40
#: Most actions in one charter.
MAX_CHARTER_ACTIONS: Final = 200
#: Largest charter as canonical JSON; it travels in one operation.
MAX_CHARTER_BYTES: Final = 50_000
#: Most organisations in a rehearsal.
MAX_SCRIPT_ORGANISATIONS: Final = 200
#: Most steps of a rehearsal.
MAX_SCRIPT_STEPS: Final = 2_000
#: Most repeats of one step.
MAX_SCRIPT_REPEATS: Final = 1_000_000
#: Scenarios installed in one ledger.
MAX_SCENARIOS: Final = 200

# The ledger.
#: Largest key file.
MAX_KEY_FILE_BYTES: Final = 4_096
#: Fewest code points of a passphrase that seals a key.
MIN_PASSPHRASE_CHARACTERS: Final = 8
#: Most code points of a passphrase.
MAX_PASSPHRASE_CHARACTERS: Final = 1_024
#: Least and most scrypt cost (N) that is accepted in a key file; memory is 1 KiB times N.
MIN_SCRYPT_COST: Final = 2**14
#: Largest cost (N) of scrypt that a key file may ask for.
MAX_SCRYPT_COST: Final = 2**20
#: Largest signed operation; with its time it must fit an entry bundle's 16-bit length.
MAX_OPERATION_BYTES: Final = 60_000
#: Deepest nesting of an operation's payload.
MAX_PAYLOAD_DEPTH: Final = 16
#: Largest integer of an operation, up or down: what every JSON reader keeps exactly.
MAX_EXACT_INTEGER: Final = 2**53 - 1
#: Longest member path (five segments of up to 32 characters).
MAX_MEMBER_PATH_CHARACTERS: Final = 164
#: Longest display name of a member, in code points.
MAX_MEMBER_NAME_CHARACTERS: Final = 100
#: Longest name of a record within its organisation.
MAX_RECORD_NAME_CHARACTERS: Final = 200
#: Most organisations that vote in one ledger.
MAX_VOTERS: Final = 200
#: Largest voting weight of one organisation.
MAX_WEIGHT: Final = 1_000_000
#: Most operations that one group commit takes.
MAX_BATCH_OPERATIONS: Final = 256
#: Most operations that wait for admission before ``submit`` blocks.
MAX_WAITING_OPERATIONS: Final = 4_096
#: Values of the state that a driver keeps in memory.
MAX_CACHED_VALUES: Final = 100_000
#: Public keys whose multiples a checking process keeps to verify SM2 faster: 270 kB each.
MAX_SM2_TABLES: Final = 128
#: Signatures of a key after which its multiples are worth computing.
SM2_USES_BEFORE_TABLE: Final = 50
#: Largest evidence file: an entry, its proof and a checkpoint with cosignatures.
MAX_EVIDENCE_BYTES: Final = 1_000_000
#: Findings that an audit reports before it stops looking for more.
MAX_AUDIT_FINDINGS: Final = 1_000
#: Largest genesis document.
MAX_GENESIS_BYTES: Final = 60_000

assert MAX_NUMBER_DECIMALS < MAX_NUMBER_DIGITS
assert MAX_PACK_FILE_BYTES < MAX_FILE_BYTES < MAX_UNPACKED_BYTES
assert MAX_TEXT_CHARACTERS * 4 < MAX_FILE_BYTES
assert MAX_CHARTER_BYTES < MAX_OPERATION_BYTES
assert MAX_GENESIS_BYTES <= MAX_OPERATION_BYTES < 65_535 - 32
