"""How far the record goes leaves the machine: in mails, and in a file that nobody shortens."""

import re
from dataclasses import replace
from pathlib import Path

from app.casework import audit, heads
from app.casework.heads import MailedHead
from app.casework.reminders.troubles import WITNESS_DIFFERS
from app.crypto import heads as words
from app.db.desk import night
from app.models import Audit, Heartbeat
from app.worker import Worker
from tests.night.house import SmallOffice
from tests.night.sink import Sink

TOLD = re.compile(r"entry (\d+), ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\.")


def test_the_morning_mail_of_a_supervisor_says_how_far_the_record_goes(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """Number and code of the newest entry, for supervisors and administrators and nobody else."""
    for name, role in (("ana", "attorney"), ("sofia", "supervising_attorney")):
        office.hire(name, role)
    office.hire("otto", "office_admin")
    with night(office.house, writes=True) as desk:
        number = audit.note(desk, "config.change")
    worker.run_once()
    mails = {mail.to.partition("@")[0]: mail.text for mail in sink.taken()}
    assert TOLD.search(mails["ana"]) is None
    with night(office.house, writes=False) as desk:
        entry = desk.db.get_one(Audit, number)
        code = words.code_of(number, entry.hash)
        assert heads.newest(desk).code == code
    for name in ("sofia", "otto"):
        found = TOLD.search(" ".join(mails[name].split()))
        assert found is not None
        assert found.groups() == (str(number), code)
        MailedHead(number=int(found[1]), code=found[2])


def test_a_worker_keeps_the_witness_and_tells_when_the_record_differs(
    office: SmallOffice, worker: Worker, sink: Sink, tmp_path: Path
) -> None:
    """A line after each hour with a deed; a record that differs is told on Today and by mail."""
    file = tmp_path / "elsewhere.txt"
    settings = office.house.settings.model_copy(update={"witness_file": file})
    worker._house = replace(office.house, settings=settings)
    office.hire("sofia", "supervising_attorney")
    with night(office.house, writes=True) as desk:
        audit.note(desk, "config.change")
    worker.run_once()
    assert len(file.read_text().splitlines()) == 1
    with night(office.house, writes=True) as desk:
        audit.note(desk, "config.change")
    office.clock.forward(hours=1, minutes=1)
    worker.run_once()
    before = file.read_text().splitlines()
    assert len(before) == 2
    file.write_text(file.read_text().replace(before[1].split()[2], "ab" * 32))
    office.clock.forward(hours=1, minutes=1)
    sink.taken()
    worker.run_once()
    with night(office.house, writes=False) as desk:
        assert desk.db.get_one(Heartbeat, "worker").trouble == WITNESS_DIFFERS
    told = " ".join(sink.taken()[-1].text.split())
    assert "is not as the witness file has it" in told
