"""Joining: invited by a supervisor, waiting with her own keys, certified by twelve digits."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import delete, select, update

from app.casework import (
    access,
    cases,
    directory,
    groups,
    joining,
    onetime,
    seats,
    staff,
    verify,
)
from app.casework.conflicts.slips import index_group
from app.casework.founding import CUSTODY
from app.casework.joining import Arrived, Chosen, NewInvitation
from app.casework.policy import ROLES
from app.casework.reminders import leases
from app.casework.reminders.text import text_of
from app.casework.seats import Seat
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto import xwing
from app.crypto.totp import code_at
from app.errors import Damaged, Forbidden, NotFound, Refused, SignedOut, WrongPassphrase
from app.models import Audit, Mail, OneTimeLink, Principal, PrintedCode, Setting, Staff
from tests.support.office import Office

ROSA = NewInvitation(
    name="Rosa Itzep", address="rosa@office.example.org", role="paralegal", locale="es"
)
PASSPHRASE = "marimba under a wet tarpaulin"
CHOSEN = Chosen(passphrase=PASSPHRASE, again=PASSPHRASE, place_1="at home", place_2="at Luz's")


@dataclass
class Rosa:
    """A newcomer who has chosen her passphrase."""

    id: UUID
    arrived: Arrived

    def signs_in(self, office: Office) -> Seat:
        """Sign in with what she was shown."""
        code = code_at(self.arrived.welcome.totp_secret, office.clock())
        typed = Credentials(email=ROSA.address, password=PASSPHRASE, code=code)
        return sign_in(office.house, Throttle(), typed, "127.0.0.1")


def invited(office: Office, **changed: Any) -> str:
    """Invite Rosa as Carmen does; return her link's token."""
    with office.writing("carmen") as desk:
        return joining.invite(desk, ROSA.model_copy(update=changed))


def waiting(office: Office, **changed: Any) -> Rosa:
    """Have Rosa use her link."""
    arrived = joining.accept(office.house, invited(office, **changed), CHOSEN)
    with office.night() as desk:
        row = desk.db.scalars(select(Staff).where(Staff.state == "waiting")).one()
        return Rosa(row.id, arrived)


def certified(office: Office, **changed: Any) -> Rosa:
    """Have Carmen compare the digits and sign."""
    rosa = waiting(office, **changed)
    with office.writing("carmen") as desk:
        assert joining.number_of(desk, rosa.id) == rosa.arrived.number
        joining.certify(desk, rosa.id, rosa.arrived.number)
    return rosa


# --- the invitation ---------------------------------------------------------------------------


def test_an_invited_colleague_reads_the_teams_cases_once_certified(office: Office) -> None:
    """From the invitation to a case of before she came, without anybody knowing her passphrase."""
    case = office.open_case("alma")
    rosa = certified(office)
    seat = rosa.signs_in(office)
    with seats.reading(office.house, seat) as desk:
        assert cases.one(desk, case.id).number == case.number
        assert desk.who.role == "paralegal"


def test_a_newcomer_opens_nothing_until_a_supervisor_certified_her(office: Office) -> None:
    """Passphrase and code are right; she reads her number, gets no session and no key."""
    case = office.open_case("alma")
    rosa = waiting(office)
    with pytest.raises(Forbidden) as told:
        rosa.signs_in(office)
    assert rosa.arrived.number in str(told.value)
    with office.night() as desk:
        keys = desk.db.get_one(Principal, rosa.id)
        assert keys.word is None
    with office.reading("carmen") as desk, pytest.raises(Damaged):
        directory.certificate(desk, rosa.id)
    stolen = Seat(rosa.id, office.people["alma"].seat.keys)
    with pytest.raises(SignedOut), seats.reading(office.house, stolen) as desk:
        access.open_case(desk, case.id)


def test_a_wrong_passphrase_reads_as_always_while_she_waits(office: Office) -> None:
    """Nobody learns that an account waits without passphrase and device."""
    rosa = waiting(office)
    code = code_at(rosa.arrived.welcome.totp_secret, office.clock())
    for typed in (
        Credentials(email=ROSA.address, password="wrong one entirely", code=code),
        Credentials(email=ROSA.address, password=PASSPHRASE, code="000000"),
    ):
        with pytest.raises(WrongPassphrase):
            sign_in(office.house, Throttle(), typed, "127.0.0.1")


def test_an_invited_person_cannot_sign_in(office: Office) -> None:
    """An account without keys opens for no passphrase, and is not told from a stranger's."""
    invited(office)
    for password in ("", "anything at all"):
        typed = Credentials(email=ROSA.address, password=password, code="000000")
        with pytest.raises(WrongPassphrase):
            sign_in(office.house, Throttle(), typed, "127.0.0.1")


