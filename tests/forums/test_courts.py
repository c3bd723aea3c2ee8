"""What the court files say, against what is known of the courts."""

import shutil
from datetime import datetime
from importlib.metadata import distribution
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.forums import from_eoir
from app.forums.courts import all_courts, court, find
from app.forums.names import tidy


def test_the_court_files_are_what_the_tool_makes(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody edits the court files by hand, and the package has not changed under them."""
    assert from_eoir.main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "city", "zone"),
    [
        ("ELP", "El Paso", "America/Denver"),
        ("SNA", "San Antonio", "America/Chicago"),
        ("PHO", "Phoenix", "America/Phoenix"),
        ("LOU", "Louisville", "America/Kentucky/Louisville"),
        ("MEM", "Memphis", "America/Chicago"),
        ("DET", "Detroit", "America/Detroit"),
        ("IYC", "Plainfield", "America/Indiana/Indianapolis"),
        ("RG1", "Chipley", "America/Chicago"),
        ("KRO", "Miami", "America/New_York"),
        ("SAJ", "Guaynabo", "America/Puerto_Rico"),
        ("AGA", "Hagatna", "Pacific/Guam"),
        ("SAI", "Saipan", "Pacific/Saipan"),
        ("HON", "Honolulu", "Pacific/Honolulu"),
        ("ANC", "Anchorage", "America/Anchorage"),
        ("BOI", "Boise", "America/Boise"),
        ("EOC", "Pendleton", "America/Los_Angeles"),
        ("OMA", "Omaha", "America/Chicago"),
        ("LEV", "Leavenworth", "America/Chicago"),
        ("JNA", "Jena", "America/Chicago"),
        ("NOL", "New Orleans", "America/Chicago"),
    ],
)
def test_a_court_keeps_the_clock_of_its_city(code: str, city: str, zone: str) -> None:
    """Split states and islands, known from the law of standard time."""
    found = court(code)
    assert found is not None
    assert (found.city, found.zone) == (city, zone)


def test_phoenix_does_not_change_its_clock() -> None:
    """Arizona is seven hours behind Greenwich in July as in January."""
    phoenix = court("PHO")
    assert phoenix is not None
    zone = ZoneInfo(phoenix.zone)
    winter, summer = datetime(2026, 1, 15, tzinfo=zone), datetime(2026, 7, 15, tzinfo=zone)
    assert winter.utcoffset() == summer.utcoffset()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("YYY", id="a test row"),
        pytest.param("HDQ", id="headquarters"),
        pytest.param("OIT", id="a test base city"),
        pytest.param("VMS", id="South Dakota, city unknown"),
        pytest.param("MTX", id="Dilley heard from Miami: two clocks"),
        pytest.param("WNN", id="Winn heard from Otay Mesa: two clocks"),
        pytest.param("SUF", id="Suffolk in several states"),
        pytest.param("", id="nothing typed"),
    ],
)
def test_a_place_without_a_sure_clock_is_no_court(code: str) -> None:
    """Better to type the court than to show its hearing at the wrong hour."""
    assert court(code) is None


def test_a_contradiction_in_the_source_is_settled() -> None:
    """The package names location CLE Arlington, Virginia; the base city CLE is Cleveland."""
    cleveland = court("cle")
    assert cleveland is not None
    assert (cleveland.city, cleveland.state) == ("Cleveland", "OH")


def test_every_court_has_a_name_a_state_and_a_known_clock() -> None:
    """No row slips through half filled."""
    courts = all_courts()
    assert len({each.code for each in courts}) == len(courts) > 550
    for each in courts:
        assert each.name
        assert len(each.state) == 2
        ZoneInfo(each.zone)
        base = court(each.base_city) if each.base_city else each
        assert base is not None, each.code


def test_every_row_of_the_source_is_taken_or_reported() -> None:
    """91 base cities and 644 hearing locations go in; none is lost on the way."""
    found = from_eoir.review(distribution("eoir"))
    assert len(found.bases) + len(found.bases_out) == 91
    assert len(found.locations) + len(found.locations_out) == 644
    assert not found.bases.keys() & found.bases_out.keys()
    assert not found.locations.keys() & found.locations_out.keys()


def test_a_doubled_code_in_a_source_is_an_error() -> None:
    """JSON would keep the last of two without a word."""
    with pytest.raises(ValueError, match="doubled codes"):
        from_eoir._once([("CHI", "one"), ("CHI", "other")])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("chi", "CHI"),
        ("Hagåtña", "AGA"),
        ("new orl", "NOL"),
        ("KROME", "KRO"),
        ("jena", "JNA"),
        ("annandale", "WAS"),
        ("arlington va", "WAD"),
    ],
)
def test_a_few_letters_find_the_court(typed: str, first: str) -> None:
    """Code, city or name, without regard to case and accents."""
    assert find(typed)[0].code == first


def test_the_search_stops_at_its_limit_and_at_nothing() -> None:
    """An empty box proposes no court."""
    assert len(find("TX", limit=3)) == 3
    assert find("  ") == []
    assert find("no such place") == []


def test_dockets_come_after_rooms() -> None:
    """Nobody looks for a docket before the court."""
    names = [each.name for each in find("chicago")]
    assert names[0] == "Chicago Immigration Court"
    assert "Docket" in names[-1]


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("LASALLE DETENTION FACILITY", "LaSalle Detention Facility"),
        ("ATLANTA TED - Asylum Rule Docket - ARD", "Atlanta TED - Asylum Rule Docket"),
        ("NYB - DEDICATED DOCKET - DD", "NYB - Dedicated Docket"),
        ("MANATEE COUNTY SHERIFF'S CENTRAL JAIL", "Manatee County Sheriff's Central Jail"),
        ("TEXAS DOC- ELLIS", "Texas DOC - Ellis"),
    ],
)
def test_a_shouted_name_is_written(shouted: str, written: str) -> None:
    """Names are read by people."""
    assert tidy(shouted) == written


def test_an_edited_court_file_is_noticed_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row changed by hand fails the check; running the tool puts it right."""
    shutil.copytree(from_eoir.DATA, tmp_path / "data")
    monkeypatch.setattr(from_eoir, "DATA", tmp_path / "data")
    file = tmp_path / "data" / "base_cities.csv"
    made = file.read_text(encoding="utf-8")
    file.write_text(made.replace("America/Denver", "America/Chicago", 1), encoding="utf-8")
    assert from_eoir.main(["--check"]) == 1
    assert "base_cities.csv differs" in capsys.readouterr().err
    assert from_eoir.main([]) == 0
    assert file.read_text(encoding="utf-8") == made


def test_a_location_that_nobody_reviewed_stops_the_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer package may bring a new code: somebody must say where it lies."""
    shutil.copytree(from_eoir.DATA, tmp_path / "data")
    monkeypatch.setattr(from_eoir, "DATA", tmp_path / "data")
    file = tmp_path / "data" / "places.csv"
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(row for row in rows if not row.startswith("NOL,")), encoding="utf-8")
    with pytest.raises(ValueError, match=r"review these codes in places\.csv: NOL"):
        from_eoir.review(distribution("eoir"))
