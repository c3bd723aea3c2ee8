"""How long a rule gives, in a few words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.law.clocks import Clock, Period
from app.law.phrases import Text
from app.law.rulebook import Version

_UNITS: Final[Mapping[str, tuple[Text, Text]]] = MappingProxyType(
    {
        "calendar_days": (Text("day", "día"), Text("days", "días")),
        "working_days": (Text("working day", "día hábil"), Text("working days", "días hábiles")),
        "hours": (Text("hour", "hora"), Text("hours", "horas")),
        "months": (Text("month", "mes"), Text("months", "meses")),
        "years": (Text("year", "año"), Text("years", "años")),
    }
)
_DIRECTIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "after": Text("{long} after", "{long} después"),
        "before": Text("{long} before", "{long} antes"),
        "opens_after": Text("opens {long} after", "se abre {long} después"),
    }
)
_WITHOUT_PERIOD: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "NO_DEADLINE": Text("no deadline", "sin plazo"),
        "ASK_A_PERSON": Text("a person must find the date", "una persona debe hallar la fecha"),
        "PRINTED": Text("the date that the paper prints", "la fecha que imprime el documento"),
        "EOIR_DATE_CERTAIN": Text("the date that was ordered", "la fecha que se ordenó"),
    }
)
_SAME_DAY: Final = Text("the same day", "el mismo día")
_LONG: Final = Text("{n} {unit}", "{n} {unit}")
_RANGE: Final = Text("{least} to {most}", "{least} a {most}")
_MANY: Final = Text("so many {unit}", "tantos {unit}")
_AS_TOLD: Final = Text("{told} as the paper gives", "{told} como dé el documento")
_FROM_TABLE: Final = Text("{told}, by a table", "{told}, según una tabla")
_RECURS: Final = Text("{told}, again and again", "{told}, una y otra vez")
_SHIFTED: Final[Mapping[bool, Text]] = MappingProxyType(
    {
        False: Text("{told}, plus {n} {unit}", "{told}, más {n} {unit}"),
        True: Text("{told}, less {n} {unit}", "{told}, menos {n} {unit}"),
    }
)
_ADDED: Final = Text(
    "{told}, plus the days that are asked for", "{told}, más los días que se piden"
)
_OTHERWISE: Final = Text("{told}; {others} in some cases", "{told}; {others} en algunos casos")
_BY_MAIL: Final = Text("{told}; {n} more days by mail", "{told}; {n} días más por correo")
_OPENS: Final = Text("opens {told}", "se abre {told}")
_CLOSES: Final = Text("closes {told}", "se cierra {told}")
_OPEN_END: Final = Text("opens {told} and does not close", "se abre {told} y no se cierra")
_BOTH: Final = Text("{opens}, {closes}", "{opens}, {closes}")
_ON_THE_DAY: Final = Text("on the day itself", "el día mismo")
_PART: Final = Text("{title}: {told}", "{title}: {told}")
_MORE: Final = Text("{told}; {more}", "{told}; {more}")


def period_told(version: Version) -> Text:
    """Return how long a version gives: "30 days after"; of several clocks, each with its name."""
    if not version.parts:
        return clock_told(version.clock)
    first, *others = (
        _PART.fill(title=part.title, told=clock_told(part.clock)) for part in version.parts
    )
    for other in others:
        first = _MORE.fill(told=first, more=other)
    return first


def clock_told(clock: Clock) -> Text:
    """Return how long one clock gives."""
    if clock.regime in _WITHOUT_PERIOD:
        return _WITHOUT_PERIOD[clock.regime]
    told = _window(clock) if clock.period is None else _period(clock, clock.period)
    usual = clock.period.n if clock.period else None
    others = sorted({carveout.n for carveout in clock.carveouts} - {usual})
    if others:
        told = _OTHERWISE.fill(told=told, others=", ".join(map(str, others)))
    return _BY_MAIL.fill(told=told, n=clock.mail) if clock.mail else told


def _window(clock: Clock) -> Text:
    opens, closes = clock.opens, clock.closes
    first = _OPENS.fill(told=_edge(clock, opens)) if opens else None
    if closes is None:
        return _OPEN_END.fill(told=_edge(clock, opens)) if opens else _ON_THE_DAY
    last = _CLOSES.fill(told=_edge(clock, closes))
    return _BOTH.fill(opens=first, closes=last) if first else last


def _edge(clock: Clock, period: Period) -> Text:
    return _ON_THE_DAY if period.n == 0 else _period(clock, period)


def _period(clock: Clock, period: Period) -> Text:
    if period.n == 0:
        return _SAME_DAY
    told = _DIRECTIONS[period.direction].fill(long=_long(clock, period))
    if period.n is None:
        told = (_AS_TOLD if clock.lookup is None else _FROM_TABLE).fill(told=told)
    if period.plus_days:
        n, days = abs(period.plus_days), _UNITS["calendar_days"]
        told = _SHIFTED[period.plus_days < 0].fill(told=told, n=n, unit=days[n != 1])
    if period.add_input or period.add_between:
        told = _ADDED.fill(told=told)
    return _RECURS.fill(told=told) if period.repeats else told


def _long(clock: Clock, period: Period) -> Text:
    one, many = _UNITS[period.unit]
    if period.n is not None:
        return _LONG.fill(n=period.n, unit=one if period.n == 1 else many)
    if clock.lookup is None:
        return _MANY.fill(unit=many)
    least, most = min(clock.lookup.rows.values()), max(clock.lookup.rows.values())
    span = _RANGE.fill(least=least, most=most) if least < most else Text(str(least), str(least))
    return _LONG.fill(n=span, unit=one if most == 1 else many)
