"""A passphrase that was forgotten, or is to be another: at both doors, and what was open closes."""

import re

from tests.doors.test_papers_and_people import link_in
from tests.doors.test_setup import papers_of, secret_of
from tests.doors.visitors import Doors, problem, told
from tests.support.office import PASSPHRASE
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HERS = "marimba under a wet tarpaulin"


def typed_by(doors: Doors, name: str = "alma") -> dict[str, str]:
    """Return what somebody types who has forgotten her passphrase."""
    known = doors.credentials(name)
    paper = doors.office.people[name].codes[1]
    return {
        "email": known["email"],
        "paper": paper,
        "code": known["code"],
        "passphrase": HERS,
        "again": HERS,
    }


def signs_in(doors: Doors, passphrase: str) -> bool:
    """Tell whether a passphrase opens Alma's account, with the next code of her app."""
    doors.office.clock.forward(seconds=30)
    typed = doors.credentials("alma") | {"password": passphrase}
    return doors.stranger().posts("/sign-in", typed).status_code == 303


def test_the_page_leads_back_in(doors: Doors) -> None:
    """From the sign-in to the form, the next paper once, and every old session over."""
    thief, visitor = doors.sits("alma"), doors.stranger()
    assert 'href="/forgotten"' in visitor.get("/sign-in").text
    form = visitor.get("/forgotten").text
    assert form.index("A colleague on the same case") < form.index('name="paper"')
    done = visitor.posts("/forgotten", typed_by(doors))
    [groups] = papers_of(done.text)
    assert len(groups) == 8
    assert thief.get("/today").headers["location"] == "/sign-in"
    assert signs_in(doors, HERS)


def test_a_miss_keeps_the_address_and_repeats_no_secret(doors: Doors) -> None:
    """401, in the same words whatever was wrong; the address stays in its box."""
    typed = typed_by(doors) | {"code": "000000"}
    answer = doors.stranger().posts("/forgotten", typed)
    assert answer.status_code == 401
    assert f'value="{typed["email"]}"' in answer.text
    for secret in (HERS, typed["paper"], typed["code"]):
        assert secret not in answer.text


def test_a_short_passphrase_is_told_at_its_field(doors: Doors) -> None:
    """Nothing was used up by it."""
    short = {"passphrase": "too short", "again": "too short"}
    answer = doors.stranger().posts("/forgotten", typed_by(doors) | short)
    assert answer.status_code == 422
    assert 'id="f-passphrase-error"' in answer.text
    assert doors.stranger().posts("/forgotten", typed_by(doors)).status_code == 200


def slipped(paper: str) -> str:
    """Return a printed code with one letter of its third group wrong."""
    at = paper.index("-", paper.index("-") + 1) + 1
    return paper[:at] + ("2" if paper[at] != "2" else "3") + paper[at + 1 :]


def test_a_wrong_letter_is_told_at_its_field(doors: Doors) -> None:
    """Which group, where the code was typed; the program is told its member. No letter comes back.

    To the page's own script, which leaves in the browser what was typed, nothing is said of loss.
    """
    typed = typed_by(doors)
    typed["paper"] = slipped(typed["paper"])
    answer = doors.stranger().posts("/forgotten", typed)
    field = re.search(r"<input[^>]* name=\"paper\"[^>]*>", answer.text)
    assert field is not None
    assert 'aria-invalid="true" aria-describedby="f-paper-error f-paper-hint"' in field[0]
    assert '<p class="error" id="f-paper-error">Group 3 is not as printed.' in answer.text
    assert answer.status_code == 422
    assert typed["paper"] not in answer.text
    assert "Type passphrases, codes and digits again" in answer.text
    kept = doors.stranger().posts("/forgotten", typed, **{"hx-request": "true"})
    assert "Type passphrases, codes" not in kept.text
    wrong = problem(doors.stranger().sends("POST", "/passphrase", typed), 422, "refused")
    assert [each["field"] for each in wrong["errors"]] == ["paper"]
    assert wrong["errors"][0]["detail"].startswith("Group 3 is not")


