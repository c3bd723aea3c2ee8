"""How far the record goes, at both doors, and comparing it with a mail that was kept."""

from html import unescape

from tests.casework.test_witness import cut_to, deed
from tests.doors.visitors import Doors, told


def test_a_supervisor_compares_her_mail_with_the_record(doors: Doors) -> None:
    """The page shows number and code; both typed back agree, and no longer after a cut."""
    deed(doors.office, 2)
    carmen = doors.sits("carmen")
    head = told(carmen.get("/api/v1/record"), 200)
    page = unescape(carmen.get("/record").text)
    assert head["code"] in page
    assert f"Entrada {head['number']}" in page
    typed = {"number": f"{head['number']:,}", "code": head["code"].lower()}
    assert "es como la dijo su correo" in unescape(carmen.posts("/record", typed).text)
    cut_to(doors.office, head["number"] - 1)
    assert "no es como usted la escribió" in unescape(carmen.posts("/record", typed).text)
    sent = {"number": head["number"], "code": head["code"]}
    answer = told(carmen.sends("POST", "/record/comparison", sent), 200)
    assert answer == {"number": head["number"], "same": False}


def test_what_was_typed_wrong_is_asked_again_with_what_was_right(doors: Doors) -> None:
    """A code too short stands at its field, the number stays."""
    answer = doors.sits("olga").posts("/record", {"number": "7", "code": "BCDF"})
    assert answer.status_code == 422
    assert 'value="7"' in answer.text
    assert 'id="f-code-error"' in answer.text


def test_whoever_works_on_cases_is_sent_elsewhere(doors: Doors) -> None:
    """The record's page is for who keeps its heads."""
    assert doors.sits("alma").get("/record").status_code == 403
