"""Whatever a form runs into, it comes back with every word that was typed, and says what to do.

Each form of both kinds of page is sent three times: with something that is refused, to a database
whose disk is full, and to one that somebody else wrote to first. What a browser would send of the
form that comes back is compared with what was sent; secrets must be in no answer.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import delete

from app.casework import (
    accounts,
    audit,
    court,
    feeds,
    holds,
    lockdown,
    newpapers,
    practice,
    proving,
    reach,
    renewal,
    restored,
)
from app.casework.accounts import NewRole
from app.casework.calendar import Calendar
from app.casework.court import NewCourt
from app.casework.feeds import NewFeed
from app.casework.holds import NewHold
from app.casework.keyrings import MADE
from app.casework.newpapers import NewPapers
from app.casework.onrecord import RESTORE
from app.crypto.totp import code_at
from app.db.desk import House
from app.errors import Conflict, OutOfRoom
from app.models import Member
from app.words import LOCALES, translator
from tests.casework.test_lost_names import flip
from tests.casework.test_own_keys import make as make_own_keys
from tests.doors.asked import routes
from tests.doors.everything import everything, session_of, stumbling
from tests.doors.filling import Sheets
from tests.doors.test_passkeys import new_passkey
from tests.doors.test_setup import begun
from tests.doors.turned_back import FOUND, LINES, SHOWING, Fields, Line
from tests.doors.visitors import Doors
from tests.support.office import PASSPHRASE

NEVER = ("nobody", "shout", "because", "club", "xx")
FAULTS = {"full": (507, OutOfRoom.default), "late": (409, Conflict.default)}


class Desk:
    """Everything that waits, and whoever sits before a form of it."""

    def __init__(self, doors: Doors) -> None:
        self.doors, self.office = doors, doors.office
        self.known = everything(doors) | {"password": PASSPHRASE, "1": "1", "2": "2", "0": "0"}
        self.known |= {"kit": self.office.kits[0]}
        for name, person in self.office.people.items():
            self.known[f"paper of {name}"] = person.codes[0]

    def sends(self, path: str, line: Line, more: Fields) -> tuple[str, Fields, Response]:
        """Send a form; return its address, what was sent, and the answer."""
        self.office.clock.forward(minutes=1)  # no code is taken twice
        for name, person in self.office.people.items():
            code = code_at(person.totp_secret, self.office.clock())
            self.known[f"code of {name}"] = code
            if name == (line.who or "carmen"):
                self.known["code"] = code
        known = {f"{name}_id": value for name, value in self.known.items()}
        known |= {name: self.known[value] for name, value in line.ids.items()}
        address, sent = path.format(**known), self._filled({**line.typed, **more})
        who = self.doors.sits(line.who) if line.who else self.doors.stranger()
        return address, sent, who.posts(address, sent)

    def _filled(self, fields: Fields) -> Fields:
        def put(value: str) -> str:
            return value.format_map(self.known) if len(value) < 99 else value

        return {
            put(name): put(value) if isinstance(value, str) else [put(each) for each in value]
            for name, value in fields.items()
        }

    def happens(self, act: str) -> None:
        """Let something happen that no other form could stand beside."""
        if act == "hold":
            with self.office.writing("carmen") as desk:
                new = NewHold.model_validate({"source": "subpoena", "reason": "A letter."})
                self.known["office hold"] = str(holds.put_up_office(desk, new))
        elif act == "outside":
            self.known["outside"] = self.known["dina"]
            with self.office.night(writes=True) as desk:
                desk.db.execute(
                    delete(Member).where(Member.person_id == self.office.people["dina"].id)
                )
        elif act == "offer":
            self.known["offered"] = self.known["alma"]
            with self.office.writing("carmen") as desk:
                renewal.begin(desk, self.office.people["alma"].id, sure=True)
        elif act == "propose":
            with self.office.writing("carmen") as desk:
                wanted = NewRole(role="supervising_attorney")
                accounts.give_role(desk, Calendar(), self.office.people["bruno"].id, wanted)
        elif act == "unread":
            flip(self.office)
        elif act == "lockdown":
            with self.office.writing("carmen") as desk:
                lockdown.begin(desk)
        else:
            self._of_keys(act)

    def _of_keys(self, act: str) -> None:
        if act == "own keys" and "digits of dina" not in self.known:
            self.known["digits of dina"] = make_own_keys(self.office, "dina").number
        elif act == "new papers":
            named = [{"name": "Ana"}, {"name": "Luz", "outside": True}]
            with self.office.writing("carmen") as desk:
                wanted = NewPapers.model_validate({"needed": 2, "custodians": named})
                newpapers.print_out(desk, wanted)
        elif act == "passkey":
            self.known["passkey"] = new_passkey(self.doors, "dina")
        else:
            self._of_reminders(act)

    def _of_reminders(self, act: str) -> None:
        if act == "feed":
            with self.office.writing("alma") as desk:
                feeds.begin(desk, NewFeed())
        elif act == "reports":
            with self.office.writing("carmen") as desk:
                practice.make_reporting(desk)
        elif act == "court":
            with self.office.writing("alma") as desk:
                court.sit(desk, NewCourt(until="23:30"))
        elif act == "proof":
            with self.office.night(writes=True) as desk:
                keyring = uuid4()
                audit.note(desk, MADE, keyring=str(keyring))
            self.known["proof"] = proving.code_of(self.office.house.keys, keyring)
        elif act == "reach":
            with self.office.writing("carmen") as desk:
                reach.choose(desk, reach.NewReach(how="private"))
        elif act == "copy":
            restored.speaking.discard(self.office.house.engine)
            with self.office.night(writes=True) as desk:
                audit.note(desk, RESTORE, since=0, content="", papers=[], waits=True)


def lost(path: str, line: Line, sent: tuple[str, Fields, Response], told: str) -> Iterator[str]:
    """Yield what is wrong: the form is not there, lacks a word, says no next step, or a secret."""
    address, typed, answer = sent
    forms = Sheets(answer.text, address)
    text = " ".join(Words(answer.text).found)
    if told and not any(translator(each).gettext(told) in text for each in LOCALES):
        yield f"{path}: no sentence"
    for name in line.secret:
        if name in typed and str(typed[name]) in answer.text:
            yield f"{path}: tells {name}"
    if 'role="alert"' not in answer.text:
        yield f"{path}: says nothing"
    mine = [fields for action, fields in forms.sent if line.elsewhere or action == address]
    free = {"version", "begun", *line.secret, *line.pressed}
    wanted = {name: [v] if isinstance(v, str) else v for name, v in typed.items()}
    wanted = {name: value for name, value in wanted.items() if name not in free}
    if not any(
        all(set(value) <= set(each.get(name, ())) for name, value in wanted.items())
        for each in mine
    ):
        yield f"{path}: {wanted} was typed, {mine} is there"


class Words(HTMLParser):
    """Reads the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, text: str) -> None:
        """Take a stretch of words."""
        self.found.append(text)


