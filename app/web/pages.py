"""Pages: one Jinja environment a language, strict about what it is given.

Every name, date and number that a filter here returns stands in its own `<bdi>`, so that a
name in Arabic cannot turn the sentence around it. Sentences that are only known while running
(errors, labels, titles of rules) go through `said`: `_()` takes written sentences only, since
Jinja trusts what it returns.
"""

import hashlib
import secrets
import string
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.casework.counting import is_closed
from app.casework.policy import CASEWORK, EVERYONE, INDEX_HOLDERS, may
from app.casework.typed import TURNS
from app.clock import local
from app.errors import AmparoError
from app.forums import lists
from app.forums.codes import LANGUAGES
from app.forums.courts import fold
from app.web.fields import FIELDS
from app.web.forms import OF_ANY_FIELD
from app.web.labels import LABELS, label_of
from app.words import LOCALES, N_, SOURCE, Words, translator

HERE = Path(__file__).parent
STATIC = HERE / "static"
# What every page may rely on; a handler gives what differs.
STANDING: Mapping[str, object] = {
    "me": None,
    "section": "",
    "trouble": (),
    "lasting": (),
    "unreached": None,
    "warned": None,
    "damaged": (),
    "told": None,
    "as_of": None,
    "office_phone": "",
    "demo": False,
    "passkeys_here": False,
    "asked_lang": "",
    "form": {},
    "errors": {},
    "refused": None,
    "focus": False,
    "begun": False,
    "handed_in": (),
    "records": (),
    "others": (),
}
NO_CASES = EVERYONE - CASEWORK

# What founding calls the office's own groups, in its source language; the rest are people's names.
OWN_GROUPS = frozenset({N_("office team"), N_("name index"), N_("intake team"), N_("reporting")})


def render(name: str, locale: str, **context: object) -> str:
    """Return a template as HTML text in a language Amparo speaks."""
    environment = _environment(locale if locale in LOCALES else SOURCE)
    return environment.get_template(name).render({**STANDING, **context})


