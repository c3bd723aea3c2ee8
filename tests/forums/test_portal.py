"""What people paste from a court's portal: whole lists, one case, half of it, and junk."""

from datetime import date

import pytest

from app.forums import portal
from app.forums.portal import Listing

# The shape of the portal's answer to a program: sloria/eoir-api, master_hearing_scheduled.json at
# 01c30f0 (read 2026-11-27), cut to what is read; its person is synthetic.
ANSWER = """{"Language": "EN", "AlienNumber": "999999999",
 "Data": {"OSC_Date": "2025-01-16T00:00:00", "CaseID": 10000001},
 "Schedule": {"AdjDate": "2026-08-06T00:00:00", "IJ_Name": "Roe, Alex", "AdjTime": "8:30 AM",
 "CalType": "M", "HearingMedium": "P", "HearingLocationCode": "NYC"}}"""
# The words of the public page for one case, as the court's own help shows them.
ONE_CASE = """Automated Case Information
Name: DOE, JANE | A-Number: 999-000-111 | Docket Date: 1/17/2025
Next Hearing Information
Your upcoming INDIVIDUAL hearing is IN-PERSON on March 9, 2027 at 1:00 PM.
JUDGE
Roe, Alex
COURT ADDRESS: 26 Federal Plz 12th Fl Rm 1237
New York, NY 10278
Court Contact Information: 555-0123
"""
LIST = """My Hearings\tA-Number\tDate\tTime\tType\tJudge
DOE, JANE\tA999-000-111\t03/09/2027\t1:00 PM\tIndividual\tJudge Roe\tIn-Person
PAZ, LUZ\tA 999 000 112\t4/20/27\t8:30 am\tMaster\tJudge Alvarez\tWebex
"""


def _only(text: str) -> Listing:
    [found] = portal.read(text).listings
    return found


def _when(text: str) -> list[tuple[str, date | None, str]]:
    return [(each.number, each.on, each.at) for each in portal.read(text).listings]


def test_the_portals_own_answer() -> None:
    """Its hearing is read, and none of its other days."""
    found = _only(ANSWER)
    assert (found.number, found.on, found.at) == ("999999999", date(2026, 8, 6), "08:30")
    assert (found.kind, found.medium, found.judge, found.court) == (
        ("master", "in_person", "Roe, Alex", "NYC")
    )


def test_the_text_of_one_case() -> None:
    """The day of the docket is not taken for the hearing's; the city comes from its address."""
    found = _only(ONE_CASE)
    assert (found.number, found.on, found.at) == ("999000111", date(2027, 3, 9), "13:00")
    assert (found.kind, found.medium, found.judge) == ("individual", "in_person", "Roe, Alex")
    assert found.cities == ("new york",)


def test_a_whole_list() -> None:
    """A row a setting, whatever stands above them."""
    assert _when(LIST) == [
        ("999000111", date(2027, 3, 9), "13:00"),
        ("999000112", date(2027, 4, 20), "08:30"),
    ]
    found = portal.read(LIST).listings[1]
    assert (found.kind, found.medium, found.judge) == ("master", "video", "Alvarez")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2027-03-09 13:00 A999000111", id="the day first"),
        pytest.param("9 March 2027, 1 p.m.\nA#999-000-111\nJudge Roe", id="the day above"),
        pytest.param("A999-000-111\nMar. 9, 2027\n1:00 P.M.", id="each on its line"),
        pytest.param("Alien Number: 999000111 Hearing 3-9-2027 13:00:00", id="words before it"),
        pytest.param(
            "\u200bA999\u2011000\u2011111\xa003/09/2027\xa01:00\xa0PM", id="signs of the web"
        ),
        pytest.param("K7QX-32B  3/9/2027 1:00 PM", id="our own file number"),
    ],
)
def test_every_way_of_writing_it(text: str) -> None:
    """Days, hours and numbers as portals, mails and people write them."""
    [found] = portal.read(text, frozenset({"K7QX32B"})).listings
    assert (found.number, found.on, found.at) in {
        ("999000111", date(2027, 3, 9), "13:00"),
        ("K7QX32B", date(2027, 3, 9), "13:00"),
    }


