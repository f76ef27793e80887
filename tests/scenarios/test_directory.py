"""The directory as a whole: what is missing is named, and its DCAT export uses the vocabulary as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from liance.scenarios.directory import CONTEXT, Directory, completeness, dcat_catalogue
from liance.scenarios.records import Record

BASE = "https://data.example.gov.cn/catalogue"
DEPARTMENTS = {"city/civil": "民政局", "city/data": "数据局", "city/tax": "税务局"}


def record(kind: str, name: str, state: str, owner: str, **fields: object) -> Record:
    return Record(
        kind,
        name,
        state,
        fields,
        owner,
        owner + "/office",
        owner + "/office/clerk/k1",
        3,
        1_767_000_000_000,
        0,
        "",
        0,
        2,
    )


def duty(name: str, holder: str, state: str = "active") -> Record:
    return record(
        "duty", name, state, "city/staff", title="婚姻登记", holder=holder, basis="职责规定（示例）"
    )


def entry(
    name: str, duty: str, state: str = "published", sharing: str = "conditional", **more: object
) -> Record:
    fields = {
        "title": "婚姻登记信息",
        "duty": duty,
        "datum": "marriage",
        "sharing": sharing,
        "update_days": 30,
    }
    return record("catalogue", name, state, "city/civil", **{**fields, "condition": "经申请", **more})


def resource(name: str, catalogue: str, state: str = "mounted", **more: object) -> Record:
    fields = {
        "title": "库表",
        "catalogue": catalogue,
        "form": "table",
        "digest": "sha256:" + "a" * 64,
        "columns": 24,
    }
    return record("resource", name, state, "city/civil", **{**fields, **more})


WHOLE = Directory(
    duties=(
        duty("civil/a", "city/civil"),
        duty("civil/b", "city/civil"),
        duty("tax/a", "city/tax", "revoked"),
    ),
    catalogues=(
        entry("civil/x", "civil/a"),
        entry("civil/y", "civil/a", sharing="none", condition=""),
        entry("civil/z", "civil/b", state="withdrawn"),
        entry("civil/d", "civil/a", state="draft", sharing="unconditional"),
    ),
    resources=(
        resource("civil/x/t1", "civil/x", "drifted"),
        resource("civil/x/t2", "civil/x", form="interface", digest="sm3:" + "b" * 64),
        resource("civil/y/t1", "civil/y", "removed"),
    ),
    departments=DEPARTMENTS,
)


def test_what_is_missing_is_named_by_department() -> None:
    civil, data, tax = completeness(WHOLE)
    assert (civil.duties, civil.catalogues, civil.published, civil.resources) == (2, 3, 2, 2)
    assert civil.duties_without_catalogue == ("civil/b",)
    assert civil.catalogues_without_resource == ("civil/y",)
    assert civil.conditions_missing == ("civil/y",)
    assert civil.changed == ("civil/x/t1",)
    assert (civil.gaps, data.gaps, tax.gaps) == (4, 1, 1)
    assert civil.cells()[0] == "民政局 civil"
    assert data.cells()[5] == "—"


def test_a_missing_sharing_attribute_is_a_gap() -> None:
    bare = entry("civil/x", "civil/a")
    del bare.fields["sharing"]
    row = completeness(replace(WHOLE, catalogues=(bare,)))[0]
    assert row.conditions_missing == ("civil/x",)


#: Properties that W3C DCAT 3 (section 6), DCMI Terms, FOAF, ODRL 2.2 and SPDX 2.3 give to each class used here.
VOCABULARY = {
    "dcat:Catalog": {"dcterms:title", "dcterms:publisher", "dcat:dataset"},
    "dcat:Dataset": {
        "dcat:distribution", "dcat:keyword", "dcat:version", "dcterms:accessRights", "dcterms:accrualPeriodicity",
        "dcterms:identifier", "dcterms:modified", "dcterms:provenance", "dcterms:publisher", "dcterms:title",
        "odrl:hasPolicy",
    },
    "dcat:Distribution": {
        "dcat:accessService", "dcterms:description", "dcterms:identifier", "dcterms:modified", "dcterms:title",
        "spdx:checksum",
    },
    "dcat:DataService": {"dcterms:title"},
    "foaf:Agent": {"foaf:name"},
    "dcterms:RightsStatement": {"rdfs:label"},
    "dcterms:Frequency": {"rdfs:label"},
    "dcterms:ProvenanceStatement": {"rdfs:label"},
    "odrl:Set": {"odrl:permission", "odrl:prohibition"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    # Rules of a set and their duties are told by the property that leads to them.
    None: {"odrl:action", "odrl:target", "odrl:duty"},
}  # fmt: skip


def nodes(value: Any) -> list[dict[str, Any]]:
    """All node objects of a JSON-LD document, outermost first."""
    if isinstance(value, list):
        return [node for inner in value for node in nodes(inner)]
    if not isinstance(value, dict) or "@value" in value:
        return []
    return [value, *(node for key, inner in value.items() if key != "@context" for node in nodes(inner))]


def test_the_export_uses_the_vocabularies_as_they_are() -> None:
    found = dcat_catalogue(WHOLE, BASE, "city/data")
    seen = set()
    for node in nodes(found):
        properties = {key for key in node if not key.startswith("@")}
        assert properties <= VOCABULARY[node.get("@type")], node
        seen |= properties
        for term in [*properties, *([node["@type"]] if "@type" in node else [])]:
            assert term.partition(":")[0] in CONTEXT
    assert {"spdx:checksum", "dcat:accessService", "odrl:prohibition", "odrl:duty"} <= seen
    ids = [
        node["@id"]
        for node in nodes(found)
        if "@type" in node and node["@type"].startswith("dcat:") and "@id" in node
    ]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(BASE) for one in ids)


def test_only_published_entries_and_mounted_resources_are_shown() -> None:
    found = dcat_catalogue(WHOLE, BASE, "city/data")
    assert [one["dcterms:identifier"] for one in found["dcat:dataset"]] == ["civil/x", "civil/y"]
    first, second = found["dcat:dataset"]
    assert len(first["dcat:distribution"]) == 2
    assert "dcat:distribution" not in second
    assert "spdx:checksum" not in first["dcat:distribution"][1]
    assert first["dcterms:modified"]["@value"] == "2025-12-29T09:20:00Z"


@pytest.mark.parametrize(("sharing", "rule"), [("unconditional", "permission"), ("none", "prohibition")])
def test_the_sharing_attribute_becomes_a_rule(sharing: str, rule: str) -> None:
    found = dcat_catalogue(
        replace(WHOLE, catalogues=(entry("a", "civil/a", sharing=sharing),)), BASE, "city/data"
    )
    policy = found["dcat:dataset"][0]["odrl:hasPolicy"]
    assert f"odrl:{rule}" in policy
    assert "odrl:duty" not in json.dumps(policy)
