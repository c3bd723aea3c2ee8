"""Every sentence a person reads is marked, and said in Spanish too."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest

from app import errors, words
from app.casework.audit import BOTH_WAYS
from app.errors import Throttled
from app.forums import codes, formats
from app.law import phrases
from app.web import labels
from app.web.caselabels import CASE
from app.web.deedlabels import DEEDS
from app.web.intakelabels import INTAKE
from app.web.lawlabels import LAW
from app.web.pages import _environment
from app.words import catalogue, missing, sentences, translator

APP = Path(words.__file__).parent
OF_A_CASE = re.compile(
    r'"(case|person|proceeding|filing|criminal_case|detention|hearing|deadline|note|document|tray'
    r'|hold|shredding|reminder|task|referral|release|served|bundle|letter|advice)(\.[a-z_]+)"'
)
ABOUT_NO_ROW = {
    "tray.miss",
    "tray.tell",
    "reminder.seen_by_link",
    "shredding.destroy",
    "shredding.sweep",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%")
TRANSLATED = tuple(locale for locale in words.LOCALES if locale != words.SOURCE)


def _forms(text: object) -> list[str]:
    """Return a sentence, or each plural form of it."""
    return [str(form) for form in text] if isinstance(text, tuple | list) else [str(text or "")]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_marked_sentence_is_translated(locale: str) -> None:
    """Nothing in the code or the templates waits for a translator."""
    assert list(missing(locale)) == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_keep_every_parameter(locale: str) -> None:
    """A translated sentence is filled with the same things as its source, in every plural form."""
    for message in catalogue(locale):
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
        for form in _forms(message.string):
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_hold_no_markup(locale: str) -> None:
    """Jinja trusts a written sentence, so no sentence may carry a tag."""
    for message in catalogue(locale):
        for text in [*_forms(message.id), *_forms(message.string)]:
            assert "<" not in text, message.id


def test_extraction_finds_every_way_of_marking() -> None:
    """N_ in Python, _() and both kinds of trans blocks in templates are all found."""
    found = sentences()
    assert found.get("Please sign in.") is not None  # N_, app/errors.py
    assert found.get("Skip to the page") is not None  # _(), base.html
    assert found.get("Sign in as %(name)s") is not None  # trans block, demo/people.html
    assert found.get("%(num)s day ago") is not None  # ngettext, app/web/pages.py


def _refusals() -> Iterator[tuple[Path, ast.expr]]:
    """Yield each sentence that the code gives to one of our errors."""
    ours = {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, errors.AmparoError)
    }
    for path in APP.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id in ours:
                yield from ((path, given) for given in _sentences_given(call))


def _sentences_given(call: ast.Call) -> Iterator[ast.expr]:
    given = [*call.args, *(word.value for word in call.keywords if word.arg in {"text", "fields"})]
    for value in given:
        if isinstance(value, ast.Dict):
            yield from value.values
        else:
            yield value


def test_every_sentence_of_an_error_is_marked() -> None:
    """A refusal is never written as a bare literal or an f-string."""
    unmarked = [
        f"{path.relative_to(APP)}:{given.lineno}"
        for path, given in _refusals()
        if isinstance(given, ast.JoinedStr)
        or (isinstance(given, ast.Constant) and isinstance(given.value, str))
    ]
    assert unmarked == []


def test_the_codes_of_a_hearing_and_their_words_are_the_same() -> None:
    """A code without words would be shown raw; words without a code could be picked in vain."""
    assert set(labels.LABELS["kind"]) == set(get_args(codes.CourtKind)) | codes.APPOINTMENTS
    assert set(labels.LABELS["adjourned"]) | {""} == set(get_args(codes.Adjourned))
    assert set(labels.LABELS["medium"]) == set(get_args(codes.Medium))
    assert set(labels.LABELS["proceeding"]) == set(get_args(codes.Proceeding))


def test_no_table_of_words_hides_another_of_its_name() -> None:
    """The stages of a proceeding were once those of an inquiry, since two tables had one name."""
    for part in (CASE, DEEDS, INTAKE, LAW):
        assert [name for name in part if labels.LABELS[name] is not part[name]] == []


def test_what_forums_refuses_with_is_translated_too() -> None:
    """The forums floor knows no catalogue, so its one sentence is marked beside the labels."""
    assert formats.NOT_AN_A_NUMBER in labels.FROM_BELOW


def test_a_code_without_words_is_shown_as_it_is() -> None:
    """A page never fails because a code is newer than its label."""
    assert labels.label_of("kind", "lunar") == "lunar"


DAY = date(2027, 2, 8)


def test_days_are_never_without_their_weekday() -> None:
    """8 February 2027 is a Monday, in each language's own order."""
    assert translator("en").weekday_date(DAY) == "Mon, Feb 8, 2027"
    assert translator("es").weekday_date(DAY) == "lun 8 feb 2027"
    assert translator("en").short_weekday(DAY) == "Mon 8"
    assert translator("en").date(DAY) == "Feb 8, 2027"


