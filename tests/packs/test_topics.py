"""Packs of topics: repeated names and unbounded patterns are findings."""

from liance.packs.library import Library
from liance.packs.reading import read_pack

MANIFEST = """\
id: my-topics
kind: topics
version: 1.0.0
title: {zh: 主题, en: Topics}
language: zh
licence: Apache-2.0
engine: 0.1.0
"""
TOPICS = """\
sets:
  - id: scenarios
    name: {zh: 场景, en: scenarios}
    topics:
      - {id: one, name: {zh: 政务, en: a}, terms: [政务]}
      - {id: one, name: {zh: 金融, en: b}, patterns: ['金.*']}
stances:
  encourage: {terms: [支持]}
  restrict: {terms: [禁止]}
"""


def test_slips_are_findings_with_their_line() -> None:
    pack, findings = read_pack({"pack.yaml": MANIFEST.encode(), "topics.yaml": TOPICS.encode()}, "99.0.0")
    assert pack is None
    assert [(finding.code, finding.place.line) for finding in findings] == [
        ("pack.repeated_topic", 6),
        ("pack.bad_pattern", 6),
    ]


def test_the_shipped_topics_hold_the_scenarios_and_the_five_levers() -> None:
    topics = Library().topics("policy-tracker")
    levers, scenarios = topics.topic_set("levers"), topics.topic_set("scenarios")
    assert levers is not None
    assert scenarios is not None
    assert [topic.name.zh for topic in levers.topics] == [
        "顶层设计",
        "基础设施",
        "产业应用",
        "人才生态",
        "监管治理",
    ]
    assert {"政务", "金融", "供应链", "溯源", "能源", "文旅"} <= {topic.name.zh for topic in scenarios.topics}
