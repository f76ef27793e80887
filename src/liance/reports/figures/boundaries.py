"""Shapes that a user supplies for a boundary map: GeoJSON (RFC 7946), bounded and reduced to what is drawn.

No shapes are shipped: a map of China that is made public needs a review number (审图号) of the authority for natural
resources, and the terms of public collections differ. Whoever has reviewed shapes names the file and the number.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_SHAPE_POINTS, MAX_SHAPES, MAX_SHAPES_BYTES

#: Properties that may hold the code of a division, in order.
_CODE_KEYS = ("adcode", "code", "id", "GB", "gb")
_CODE = re.compile(r"(\d{6})")


class ShapesError(LianceError):
    """The file of shapes cannot be used."""

    def __init__(self, why: Text, **fields: object) -> None:
        super().__init__(
            Text(
                zh=f"地图文件无法使用：{why.zh}。需要 GeoJSON（RFC 7946），每个图形的属性 adcode 为六位区划代码",
                en=f"the map file cannot be used: {why.en}. It must be GeoJSON (RFC 7946) whose features carry a six-digit "
                "division code as property adcode",
            ),
            **fields,
        )


def read_shapes(data: bytes) -> str:
    """Return GeoJSON of the same outlines, each feature named by its six-digit code and nothing else.

    Features without a code keep an empty name and are drawn in the ground colour.

    Raises:
        ShapesError: it is no GeoJSON of areas, it is too large, or no feature has a code.
    """
    if len(data) > MAX_SHAPES_BYTES:
        raise ShapesError(
            Text(
                zh="超过上限 MAX_SHAPES_BYTES = {bound} 字节",
                en="it is larger than MAX_SHAPES_BYTES = {bound} bytes",
            ),
            bound=MAX_SHAPES_BYTES,
        )
    try:
        read = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ShapesError(Text(zh="不是 JSON", en="it is not JSON")) from error
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or read.get("type") != "FeatureCollection":
        raise ShapesError(Text(zh="不是 FeatureCollection", en="it is no FeatureCollection"))
    if len(features) > MAX_SHAPES:
        raise ShapesError(
            Text(zh="图形多于 MAX_SHAPES = {bound}", en="it has more features than MAX_SHAPES = {bound}"),
            bound=MAX_SHAPES,
        )
    left = [MAX_SHAPE_POINTS]
    made = [_feature(feature, left) for feature in features]
    if not any(feature["properties"]["name"] for feature in made):
        raise ShapesError(Text(zh="没有一个图形带区划代码", en="no feature has a code"))
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=True, sort_keys=True)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _feature(feature: Any, left: list[int]) -> dict[str, Any]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise ShapesError(Text(zh="有的图形不是面", en="a feature is no area"))
    polygons = geometry.get("coordinates")
    if kind == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not all(isinstance(rings, list) for rings in polygons):
        raise _bad_outline()
    outlines = [[_ring(ring, left) for ring in rings] for rings in polygons]
    properties = feature.get("properties")
    return {
        "type": "Feature",
        "properties": {"name": _code(properties if isinstance(properties, dict) else {})},
        "geometry": {"type": "MultiPolygon", "coordinates": outlines},
    }


def _ring(ring: Any, left: list[int]) -> list[list[float]]:
    if not isinstance(ring, list):
        raise _bad_outline()
    left[0] -= len(ring)
    if left[0] < 0:
        raise ShapesError(
            Text(
                zh="轮廓点多于 MAX_SHAPE_POINTS = {bound}",
                en="its outlines have more points than MAX_SHAPE_POINTS = {bound}",
            ),
            bound=MAX_SHAPE_POINTS,
        )
    return [_place(place) for place in ring]


def _place(place: Any) -> list[float]:
    if not isinstance(place, list) or len(place) < 2:
        raise _bad_outline()
    made = []
    for number, bound in zip(place[:2], (180, 90), strict=True):
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= bound:
            raise _bad_outline()
        made.append(float(number))
    assert all(math.isfinite(number) for number in made)
    return made


def _bad_outline() -> ShapesError:
    return ShapesError(
        Text(zh="轮廓不是经纬度", en="an outline is not made of longitude and latitude in degrees")
    )


def _code(properties: dict[str, Any]) -> str:
    for key in _CODE_KEYS:
        found = _CODE.search(str(properties.get(key, "")))
        if found:
            return found.group(1)
    return ""