def test_two_settings_on_one_line_and_two_of_one_person() -> None:
    """A paste without its line breaks is read; so are the bond and the master of one man."""
    run_together = "A999000111 3/9/2027 1:00 PM Individual A999000112 4/20/2027 8:30 AM Master"
    assert [(each.number, each.kind) for each in portal.read(run_together).listings] == [
        ("999000111", "individual"),
        ("999000112", "master"),
    ]
    twice = "A999-000-111\nBond 3/9/2027 1:00 PM\nMaster 3/10/2027 9:00 AM"
    assert [(each.on, each.kind) for each in portal.read(twice).listings] == [
        (date(2027, 3, 9), "bond"),
        (date(2027, 3, 10), "master"),
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        pytest.param("A999-000-111 03/09/20", [("999000111", date(2020, 3, 9), "")], id="cut year"),
        pytest.param("A999-000-1", [], id="cut number"),
        pytest.param(
            "A999-000-111 13/45/2027 1:00 PM", [("999000111", None, "")], id="no such day"
        ),
        pytest.param(ANSWER[:120], [("999999999", None, "")], id="half an answer"),
        pytest.param("call 212 555 0101 or 10278", [], id="a telephone"),
        pytest.param("<script>alert(1)</script> {{7*7}} %(x)s", [], id="code"),
        pytest.param("[" * 20_000, [], id="brackets"),
        pytest.param("jan" * 20_000 + "a" * 20_000, [], id="a month without end"),
        pytest.param("judge " * 10_000 + "A" + " -" * 20_000, [], id="a judge without end"),
        pytest.param("A1" * 50_000 + " 1/" * 30_000, [], id="a flood"),
    ],
)
def test_halves_and_junk_are_no_hearing(text: str, when: object) -> None:
    """What is not sure is left without a day, and never guessed; nothing is run."""
    assert _when(text) == when


def test_what_was_not_read_is_given_back() -> None:
    """Whoever pasted sees which lines said nothing."""
    found = portal.read("Skip to content\nWelcome\nA999-000-111 3/9/2027 1:00 PM")
    assert found.unread == [(1, "Skip to content"), (2, "Welcome")]
    assert _only("A999-000-111\nThere are no future hearings for this case.").none_there


def test_an_hour_without_its_half_of_the_day() -> None:
    """One o'clock may be thirteen hours; nine o'clock is nine."""
    assert _only("A999-000-111 3/9/2027 1:00").either_half
    assert not _only("A999-000-111 3/9/2027 9:00").either_half


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Roe", "Roe, Alex", True),
        ("Alex J. Roe", "ROE, ALEX", True),
        ("Álvarez", "Alvarez", True),
        ("Roe", "Alvarez", False),
    ],
)
def test_names_of_judges(ours: str, theirs: str, same: bool) -> None:
    """As much of a name as each side has."""
    assert portal.same_judge(ours, theirs) is same


def test_the_docket_of_a_district_court_is_no_hour() -> None:
    """“2:26” before “-cv-” is of the number; the hour stands behind it."""
    read = _only("2:26-cv-01234 12/11/2026 9:00 AM")
    assert (read.docket, read.at) == ("2:26-CV-01234", "09:00")


def test_places() -> None:
    """A room of the same court is the same place; another city is not."""
    there = _only("A999-000-111 3/9/2027 1:00 PM Location: Houston, TX")
    assert not portal.same_place("NYC", there)
    assert portal.same_place("HOU", there)
    assert portal.same_place("NYC", _only("A999-000-111 3/9/2027 1:00 PM"))


def test_a_row_whose_number_cannot_be_read_is_nobodys() -> None:
    """A smudged, a long and a missing number: none of their days becomes the client's before."""
    rows = "A99-900-01? PAZ 04/20/2027 8:30 AM Master\n9990001180 EXTRA 05/20/2027 8:30 AM\n"
    text = f"A999-000-111 DOE 03/09/2027 1:00 PM\n{rows}ROE, Olga 06/20/2027 9:00 AM\nJudge: Poe\n"
    assert _when(f"{text}A999-000-112 LUX 03/10/2027 1:00 PM") == [
        ("999000111", date(2027, 3, 9), "13:00"),
        ("", date(2027, 4, 20), "08:30"),
        ("", date(2027, 5, 20), "08:30"),
        ("", date(2027, 6, 20), "09:00"),
        ("999000112", date(2027, 3, 10), "13:00"),
    ]
