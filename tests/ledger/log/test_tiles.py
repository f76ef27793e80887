"""Tiles and entry bundles against the C2SP tlog-tiles text."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.ledger.log.errors import BoundError, LogError, MalformedError
from liance.ledger.log.merkle import leaf_hash, read_root
from liance.ledger.log.tiles import (
    MemoryTree,
    Tile,
    TileReader,
    format_bundle,
    grow_tiles,
    parse_bundle,
    parse_tile_path,
    tiles_of,
)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(sha256, str(number).encode()) for number in range(count)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0, 5), "tile/0/000.p/5"),
        (Tile(-1, 1, 255), "tile/entries/001.p/255"),
        (Tile(2, 999), "tile/2/999"),
        (Tile(1, 1000), "tile/1/x001/000"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert path == tile.path()
    assert tile == parse_tile_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/67",
        "tile/00/067",
        "tile/0/x000/067",
        "tile/0/001/x067",
        "tile/0/067.p/256",
        "tile/0/067.p/0",
        "tile/0/067.p/05",
        "tile/8/067",
        "tile/-1/067",
        "tile/data/067",
        "tile/0/067/",
        "/tile/0/067",
        "tile/0/../067",
        "tile/0/٠٦٧",
        "tile/0/" + "x999/" * 30 + "999",
    ],
)
def test_other_spellings_of_paths_are_refused(path: str) -> None:
    with pytest.raises(MalformedError):
        parse_tile_path(path)


@given(st.integers(-1, 7), st.integers(0, 2**40), st.integers(1, 256))
def test_a_tile_path_reads_back(level: int, index: int, width: int) -> None:
    if index > (2**63 - 1) >> 8 * (max(level, 0) + 1):
        index = 0
    tile = Tile(level, index, width)
    assert tile == parse_tile_path(tile.path())


@given(st.text(alphabet="tile/0123456789x.pentrs", max_size=40))
def test_a_path_that_is_read_is_the_one_that_is_written(path: str) -> None:
    try:
        tile = parse_tile_path(path)
    except LogError:
        return
    assert path == tile.path()


def test_seventy_thousand_leaves_make_the_tiles_that_the_specification_counts() -> None:
    tiles = tiles_of(70_000)
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)] == list(tiles[273:])
    assert [Tile(0, 0), Tile(1, 0, 1)] == list(tiles_of(256))
    assert tiles_of(0) == ()


@given(st.lists(st.integers(0, 600), max_size=4))
def test_tiles_grown_in_any_pieces_are_equal(pieces: list[int]) -> None:
    total = sum(pieces)
    whole, grown = MemoryTree(sha256), MemoryTree(sha256)
    whole.append(leaves(total))
    for piece in pieces:
        grown.append(leaves(total)[grown.size : grown.size + piece])
    assert whole.tiles == grown.tiles
    assert {(tile.level, tile.index): tile.width for tile in tiles_of(total)} == {
        place: len(data) // 32 for place, data in grown.tiles.items()
    }


def test_growing_touches_only_the_right_edge() -> None:
    tree = MemoryTree(sha256)
    tree.append(leaves(300))
    asked = []

    def source(level: int, index: int) -> bytes:
        asked.append((level, index))
        return tree.tiles[level, index]

    changed = grow_tiles(sha256, source, 300, [bytes(32)])
    assert [(0, 1)] == asked == list(changed)


def test_a_tile_that_is_too_short_is_named() -> None:
    tree = MemoryTree(sha256)
    tree.append(leaves(300))
    tree.tiles[0, 1] = tree.tiles[0, 1][:-32]
    with pytest.raises(MalformedError, match="tile 0/1"):
        read_root(sha256, tree.read, 300)
    with pytest.raises(MalformedError, match="tile 0/1"):
        grow_tiles(sha256, lambda level, index: tree.tiles[level, index], 300, [bytes(32)])


def test_a_partial_tile_that_has_grown_on_still_serves_the_smaller_tree() -> None:
    tree = MemoryTree(sha256)
    tree.append(leaves(40))
    before = read_root(sha256, tree.read, 40)
    tree.append(leaves(50)[40:])
    assert before == read_root(sha256, TileReader(sha256, lambda level, index: tree.tiles[level, index]), 40)


@given(st.lists(st.binary(max_size=50), max_size=256))
def test_a_bundle_reads_back(entries: list[bytes]) -> None:
    assert tuple(entries) == parse_bundle(format_bundle(entries))


@given(st.binary(max_size=200))
def test_a_bundle_that_is_read_is_the_one_that_is_written(data: bytes) -> None:
    try:
        entries = parse_bundle(data)
    except LogError:
        return
    assert data == format_bundle(entries)


def test_bundles_keep_their_bounds() -> None:
    assert len(parse_bundle(format_bundle([bytes(65_535)]))[0]) == 65_535
    with pytest.raises(BoundError, match="MAX_ENTRY_BYTES"):
        format_bundle([bytes(65_536)])
    with pytest.raises(BoundError, match="TILE_WIDTH"):
        format_bundle([b""] * 257)
    with pytest.raises(BoundError, match="TILE_WIDTH"):
        parse_bundle(bytes(2) * 257)
    for cut in (b"\x00", b"\x00\x02a"):
        with pytest.raises(MalformedError):
            parse_bundle(cut)
