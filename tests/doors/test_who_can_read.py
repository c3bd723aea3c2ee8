"""Who can read what on this server, and who could be compelled: counted, and fit for a client."""

import re
from html import unescape

from tests.doors.visitors import Doors, told


def test_the_page_counts_what_each_can_open(doors: Doors) -> None:
    """One case of the team and one of named people: Alma two, Bruno one, Olga none."""
    doors.office.open_case("alma")
    doors.office.open_case("alma", named_only=True)
    known = told(doors.sits("olga").get("/api/v1/who-can-read"), 200)
    cases = {each["name"]: each["cases"] for each in known["people"]}
    assert (cases["Alma"], cases["Bruno"], cases["Dina"]) == (2, 1, 1)
    assert [cases[name] for name in ("Olga", "Nora", "Abel", "Ivo", "Vera")] == [0] * 5
    assert known["cases"] == 2
    assert (known["needed"], known["custodian_count"], known["outside_count"]) == (2, 3, 1)
    [team] = [each for each in known["groups"] if each["cases"]]
    assert (team["people"], team["cases"]) == (4, 1)


def test_a_client_is_shown_no_colleagues_name_in_either_language(doors: Doors) -> None:
    """Counts and roles stay; names of colleagues and custodians go."""
    carmen = doors.sits("carmen")
    office = unescape(carmen.get("/who-can-read?lang=en").text)
    assert "Pilar Otero" in office
    assert "Colleagues, by how many cases each can open" in office
    for lang, said in (("en", "who could be compelled"), ("es", "a quién podrían obligar")):
        page = unescape(carmen.get(f"/who-can-read?lang={lang}&to=client").text)
        assert said in page
        main = page[page.index("<main") :]
        for name in ("Pilar", "Bruno", "Olga"):
            assert name not in main
    alma = unescape(doors.sits("alma").get("/who-can-read").text)
    assert "Pilar" not in alma  # who works on cases sees counts


def test_the_page_costs_the_same_however_many_cases(doors: Doors) -> None:
    """A fixed number of statements, but for the proof of the rosters, asked once a process."""
    counts = set()
    doors.sits("carmen").get("/who-can-read")
    for _ in range(2):
        doors.office.open_case("alma")
        with doors.statements() as sent:
            doors.sits("carmen").get("/who-can-read")
        counts.add(len(sent))
    assert len(counts) == 1


def plain(page: str) -> str:
    """Return the words of a page without its marks."""
    return re.sub(r"<[^>]+>", "", unescape(page))


def test_a_paper_for_others_carries_no_banner_of_the_office(doors: Doors) -> None:
    """A hold on the office tells of a lawsuit to come; the office's own pages go on saying it."""
    carmen = doors.sits("carmen")
    carmen.posts("/holds", {"source": "litigation", "reason": "They will sue."})
    for address in ("/who-can-read?to=client", "/who-can-read?to=client&lang=en", "/loss"):
        page = carmen.get(address).text
        assert 'role="alert"' not in page
        assert "hold" not in unescape(page[page.index("<main") :]).lower().replace("threshold", "")
    assert 'role="alert"' in carmen.get("/who-can-read").text
    assert 'role="alert"' in carmen.get("/today").text


def test_the_paper_for_a_client_is_true_of_this_server(doors: Doors) -> None:
    """Where the key lies beside the data it says so, names no setting, and counts open ends."""
    case_id, carmen = doors.office.open_case("alma").id, doors.sits("carmen")
    address = "/who-can-read?lang=en&to=client"
    page = unescape(carmen.get(address).text)
    assert "each until a day" in page
    assert "on the same disk as the data" in page
    assert "AMPARO_" not in page
    assert "127.0.0.1" not in page
    assert "localhost" not in page
    for said in ("mail addresses", "code apps", "guessing passphrases", "the record of who did"):
        assert said in page
    assert "AMPARO_RUN_BY" in carmen.get("/who-can-read?lang=en").text
    assert "A stolen disk or backup shows nothing." not in carmen.get("/help").text
    vera = str(doors.office.people["vera"].id)
    doors.sits("alma").posts(f"/cases/{case_id}/readers", {"staff_id": vera})
    assert "1 of these without a last day" in plain(carmen.get(address).text)
