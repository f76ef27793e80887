"""Shapes of a user's map: taken as they are meant, refused with a reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liance.core.language import Language
from liance.core.limits import MAX_SHAPES_BYTES
from liance.reports.figures.boundaries import ShapesError, read_shapes

RING = [[116.0, 39.0], [117.0, 39.0], [117.0, 40.0], [116.0, 39.0]]


def shapes(geometry: object, **properties: object) -> bytes:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


@pytest.mark.parametrize("properties", [{"adcode": 110000}, {"code": "110000"}, {"gb": "156110000"[3:]}])
def test_a_feature_is_named_by_its_code_alone(properties: dict[str, object]) -> None:
    made = json.loads(
        read_shapes(shapes({"type": "Polygon", "coordinates": [RING]}, name="<b>", **properties))
    )
    (feature,) = made["features"]
    assert feature["properties"] == {"name": "110000"}
    assert feature["geometry"] == {"type": "MultiPolygon", "coordinates": [[RING]]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": [1]}',
        shapes({"type": "Point", "coordinates": [1, 2]}, adcode="110000"),
        shapes({"type": "Polygon", "coordinates": [RING]}),
        shapes({"type": "Polygon", "coordinates": [[[1, 2], ["x", 3]]]}, adcode="110000"),
        shapes({"type": "Polygon", "coordinates": [[[1000, 2]]]}, adcode="110000"),
        shapes({"type": "Polygon", "coordinates": 5}, adcode="110000"),
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}]}',
        b" " * (MAX_SHAPES_BYTES + 1),
    ],
    ids=range(14),
)
def test_what_is_no_map_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ShapesError) as caught:
        read_shapes(data)
    for language in Language:
        assert "GeoJSON" in caught.value.message(language)


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3))
)
def test_any_outline_is_taken_or_refused(coordinates: object) -> None:
    try:
        made = read_shapes(shapes({"type": "Polygon", "coordinates": coordinates}, adcode="110000"))
    except ShapesError:
        return
    assert json.loads(made)["features"]
