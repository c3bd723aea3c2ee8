"""How telephones reach the server: asked, and proved by a mail's link that is pressed outside."""

import re
from email import message_from_bytes

import pytest

from app.casework import reach, reminders
from app.casework.reach import NewReach
from app.casework.reminders import mails
from tests.doors.visitors import API, Doors, told

WORLD = "93.184.216.34"


def choose(doors: Doors, how: str) -> None:
    """Have Carmen say how, on the page."""
    assert doors.sits("carmen").posts("/reach", {"how": how}).status_code == 303


def mailed(doors: Doors) -> str:
    """Have Carmen ask for a test mail; return its token, as the mail brings it."""
    assert doors.sits("carmen").posts("/reach/test").status_code == 303
    with doors.office.night(writes=True) as desk:
        (held,) = [each for each in reminders.claim(desk) if each.kind == "alarm"]
        raw = reminders.text_of(desk, held, watched=1)
        assert raw is not None
        reminders.settle(desk, held)
    part = message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(part, bytes)
    found = re.search(r"/r/([\w-]{43})/reached", part.decode())
    assert found is not None
    return found[1]


def standing(doors: Doors) -> dict[str, object]:
    """Return what the JSON door says of it."""
    found: dict[str, object] = told(doors.sits("olga").sends("GET", "/reach"), 200)
    return found


def test_a_link_pressed_outside_proves_the_way_and_works_once(doors: Doors) -> None:
    """Looking at it proves nothing; the button does; then it opens nothing any more."""
    choose(doors, "public")
    token = mailed(doors)
    outside = doors.stranger(network=WORLD)
    for _ in range(3):
        assert outside.get(f"/r/{token}/reached").status_code == 200
        assert outside.client.head(f"/r/{token}/reached").status_code in {200, 405}
    assert standing(doors)["proved_at"] is None
    done = outside.posts(f"/r/{token}/reached")
    assert (done.status_code, 'role="status"' in done.text) == (200, True)
    assert standing(doors)["proved_at"] is not None
    assert outside.posts(f"/r/{token}/reached").status_code == 404


@pytest.mark.parametrize("network", ["127.0.0.1", "192.168.1.20", "10.0.0.7", "fe80::1"])
def test_a_public_name_is_not_proved_from_within(doors: Doors, network: str) -> None:
    """The office's own network says nothing about a corridor of a court; the link stays good."""
    choose(doors, "public")
    token = mailed(doors)
    refused = doors.stranger(network=network).posts(f"/r/{token}/reached")
    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    assert standing(doors)["proved_at"] is None
    assert doors.stranger(network=WORLD).posts(f"/r/{token}/reached").status_code == 200


def test_a_private_network_is_proved_by_its_own_addresses(doors: Doors) -> None:
    """There a telephone outside has an address of the office's own."""
    choose(doors, "private")
    token = mailed(doors)
    assert doors.stranger(network="10.77.0.11").posts(f"/r/{token}/reached").status_code == 200
    assert standing(doors)["proved_at"] is not None


def test_another_way_is_proved_anew_and_the_same_stays_proved(doors: Doors) -> None:
    """Saved again it stays; changed, the proof falls away."""
    choose(doors, "private")
    doors.stranger().posts(f"/r/{mailed(doors)}/reached")
    choose(doors, "private")
    assert standing(doors)["proved_at"] is not None
    choose(doors, "public")
    assert standing(doors)["proved_at"] is None


def test_today_asks_supervisors_and_administrators_until_it_is_said_and_proved(
    doors: Doors,
) -> None:
    """Nobody else; and not where it is the office's network only."""
    link = 'class="notice amber no-print"'

    def is_asked(name: str) -> bool:
        page = doors.sits(name).get("/today").text
        return any('href="/reach"' in part for part in page.split(link)[1:])

    assert [is_asked(name) for name in ("carmen", "olga", "alma")] == [True, True, False]
    choose(doors, "office")
    assert not is_asked("carmen")
    choose(doors, "public")
    assert is_asked("carmen")


def test_no_test_mail_goes_where_the_office_is_all(doors: Doors) -> None:
    """Nor before anybody said how; who works on cases says nothing of it."""
    for how in ("", "office"):
        if how:
            choose(doors, how)
        assert doors.sits("carmen").posts("/reach/test").status_code == 422
    assert doors.sits("alma").posts("/reach", {"how": "public"}).status_code == 403
    assert doors.sits("alma").client.put(f"{API}/reach", json={"how": "public"}).status_code == 403


def test_what_was_chosen_and_changed_outside_amparo_counts_as_unsaid(doors: Doors) -> None:
    """A row that does not open says nothing."""
    with doors.office.night(writes=True) as desk:
        reach.choose(desk, NewReach(how="public"))
    with doors.office.house.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM settings WHERE name = 'reach'")
    assert standing(doors)["how"] == ""


def test_the_weeks_test_is_answered_by_a_button_alone(doors: Doors) -> None:
    """Looking answers nothing; from within one says so, from outside the way is proved anew."""
    choose(doors, "public")
    with doors.office.night(writes=True) as desk:
        mails.test(desk, doors.office.people["carmen"].id, 1, desk.now)
    with doors.office.night(writes=True) as desk:
        (held,) = [each for each in reminders.claim(desk) if each.kind == "weekly"]
        raw = reminders.text_of(desk, held, watched=1)
        reminders.settle(desk, held)
    found = re.search(rb"/r/([\w-]{43})/test", raw or b"")
    assert found is not None
    there, inside = f"/r/{found[1].decode()}/test", doors.stranger(network="192.168.1.20")
    assert 'name="where"' in inside.get(there).text
    assert inside.posts(there, {"where": "outside"}).status_code == 422
    assert 'name="where"' in inside.get(there).text
    assert doors.stranger(network=WORLD).posts(there, {"where": "outside"}).status_code == 303
    assert 'name="where"' not in inside.get(there).text
    assert standing(doors)["proved_at"] is not None