def test_a_program_does_the_same(doors: Doors) -> None:
    """It is given the next paper, and told of a miss in no more words than a person."""
    session, typed = doors.program("alma"), typed_by(doors)
    wrong = doors.stranger().sends("POST", "/passphrase", typed | {"code": "000000"})
    problem(wrong, 401, "signed_out")
    short = {"passphrase": "too short", "again": "too short"}
    problem(doors.stranger().sends("POST", "/passphrase", typed | short), 422, "refused")
    done = told(doors.stranger().sends("POST", "/passphrase", typed))
    [paper] = done["codes"]
    assert paper["which"] == 2
    assert len(paper["paper"].split("-")) == 8
    assert session.get("/api/v1/me").status_code == 401
    assert signs_in(doors, HERS)


def test_both_papers_do_where_the_telephone_is_gone_too(doors: Doors) -> None:
    """Behind the supervisor's link; the page shows the new secret and two papers."""
    alma = doors.office.people["alma"]
    link = link_in(doors.sits("carmen").posts(f"/colleagues/{alma.id}/device"), "device")
    owner = doors.stranger()
    assert 'name="second"' in owner.get(link).text
    typed = {"paper": alma.codes[0], "second": alma.codes[1], "passphrase": HERS, "again": HERS}
    slip = owner.posts(link, typed | {"again": "another one entirely"})
    assert (slip.status_code, 'id="f-again-error"' in slip.text) == (422, True)
    slip = owner.posts(link, typed | {"second": slipped(alma.codes[1])})
    assert (slip.status_code, 'id="f-second-error">Group 3 is' in slip.text) == (422, True)
    renewed = owner.posts(link, typed)
    assert secret_of(renewed.text) != alma.totp_secret
    assert [len(groups) for groups in papers_of(renewed.text)] == [8, 8]


# --- another passphrase, while one knows the old ------------------------------------------------


def chosen(doors: Doors) -> dict[str, str]:
    """Return what Alma types to choose another passphrase."""
    known = doors.credentials("alma")
    new = {"passphrase": HERS, "again": HERS}
    return {"password": known["password"], "code": known["code"]} | new


def test_another_passphrase_is_chosen_by_the_old_one(doors: Doors) -> None:
    """This browser stays, the others go; the old one opens nothing, the page says it is saved."""
    alma, other = doors.sits("alma"), doors.sits("alma")
    assert 'href="/passphrase"' in alma.get("/sessions").text
    wrong = alma.posts("/passphrase", chosen(doors) | {"password": "not hers at all"})
    assert (wrong.status_code, HERS in wrong.text) == (401, False)
    done = alma.posts("/passphrase", chosen(doors))
    assert done.headers["location"] == "/sessions"
    assert "The new passphrase is saved" in alma.get("/sessions").text
    assert other.get("/today").headers["location"] == "/sign-in"
    assert not signs_in(doors, PASSPHRASE)
    assert signs_in(doors, HERS)


def test_a_program_chooses_another_passphrase(doors: Doors) -> None:
    """204, and what is wrong at its member; her printed codes open as before."""
    alma, other = doors.sits("alma"), doors.sits("alma")
    short = problem(
        alma.sends("PUT", "/passphrase", chosen(doors) | {"again": "another"}), 422, "refused"
    )
    assert short["errors"][0]["field"] == "again"
    assert alma.sends("PUT", "/passphrase", chosen(doors)).status_code == 204
    assert other.sends("GET", "/me").status_code == 401
    assert alma.sends("GET", "/me").status_code == 200
    assert signs_in(doors, HERS)
    doors.office.clock.forward(seconds=30)
    assert doors.stranger().posts("/forgotten", typed_by(doors)).status_code == 200


def test_nobody_changes_a_colleagues_passphrase(doors: Doors) -> None:
    """Bruno, signed in, types what opens Alma's account: his own stays, and hers too."""
    answer = doors.sits("bruno").posts("/passphrase", chosen(doors))
    assert answer.status_code == 401
    assert signs_in(doors, PASSPHRASE)