def test_an_invitation_works_once(office: Office) -> None:
    """Used again, by her or another, it opens nothing; her first keys stay."""
    token = invited(office)
    joining.accept(office.house, token, CHOSEN)
    with office.night() as desk:
        before = desk.db.scalars(select(Principal.sealing_key)).all()
        with pytest.raises(NotFound):
            joining.invited(desk, token)
    with pytest.raises(NotFound):
        joining.accept(office.house, token, CHOSEN)
    with office.night() as desk:
        assert desk.db.scalars(select(Principal.sealing_key)).all() == before


@pytest.mark.parametrize(
    "edit",
    [
        {"role": "supervising_attorney"},
        {"address": "mallory@example.org"},
        {"name": "Mallory"},
        {"staff_id": "7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10"},
        {"locale": "en"},
    ],
)
def test_an_invitation_cannot_be_edited_by_whoever_opens_it(edit: dict[str, str]) -> None:
    """Role, address and person stand in the office's row; a form that sends them is refused."""
    typed = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    with pytest.raises(ValidationError):
        Chosen.model_validate(typed | edit)


@pytest.mark.parametrize("purpose", ["set_up", "device", "device_agreed", "", "JOIN"])
def test_an_invitation_serves_no_other_purpose(office: Office, purpose: str) -> None:
    """A token of one kind finds no link of another."""
    token = invited(office)
    with office.night() as desk:
        with pytest.raises(NotFound):
            onetime.stands(desk, purpose, token)
        onetime.stands(desk, "join", token)


def test_an_invitation_lasts_three_days(office: Office) -> None:
    """The last minute still lets in, the next does not."""
    token = invited(office)
    office.clock.forward(hours=71, minutes=59)
    with office.night() as desk:
        assert joining.invited(desk, token).name == "Rosa Itzep"
    office.clock.forward(minutes=1)
    with pytest.raises(NotFound):
        joining.accept(office.house, token, CHOSEN)


def test_a_new_link_ends_the_ones_before(office: Office) -> None:
    """Whoever has the old mail opens nothing."""
    old = invited(office)
    with office.writing("carmen") as desk:
        rosa_id = desk.db.scalars(select(Staff.id).where(Staff.state == "invited")).one()
        new = joining.invite_again(desk, rosa_id)
    with office.night() as desk:
        with pytest.raises(NotFound):
            joining.invited(desk, old)
        assert joining.invited(desk, new).address == ROSA.address


def test_a_mail_moved_to_the_last_window_stops_no_invitation(office: Office) -> None:
    """Whoever writes to the database can move a mail's window; a fresh link is mailed as ever."""
    invited(office)
    with office.night(writes=True) as desk:
        moved = update(Mail).values(window=2**63 - 1, state="accepted")
        desk.db.execute(moved)
        rosa_id = desk.db.scalars(select(Staff.id).where(Staff.state == "invited")).one()
    for _ in range(2):
        with office.writing("carmen") as desk:
            joining.invite_again(desk, rosa_id)
    with office.night() as desk:
        assert len(desk.db.scalars(select(Mail).where(Mail.state == "ready")).all()) == 1


def test_an_invitation_taken_back_leaves_nothing(office: Office) -> None:
    """The link opens nothing, no row of her stays, and the address can be invited again."""
    rosa = waiting(office)
    with office.writing("carmen") as desk:
        joining.withdraw(desk, rosa.id)
    with office.night() as desk:
        assert desk.db.get(Staff, rosa.id) is None
        assert desk.db.get(Principal, rosa.id) is None
    assert verify.verify(office.house).wrong == []
    certified(office)


def test_a_colleague_taken_away_while_she_waits_is_named(office: Office) -> None:
    """Only a withdrawal that is on record takes an account away."""
    rosa = waiting(office)
    with office.night(writes=True) as desk:
        for owner in (PrintedCode.staff_id, Mail.recipient_id, Principal.id, Staff.id):
            desk.db.execute(delete(owner.class_).where(owner == rosa.id))
    assert verify.verify(office.house).wrong == [f"staff {rosa.id}: on record, and taken away"]


