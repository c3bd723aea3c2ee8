"""Who reads which case of a simulated office: rows alone, of keys that open nothing.

Whether a mail's reader can open a case is told by rows, and never by a key: the night has none.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete

from app.crypto.casekeys import CaseKey, new_case_key
from app.crypto.keyring import Keyring
from app.db.desk import transaction
from app.models import Case, CaseKeyRow, Grant, Member, Principal
from tests.night.house import SmallOffice

CASES = ("everybody's", "of a few", "of one")
TEAM = uuid4()


def open_cases(office: SmallOffice) -> dict[str, UUID]:
    """Open a case of the team's, in which everybody is, and two that nobody reads yet."""
    ids = {name: uuid4() for name in CASES}
    people = list(office.people.values())
    with office.writing() as desk:
        desk.db.add_all(_principal(each, "person") for each in people)
        desk.db.add(_principal(TEAM, "group"))
        desk.db.flush()
        given = {"epoch": 1, "grantor_id": people[0], "form": 1, "body": b"none", "until": None}
        desk.db.add_all(Member(group_id=TEAM, person_id=each, **given) for each in people)
    for each in ids.values():
        _open(office, each)
    read(office, ids[CASES[0]], TEAM)
    return ids


def read(office: SmallOffice, case_id: UUID, who: UUID) -> None:
    """Give a case to somebody."""
    given = {"epoch": 1, "grantor_id": who, "form": 1, "body": b"none", "role": "team"}
    with office.writing() as desk:
        desk.db.add(Grant(case_id=case_id, principal_id=who, until=None, **given))


def read_no_more(office: SmallOffice, case_id: UUID, who: UUID) -> None:
    """Take a case from somebody."""
    with office.writing() as desk:
        mine = (Grant.case_id == case_id, Grant.principal_id == who)
        desk.db.execute(delete(Grant).where(*mine))


def _open(office: SmallOffice, case_id: UUID) -> None:
    keys = Keyring(server=office.house.keys)
    keys.take(case_id, 1, CaseKey.derive(new_case_key()))
    with transaction(office.house, keys, writes=True) as db:
        lead = next(iter(office.people.values()))
        told = {"title": "Canary Title", "opened_on": date(2027, 1, 4), "lead_id": lead}
        db.add(Case(id=case_id, number="CANARY-NUMBER", **told))
        db.flush()
        db.add(CaseKeyRow(case_id=case_id, epoch=1, commitment=bytes(32), charter=None))


def _principal(key: UUID, kind: str) -> Principal:
    told = {"signing_key": None, "commitment": None, "epoch": 1, "name": "Canary"}
    return Principal(id=key, kind=kind, sealing_key=b"none", **told)
