"""A calendar as other programs read it (RFC 5545, read 2026-11): days, and nothing that names.

The mail's own restraint: whoever hosts somebody's calendar learns on which days she has something
to do, and nothing of whom, where or what.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_LONGEST: Final = 75  # octets of a line, its end not counted (3.1)
_ASK_AGAIN: Final = "PT1H"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """One day of somebody's calendar; at an instant in UTC where its hour is told."""

    uid: str
    sequence: int
    day: date
    at: datetime | None = None
    cancelled: bool = False


def write(events: Iterable[Event], *, summary: str, made_at: datetime) -> bytes:
    """Return a calendar in which every event says the same words."""
    said = _text(summary)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Amparo//Amparo//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{said}",  # else some programs show the secret address in its place (RFC 7986)
        f"X-WR-CALNAME:{said}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_ASK_AGAIN}",
        f"X-PUBLISHED-TTL:{_ASK_AGAIN}",
    ]
    for event in events:
        lines += _event(event, said, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(piece for line in lines for piece in _folded(line))


def _event(event: Event, said: str, made_at: datetime) -> list[str]:
    starts = f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}" if event.at is None else _starts(event.at)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        starts,
        f"SUMMARY:{said}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",  # her free hours are hers to say
        "END:VEVENT",
    ]


def _starts(at: datetime) -> str:
    # Not with TZID: the court's zone would say where it sits. The instant is the same.
    return f"DTSTART:{at:%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Return words as a TEXT value (3.3.11), without what no calendar may hold."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign == "\n" or sign.isprintable())
    return kept.translate(_ESCAPED)


def _folded(line: str) -> Iterator[bytes]:
    """Give a line in pieces of at most 75 octets, none of which cuts a character in two."""
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > _LONGEST:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