def test_a_certified_colleague_is_not_withdrawn(office: Office) -> None:
    """Leaving is another deed: her keys and what she signed must be dealt with."""
    rosa = certified(office)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        joining.withdraw(desk, rosa.id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": "alma@office.example.org"}, "address"),
        ({"address": "ALMA@office.example.org"}, "address"),
        ({"address": "no address"}, "address"),
        ({"locale": "xx"}, "locale"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    office: Office, changed: dict[str, str], field: str
) -> None:
    """An address has one account; the refusal says where to look."""
    with pytest.raises(Refused) as refused:
        invited(office, **changed)
    assert set(refused.value.fields) == {field}


def test_every_role_can_be_invited_and_no_other() -> None:
    """The list of the form is the list of the policy."""
    for role in ROLES:
        NewInvitation.model_validate(ROSA.model_dump() | {"role": role})
    with pytest.raises(ValidationError):
        NewInvitation.model_validate(ROSA.model_dump() | {"role": "emperor"})


# --- the digits -------------------------------------------------------------------------------


def test_keys_exchanged_while_she_waits_read_otherwise(office: Office) -> None:
    """Who has even the server key puts his own into her row; the supervisor sees it."""
    rosa = waiting(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, rosa.id).sealing_key = xwing.public_bytes(bytes(32))
    with office.writing("carmen") as desk:
        assert joining.number_of(desk, rosa.id) != rosa.arrived.number
        with pytest.raises(Refused, match="not that of these keys"):
            joining.certify(desk, rosa.id, rosa.arrived.number)
    with office.night() as desk:
        assert desk.db.get_one(Staff, rosa.id).state == "waiting"


def test_a_row_changed_without_the_server_key_is_refused_before_any_digits(office: Office) -> None:
    """Whoever can only write to the database is found out by the row itself."""
    rosa = waiting(office)
    with office.house.engine.begin() as connection:
        raised = update(Staff).where(Staff.id == rosa.id).values(role="supervising_attorney")
        connection.execute(raised)
    with office.writing("carmen") as desk, pytest.raises(Damaged):
        joining.certify(desk, rosa.id, rosa.arrived.number)


def test_another_office_root_given_to_a_newcomer_reads_otherwise(office: Office) -> None:
    """H1: who rules the machine plants a root in her bundle; her digits are not Carmen's."""
    token = invited(office)
    with office.night(writes=True) as desk:
        kept = desk.db.get_one(Setting, CUSTODY)
        honest = kept.value
        kept.value = {**honest, "root": "A" * 43 + "="}
    arrived = joining.accept(office.house, token, CHOSEN)
    with office.night(writes=True) as desk:
        desk.db.get_one(Setting, CUSTODY).value = honest
        rosa_id = desk.db.scalars(select(Staff.id).where(Staff.state == "waiting")).one()
    with office.reading("carmen") as desk:
        assert joining.number_of(desk, rosa_id) != arrived.number


def test_a_role_raised_while_she_waits_reads_otherwise(office: Office) -> None:
    """The role that she was shown is in the digits."""
    rosa = waiting(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, rosa.id).role = "attorney"
    with office.writing("carmen") as desk, pytest.raises(Refused):
        joining.certify(desk, rosa.id, rosa.arrived.number)


@pytest.mark.parametrize(
    ("engine_name", "name"),
    [("sqlite", name) for name in ("alma", "olga", "dina", "vera")] + [("postgresql", "alma")],
    indirect=["engine_name"],
)
def test_only_a_certified_supervisor_certifies(office: Office, name: str) -> None:
    """Her role in the row is not enough: the certificate says who she is."""
    rosa = waiting(office)
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, office.people[name].id).role = "supervising_attorney"
    with office.writing(name) as desk, pytest.raises(Forbidden):
        joining.certify(desk, rosa.id, rosa.arrived.number)


def test_no_supervisor_makes_another(office: Office) -> None:
    """A supervising attorney is the root's to certify, with the custodians together."""
    rosa = waiting(office, role="supervising_attorney")
    with office.writing("carmen") as desk, pytest.raises(Forbidden):
        joining.certify(desk, rosa.id, rosa.arrived.number)


# --- who is let in ----------------------------------------------------------------------------


# By her role alone; what is stored of it is asked on both engines once for each answer.
@pytest.mark.parametrize(
    ("engine_name", "role", "joins"),
    [
        ("sqlite", "paralegal", True),
        ("sqlite", "attorney", True),
        ("sqlite", "intake", False),
        ("sqlite", "office_admin", False),
        ("sqlite", "auditor", False),
        ("sqlite", "volunteer", False),
        ("sqlite", "conflicts_officer", False),
        ("postgresql", "attorney", True),
        ("postgresql", "intake", False),
    ],
    indirect=["engine_name"],
)
def test_legal_staff_join_the_team_of_an_open_office(
    office: Office, role: str, joins: bool
) -> None:
    """Administration, reception, conflicts and audit hold no key, whoever certifies them."""
    rosa = certified(office, role=role)
    with office.reading("carmen") as desk:
        team = groups.members(desk, staff.office(desk).team_id)
        assert (rosa.id in team) == joins


