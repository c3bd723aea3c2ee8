"""The sample office: strict to read, the same on every run, believable on every day."""

import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.law import compute, shipped
from app.sample import besides, clinic, story
from app.sample.story import FOLDER, UnfitStory

TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
SHIPPED_FIRST = {"eoir.bia.appeal", "eoir.ic.filing.individual.nondetained", "foia.response"}
TWO_WEEKS = [TUESDAY + timedelta(days=day) for day in range(14)]


@pytest.fixture(scope="module")
def office() -> story.Story:
    """The sample office on a Tuesday."""
    return story.at(TUESDAY)


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the office's files with one text exchanged."""
    folder = tmp_path / "office"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_nine_people_fill_every_role(office: story.Story) -> None:
    """At least one of each role, the first an attorney."""
    roles = Counter(each.role for each in office.people)
    assert len(office.people) == 9
    assert roles["attorney"] == 2
    assert set(roles) == {
        "intake",
        "paralegal",
        "attorney",
        "supervising_attorney",
        "office_admin",
        "conflicts_officer",
        "auditor",
        "volunteer",
    }
    assert office.people[0].role == "attorney"
    assert {each.locale for each in office.people} == {"en", "es"}


def test_sixty_cases_two_of_them_for_named_people(office: story.Story) -> None:
    """The first attorney carries twenty-two open ones."""
    assert len(office.cases) == 60
    assert sum(case.access == "named" for case in office.cases) == 2
    hers = [c for c in office.cases if c.lead == office.people[0].key and c.stage == "open"]
    assert len(hers) == 22


def test_the_same_day_tells_the_same_story() -> None:
    """Nothing is drawn by lot."""
    assert story.at(TUESDAY) == story.at(TUESDAY)


@pytest.mark.parametrize("today", TWO_WEEKS, ids=str)
def test_the_first_attorney_has_a_hearing_today(today: date) -> None:
    """On a Sunday too: whoever tries the sample office must find work."""
    told = story.at(today)
    days = [h.starts.date() for c in told.cases if c.lead == "alma" for h in c.hearings]
    assert today in days
    assert sum(today < day <= today + timedelta(days=3) for day in days) >= 2


@pytest.mark.parametrize("today", TWO_WEEKS, ids=str)
def test_courts_sit_on_weekdays(today: date) -> None:
    """Only what is said to be exact, the hearings of today, may fall on a weekend."""
    for case in story.at(today).cases:
        for hearing in case.hearings:
            assert hearing.starts.weekday() < 5 or hearing.starts.date() == today


@pytest.mark.parametrize("today", TWO_WEEKS, ids=str)
def test_what_is_past_stays_past_and_what_comes_still_comes(today: date) -> None:
    """No weekend turns an overdue deadline into one of today, or a held hearing into a new one."""
    cases = {case.slug: case for case in story.at(today).cases}
    overdue = cases["kovalenko"].deadlines[0].due
    assert overdue is not None
    assert overdue.date() < today
    settings = {hearing.key: hearing.starts for hearing in cases["pech-uc"].hearings}
    assert settings["first"] < settings["second"] < datetime.combine(today, datetime.min.time())
    assert settings["third"].date() > today


def test_a_weekend_moves_forward_ahead_and_back_behind() -> None:
    """Six days after a Saturday is a Friday; one day after it is a Sunday, so Monday."""
    cases = {case.slug: case for case in story.at(SATURDAY).cases}
    assert cases["aguilon-perez"].hearings[0].starts == datetime(2026, 11, 30, 10, 30)  # noqa: DTZ001
    assert cases["tuc-velasquez"].hearings[1].starts.date() == SATURDAY
    done = cases["mejia-lanza"].deadlines[0].inputs["trigger_date"]
    assert done == "2026-10-30"  # 27 days before is Sunday 1 November


def test_no_court_sits_on_a_holiday_that_the_caller_names() -> None:
    """Two days after this Tuesday is Thanksgiving; the bond hearing moves to the Friday."""
    thanksgiving = date(2026, 11, 26)
    told = {case.slug: case for case in story.at(TUESDAY, closed={thanksgiving}).cases}
    assert told["ceballos-rentas"].hearings[0].starts.date() == date(2026, 11, 27)


