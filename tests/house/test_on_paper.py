"""What a page says of a date at a glance, on the screen and on paper."""

import re
from datetime import date
from typing import Any

from app.web import pages
from tests.house.page_samples import samples
from tests.house.page_views import INSTANT, ME, case, deadline, hearing, wall
from tests.house.tree import ROOT

HIDDEN = re.compile(r'<(\w+) class="[^"]*no-print[^"]*".*?</\1>', re.DOTALL)
RELATIVE = re.compile(r"\b(in \d+ (minutes?|hours?|days?)|today|tomorrow|business days? left)\b")


def _case(**shown: Any) -> str:
    context: dict[str, Any] = {"me": ME, "section": "cases", "as_of": INSTANT}
    return pages.render("cases/one.html", "en", **context, case=case(**shown))


def _sample(name: str) -> dict[str, Any]:
    return next(context for each, _, context in samples() if each == name)


def test_paper_says_when_and_no_word_that_is_wrong_tomorrow() -> None:
    """The day and hour of the sheet; "in 7 hours" and what is pressed stay on the screen."""
    soon = hearing(minutes_to_go=7 * 60)
    near = deadline(days_left=0), deadline(days_left=5, government=True), deadline(days_left=9)
    page = _case(hearings=[soon], deadlines=list(near))
    assert RELATIVE.search(page)
    paper = HIDDEN.sub("", page)
    main = paper[paper.index("<main") : paper.index("</main>")]
    assert not RELATIVE.search(re.sub(r"<[^>]+>", " ", main))
    assert "Correct" not in main
    assert re.search(r"on-paper[^>]*>As it stood in Amparo: .*Nov 24, 2026.*7:45", main)


def test_a_date_that_ended_with_its_hearing_looks_like_no_filed_one() -> None:
    """Struck and without the mark of what is done; what is filed keeps both."""
    ended, filed = (_case(deadlines=[deadline(status=each)]) for each in ("moved", "filed"))
    tick = pages.render("deadlines/filed.html", "en", me=ME, deadline=deadline(status="filed"))
    assert re.search(r'tag calm"><svg.*?Filed', tick, re.DOTALL)
    assert re.search(r'<span class="tag">Ended with its hearing', ended)
    assert re.search(r'class="when struck">', ended)
    assert 'class="when struck">' not in filed


def test_the_next_dates_stand_by_their_hour() -> None:
    """9:00 before 1:30 of the same day, and a day without an hour at its end."""
    day = date(2027, 3, 9)
    held = hearing(starts=wall("2027-03-09T13:30"))
    typed = (("Early call", "09:00"), ("Late call", "16:00"), ("Whole day", ""))
    rows = [deadline(title=title, file_by=day, due=day, at=at) for title, at in typed]
    page = _case(hearings=[held], deadlines=rows)
    shown = page[page.index('id="h-next"') : page.index('id="h-hearings"')]
    places = [shown.index(each) for each in ("Early call", "1:30", "Late call", "Whole day")]
    assert places == sorted(places)


def test_a_refusal_does_not_stand_under_saved() -> None:
    """The green box of what was just saved is gone while something else needs another look."""
    context = _sample("hearing-saved")
    refused = pages.render("hearings/one.html", "en", **context)
    saved = pages.render("hearings/one.html", "en", **{**context, "refused": None, "errors": {}})
    assert 'id="h-saved"' in saved
    assert 'id="h-saved"' not in refused


def test_what_ends_with_a_hearing_is_named_with_its_hour() -> None:
    """Two dates of one day are told apart."""
    ends = deadline(at="09:00", title="Call the client")
    context = _sample("hearing-saved") | {"old_dates": (ends,)}
    page = pages.render("hearings/one.html", "en", **context)
    assert "9:00" in page[page.index('name="old_deadline"') :]


def test_what_is_overdue_is_as_black_on_paper_as_the_rest() -> None:
    """A browser prints no backgrounds, so white words on red would be pale on white."""
    sheet = (ROOT / "app" / "web" / "static" / "amparo.css").read_text(encoding="utf-8")
    paper = sheet[sheet.index("@media print") :]
    for mark in (".tag", ".notice"):
        marked = re.escape(mark)
        rule = re.search(rf"(?:^|, |\n  ){marked}(?:, [^{{}}]*)? {{([^}}]*)}}", paper)
        assert rule is not None
        assert "color: #000 !important" in rule[1]
        assert "background: none !important" in rule[1]
    assert ".tag.solid { border: 2px solid #000" in paper
    assert ".icon { fill: #000" in paper


def test_a_case_sheet_says_the_whole_number_and_offers_nothing() -> None:
    """The A-number is masked on the screen alone; the way back stays there too."""
    sheet = (ROOT / "app" / "web" / "static" / "amparo.css").read_text(encoding="utf-8")
    paper = sheet[sheet.index("@media print") :]
    assert "details.tap > summary { display: none; }" in paper
    assert "details.tap::details-content" in paper
    for name, template, context in samples():
        page = HIDDEN.sub("", pages.render(template, "en", **context))
        assert "Back to the case" not in page, name
        assert ">Prolong<" not in page, name


def test_on_paper_a_table_is_a_table_and_only_a_telephone_gets_cards() -> None:
    """A sheet of paper is as narrow as a tablet: the rules of a telephone name the screen."""
    css = (ROOT / "app" / "web" / "static" / "amparo.css").read_text("utf-8")
    narrow = re.findall(r"@media ([^{]*max-width[^{]*)\{", css)
    assert narrow
    assert all(each.startswith("screen and ") for each in narrow)
    paper = css[css.index("@media print") :]
    assert "table.sheet { display: table; }" in paper  # `.sheet` is a block there
    assert paper.index(".sheet, .facts { display: block; }") < paper.index("table.sheet {")


def test_no_colour_alone_says_anything() -> None:
    """On paper colours are gone: whatever a mark says stands in it as a word or a number."""
    for name, template, context in samples():
        page = pages.render(template, "en", **context)
        for tag in re.findall(
            r'<(?:span|li)[^>]*(?:class="tag[^"]*"|data-load)[^>]*>.*?</(?:span|li)>',
            page,
            re.DOTALL,
        ):
            assert re.sub(r"<[^>]+>", "", tag).strip(), (name, tag)
