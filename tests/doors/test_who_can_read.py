"""Who can read what on this server, and who could be compelled: counted, and fit for a client."""

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
    """A fixed number of statements."""
    counts = set()
    for _ in range(2):
        doors.office.open_case("alma")
        with doors.statements() as sent:
            doors.sits("carmen").get("/who-can-read")
        counts.add(len(sent))
    assert len(counts) == 1
