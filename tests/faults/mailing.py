"""What the tests of the mail's faults do again and again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.casework import pulse
from app.mail.smtp import Patience, Post, Server
from app.worker import Worker
from tests.night.house import SmallOffice, reading
from tests.night.watching import forward

Answer = Callable[[str, str], str | None]


def told(office: SmallOffice, *names: str, days: int = 5) -> None:
    """Hire people who work on cases, each with a date that is told at once."""
    for name in names:
        office.hire(name, "paralegal")
        office.enter(name, days)


def set_up(office: SmallOffice, **settings: Any) -> None:
    """Give the office other settings."""
    changed = office.house.settings.model_copy(update=settings)
    office.house = replace(office.house, settings=changed)


def shift(office: SmallOffice, **patience: float) -> Worker:
    """Return a worker whose patience with the mail server is what is given here."""
    return Worker(office.house, post=Post(Server.of(office.house.settings), Patience(**patience)))


def rounds(office: SmallOffice, worker: Worker, count: int, **between: float) -> int:
    """Do so many rounds with a stretch of time after each; return how many mails left."""
    sent = 0
    for _ in range(count):
        sent += worker.run_once()
        forward(office, **between)
    return sent


def troubles(office: SmallOffice) -> set[str]:
    """Return the codes of all that is wrong."""
    with reading(office) as desk:
        return pulse.found(desk)


def answering(step: str, said: str, to: str = "") -> Answer:
    """Return a mail server's habit: what it says at a step, to whom it concerns."""
    return lambda here, whom: said if here == step and whom.startswith(to) else None


def silent(_step: str, _to: str) -> str | None:
    """Answer as a mail server that has nothing against anybody."""
    return None
