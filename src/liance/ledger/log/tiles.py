"""Tiles: the tree in pieces of 256 hashes, and entries in bundles of 256 (C2SP tlog-tiles).

The tile ``(level, index)`` holds the hashes of the complete subtrees of height ``8 * level`` from number
``256 * index`` on. A full tile never changes; the rightmost tile of each level is *partial* and only grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from liance.ledger.log.bounds import HASH_BYTES, MAX_ENTRY_BYTES, MAX_SIZE
from liance.ledger.log.errors import BoundError, MalformedError
from liance.ledger.log.merkle import Hash, fold_complete

#: Height of a tile; its width is 2**8.
TILE_HEIGHT = 8
#: Hashes in a full tile.
TILE_WIDTH = 256
#: Levels that a tree within ``MAX_SIZE`` can reach.
MAX_LEVEL = 7

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The place of a tile: level (0-7, or -1 for a bundle of entries), index in the level, width (1-256)."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not -1 <= self.level <= MAX_LEVEL or not 1 <= self.width <= TILE_WIDTH:
            raise ValueError(f"not a tile: level {self.level}, width {self.width}")
        if not 0 <= self.index <= MAX_SIZE >> TILE_HEIGHT * (max(self.level, 0) + 1):
            raise ValueError(f"not a tile: index {self.index}")

    def path(self) -> str:
        """Return the tile's path as C2SP tlog-tiles writes it, without the log's prefix.

        >>> Tile(0, 1234067, 5).path()
        'tile/0/x001/x234/067.p/5'
        """
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level < 0 else str(self.level)
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{name}{suffix}"


def parse_tile_path(path: str) -> Tile:
    """Return the tile whose ``path()`` is ``path``.

    Raises:
        MalformedError: if no tile has this path.
    """
    match = _PATH.fullmatch(path) if len(path) <= 100 else None
    if match is None:
        raise MalformedError("tile path", "unknown shape")
    level = -1 if match["level"] == "entries" else int(match["level"])
    width = TILE_WIDTH if match["width"] is None else int(match["width"])
    try:
        tile = Tile(level, int(match["index"].replace("x", "").replace("/", "")), width)
    except ValueError as error:
        raise MalformedError("tile path", str(error)) from None
    if tile.path() != path:
        raise MalformedError("tile path", "not the canonical path")
    return tile


def tiles_of(size: int) -> tuple[Tile, ...]:
    """Return every tile of the tree of ``size`` leaves, level by level, full tiles before the partial one."""
    found: list[Tile] = []
    level, count = 0, size
    while count:
        found.extend(Tile(level, index) for index in range(count // TILE_WIDTH))
        if count % TILE_WIDTH:
            found.append(Tile(level, count // TILE_WIDTH, count % TILE_WIDTH))
        level, count = level + 1, count // TILE_WIDTH
    return tuple(found)


#: Returns the bytes of the tile (level, index): at least as many hashes as the caller's tree has there.
TileSource = Callable[[int, int], bytes]


class TileReader:
    """Reads complete subtrees out of tiles: a ``merkle.SubtreeReader``.

    Args:
        hash_: the tree's hash.
        source: returns a tile's bytes.
    """

    def __init__(self, hash_: Hash, source: TileSource) -> None:
        self._hash = hash_
        self._source = source

    def __call__(self, height: int, index: int) -> bytes:
        """Return the hash of the complete subtree ``(height, index)``.

        Raises:
            MalformedError: if the tile has too few hashes.
        """
        level, inner = divmod(height, TILE_HEIGHT)
        first = index << inner
        tile, offset = divmod(first, TILE_WIDTH)
        data = self._source(level, tile)
        start, end = offset * HASH_BYTES, (offset + (1 << inner)) * HASH_BYTES
        if end > len(data):
            raise MalformedError(f"tile {level}/{tile}", "it has fewer hashes than the tree")
        hashes = [data[i : i + HASH_BYTES] for i in range(start, end, HASH_BYTES)]
        return fold_complete(self._hash, hashes)


def grow_tiles(
    hash_: Hash, source: TileSource, size: int, leaves: Sequence[bytes]
) -> Mapping[tuple[int, int], bytes]:
    """Return the tiles that change when ``leaves`` (leaf hashes) follow the first ``size``.

    The keys are (level, index), the values whole tiles: what stood in them before and what is new. ``source``
    is asked only for the rightmost partial tile of each level.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, count, new = 0, size, list(leaves)
    while new:
        rising: list[bytes] = []
        index, offset = divmod(count, TILE_WIDTH)
        tile = source(level, index)[: offset * HASH_BYTES] if offset else b""
        if len(tile) != offset * HASH_BYTES:
            raise MalformedError(f"tile {level}/{index}", "it has fewer hashes than the tree")
        position = 0
        while position < len(new):
            taken = new[position : position + TILE_WIDTH - len(tile) // HASH_BYTES]
            tile += b"".join(taken)
            position += len(taken)
            changed[level, index] = tile
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                hashes = [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]
                rising.append(fold_complete(hash_, hashes))
                index, tile = index + 1, b""
        level, count, new = level + 1, count // TILE_WIDTH, rising
    return changed


def format_bundle(entries: Iterable[bytes]) -> bytes:
    """Return an entry bundle: each entry after its length as a big-endian 16-bit number.

    Raises:
        BoundError: for an entry of more than 65,535 bytes or a bundle of more than 256 entries.
    """
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise BoundError("entry", "MAX_ENTRY_BYTES", MAX_ENTRY_BYTES)
        parts.append(len(entry).to_bytes(2, "big") + entry)
    if len(parts) > TILE_WIDTH:
        raise BoundError("entry bundle", "TILE_WIDTH", TILE_WIDTH)
    return b"".join(parts)


def parse_bundle(data: bytes) -> tuple[bytes, ...]:
    """Return the entries of a bundle (at most 256).

    Raises:
        MalformedError: if the lengths do not add up.
        BoundError: for more than 256 entries.
    """
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        if len(entries) == TILE_WIDTH:
            raise BoundError("entry bundle", "TILE_WIDTH", TILE_WIDTH)
        start = position + 2
        end = start + int.from_bytes(data[position:start], "big")
        if start > len(data) or end > len(data):
            raise MalformedError("entry bundle", "it ends inside an entry")
        entries.append(data[start:end])
        position = end
    return tuple(entries)


class MemoryTree:
    """A whole tree in memory, as tiles: for tests, audits and logs of moderate size."""

    def __init__(self, hash_: Hash) -> None:
        self._hash = hash_
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.size = 0
        self.read = TileReader(hash_, self._tile)

    def _tile(self, level: int, index: int) -> bytes:
        return self.tiles.get((level, index), b"")

    def append(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes."""
        self.tiles.update(grow_tiles(self._hash, self._tile, self.size, leaves))
        self.size += len(leaves)