def posted(doors: Doors) -> Iterator[str]:
    """Yield every address to which a page sends a form."""
    for asked in routes(doors.app):
        if asked.method == "POST" and not asked.is_json:
            yield asked.path


def test_every_form_has_its_line(doors: Doors) -> None:
    """A form that joins later is held too, or says why not."""
    assert sorted(posted(doors)) == sorted([*LINES, *SHOWING])


def test_every_form_comes_back_with_what_was_typed(doors: Doors) -> None:
    """Refused, on a full disk, or too late."""
    desk = Desk(doors)
    wrong = list(_of_each(desk, [path for path, line in LINES.items() if not line.act]))
    for path, line in LINES.items():
        if line.act:
            desk.happens(line.act)
            wrong += _of_each(desk, [path])
    assert not wrong, "\n".join(wrong)


def _of_each(desk: Desk, paths: list[str]) -> Iterator[str]:
    for path in paths:
        line = LINES[path]
        if line.wrong is not None:
            yield from _refused(desk, path, line)
        if "version" in line.typed:
            yield from _answered(desk, path, {"version": "0"}, *FAULTS["late"])
    for how, expected in FAULTS.items():
        with stumbling(desk.office.house.engine, how):
            for path in paths:
                if LINES[path].writes:
                    yield from _answered(desk, path, {}, *expected)


def _refused(desk: Desk, path: str, line: Line) -> Iterator[str]:
    wrong = line.wrong or {}
    yield from _answered(desk, path, wrong, line.told, "")


def _answered(desk: Desk, path: str, more: Fields, status: int, told: str) -> Iterator[str]:
    line = LINES[path]
    if "{session_id}" in path:
        desk.known["session"] = session_of(desk.doors, line.who)
    address, sent, answer = desk.sends(path, line, more)
    if answer.status_code != status:
        yield f"{path}: {more}: {answer.status_code} instead of {status}"
        return
    # A list of choices does not hold what was never in it.
    sent = {name: value for name, value in sent.items() if value not in NEVER}
    yield from lost(path, line, (address, sent, answer), told)


@pytest.mark.parametrize("how", FAULTS)
def test_the_form_of_a_new_office_comes_back_too(empty_house: House, how: str) -> None:
    """With all but the passphrase; the same link opens it again."""
    visitor, address = begun(empty_house)
    line = Line(who="", **FOUND)
    with stumbling(empty_house.engine, how):
        answer = visitor.posts(address, line.typed)
    assert answer.status_code == FAULTS[how][0], answer.text
    assert list(lost(address, line, (address, dict(line.typed), answer), FAULTS[how][1])) == []
    assert visitor.posts(address, line.typed).status_code == 200