def page(name: str, locale: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """Return a template as an answer."""
    return HTMLResponse(render(name, locale, **context), status_code=status)


@cache
def static_url(name: str) -> str:
    """Return a static file's address, which changes when its content does."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"


@cache
def _environment(locale: str) -> Environment:
    words = translator(locale)
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    environment.filters.update(_filters(words))
    environment.globals.update(
        locale=locale,
        locales=LOCALES,
        labels=LABELS,
        static=static_url,
        no_cases=NO_CASES,
        index_holders=INDEX_HOLDERS,
        may=may,
        months=[(f"{number:02}", name) for number, name in words.months()],
        languages=languages(locale),
        countries=countries(locale),
        new_mark=partial(secrets.token_hex, 8),
    )
    return environment


def _filters(words: Words) -> dict[str, Callable[..., Any]]:
    """Return the filters of one language."""

    def said(text: str | AmparoError) -> str:
        if isinstance(text, AmparoError):
            return words.gettext(text.text, **text.params)
        return words(text)

    def at_field(sentence: str | AmparoError, name: str) -> str:
        """Return what is wrong; where that would be said of any field, after the field's name."""
        known = FIELDS.get(name) or FIELDS.get(name.rpartition(".")[2])
        if known is None or isinstance(sentence, AmparoError) or sentence not in OF_ANY_FIELD:
            return said(sentence)
        return f"{words.gettext(known)}: {said(sentence)}"

    def label(code: str, table: str) -> str:
        return words.gettext(label_of(table, code))

    names = dict(languages(words.locale))
    # What was typed as a word, in either language, is said in the reader's.
    names |= {
        typed.casefold(): names[each.code]
        for each in LANGUAGES
        for typed in (each.english, each.spanish)
    }
    return {
        "said": said,
        "at_field": at_field,
        "label": label,
        "language": lambda code: names.get(code) or names.get(code.casefold(), code),
        "country": lambda code: dict(countries(words.locale)).get(code, code),
        "group": lambda name: words.gettext(name) if name in OWN_GROUPS else name,
        "bdi": bdi,
        "number": lambda count: bdi(words.number(count)),
        **_day_filters(words),
        "closed": is_closed,
        "in_days": lambda days: in_days(words, days),
        "in_minutes": lambda minutes: in_minutes(words, minutes),
    }


def _day_filters(words: Words) -> dict[str, Callable[..., Any]]:
    """Return how days and hours are written: one style, wherever they stand."""

    def moment(at: datetime | str, tz: str) -> Markup:
        when = datetime.fromisoformat(at) if isinstance(at, str) else at
        return _stamped(when.isoformat(timespec="minutes"), words.moment(when, tz))

    def there(at: datetime, tz: str) -> Markup:
        return moment(local(at, tz).replace(tzinfo=None), tz)

    def until(at: datetime, tz: str) -> Markup:
        """Return when something ends: at midnight that is the end of the day before."""
        wall = local(at, tz)
        return there(at, tz) if wall.time() != time() else day(wall.date() - timedelta(days=1))

    def since(at: datetime, tz: str) -> Markup:
        wall = local(at, tz)
        return there(at, tz) if wall.time() != time() else day(wall.date())

    def day(on: date | str) -> Markup:
        read = date.fromisoformat(on) if isinstance(on, str) else on
        return _stamped(read.isoformat(), words.weekday_date(read))

    def when(on: date | str, at: str, tz: str) -> Markup:
        """Return a day, with its hour and zone where it has an hour."""
        read = date.fromisoformat(on) if isinstance(on, str) else on
        return moment(datetime.combine(read, time.fromisoformat(at)), tz) if at else day(read)

    def clock(at: time | datetime | str) -> Markup:
        return bdi(words.time(time.fromisoformat(at) if isinstance(at, str) else at))

    return {
        "day": day,
        "short_day": lambda on: _stamped(on.isoformat(), words.short_weekday(on)),
        "near_day": lambda on: _stamped(on.isoformat(), words.near_day(on)),
        "clock": clock,
        "when": when,
        "moment": moment,
        "there": there,
        "until": until,
        "since": since,
        "zone": lambda at, tz: bdi(words.zone(at, tz)),
    }


def languages(locale: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the languages clients speak, named in a locale."""
    return tuple(
        (each.code, each.spanish if locale == "es" else each.english) for each in LANGUAGES
    )


@cache
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the court's list of nationalities, named in a locale, by name."""
    if locale == "es":
        return tuple(sorted(lists.in_spanish().items(), key=lambda each: fold(each[1])))
    named = ((each.code, string.capwords(each.name)) for each in lists.of("nationalities"))
    return tuple(sorted(named, key=lambda each: each[1]))


def bdi(text: object) -> Markup:
    """Return text walled off from the direction of what surrounds it, and not turned in itself."""
    plain = text.translate(TURNS) if isinstance(text, str) else text
    return Markup("<bdi>{}</bdi>").format(plain)


def in_days(words: Words, days: int) -> str:
    """Return how far a day lies off, as people say it."""
    near = {0: N_("today"), 1: N_("tomorrow"), -1: N_("yesterday")}
    if days in near:
        return words.gettext(near[days])
    if days < 0:
        return words.ngettext("%(num)s day ago", "%(num)s days ago", -days) % {"num": -days}
    return words.ngettext("in %(num)s day", "in %(num)s days", days) % {"num": days}


def in_minutes(words: Words, minutes: int) -> str:
    """Return how far an hour lies off: minutes below two hours, then hours, then days."""
    if minutes <= 0:
        return words.gettext(N_("now or past"))
    if minutes < 2 * 60:
        return words.ngettext("in %(num)s minute", "in %(num)s minutes", minutes) % {"num": minutes}
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 - up to two days people count hours
        return words.ngettext("in %(num)s hour", "in %(num)s hours", hours) % {"num": hours}
    return in_days(words, hours // 24)


def _stamped(machine: str, human: str) -> Markup:
    return Markup('<bdi><time datetime="{}">{}</time></bdi>').format(machine, human)