def test_histories_are_of_many_kinds(office: story.Story) -> None:
    """Bond beside removal, riders, appeals, in-absentia orders, told dates and typed ones."""
    deadlines = [each for case in office.cases for each in case.deadlines]
    rules = {each.rule for each in deadlines}
    assert {"eoir.bia.appeal", "fed.pfr", "eoir.mtr.in_absentia.exceptional"} <= rules
    assert {"foia.response", "asylum.i589.one_year", "uscis.sij.age_21"} <= rules
    assert any(each.whose == "told" for each in deadlines)
    assert sum(each.rule == "" for each in deadlines) >= 25
    assert sum(each.done is not None for each in deadlines) >= 3
    assert any(
        {"bond", "removal"} <= {hearing.proceeding for hearing in case.hearings}
        for case in office.cases
    )
    assert any(sum(c.role == "rider" for c in case.clients) >= 3 for case in office.cases)
    assert sum(any(c.detained for c in case.clients) for case in office.cases) >= 6
    unknown = {
        case.stage for case in office.cases if case.clients and case.clients[0].detained is None
    }
    assert unknown == {"inquiry"}
    assert max(h.starts.date() for c in office.cases for h in c.hearings) > date(2027, 12, 1)


def test_every_typed_deadline_says_why(office: story.Story) -> None:
    """A date, an hour and a sentence."""
    for case in office.cases:
        for deadline in case.deadlines:
            if not deadline.rule:
                assert deadline.why.endswith("."), case.slug


def test_a_day_is_named_by_what_it_is() -> None:
    """Nobody files a departure, a right opens, an agency answers; what a rule counts is filed."""
    told = story.at(TUESDAY, rules=SHIPPED_FIRST).cases
    named = {each.title: each.means for case in told for each in case.deadlines}
    assert named["Last day to leave"] == "do_by"
    assert named["Work permit: first day to apply"] == "not_before"
    assert named["Bond hearing owed by the government"] == "they_answer_by"
    assert named["Brief to the Board"] == "file_by"
    assert named["Ask for the missing pages of the transcript"] == ""


def test_a_rule_that_cannot_be_counted_comes_as_typed() -> None:
    """Whoever plants the office tells which rules there are; the others were counted by hand."""
    told = {case.slug: case for case in story.at(TUESDAY, rules=SHIPPED_FIRST).cases}
    petition = told["onyekachi"].deadlines[0]
    assert (petition.rule, petition.inputs) == ("", {})
    assert petition.due == datetime(2026, 12, 3, 17, 0)  # noqa: DTZ001 - a wall time
    assert petition.why.startswith("Thirty days from the Board's order")
    assert told["mejia-lanza"].deadlines[0].rule == "eoir.bia.appeal"


def test_the_rulebook_counts_every_rule_it_is_asked_for() -> None:
    """The shipped rules take the inputs that the story gives, and answer with a day."""
    rulebook = shipped()
    known = {rule.id for rule in rulebook.rules}
    told = story.at(TUESDAY, rules=known)
    counted = [each for case in told.cases for each in case.deadlines if each.rule]
    results = [compute(rulebook, each.rule, each.inputs) for each in counted]
    assert len(results) >= 10
    assert all(result.due or result.safe or result.status != "due" for result in results)
    appeal = next(c for c in told.cases if c.slug == "mejia-lanza").deadlines[0]
    # The oral decision of Wednesday 28 October; thirty days end on Friday 27 November.
    assert compute(rulebook, appeal.rule, appeal.inputs).due == date(2026, 11, 27)


@pytest.mark.parametrize("today", TWO_WEEKS, ids=str)
def test_a_day_to_act_by_moves_back_but_never_into_the_past(today: date) -> None:
    """What is due ahead stays ahead; what falls on a weekend is due the weekday before."""
    for case in story.at(today, rules=SHIPPED_FIRST).cases:
        for each in case.deadlines:
            if each.due is not None:
                assert each.due.weekday() < 5 or each.due.date() == today
    cases = {case.slug: case for case in story.at(today).cases}
    soon = cases["aguilon-perez"].hearings[0], cases["baptiste-jean"].deadlines[1]
    assert soon[0].starts.date() > today
    assert soon[1].due is not None
    assert soon[1].due.date() > today


def test_hearings_keep_the_clock_of_their_court(office: story.Story) -> None:
    """The man who was moved to El Paso is heard at ten, Mountain time."""
    moved = next(case for case in office.cases if case.slug == "sandhu").hearings
    assert [(h.starts.hour, h.zone) for h in moved] == [
        (8, "America/Chicago"),
        (10, "America/Denver"),
    ]