def test_hours_and_numbers() -> None:
    """Hours carry their half of the day; numbers are grouped as in the United States."""
    assert translator("en").time(time(13, 5)).replace("\u202f", " ") == "1:05 PM"
    assert translator("en").number(1204) == "1,204"
    assert translator("es").number(1204) == "1,204"


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        pytest.param(date(2027, 1, 15), "CST", id="standard time in winter"),
        pytest.param(date(2027, 7, 15), "CDT", id="daylight time in summer"),
    ],
)
def test_zones_are_named_as_on_that_day(day: date, zone: str) -> None:
    """The letters beside an hour are those of that day, not of today."""
    assert translator("en").zone(day, "America/Chicago") == zone


def test_an_instant_is_shown_on_the_wall_of_its_zone() -> None:
    """14:30 UTC on a winter day is 7:30 in Denver."""
    shown = translator("en").moment(datetime(2027, 1, 15, 14, 30, tzinfo=UTC), "America/Denver")
    assert shown.replace("\u202f", " ") == "Fri, Jan 15, 2027, 7:30 AM MST"


def test_parameters_and_plurals_are_filled_in_the_readers_language() -> None:
    """Spanish picks its own plural; parameters survive translation."""
    spanish = translator("es")
    waiting = Throttled(30)
    assert (
        spanish.gettext(waiting.text, **waiting.params) == "Espere 30 segundos e intente de nuevo."
    )
    assert spanish.ngettext("in %(num)s day", "in %(num)s days", 1) == "en %(num)s día"
    assert spanish.ngettext("in %(num)s day", "in %(num)s days", 3) == "en %(num)s días"
    assert spanish("today") == "hoy"


def test_nothing_is_said_for_nothing() -> None:
    """The empty msgid is gettext's header and must never reach a page."""
    assert translator("es").gettext("") == ""


def test_a_language_amparo_does_not_speak_is_english() -> None:
    """Whatever a browser asks for, there is a page."""
    assert translator("qu")("today") == "today"


def test_the_tool_names_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An empty catalogue is filled with every sentence, and each is named as waiting."""
    empty = tmp_path / "es" / "LC_MESSAGES" / "amparo.po"
    empty.parent.mkdir(parents=True)
    empty.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n')
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    assert words.main("missing") == 1
    assert "es: Please sign in.\n" in capsys.readouterr().out
    assert words.main("extract") == 1
    assert 'msgid "Please sign in."' in empty.read_text(encoding="utf-8")


def test_every_deed_that_a_case_shows_has_its_words() -> None:
    """Whatever is noted of a row of a case: in its history, and for whoever comes back."""
    sources = [
        path
        for path in (APP / "casework").rglob("*.py")
        if path.name not in {"policy.py", "places.py", "mergewords.py"}
    ]
    found = {deed for path in sources for deed in OF_A_CASE.findall(path.read_text("utf-8"))}
    assert len(found) > len(ABOUT_NO_ROW)
    noted = {"".join(deed) for deed in found} - ABOUT_NO_ROW
    for deed, (_, is_set, is_empty) in BOTH_WAYS.items():
        noted = noted - {deed} | {f"{deed}.{is_set}", f"{deed}.{is_empty}"}
    assert noted == set(labels.LABELS["noted"])
    told = {"".join(deed) for deed in found if deed[0] in {"tray", "hold", "shredding"}}
    assert noted - told - {"case.read"} == set(labels.LABELS["done"])


@pytest.mark.parametrize("locale", words.LOCALES)
def test_the_law_writes_days_and_hours_as_the_pages_do(locale: str) -> None:
    """The law's floor knows no Babel; a count and the date above it must look alike."""
    said = translator(locale)
    days = [date(2027, 1, 1) + timedelta(days=day) for day in range(366)]
    hours = [time(hour, minute) for hour in range(24) for minute in (0, 59)]
    assert [phrases.day_in_words(day, locale) for day in days] == [
        said.weekday_date(day) for day in days
    ]
    assert [phrases.hour_in_words(at, locale) for at in hours] == [said.time(at) for at in hours]


def test_what_is_kept_as_a_word_is_said_in_the_readers_language() -> None:
    """The office's own groups, and a language that somebody typed for an interpreter."""
    said = _environment("es").filters
    assert said["group"]("office team") == translator("es").gettext("office team") != "office team"
    assert said["group"]("Clínica de los martes") == "Clínica de los martes"
    spanish = {each.english: each.spanish for each in codes.LANGUAGES}
    assert said["language"]("Ukrainian") == spanish["Ukrainian"]
    assert said["language"]("relay, by telephone") == "relay, by telephone"
