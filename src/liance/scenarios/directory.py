"""The directory chain read as a whole: how complete it is, and as a DCAT 3 catalogue.

Works on the records of a charter with the kinds ``duty`` (title, holder, basis), ``catalogue`` (title, duty, datum,
sharing, condition, update_days) and ``resource`` (title, catalogue, form, digest, columns).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from liance.scenarios.records import Record

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SHA256: Final = re.compile(r"sha256:[0-9a-f]{64}")

#: Namespaces of the terms used (W3C DCAT 3, DCMI Terms, FOAF, ODRL 2.2, SPDX 2.3).
CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Directory:
    """All records of a directory chain, each kind sorted by name, and the departments (path to name)."""

    duties: tuple[Record, ...]
    catalogues: tuple[Record, ...]
    resources: tuple[Record, ...]
    departments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """How complete one department's part is: counts, and by name what is missing or has changed.

    ``conditions_missing`` are entries whose sharing attribute is absent, or needs a condition or reason that is
    not there.
    """

    path: str
    name: str
    duties: int
    catalogues: int
    published: int
    resources: int
    duties_without_catalogue: tuple[str, ...]
    catalogues_without_resource: tuple[str, ...]
    conditions_missing: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def gaps(self) -> int:
        """How many things are to be done; a department without any duty counts as one."""
        listed = (
            self.duties_without_catalogue,
            self.catalogues_without_resource,
            self.conditions_missing,
            self.changed,
        )
        return sum(map(len, listed)) + (self.duties == 0)

    def cells(self) -> tuple[str, ...]:
        """Return the row as cells of a table: name with path, counts, and what is missing by name."""
        listed = (
            self.duties_without_catalogue,
            self.catalogues_without_resource,
            self.conditions_missing,
            self.changed,
        )
        numbers = (self.duties, self.catalogues, self.published, self.resources)
        return (
            f"{self.name} {self.path.rpartition('/')[2]}",
            *map(str, numbers),
            *(" ".join(names) or "—" for names in listed),
        )

    def as_data(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "path": self.path,
            "name": self.name,
            "duties": self.duties,
            "catalogues": self.catalogues,
            "published": self.published,
            "resources": self.resources,
            "duties_without_catalogue": list(self.duties_without_catalogue),
            "catalogues_without_resource": list(self.catalogues_without_resource),
            "conditions_missing": list(self.conditions_missing),
            "changed": list(self.changed),
            "gaps": self.gaps,
        }


def completeness(directory: Directory) -> tuple[DepartmentRow, ...]:
    """Return every department's row, in order of path; revoked duties and withdrawn entries do not count."""
    duties = [one for one in directory.duties if one.state == "active"]
    entries = [one for one in directory.catalogues if one.state != "withdrawn"]
    resources = [one for one in directory.resources if one.state != "removed"]
    catalogued = {str(one.fields["duty"]) for one in entries}
    mounted = {str(one.fields["catalogue"]) for one in resources}
    return tuple(
        _row(
            path,
            name,
            [one for one in duties if one.fields["holder"] == path],
            [one for one in entries if one.owner == path],
            [one for one in resources if one.owner == path],
            catalogued,
            mounted,
        )
        for path, name in sorted(directory.departments.items())
    )


def _row(
    path: str,
    name: str,
    duties: Sequence[Record],
    entries: Sequence[Record],
    resources: Sequence[Record],
    catalogued: set[str],
    mounted: set[str],
) -> DepartmentRow:
    published = [one for one in entries if one.state == "published"]
    return DepartmentRow(
        path=path,
        name=name,
        duties=len(duties),
        catalogues=len(entries),
        published=len(published),
        resources=len(resources),
        duties_without_catalogue=tuple(one.name for one in duties if one.name not in catalogued),
        catalogues_without_resource=tuple(one.name for one in published if one.name not in mounted),
        conditions_missing=tuple(one.name for one in entries if _lacks_condition(one.fields)),
        changed=tuple(one.name for one in resources if one.state == "drifted"),
    )


def _lacks_condition(fields: Mapping[str, Any]) -> bool:
    sharing = fields.get("sharing")
    return sharing is None or (sharing != "unconditional" and not fields.get("condition"))