def test_a_deadline_counts_from_its_hearing(office: story.Story) -> None:
    """An input may name a hearing of the case instead of a day."""
    case = next(case for case in office.cases if case.slug == "al-hashimi")
    merits = next(hearing for hearing in case.hearings if hearing.key == "merits")
    assert case.deadlines[0].inputs["hearing_date"] == merits.starts.date().isoformat()


def test_only_people_who_hold_a_case_act_on_it(office: story.Story) -> None:
    """The administrator and the auditor are in no case; the volunteer in one, until a day."""
    for case in office.cases:
        assert not {"denise", "hanh", "samuel"} & story.readers(office, case)
    shared = [case.slug for case in office.cases if "clemence" in story.readers(office, case)]
    assert shared == ["arnaud-guillaume"]
    named = next(case for case in office.cases if case.slug == "chub-coc")
    assert story.readers(office, named) == {"daniel", "lupita"}


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("office.toml", 'locale = "en"', 'locale = "fr"', "locale"),
        ("office.toml", 'role = "attorney"', 'role = "paralegal"', "first person"),
        ("office.toml", 'role = "auditor"', 'role = "intake"', "auditor"),
        ("office.toml", "(504) 555-0101", "(504) 555-2101", "could be somebody's"),
        ("office.toml", 'profile = "open"', 'profil = "open"', "profile is missing"),
        ("office.toml", "[[person]]", "colour = 1\n[[person]]", "unknown colour"),
        ("cases_alma.toml", "opened = -640", "opend = -640", "opened is missing"),
        ("cases_alma.toml", "opened = -640", "opened = true", "must be int"),
        ("cases_alma.toml", 'court = "NOL"', 'court = "XXX"', "court is not known"),
        ("cases_alma.toml", 'at = "09:00"', 'at = "9 Uhr"', "is no hour"),
        ("cases_alma.toml", 'kind = "master"', 'kind = "maestro"', "kind"),
        ("cases_alma.toml", 'hearing = "merits"', 'hearing = "merit"', "is not known"),
        ("cases_alma.toml", 'replaces = "first"', 'replaces = "third"', "is not known"),
        ("cases_alma.toml", "999204118", "999204117", "stands twice"),
        ("cases_alma.toml", "999204118", "123456789", "could be somebody's"),
        ("cases_alma.toml", "(504) 555-0111", "(504) 555-9111", "could be somebody's"),
        ("cases_alma.toml", 'language = "quc"', 'language = "qqq"', "language qqq"),
        ("cases_alma.toml", 'slug = "dang"', 'slug = "sandhu"', "stands twice"),
        ("cases_alma.toml", 'lead = "alma"', 'lead = "rosa"', "lead is no lawyer"),
        ("cases_alma.toml", 'author = "lupita"', 'author = "hanh"', "cannot open it"),
        ("cases_alma.toml", 'team = ["lupita"]', 'team = ["pita"]', "does not work here"),
        ("cases_alma.toml", 'rule = "eoir.bia.appeal", ', "", "a rule, or a title"),
        ("cases_alma.toml", "1989-03-14", '"1989"', "a table is needed"),
        ("cases_alma.toml", "exact = true", "exactly = true", "unknown exactly"),
    ],
)
def test_a_slip_in_the_files_stops_the_reader(
    tmp_path: Path, file: str, old: str, new: str, fault: str
) -> None:
    """Unknown keys, unknown codes and contradictions are fatal, and the sentence says which."""
    with pytest.raises(UnfitStory, match=fault):
        story.at(TUESDAY, folder=changed(tmp_path, file, old, new))


def test_a_served_paper_is_of_an_open_case_that_its_taker_reads(office: story.Story) -> None:
    """It is taken by somebody of the case who does not lead it, so that the lead hears of it."""
    cases = {case.slug: case for case in office.cases}
    for slug, (taker, _, ahead) in clinic.SERVED.items():
        case = cases[slug]
        assert (case.stage, ahead > 0) == ("open", True)
        assert taker in case.team
        assert taker != case.lead


@pytest.mark.parametrize("day", [TUESDAY, SATURDAY])
def test_reports_are_not_empty(day: date) -> None:
    """Every kind of decision is there; a case opened lately, or closed, has none."""
    told = story.at(day)
    found = [(case, besides.decided(case, day)) for case in told.cases]
    assert {what for _, what in found if what} == {*besides.DECIDED}
    assert sum(what is not None for _, what in found) >= 20
    assert not [case.slug for case, what in found if what and case.stage != "open"]
