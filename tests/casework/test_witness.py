"""Heads kept elsewhere: a record that was cut off, made anew or put back is found and named."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.casework import audit, heads, staff, verify, witness
from app.casework.heads import MailedHead
from app.casework.reminders.troubles import WITNESS_AWAY, WITNESS_DIFFERS
from app.casework.signin import Credentials, sign_in
from app.casework.throttle import Throttle
from app.crypto import heads as words
from app.crypto.totp import code_at
from app.db.columns import Base
from app.errors import Unavailable
from app.models import Audit
from tests.support.office import PASSPHRASE, Office
from tests.support.shell import TABLES, at_the_shell

ENTRIES, HEAD = TABLES["audit"], TABLES["audit_head"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A witness file that does not stand there yet, outside of the database's folder."""
    return tmp_path / "witness.txt"


def looked(office: Office, file: Path | None) -> str:
    """What the worker's hourly look finds, an hour later."""
    office.clock.forward(hours=1)
    with office.night() as desk:
        return witness.look(desk, file)


def deed(office: Office, times: int = 1) -> None:
    """Have a colleague do something harmless."""
    for _ in range(times):
        with office.writing("bruno") as desk:
            staff.speak(desk, "es")


def comes_in(office: Office, name: str) -> None:
    """Have somebody sign in by the front door."""
    person, now = office.people[name], office.clock()
    typed = Credentials(
        email=person.email, password=PASSPHRASE, code=code_at(person.totp_secret, now)
    )
    sign_in(office.house, Throttle(), typed, "127.0.0.1")


def found(office: Office, file: Path) -> list[str]:
    """What the check says with the witness at hand."""
    return [each for each in verify.verify(office.house, file).wrong if "witness" in each]


def number(office: Office) -> int:
    """Return how far the record goes."""
    with office.night() as desk:
        return heads.newest(desk).number


def chain_anew(office: Office) -> None:
    """Chain every entry as one who has the server key: each card repeats the hash before it."""
    with office.night(writes=True) as desk:
        before = audit.GENESIS
        for entry in desk.db.scalars(select(Audit).order_by(Audit.seq)):
            entry.after = before.hex()
            desk.db.flush()
            entry.hash = before = audit.link(before, entry)
    at_the_shell(office, "audit_head", {"id": 1}, hash=before)


def cut_to(office: Office, last: int) -> None:
    """Cut the record's tail together with its head, as a writer to the database would."""
    with office.house.engine.begin() as shell:
        shell.execute(delete(ENTRIES).where(ENTRIES.c.seq > last))
        hashed = shell.execute(select(ENTRIES.c.hash).where(ENTRIES.c.seq == last)).scalar_one()
        shell.execute(update(HEAD).values(seq=last, hash=hashed))


@pytest.fixture
def whole(office: Office) -> Any:
    """A copy of the whole database and how to put it back, as whoever has the machine could."""
    engine, bare = office.house.engine, {}
    for table in Base.metadata.sorted_tables:
        with engine.connect() as shell:
            rows = shell.exec_driver_sql(f"SELECT * FROM {table.name}").mappings()
            bare[table] = [dict(row) for row in rows]

    def put_back() -> None:
        with engine.begin() as shell:
            for table in reversed(Base.metadata.sorted_tables):
                shell.exec_driver_sql(f"DELETE FROM {table.name}")
            for table, rows in bare.items():
                for row in rows:
                    marks = ", ".join(["?" if engine.dialect.name == "sqlite" else "%s"] * len(row))
                    names = ", ".join(row)
                    shell.exec_driver_sql(
                        f"INSERT INTO {table.name} ({names}) VALUES ({marks})", tuple(row.values())
                    )

    return SimpleNamespace(put_back=put_back)


def test_a_sound_record_agrees_with_every_head_that_was_witnessed(
    office: Office, file: Path
) -> None:
    """One line an hour in which something was done, none in an idle one; the check counts them."""
    for _ in range(3):
        deed(office)
        assert looked(office, file) == ""
    assert looked(office, file) == ""
    assert len(file.read_text().splitlines()) == 3
    assert file.stat().st_mode & 0o077 == 0
    findings = verify.verify(office.house, file)
    assert (findings.wrong, findings.exit_code, findings.witnessed) == ([], 0, 3)


def test_a_tail_cut_off_with_its_head_is_found_and_counted(office: Office, file: Path) -> None:
    """The database alone calls it sound; the witness names first and last of what is gone."""
    deed(office, 3)
    last = number(office)
    looked(office, file)
    cut_to(office, last - 2)
    alone = verify.verify(office.house)
    assert (alone.wrong, alone.exit_code) == ([], 0)
    assert "only --witness FILE can tell" in str(alone)
    [told] = found(office, file)
    assert f"entry {last}, witnessed at 2027-04-14T15:00:00Z, is not in the record" in told
    assert f"ends with entry {last - 2}" in told
    assert f"from {last - 1} to {last} was cut off" in told
    assert looked(office, file) == WITNESS_DIFFERS
    deed(office, 4)  # worked on, past what was cut
    assert looked(office, file) == WITNESS_DIFFERS
    assert len(file.read_text().splitlines()) == 1
    [told] = found(office, file)
    assert f"entry {last} is another than was witnessed" in told