@pytest.mark.parametrize("profile", ["groups", "named", "solo"])
def test_elsewhere_nobody_joins_the_team_by_herself(office: Office, profile: str) -> None:
    """An office that chose a tighter profile lets each one in by a deed of its own."""
    case = office.open_case("alma")
    with office.night(writes=True) as desk:
        kept = desk.db.get_one(Setting, staff.OFFICE)
        kept.value = {**kept.value, "profile": profile}
    rosa = certified(office)
    seat = rosa.signs_in(office)
    with seats.reading(office.house, seat) as desk, pytest.raises(NotFound):
        cases.one(desk, case.id)
    with office.writing("carmen") as desk:
        joining.let_in(desk, rosa.id)
    with seats.reading(office.house, seat) as desk:
        assert cases.one(desk, case.id).id == case.id


def test_a_case_of_somebody_outside_the_team_is_given_to_her_too(office: Office) -> None:
    """Rosa leads a case and is in no team: she and the recovery key hold it, nobody else's team."""
    with office.night(writes=True) as desk:
        kept = desk.db.get_one(Setting, staff.OFFICE)
        kept.value = {**kept.value, "profile": "named"}
    rosa = certified(office, role="attorney")
    seat = rosa.signs_in(office)
    new = cases.NewCase.model_validate({"client": {"given_names": "Inés"}})
    with seats.writing(office.house, seat) as desk:
        case = cases.open_new(desk, new)
        assert cases.one(desk, case.id).named_only
    with office.reading("alma") as desk, pytest.raises(NotFound):
        cases.one(desk, case.id)


@pytest.mark.parametrize(
    ("engine_name", "role", "holds"),
    [
        ("sqlite", "intake", True),
        ("sqlite", "conflicts_officer", True),
        ("sqlite", "paralegal", False),
        ("sqlite", "auditor", False),
        ("postgresql", "intake", True),
    ],
    indirect=["engine_name"],
)
def test_holders_of_the_name_index_are_let_in_by_their_role(
    office: Office, role: str, holds: bool
) -> None:
    """Reception answers calls from the first day; nobody else holds the index's key."""
    rosa = certified(office, role=role)
    with office.reading("carmen") as desk:
        assert (rosa.id in groups.members(desk, index_group(desk).id)) == holds


# --- the mail ---------------------------------------------------------------------------------


def test_the_mail_brings_a_link_and_names_nothing(office: Office) -> None:
    """Neither the office, nor she, nor a role, nor who invites; its link works, once."""
    invited(office)
    raw = _mail(office)
    assert b"Subject: Amparo: un enlace para usted" in raw
    for word in (b"Rosa", b"Itzep", b"Carmen", b"Test office", b"paralegal", b"Paralegal"):
        assert word not in raw.replace(b"rosa@office.example.org", b"")
    token = raw.replace(b"=\r\n", b"").partition(b"/join/")[2].split()[0].decode()
    joining.accept(office.house, token, CHOSEN)
    with office.night() as desk:
        assert list(desk.db.scalars(select(OneTimeLink))) == []


def test_no_mail_leaves_once_she_has_joined(office: Office) -> None:
    """Whoever used the copied link needs no second one."""
    waiting(office)
    with office.night(writes=True) as desk:
        [claim] = leases.claim(desk)
        assert text_of(desk, claim, watched=0) is None
        assert desk.db.scalars(select(Mail.state)).one() == "dropped"


def _mail(office: Office) -> bytes:
    with office.night(writes=True) as desk:
        [claim] = leases.claim(desk)
        assert claim.address == ROSA.address
        raw = text_of(desk, claim, watched=0)
        assert raw is not None
        return raw


# --- what is written down ---------------------------------------------------------------------


def test_each_step_is_noted_by_who_did_it(office: Office) -> None:
    """Invited and certified by Carmen, accepted by nobody yet known."""
    certified(office)
    carmen = office.people["carmen"].id
    with office.night() as desk:
        noted = [
            (row.action, row.actor_id)
            for row in desk.db.scalars(select(Audit).order_by(Audit.seq))
            if row.action.startswith(("staff.invite", "staff.accept", "staff.certify", "group."))
        ]
    assert noted == [
        ("staff.invite", carmen),
        ("staff.accept", None),
        ("staff.certify", carmen),
        ("group.join", carmen),
    ]


def test_nothing_of_a_link_is_logged_or_kept(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """The token stands in no log line, and in no cell of any table."""
    with caplog.at_level(logging.DEBUG):
        token = invited(office)
        joining.accept(office.house, token, CHOSEN)
    assert token not in caplog.text
    with office.house.engine.connect() as connection:
        for name in ("staff", "one_time_links", "audit", "mail", "settings"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall()
            assert not any(token.encode() in _bytes(cell) for row in rows for cell in row)


def _bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()
