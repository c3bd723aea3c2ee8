"""Reports at both doors: figures, the cases behind them, what leaves the office."""

import re

from app.casework import groups, practice
from tests.casework.test_proceedings import enter
from tests.doors.test_html_pages import landed
from tests.doors.visitors import Doors, Visitor, told
from tests.support.office import id_of
from tests.support.one_engine import on_sqlite

FORMULA = "=1+1"  # a funder's code may be anything
OF_Q1 = {"report": "outcomes", "quarter": "2027-Q1"}


def begin(doors: Doors, carmen: Visitor) -> None:
    """Carmen makes the group that reports, lets Alma in, and says which codes there are."""
    assert landed(carmen.posts("/reports/team")) == "/reports"
    with doors.office.writing("carmen") as desk:
        [team] = [each.id for each in practice.listed(desk).groups if each.kind == "reporting"]
        groups.join(desk, team, id_of(doors.office, "alma"))
    for at, code in (("/problem-codes", FORMULA), ("/closing-codes", "A")):
        meaning = {"code": code, "words": "Advice", "since": "2027-01-01"}
        told(carmen.sends("PUT", at, {"codes": [meaning]}))


@on_sqlite
def test_from_a_closed_case_to_what_a_funder_gets(doors: Doors) -> None:
    """A bond is granted, the case closed and named by the funder's codes; the whole is one case.

    Whoever reports sees the 1, and behind it Alma finds her client. What a funder gets hides it,
    and no table runs as a formula. Left out by her, the case is counted nowhere.
    """
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    case_id = doors.office.open_case("alma").id
    enter(doors.office, case_id, kind="bond", outcome="bond_granted", decided_on="2027-02-03")
    assert "/reports/team" in carmen.get("/reports").text
    assert "/reports/team" not in alma.get("/reports").text
    assert alma.sends("GET", "/reports").status_code == 422
    begin(doors, carmen)
    closed = {"version": "1", "originals": "none", "retention": "usual"}
    assert landed(alma.posts(f"/cases/{case_id}/closing", closed)) == f"/cases/{case_id}"
    counted = {"version": "2", "problem": FORMULA, "closed_as": "A", "counted": "yes"}
    address = f"/cases/{case_id}/counting"
    assert alma.posts(address, counted | {"closed_as": "B"}).status_code == 422
    assert landed(alma.posts(address, counted)) == address
    shown = alma.get("/reports?report=outcomes&quarter=2027-Q1").text
    [cell] = re.findall(r'value="(row=bond&amp;column=[a-z_]+)"', shown)
    asked = OF_Q1 | {"cell": cell.replace("&amp;", "&")}
    assert f'href="/cases/{case_id}"' in alma.posts("/reports/cases", asked).text
    funder = told(alma.sends("GET", "/reports?report=funder&quarter=2027-Q2"))
    assert (funder["lines"][0]["row"], funder["lines"][0]["counts"]) == (FORMULA, [1])
    assert (funder["columns"], funder["names"]) == (["A"], {"A": "Advice"})
    table = alma.get("/reports/table.csv?report=funder&quarter=2027-Q2").text
    assert f'"\'{FORMULA} Advice","1","1"' in table
    given_outside(alma, carmen)
    out = {"version": 3, "counted": "no", "reason": "She asked."}
    told(alma.sends("PUT", address, out))
    assert told(alma.sends("GET", "/reports?report=funder&quarter=2027-Q2"))["lines"] == []


def given_outside(alma: Visitor, carmen: Visitor) -> None:
    """Of a quarter that is over, with the one bond hidden."""
    new = OF_Q1 | {"to_whom": "The county"}
    assert carmen.posts("/reports/given", new | {"quarter": "2027-Q2"}).status_code == 422
    given = landed(carmen.posts("/reports/given", new))
    assert "hidden" in alma.get(given).text
    assert '"*","*"' in alma.get(f"{given}/table.csv").text
    [kept] = told(alma.sends("GET", "/reports/given"))
    assert (kept["lines"][0]["counts"], kept["total"]) == ([None], None)