def dcat_catalogue(
    directory: Directory, base: str, publisher: str, *, shown: frozenset[str] = frozenset({"published"})
) -> dict[str, Any]:
    """Return the entries as a DCAT 3 catalogue in JSON-LD.

    Args:
        directory: its records.
        base: IRI under which the catalogue and its parts are named, without a slash at the end.
        publisher: path of the organisation that publishes the catalogue.
        shown: states of entries that are shown.
    """
    duties = {one.name: one for one in directory.duties}
    mounted: dict[str, list[Record]] = {}
    for resource in directory.resources:
        if resource.state != "removed":
            mounted.setdefault(str(resource.fields["catalogue"]), []).append(resource)
    return {
        "@context": dict(CONTEXT),
        "@id": base,
        "@type": "dcat:Catalog",
        "dcterms:title": [_text("政务数据目录", "zh"), _text("Catalogue of government data", "en")],
        "dcterms:publisher": _agent(directory, base, publisher),
        "dcat:dataset": [
            _dataset(
                directory, base, entry, duties.get(str(entry.fields["duty"])), mounted.get(entry.name, [])
            )
            for entry in directory.catalogues
            if entry.state in shown
        ],
    }


def _text(value: str, language: str) -> dict[str, str]:
    return {"@language": language, "@value": value}


def _moment(milliseconds: int) -> dict[str, str]:
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return {"@type": "xsd:dateTime", "@value": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _agent(directory: Directory, base: str, path: str) -> dict[str, Any]:
    name = directory.departments.get(path, path)
    return {"@id": f"{base}/organisation/{path}", "@type": "foaf:Agent", "foaf:name": _text(name, "zh")}


#: The sharing attribute in words (Government Data Sharing Regulation: unconditional, conditional, not shared).
_SHARING: Final = {
    "unconditional": ("无条件共享", "shared without conditions"),
    "conditional": ("有条件共享", "shared under conditions"),
    "none": ("不予共享", "not shared"),
}


def _dataset(
    directory: Directory, base: str, entry: Record, duty: Record | None, resources: Sequence[Record]
) -> dict[str, Any]:
    fields = entry.fields
    identity = f"{base}/dataset/{entry.name}"
    zh, en = _SHARING[fields["sharing"]]
    condition = fields.get("condition")
    dataset: dict[str, Any] = {
        "@id": identity,
        "@type": "dcat:Dataset",
        "dcat:keyword": _text(str(fields["datum"]), "zh"),
        "dcat:version": str(entry.revision),
        "dcterms:accessRights": {
            "@type": "dcterms:RightsStatement",
            "rdfs:label": [_text(f"{zh}：{condition}" if condition else zh, "zh"), _text(en, "en")],
        },
        "dcterms:accrualPeriodicity": {
            "@type": "dcterms:Frequency",
            "rdfs:label": f"P{fields['update_days']}D",
        },
        "dcterms:identifier": entry.name,
        "dcterms:modified": _moment(entry.entered),
        "dcterms:publisher": _agent(directory, base, entry.owner),
        "dcterms:title": _text(str(fields["title"]), "zh"),
        "odrl:hasPolicy": _policy(identity, str(fields["sharing"])),
    }
    if duty is not None:
        label = f"{duty.fields['title']}（{duty.fields['basis']}）"
        dataset["dcterms:provenance"] = {
            "@type": "dcterms:ProvenanceStatement",
            "rdfs:label": _text(label, "zh"),
        }
    if resources:
        dataset["dcat:distribution"] = [_distribution(base, one) for one in resources]
    return dataset


def _policy(target: str, sharing: str) -> dict[str, Any]:
    """Return the sharing attribute as an ODRL set."""
    rule: dict[str, Any] = {"odrl:action": {"@id": "odrl:use"}, "odrl:target": {"@id": target}}
    policy: dict[str, Any] = {"@id": f"{target}#policy", "@type": "odrl:Set"}
    if sharing == "none":
        return {**policy, "odrl:prohibition": rule}
    if sharing == "conditional":
        rule["odrl:duty"] = {"odrl:action": {"@id": "odrl:obtainConsent"}}
    return {**policy, "odrl:permission": rule}


def _distribution(base: str, resource: Record) -> dict[str, Any]:
    fields = resource.fields
    found: dict[str, Any] = {
        "@id": f"{base}/distribution/{resource.name}",
        "@type": "dcat:Distribution",
        "dcterms:description": [
            _text(f"{fields['columns']} 个数据项", "zh"),
            _text(f"{fields['columns']} columns", "en"),
        ],
        "dcterms:identifier": resource.name,
        "dcterms:modified": _moment(resource.entered),
        "dcterms:title": _text(str(fields["title"]), "zh"),
    }
    digest = str(fields["digest"])
    if _SHA256.fullmatch(digest):
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": digest.removeprefix("sha256:")},
        }
    if fields["form"] == "interface":
        found["dcat:accessService"] = {
            "@id": f"{base}/service/{resource.name}",
            "@type": "dcat:DataService",
            "dcterms:title": _text(str(fields["title"]), "zh"),
        }
    return found
