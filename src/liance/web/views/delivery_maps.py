"""Delivery seen from above: plans and provinces as tiles, the spatial layout of a plan, children against their parent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from liance.web.language import current
from liance.web.middleware import needs
from liance.web.office import shelf
from liance.web.permissions import Right
from liance.workbench import shelf_delivery as delivery
from liance.workbench.serving import today
from liance.workbench.shelf_coherence import MAX_CHILDREN, family, likely_children, likely_parent
from liance.workbench.shelf_map import delivery_map, layout_of, study_layouts

#: Plans below that are proposed as they are; of more a person chooses.
_PROPOSED = 30


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@needs(Right.READ_TARGETS)
@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    """Show plans and provinces as tiles by how well they do, and the spatial layout of one plan."""
    language = current()
    plans = shelf().newest()
    chosen = _number(request.GET.get("layout", ""))
    version = next((one for one in plans if one.plan == chosen), None)
    layout = layout_of(shelf(), version, language) if version is not None else None
    context: dict[str, Any] = {
        "map": delivery_map(shelf(), today(), language),
        "total": len(delivery.board_on(today()).lines),
        "plans": plans,
        "chosen": version,
        "layout": layout,
        "studies": study_layouts(language) if version is None else (),
        "today": today(),
    }
    return render(request, "pages/delivery_map.html", context)


@needs(Right.READ_TARGETS)
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Hold the targets of plans against those of the plan above them."""
    versions = shelf().newest()
    by_number = {version.plan: version for version in versions}
    parent = by_number.get(_number(request.GET.get("parent", ""))) or likely_parent(versions)
    offered = likely_children(parent, versions) if parent is not None else ()
    is_chosen = "child" in request.GET
    wanted = {_number(value) for value in request.GET.getlist("child")[:MAX_CHILDREN]}
    children = [by_number[number] for number in sorted(wanted) if number in by_number]
    if not is_chosen and len(offered) <= _PROPOSED:
        children = list(offered)
    is_complete = request.GET.get("complete") == "yes"
    known = {version.plan for version in offered}
    context: dict[str, Any] = {
        "versions": versions,
        "parent": parent,
        "offered": [*offered, *(version for version in children if version.plan not in known)],
        "children": {version.plan for version in children},
        "is_chosen": is_chosen,
        "is_complete": is_complete,
        "made": family(shelf(), parent, children, current(), complete=is_complete) if parent else None,
    }
    return render(request, "pages/delivery_tree.html", context)
