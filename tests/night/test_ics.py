"""A calendar's text against RFC 5545, read by a program that others wrote."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.mail import ics

MADE = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
AT = datetime(2027, 6, 15, 13, 0, tzinfo=UTC)


def written(summary: str, *events: ics.Event) -> bytes:
    """Return a calendar of these events, by default one."""
    events = events or (ics.Event("a" * 32, 0, date(2027, 6, 15)),)
    return ics.write(events, summary=summary, made_at=MADE)


def test_it_stands_as_the_rfc_writes_it() -> None:
    """To the octet: 3.4 the object, 3.6.1 an event, 3.3.4 a day, 3.3.5 form 2 an instant."""
    day = ics.Event("a" * 32, 0, date(2027, 6, 15))
    hour = ics.Event("b" * 32, 3, date(2027, 6, 15), AT, cancelled=True)
    assert written("Amparo item", day, hour).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Amparo//Amparo//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Amparo item",
        "X-WR-CALNAME:Amparo item",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        f"UID:{'a' * 32}",
        "DTSTAMP:20270310T150000Z",
        "DTSTART;VALUE=DATE:20270615",
        "SUMMARY:Amparo item",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
        f"UID:{'b' * 32}",
        "DTSTAMP:20270310T150000Z",
        "DTSTART:20270615T130000Z",
        "SUMMARY:Amparo item",
        "SEQUENCE:3",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    "summary",
    [
        "Día, noche; y \\ más",
        "ñ" * 200,
        "一" * 90,
        "a" * 75,
        "a" * 67,
        "one\ntwo",
        "x\rBEGIN:VEVENT",
    ],
)
def test_words_are_escaped_and_folded(summary: str) -> None:
    """No line is over 75 octets, none cuts a character, and the reader gets the words back."""
    raw = written(summary)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        line.decode()
    [event] = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["SUMMARY"]) == summary.replace("\r", "\n")


@given(st.text(max_size=300))
def test_whatever_is_said_it_stays_one_event(summary: str) -> None:
    """No word breaks out of its line, and every piece is text by itself."""
    raw = written(summary)
    pieces = raw.split(b"\r\n")
    assert all(len(piece.decode().encode()) <= 75 for piece in pieces)
    assert sum(piece == b"BEGIN:VEVENT" for piece in pieces) == 1
    [event] = Calendar.from_ical(raw).walk("VEVENT")
    assert event.decoded("DTSTART") == date(2027, 6, 15)


def test_a_calendar_of_nothing_can_be_read() -> None:
    """An office without dates: the reader finds no event and no fault."""
    assert Calendar.from_ical(ics.write([], summary="x", made_at=MADE)).walk("VEVENT") == []