def test_a_chain_made_anew_with_the_server_key_is_found(office: Office, file: Path) -> None:
    """An entry is changed and all behind it sealed and chained again: nothing else can tell."""
    deed(office, 2)
    looked(office, file)
    sound = number(office)
    deed(office, 2)
    looked(office, file)
    with office.night(writes=True) as desk:
        desk.db.get_one(Audit, sound + 1).detail = {"locale": "en"}
    chain_anew(office)
    assert verify.verify(office.house).wrong == []
    [told] = found(office, file)
    assert f"entry {sound + 2} is another than was witnessed at 2027-04-14T16:00:00Z" in told
    assert f"what follows entry {sound} was made anew" in told
    assert looked(office, file) == WITNESS_DIFFERS


def test_a_database_put_back_by_a_day_is_found(office: Office, file: Path, whole: Any) -> None:
    """Every table agrees with every other, and the file outside knows better."""
    before = number(office)
    office.clock.forward(days=1)
    deed(office, 2)
    looked(office, file)
    whole.put_back()
    alone = verify.verify(office.house)
    assert [each for each in alone.wrong if "audit" in each] == []
    [told] = found(office, file)
    assert f"it ends with entry {before}" in told
    assert "an older copy of the database was put back" in told
    assert looked(office, file) == WITNESS_DIFFERS


def test_a_code_typed_from_a_mail_is_a_witness_too(office: Office, file: Path) -> None:
    """A supervisor's mailbox alone finds the cut tail, by number and sixteen letters."""
    deed(office, 2)
    with office.night() as desk:
        head = heads.newest(desk)
    typed = head.code.lower().replace("-", " ")
    file.write_text(f"# from my mail of Monday\n{head.number} {typed}\n")
    assert verify.verify(office.house, file).exit_code == 0
    with office.reading("carmen") as desk:
        told = MailedHead(number=head.number, code=head.code)
        assert heads.compare(desk, told).same
        assert not heads.compare(desk, told.model_copy(update={"number": head.number - 1})).same
    cut_to(office, head.number - 1)
    [told_wrong] = found(office, file)
    assert f"entry {head.number}, witnessed by a mail, is not in the record" in told_wrong
    with office.reading("carmen") as desk:
        assert not heads.compare(desk, told).same


def test_the_server_key_makes_up_no_word_of_a_supervisor(office: Office, file: Path) -> None:
    """What Carmen signed at her sign-in stands in the record and in the file; both are checked."""
    deed(office)
    comes_in(office, "carmen")
    comes_in(office, "alma")
    assert looked(office, file) == ""
    assert verify.verify(office.house, file).exit_code == 0
    words_, newest = file.read_text().splitlines()
    assert str(office.people["carmen"].id) in words_
    assert len(newest.split()) == 3
    with office.night(writes=True) as desk:
        [mine] = [
            entry
            for entry in desk.db.scalars(select(Audit).where(Audit.action == "signin"))
            if entry.detail
        ]
        at = mine.seq
        forged = words.sign(
            bytes(32), at - 1, bytes.fromhex(mine.after), office.people["carmen"].id
        )
        assert forged
        desk.db.get_one(Audit, at - 1).detail = {"locale": "en"}
    chain_anew(office)
    said = f"audit {at}: not countersigned by the supervisor who signed in"
    assert said in verify.verify(office.house).wrong
    with office.night(writes=True) as desk:  # nor does leaving it out help
        desk.db.get_one(Audit, at).detail = {}
    chain_anew(office)
    assert said in verify.verify(office.house).wrong
    parts = words_.split()
    file.write_text(" ".join([*parts[:2], "0" * 64, *parts[3:]]) + "\n")
    assert any("not signed by whom the line names" in each for each in found(office, file))


def test_what_is_no_witness_answers_cannot_tell(office: Office, file: Path) -> None:
    """A missing file, an empty one, a line that says nothing: never called sound."""
    with pytest.raises(Unavailable):
        verify.verify(office.house, file)
    file.write_text("# nothing yet\n")
    assert verify.verify(office.house, file).exit_code == 2
    looked(office, file)
    with file.open("a") as more:
        more.write("2027-04-14T14:00:00Z twelve\n")
    findings = verify.verify(office.house, file)
    assert (findings.exit_code, findings.unclear) == (
        2,
        ["witness: line 3 says nothing that can be read"],
    )


def test_a_witness_that_cannot_be_written_is_told_and_stops_nothing(
    office: Office, tmp_path: Path
) -> None:
    """The folder is not there: an alarm, and the round goes on."""
    assert looked(office, tmp_path / "gone" / "witness.txt") == WITNESS_AWAY
    assert looked(office, None) == ""


def test_no_other_entry_is_read_into_a_code(office: Office) -> None:
    """Number and hash both count, and sixteen letters are told apart however they are typed."""
    code = words.code_of(1, bytes(32))
    assert words.code_of(2, bytes(32)) != code
    assert words.grouped(code.replace("-", "").lower()) == code
    assert len(code) == 19
    del office
