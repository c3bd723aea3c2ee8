"""JSON lines in, JSON lines out: the behaviour of `amparo rules compute`."""

import json
from collections.abc import Mapping

import pytest

from app.law import answer_lines, compute, shipped

KEYS = {
    *("status", "due", "safe", "latest", "due_at", "attorney_local"),
    *("opens", "safe_opens", "closes", "safe_closes", "readings", "done_means", "steps"),
    *("warnings", "parts", "version", "pack_hash", "source", "confidence", "consequence"),
    *("government", "reviewed", "fatal", "title"),
    "decisive",
    "if_late",
    *("part", "safe_at", "open_points", "zone"),
    "means",
}


def answers(*lines: str) -> list[dict[str, object]]:
    """The answers, read again."""
    return [json.loads(answer) for answer in answer_lines(lines)]


def error_of(answer: Mapping[str, object]) -> str:
    """The code of an answer's error, whose text is never empty."""
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["text"]
    return str(error["code"])


def test_one_answer_a_line_under_the_agreed_keys() -> None:
    """The id comes back as it was sent, and the result is that of compute."""
    inputs = {"trigger_date": "2024-03-04"}
    line = json.dumps({"id": ["a", 1], "rule": "eoir.bia.appeal", "inputs": inputs})
    (answer,) = answers(line)
    result = answer["result"]
    assert isinstance(result, dict)
    assert set(answer) == {"id", "rule", "result"}
    assert (answer["id"], answer["rule"]) == (["a", 1], "eoir.bia.appeal")
    assert set(result) == KEYS
    assert result == compute(shipped(), "eoir.bia.appeal", inputs).as_json()
    assert (result["due"], result["title"]) == (
        "2024-04-03",
        "Appeal to the Board of Immigration Appeals",
    )


def test_readings_steps_and_warnings_are_plain_objects() -> None:
    """Dates are ISO texts, each step has text and authority, each warning id and text."""
    line = '{"id": 1, "rule": "eoir.bia.appeal", "inputs": {"trigger_date": "2027-11-24"}}'
    result = answers(line)[0]["result"]
    assert isinstance(result, dict)
    assert [reading["date"] for reading in result["readings"]] == ["2027-12-27", "2027-12-24"]
    assert all(set(step) == {"text", "cite"} and all(step.values()) for step in result["steps"])
    assert all(set(told) == {"id", "text"} for told in result["warnings"])


def test_the_warnings_that_the_answer_hangs_on_are_named() -> None:
    """A vacated version that may come back changes the date; the need of a fee receipt does not."""
    line = '{"id": 1, "rule": "eoir.bia.appeal", "inputs": {"trigger_date": "2027-03-15"}}'
    result = answers(line)[0]["result"]
    assert isinstance(result, dict)
    told = {warning["id"] for warning in result["warnings"]}
    assert {"shadow_version_2", "in_absentia"} <= set(result["decisive"]) <= told
    assert "fee_or_waiver" in told - set(result["decisive"])
    assert result["means"] == "file_by"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": 7, "rule": "no.rule", "inputs": {}}', "unknown_rule"),
        ('{"id": 7, "rule": "eoir.bia.appeal", "inputs": {"colour": 1}}', "unknown_input"),
        ('{"id": 7, "rule": "eoir.bia.appeal", "inputs": {"trigger_date": "x"}}', "bad_value"),
        ('{"id": 7, "rule": "eoir.bia.appeal"}', "bad_value"),
        ('{"id": 7, "rule": 5, "inputs": {}}', "bad_value"),
        ('{"id": 7, "rule": "eoir.bia.appeal", "inputs": []}', "bad_value"),
    ],
)
def test_a_refused_line_keeps_its_id(line: str, code: str) -> None:
    """The error stands where the result would."""
    (answer,) = answers(line)
    assert set(answer) == {"id", "rule", "error"}
    assert (answer["id"], error_of(answer)) == (7, code)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "5",
        '{"id": 1',
        '{"id": 1, "id": 2}',
        '{"id": 1, "rule": "eoir.bia.appeal", "inputs": {"trigger_date": 1, "trigger_date": 2}}',
        '{"id": NaN, "rule": "eoir.bia.appeal", "inputs": {}}',
        '{"id": 1e999, "rule": "eoir.bia.appeal", "inputs": {}}',
        '{"id": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_a_malformed_line_answers_with_no_id(line: str) -> None:
    """Whatever it is, it is answered, and the next line too."""
    first, second = answers(line, '{"id": 2, "rule": "no.rule", "inputs": {}}')
    assert (first["id"], first["rule"], error_of(first)) == (None, None, "bad_value")
    assert second["id"] == 2


def test_blank_lines_are_passed_over() -> None:
    """As at the end of a file."""
    assert answers("", "  \n", "\n") == []


def test_a_result_can_be_told_in_spanish() -> None:
    """Sentences change, keys and codes do not."""
    result = compute(shipped(), "eoir.bia.appeal", {"trigger_date": "2027-11-24"})
    english, spanish = result.as_json(), result.as_json("es")
    assert english.keys() == spanish.keys()
    assert spanish["title"] == "Apelación ante la Junta de Apelaciones de Inmigración"
    for key, told in (("steps", "text"), ("warnings", "text"), ("readings", "assumption")):
        ours, theirs = english[key], spanish[key]
        assert isinstance(ours, list)
        assert isinstance(theirs, list)
        assert all(a[told] != b[told] for a, b in zip(ours, theirs, strict=True))  # type: ignore[index,call-overload]
    assert "(read " in str(english["steps"])
    assert "(read " not in str(spanish["steps"])
