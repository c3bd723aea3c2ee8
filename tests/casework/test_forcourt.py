"""A count as plain text: what a motion may say of it, and what it must not."""

from app import law
from app.casework import forcourt

APPEAL = "eoir.bia.appeal"


def _text(rule: str, inputs: dict[str, object]) -> str:
    result = law.compute(law.shipped(), rule, inputs)
    return forcourt.text(rule, inputs, {each: result.as_json(each) for each in ("en", "es")})


def test_a_count_is_told_whole_and_in_english() -> None:
    """Trigger, rule, each step with its authority, result, and the readings with their reasons."""
    assert _text(APPEAL, {"trigger_date": "2027-11-24", "decided_by": "immigration_judge"}) == (
        "COMPUTATION OF TIME\n"
        "\n"
        "Rule: Appeal to the Board of Immigration Appeals\n"
        "When did the judge state the decision aloud, or when was the written one mailed or "
        "e-noticed? Wednesday, November 24, 2027\n"
        "Who decided? An immigration judge\n"
        "\n"
        "1. The law in force on Wednesday, November 24, 2027 governs; it holds for dates from "
        "Monday, July 1, 1996. "
        "8 CFR 1003.38(b)-(c); 8 CFR 1240.15; 8 USC 1158(d)(5)(A)(iv).\n"
        "2. Wednesday, November 24, 2027 starts the count and is not counted. "
        "8 CFR 1001.1(h), as Monsalvo Velázquez v. Bondi (2025) tells it.\n"
        "3. 30 days after it is Friday, December 24, 2027. "
        "8 CFR 1003.38(b)-(c); 8 CFR 1240.15; 8 USC 1158(d)(5)(A)(iv).\n"
        "4. Friday, December 24, 2027 is a closed day (Christmas Day); the last day moves to "
        "Monday, December 27, 2027. 8 CFR 1003.38(b)-(c); 8 CFR 1001.1(h), the latter as Monsalvo "
        "Velázquez v. Bondi (2025) tells it.\n"
        "5. In time under every reading: Friday, December 24, 2027. 8 CFR 1003.38(b)-(c); "
        "8 CFR 1001.1(h), the latter as Monsalvo Velázquez v. Bondi (2025) tells it.\n"
        "\n"
        "Last day: Monday, December 27, 2027\n"
        "In time under every reading: Friday, December 24, 2027\n"
        "Readings of the law:\n"
        "- Monday, December 27, 2027: Weekends, legal holidays and the Friday before a Saturday "
        "holiday count as closed.\n"
        "- Friday, December 24, 2027: Only weekends and legal holidays move the last day.\n"
    )


def test_what_nobody_read_is_said_and_when_it_was_read_is_not() -> None:
    """The court is told no day of ours; a source from memory must be looked up before filing."""
    told = {"trigger_date": "2027-04-12", "appeal_waived": True, "service_method": "unknown"}
    text = _text(APPEAL, told)
    assert "8 CFR 1003.39 (from memory)" in text
    assert "Did our side waive appeal? Yes" in text
    assert "(read " not in text
    assert "reach you" not in text


def test_a_typed_date_and_a_rule_that_is_gone() -> None:
    """Nothing was counted, so there is no text; an old count is told without its questions."""
    assert forcourt.text("", {}, {}) == ""
    assert forcourt.text(APPEAL, {}, {}) == ""
    result = law.compute(law.shipped(), APPEAL, {"trigger_date": "2027-04-12"}).as_json("en")
    old = forcourt.text("eoir.gone", {"trigger_date": "2027-04-12", "outage": {}}, {"en": result})
    assert "trigger_date Monday, April 12, 2027" in old
    assert "outage" not in old


def test_an_hour_and_several_clocks_are_told_each() -> None:
    """Where one day starts several clocks, each has its steps; a window opens and closes."""
    step = {"text": "It runs.", "cite": "8 CFR 287.7(d) (read 2026-11-23)"}
    first = {"title": "The form", "steps": [step], "due": "2027-04-13", "due_at": None}
    second = {"title": "The notice", "steps": [step], "opens": "2027-04-14", "closes": "2027-04-20"}
    answers = {"en": first | {"parts": [first, second]}}
    text = forcourt.text("x.y", {"trigger_at": "2027-04-12T15:30"}, answers)
    assert "trigger_at Monday, April 12, 2027, 3:30" in text
    assert text.count("1. It runs. 8 CFR 287.7(d).") == 2
    assert "THE FORM" in text
    assert "Opens: Wednesday, April 14, 2027\nCloses: Tuesday, April 20, 2027" in text


def test_no_court_is_told_the_number_of_our_version() -> None:
    """Of every rule's own known answers; where two laws are possible, each is named by its days."""
    for rule in law.shipped().rules:
        for example in rule.examples:
            try:
                result = law.compute(law.shipped(), rule.id, dict(example.inputs))
            except law.LawError:
                continue
            text = forcourt.text(rule.id, dict(example.inputs), {"en": result.as_json("en")})
            assert "ersion 1" not in text, rule.id
            assert "ersion 2" not in text, rule.id
