"""The list of cases and its search: cheap when asked again, and never behind the database."""

import pickle
import re

from app.casework import people
from app.casework.people import PersonChange
from app.models import Grant
from tests.doors.visitors import Doors, Visitor
from tests.support.costs import Costs, counted
from tests.support.one_engine import on_sqlite

FEW, MANY = 10, 60


def names(visitor: Visitor, path: str = "/cases") -> list[str]:
    """Return the clients of a list, in its order."""
    page = visitor.get(path).text
    return re.findall(r'<th scope="row">\s*<a[^>]*><bdi>(.*?)</bdi>', page)


def opened(doors: Doors, *clients: str) -> None:
    """Open a case for each of these family names."""
    for name in clients:
        doors.office.open_case(client={"family_name": name, "given_names": "Ana"})


def cost(doors: Doors, visitor: Visitor, words: str = "") -> Costs:
    """Return what the list costs, or a search."""
    with counted(doors.office.house.engine) as costs:
        answer = visitor.posts("/cases/search", {"q": words}) if words else visitor.get("/cases")
    assert answer.status_code == 200
    return costs


@on_sqlite
def test_asked_again_the_list_opens_no_card(doors: Doors) -> None:
    """The first list of a session opens each case; the second as little for many as for few."""
    visitor = doors.sits("alma")
    warm = []
    for count in (FEW, MANY):
        opened(doors, *(f"Sample {number}" for number in range(count)))
        cold = cost(doors, visitor)
        assert cold.opens >= 3 * count
        warm.append([cost(doors, visitor), cost(doors, visitor, "sample")])
    assert warm[0] == warm[1]
    assert max(each.opens for each in warm[1]) < FEW
    assert cost(doors, doors.sits("alma")).opens >= 3 * (FEW + MANY)  # a session of her own


def test_what_changed_since_is_read_again(doors: Doors) -> None:
    """A new name, a new case, and a case taken away are in the very next list and search."""
    visitor = doors.sits("alma")
    opened(doors, "Zacarías", "Benítez")
    assert sorted(names(visitor)) == ["Benítez, Ana", "Zacarías, Ana"]
    with doors.office.writing("bruno") as desk:
        person = people.listed(desk, None, after=None, size=1)[0]
        old = person.family_name
        change = PersonChange(version=person.version, family_name="Canché")
        people.change(desk, person.id, change)
    assert old not in "".join(names(visitor))
    assert "Canché, Ana" in names(visitor)
    assert "Canch" in visitor.posts("/cases/search", {"q": "canche"}).text
    assert "Nothing found" in visitor.posts("/cases/search", {"q": old}).text
    opened(doors, "Yat")
    assert "Yat, Ana" in names(visitor)
    with doors.office.writing() as desk:
        for grant in desk.db.query(Grant).where(Grant.case_id == person.case_id):
            desk.db.delete(grant)
    assert "Canché, Ana" not in names(visitor)
    assert "Nothing found" in visitor.posts("/cases/search", {"q": "canche"}).text


def test_without_the_cookie_nothing_kept_says_a_name(doors: Doors) -> None:
    """What the process holds between requests names no client; ending the session empties it."""
    visitor, sessions = doors.sits("alma"), doors.app.state.shared.sessions
    opened(doors, "Canaria")
    assert names(visitor) == ["Canaria, Ana"]
    (held,) = sessions._held.values()
    assert held.kept
    for secret in (b"Canaria", b"canaria"):
        assert secret not in held.kept
        assert secret not in pickle.dumps((held.id, held.device, held.sealed, held.kept))
    visitor.posts("/sign-out")
    assert not sessions._held


@on_sqlite
def test_cases_stand_by_their_next_date_or_by_name(doors: Doors) -> None:
    """Accents do not matter for the order; the further stretches keep it."""
    visitor = doors.sits("alma")
    opened(doors, "Zuleta", "Ávila", "Benítez")
    assert names(visitor, "/cases?by=name") == ["Ávila, Ana", "Benítez, Ana", "Zuleta, Ana"]
    opened(doors, *(f"Mejía {number:02}" for number in range(50)))
    page = visitor.get("/cases?by=name").text
    cursor = re.search(r'name="cursor" value="([^"]*)"', page)
    assert cursor
    more = visitor.posts("/cases/more", {"cursor": cursor[1], "by": "name"}).text
    assert "Zuleta, Ana" in more
    assert "Ávila, Ana" not in more
    assert visitor.get("/cases?by=client").status_code == 422
