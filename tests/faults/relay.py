"""A mail server on the loopback that can be away, choosy or cruel, and knows what held when.

It is the sink of the night shift with moods; the worker's own post speaks to it. What it took is
kept in memory: a simulated decade sends some hundred thousand mails.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

from tests.night.sink import Sink

# Away: no greeting. Busy: not now. Greylist: this recipient later. Full: this mail later. Lost: the
# mail is kept and the verdict never comes. Cut: neither.
MOODS: dict[str, tuple[str, str]] = {
    "well": ("", ""),
    "away": ("greet", "HANG UP"),
    "busy": ("greet", "421 4.3.2 closing"),
    "greylist": ("rcpt", "450 4.2.0 later"),
    "full": ("dot", "452 4.3.1 no room"),
    "lost": ("dot", "KEEP AND HANG UP"),
    "cut": ("dot", "HANG UP"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One copy of a mail that the server took, and what held when its text had been written."""

    to: str
    name: str
    text: str
    at: datetime
    held: object


@dataclass
class Relay(Sink):
    """The server; `mood` is one of the above, `refused` the addresses that it knows no more."""

    journal: Path = Path("unused")
    clock: Callable[[], datetime] = lambda: datetime.min  # noqa: DTZ901 - replaced at once
    holds: Callable[[], object] = lambda: None
    step_of: Callable[[str], str | None] = lambda _step: None  # something happens at a step
    hear: Callable[[Taken], None] = lambda _taken: None
    mood: str = "well"
    refused: set[str] = field(default_factory=set)
    took: list[Taken] = field(default_factory=list)
    copies: Counter[str] = field(default_factory=Counter)
    unknown: int = 0  # verdicts that never reached the sender
    _held: object = None
    _verdict: tuple[str | None] | None = None

    def __post_init__(self) -> None:
        """Answer by mood."""
        self.answer = self._answer

    def _answer(self, step: str, to: str) -> str | None:
        """Answer; the verdict on a mail is asked twice, and falls once."""
        if step != "dot":
            return self._said(step, to)
        if self._verdict is not None:
            (verdict,), self._verdict = self._verdict, None
            return verdict
        verdict = self._said(step, to)
        self._verdict = (verdict,)
        return verdict

    def _said(self, step: str, to: str) -> str | None:
        if step == "data":
            self._held = self.holds()  # the text is written by now
        told = self.step_of(step)
        if told is not None:
            return told
        if step == "rcpt" and to in self.refused:
            return "550 5.1.1 nobody"
        at, said = MOODS[self.mood]
        if step != at:
            return None
        self.unknown += step == "dot" and said.endswith("HANG UP")
        return said

    def write_down(self, to: str, raw: bytes) -> None:
        """Take a mail."""
        message = message_from_bytes(raw)
        payload = message.get_payload(decode=True)
        assert isinstance(payload, bytes)
        name = str(message["Message-ID"])
        self.copies[name] += 1
        taken = Taken(to, name, payload.decode(), self.clock(), self._held)
        self.took.append(taken)
        self.hear(taken)
