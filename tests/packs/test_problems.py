"""Complaints of the libraries for JSON Schema and CEL come in sentences of our own."""

from __future__ import annotations

import cel
import pytest
from jsonschema_rs import Draft202012Validator, ValidationError

from liance.packs.problems import cel_problem, schema_problem


@pytest.mark.parametrize(
    ("schema", "zh", "en"),
    [
        (
            {"properties": {"a": {"type": "text"}}},
            "/properties/a/type 应为string、integer",
            "one of string, integer",
        ),
        ({"properties": {"type": 5}}, "/properties/type 应为一个字段定义", "takes a schema (a mapping)"),
        ({"properties": [1]}, "/properties 应为由名称到定义的键值对照", "takes a mapping of names"),
        ({"required": ["a", "a"]}, "/required 应为字段名的列表，不得重复", "none of them twice"),
        ({"items": {"maxLength": -1}}, "/items/maxLength 应为不小于 0 的整数", "takes an integer from 0 up"),
        ({"minimum": "1"}, "/minimum 应为数", "takes a number"),
        ({"anyOf": []}, "/anyOf 应为至少有一个定义的列表", "at least one schema"),
        ({"anyOf": [{}, 7]}, "/anyOf/1 应为一个字段定义", "/anyOf/1 takes a schema"),
        ({"$anchor": 5}, "/$anchor 不合 JSON Schema 2020-12", "is no JSON Schema 2020-12"),
        ([], "/ 不合 JSON Schema 2020-12", "is no JSON Schema 2020-12"),
    ],
)
def test_a_schema_that_is_refused_is_told_by_what_should_stand_there(
    schema: object, zh: str, en: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Draft202012Validator(schema)
    told = schema_problem(refused.value.instance_path)
    assert told.zh.startswith(zh)
    assert en in told.en


@pytest.mark.parametrize(
    ("expression", "zh", "en"),
    [
        ("a ==", "没有写完", "not complete"),
        ("[1, 2", "没有写完", "not complete"),
        ("a ? b", "没有写完", "not complete"),
        ("a = b", "第 3 个字符处不能用“=”", "at character 3 '=' cannot stand"),
        ("a b", "第 3 个字符处不能用“b”", "at character 3 'b' cannot stand"),
        ("a &&\n b c", "第 2 行第 4 个字符处不能用“c”", "at line 2, character 4 'c' cannot stand"),
        ("has(a)", "第 5 个字符处：has(…) 中应写 名称.字段", "has(...) takes name.field"),
    ],
)
def test_an_expression_that_is_refused_is_told_by_where_and_what(expression: str, zh: str, en: str) -> None:
    with pytest.raises(ValueError, match="parse") as refused:
        cel.compile(expression)
    told = cel_problem(str(refused.value))
    assert told.zh.startswith(zh)
    assert en in told.en


def test_a_complaint_of_another_shape_is_told_in_general() -> None:
    assert cel_problem("something new").zh == "不合 CEL 语法"
    assert "character 2" in cel_problem("ERROR: <input>:1:2: something new").en
