"""Pages: strict, reachable, quiet about clients, and the same in every language."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import nodes

from app import errors
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange
from app.casework.cases import NewCase
from app.casework.correcting import Correction
from app.casework.criminal_cases import NewCriminalCase
from app.casework.detention import NewDetention
from app.casework.endings import Completion
from app.casework.filings import NewFiling
from app.casework.informing import Told
from app.casework.moving import DeadlineChange
from app.casework.notes import NewNote, NoteChange
from app.casework.people import NewPerson, PersonChange, PersonFacts
from app.casework.proceedings import NewProceeding
from app.casework.referrals import NewReferral
from app.casework.releases import ReleaseChange
from app.casework.scheduling import NewHearing
from app.casework.signin import Credentials
from app.casework.tasks import Task, TaskChange
from app.casework.today import Rows
from app.casework.worktime import Worked
from app.errors import AmparoError, Conflict, Damaged
from app.web import pages
from app.web.begun import MARK
from app.web.errors import PAGES
from app.words import LOCALES, catalogue
from tests.house.page_samples import samples
from tests.house.page_views import deadline

TEMPLATES = pages.HERE / "templates"
SOURCES = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(TEMPLATES.rglob("*.html"))
}
FRAMES = {"base.html", "errors/error.html", "demo/people.html"}
SAMPLES = list(samples())
LASTING = {id(context) for _, _, context in SAMPLES}
RENDERED: dict[tuple[str, int, str], "Page"] = {}
EACH = pytest.mark.parametrize(
    ("template", "context"), [pytest.param(t, c, id=name) for name, t, c in SAMPLES]
)
NAMES = ("Xicay Tuj", "Ajú Pérez", "سميرة", "نور الدين", "Robles", "Ortega", "K7QX-31", "555-01")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path"}
READ_ALOUD = ("title", "alt", "aria-label", "placeholder")


@dataclass(frozen=True, slots=True)
class Tag:
    """An element as it was met."""

    name: str
    attributes: dict[str, str]
    within: tuple[str, ...]


@dataclass
class Page(HTMLParser):
    """A page taken apart: its elements, and each stretch of text with what it stands in."""

    tags: list[Tag] = field(default_factory=list)
    texts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to parse."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element; a box of free text is told apart from other boxes."""
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append(Tag(tag, attributes, tuple(self.open)))
        if tag not in VOID:
            self.open.append("div.said" if attributes.get("class") == "said" else tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, which must be the innermost one."""
        if tag not in VOID:
            assert self.open.pop().removesuffix(".said") == tag

    def handle_data(self, data: str) -> None:
        """Keep text that is more than space."""
        if data.strip():
            self.texts.append((" ".join(data.split()), tuple(self.open)))

    def all(self, *names: str) -> list[Tag]:
        """Return the elements of these names."""
        return [tag for tag in self.tags if tag.name in names]


def taken_apart(text: str) -> Page:
    """Return a page's elements and texts; every element is closed."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def shown(template: str, context: dict[str, Any], locale: str = "en") -> Page:
    """Return a rendered page taken apart; a sample is once, for all who look at it."""
    if id(context) not in LASTING:
        return taken_apart(pages.render(template, locale, **context))
    asked = (template, id(context), locale)
    if asked not in RENDERED:
        RENDERED[asked] = taken_apart(pages.render(template, locale, **context))
    return RENDERED[asked]


@pytest.mark.parametrize("name", SOURCES)
def test_every_template_compiles_and_is_shown_somewhere(name: str) -> None:
    """A template that no sample renders would be tried by nobody."""
    environment = pages._environment("en")
    assert environment.get_template(name).name == name
    tried = {template for _, template, _ in SAMPLES}
    assert name in tried | FRAMES or name.startswith("parts/")


@pytest.mark.parametrize("name", SOURCES)
def test_templates_hold_no_unmarked_words(name: str) -> None:
    """Every word between tags and in spoken attributes goes through the catalogue."""
    bare = re.sub(r"\{#.*?#\}", "", SOURCES[name], flags=re.DOTALL)
    bare = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", bare, flags=re.DOTALL)
    for part in (r"block (?:width|marks)", r"macro _marks"):  # what stands inside of tags
        bare = re.sub(rf"\{{%-? {part}\b.*?end(?:block|macro) -?%\}}", "", bare, flags=re.DOTALL)
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", bare, flags=re.DOTALL)
    page = Page()
    page.handle_endtag = lambda tag: None if tag in VOID else _close(page, tag)  # type: ignore[method-assign]
    page.feed(bare)
    words = [
        text for text, within in page.texts if re.search(r"[^\W\d_]", text) and "kbd" not in within
    ]
    spoken = [
        tag.attributes[name]
        for tag in page.tags
        for name in READ_ALOUD
        if re.search(r"[^\W\d_]", tag.attributes.get(name, ""))
    ]
    assert set(words) <= {"Amparo", "· Amparo"}
    assert spoken == []


def _close(page: Page, tag: str) -> None:
    """Leave an element of a source, where branches may open one twice."""
    while page.open and page.open.pop().removesuffix(".said") != tag:
        pass


@pytest.mark.parametrize("name", SOURCES)
def test_only_written_sentences_are_trusted(name: str) -> None:
    """Jinja marks what `_` returns as safe, so it may never be given a variable."""
    tree = pages._environment("en").parse(SOURCES[name])
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
            sentences = call.args[: 2 if call.node.name == "ngettext" else 1]
            assert all(isinstance(given, nodes.Const) for given in sentences)
    filters = {used.name for used in tree.find_all(nodes.Filter)}
    assert filters.isdisjoint({"safe", "tojson", "xmlattr", "urlize"})


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_written_that_the_content_policy_refuses(name: str) -> None:
    """No inline script, style or handler, and nothing from another host."""
    page = Page()
    page.handle_endtag = lambda tag: _close(page, tag)  # type: ignore[method-assign]
    page.feed(re.sub(r"\{#.*?#\}", "", SOURCES[name], flags=re.DOTALL))
    for tag in page.tags:
        assert "style" not in tag.attributes
        assert not any(each.startswith(("on", "hx-on")) for each in tag.attributes)
        assert not any("js:" in value for value in tag.attributes.values())
        for address in ("src", "href", "action", "formaction", "hx-get", "hx-post"):
            assert not tag.attributes.get(address, "").startswith(("http", "//"))
        assert tag.name != "style"
        assert tag.name != "script" or "src" in tag.attributes


@EACH
@pytest.mark.parametrize("locale", LOCALES)
def test_every_state_renders_whole(template: str, context: dict[str, Any], locale: str) -> None:
    """Nothing is undefined; ids are unique, and every reference finds what it points to."""
    page = shown(template, context, locale)
    ids = Counter(tag.attributes["id"] for tag in page.tags if "id" in tag.attributes)
    for tag in page.tags:
        for name in ("aria-describedby", "aria-labelledby", "for", "list"):
            for wanted in tag.attributes.get(name, "").split():
                assert wanted in ids, (name, wanted)
        if tag.attributes.get("href", "").startswith("#") and tag.attributes["href"] != "#":
            assert tag.attributes["href"][1:] in set(ids) | {
                "f-family_name",
                "f-on",
                "f-due",
                "f-whose",
            }
    assert {name for name, count in ids.items() if count > 1} <= _repeated(template)


@EACH
def test_nothing_of_the_machine_stands_in_a_page(template: str, context: dict[str, Any]) -> None:
    """A macro that a frame takes for a sentence would be shown as Python writes it."""
    page = shown(template, context)
    written = [text for text, _ in page.texts]
    written += [value for tag in page.tags for value in tag.attributes.values()]
    assert [text for text in written if re.search(r"<Macro|<function| object at 0x", text)] == []


def _repeated(template: str) -> set[str]:
    """Return ids that repeat only because a sample shows one row several times."""
    one = "7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10"
    rows = {f"filed-{one}", f"on-{one}", f"filed-{one}-hint"}
    forms = {"f-case_id", "f-due", "f-due-error", "f-title", "f-proceeding", "f-at"}
    return rows | (forms if template.startswith("deadlines/") else set())


@EACH
def test_every_control_has_a_name(template: str, context: dict[str, Any]) -> None:
    """Each input has a label; each picture is described or marked as decoration."""
    page = shown(template, context)
    labelled = {tag.attributes["for"] for tag in page.all("label")}
    for tag in page.all("input", "select", "textarea"):
        if tag.attributes.get("type") != "hidden":
            assert tag.attributes["id"] in labelled
    assert all("alt" in tag.attributes for tag in page.all("img"))
    assert all(tag.attributes.get("aria-hidden") == "true" for tag in page.all("svg"))
    assert all("type" in tag.attributes for tag in page.all("button"))


@EACH
def test_pages_have_one_heading_and_a_title_that_tells_nothing(
    template: str, context: dict[str, Any]
) -> None:
    """Neither the title nor any address names a client, a court or a file."""
    page = shown(template, context)
    if not page.all("html"):
        return
    assert len(page.all("h1")) == 1
    title = " ".join(text for text, within in page.texts if within[-1] == "title")
    addresses = [tag.attributes.get(name, "") for tag in page.tags for name in ("href", "action")]
    for name in (*NAMES, "New Orleans", "NOL", "asylum"):
        assert name not in title
        assert not any(name in address for address in addresses)


@EACH
def test_names_dates_and_numbers_stand_apart(template: str, context: dict[str, Any]) -> None:
    """A name in another script cannot turn the sentence around it."""
    page = shown(template, context)
    apart = {"bdi", "option", "textarea", "div.said"}
    for text, within in page.texts:
        if any(name in text for name in NAMES):
            assert apart & set(within), text
    for tag in page.all("time"):
        assert tag.within[-1] == "bdi"


@EACH
def test_no_english_is_left_on_a_spanish_page(template: str, context: dict[str, Any]) -> None:
    """Whatever is a sentence of ours has been said in the reader's language."""
    page, english = shown(template, context, "es"), said_otherwise()
    typed = {"Attorney", "Seen", "A"}
    left = {text for text, within in page.texts if text in english and "bdi" not in within}
    assert left - typed == set()


@cache
def said_otherwise() -> frozenset[object]:
    """Return the sentences that are others in Spanish; they are two thousand."""
    return frozenset(m.id for m in catalogue("es") if m.id and m.string != m.id)


def test_every_failure_has_its_own_page() -> None:
    """A code without one would be shown as a mistake of Amparo's."""
    codes = {fault.code for fault in vars(errors).values() if hasattr(fault, "code")}
    elsewhere = {AmparoError.code, Conflict.code, Damaged.code}  # a mistake; two pages with more
    assert codes - elsewhere == PAGES


def test_a_hostile_name_stays_text() -> None:
    """Markup in a client's name or in an error is shown, never obeyed."""
    attack = "<script>alert(1)</script>"
    context = next(c for name, _, c in SAMPLES if name == "hearing-new")
    form = {"judge": f'"><img src=x onerror=1>{attack}'}
    text = pages.render(
        "hearings/new.html",
        "en",
        **context | {"client_name": attack, "form": form, "errors": {"judge": attack}},
    )
    assert attack not in text
    assert "onerror=1>" not in text
    assert "&lt;script&gt;" in text


def test_typed_words_are_kept_and_passphrases_are_not() -> None:
    """A refused form comes back as it was typed; a passphrase is never sent back."""
    typed = {"email": "ana@example.org", "password": "correct horse", "code": "123456"}
    text = pages.render(
        "signin/signin.html", "en", form=typed, refused="x", demo_people=(), other_locales=()
    )
    assert 'value="ana@example.org"' in text
    assert "correct horse" not in text


def test_an_error_is_said_beside_its_field_and_at_the_top() -> None:
    """A field under another name in casework's refusals still shows its sentence."""
    context = next(c for name, _, c in SAMPLES if name == "hearing-new-wrong")
    page = shown("hearings/new.html", context)
    links = [tag.attributes["href"] for tag in page.all("a")]
    assert "#f-on" in links
    day = next(tag for tag in page.all("input") if tag.attributes.get("name") == "on")
    assert day.attributes["aria-invalid"] == "true"
    assert "f-on-error" in day.attributes["aria-describedby"]


def _sent(sample: str, action: str) -> set[str]:
    """Return the names that the forms with this action would send."""
    template, context = next((t, c) for name, t, c in SAMPLES if name == sample)
    text = pages.render(template, "en", **context)
    forms = re.findall(r'<form[^>]*?action="([^"]*)"[^>]*>(.*?)</form>', text, flags=re.DOTALL)
    return {
        tag.attributes["name"]
        for where, inside in forms
        if re.sub(r"/[0-9a-f]{8}-[0-9a-f-]+", "/1", where) == action
        for tag in taken_apart(inside).tags
        if "name" in tag.attributes and tag.name != "details"
    }


PICKED = {"court_picked", "sure"}
SHOWN = {"clash_seen", "tell_shown"}
SEVERAL: tuple[str, ...] = ("phones.", "addresses.", "numbers.", "entries.", "relations.")
SEVERAL += ("charges.", "of_record.", "bond.", "clock.")


@pytest.mark.parametrize(
    ("sample", "action", "models", "by_hand"),
    [
        ("signin", "/sign-in", [Credentials], set()),
        ("case-new", "/cases", [NewCase, PersonFacts], {"groups_shown"}),
        ("person-new", "/people", [NewPerson], {"unconfirmed_shown"}),
        ("person", "/people/1", [PersonChange], {"unconfirmed_shown"}),
        ("proceeding-new", "/proceedings", [NewProceeding], set()),
        ("filing-new", "/filings", [NewFiling], set()),
        ("criminal-new", "/criminal-cases", [NewCriminalCase], set()),
        ("held-new", "/detentions", [NewDetention], set()),
        ("case", "/notes", [NewNote, Worked, Task], set()),
        ("note", "/notes/1", [NoteChange, Worked], set()),
        ("task", "/tasks/1", [TaskChange], set()),
        ("referral-new", "/referrals", [NewReferral], set()),
        ("consent", "/releases/1", [ReleaseChange], set()),
        ("hearing-new-counted", "/hearings", [NewHearing], {"on", "at", *SHOWN, *PICKED}),
        ("hearing", "/hearings", [NewHearing], {"on", "at", "version", *SHOWN, *PICKED}),
        ("calls", "/hearings/1/telling", [Told], {"back"}),
        ("hearing", "/hearings/1/outcome", [HearingChange], set()),
        ("hearing-saved", "/hearings/1/outcome", [HearingChange], set()),
        ("hearing-correct-anew", "/hearings/1", [HearingChange], {"counted_for"}),
        ("deadline-new-asked", "/deadlines", [NewDeadline], {"mode"}),
        ("deadline-fatal", "/deadlines/1", [DeadlineChange], set()),
        ("deadline-fatal", "/deadlines/1/completion", [Completion], set()),
        ("deadline-recount", "/deadlines/1/recount", [Correction], {"seen"}),
    ],
)
def test_forms_speak_the_names_of_casework(
    sample: str, action: str, models: list[Any], by_hand: set[str]
) -> None:
    """A field that no input model knows would be refused, or lost."""
    rows = ("follow_", "inputs.", "old_", "sure_of.", "typed_", *SEVERAL)
    sent = {name for name in _sent(sample, action) - {MARK} if not name.startswith(rows)}
    known = {name for model in models for name in model.model_fields}
    assert sent
    assert sent - by_hand <= known


def test_every_change_sends_its_version_back() -> None:
    """No form can overwrite what a colleague saved in between."""
    for sample, action in [
        ("person", "/people/1"),
        ("note", "/notes/1"),
        ("case", "/cases/1"),
        ("deadline-fatal", "/deadlines/1"),
        ("deadline-fatal", "/deadlines/1/completion"),
        ("deadline-recount", "/deadlines/1/recount"),
        ("deadline-fatal", "/deadlines/1/acknowledgement"),
        ("deadline-filed", "/deadlines/1/reopening"),
        ("hearing", "/hearings/1/outcome"),
        ("hearing-correct", "/hearings/1"),
        ("proceeding-bond", "/proceedings/1"),
        ("filing", "/filings/1"),
        ("criminal", "/criminal-cases/1"),
        ("held", "/detentions/1"),
        ("held", "/detentions/1/answers"),
        ("place", "/facilities/1"),
        ("closing", "/cases/1/closing"),
        ("bundle", "/bundles/1"),
        ("bundle", "/bundles/1/exhibits"),
    ]:
        assert "version" in _sent(sample, action), action


def test_the_link_of_a_mail_shows_counts_and_nothing_else() -> None:
    """Whoever finds the telephone learns neither a name nor a file."""
    context = next(c for name, _, c in SAMPLES if name == "link-fresh")
    page = shown("reminders/link.html", context)
    said = " ".join(text for text, _ in page.texts)
    assert "2 urgent matters to review" in said
    assert not any(name in said for name in ("Xicay", "K7QX", "Robles"))
    # The last says that she is in court.
    assert [tag.attributes.get("value") for tag in page.all("button")] == ["seen", "seen", None]


def test_those_who_can_read_no_case_are_shown_no_way_to_one() -> None:
    """An administrator's page has no list, no search and no new case."""
    context = next(c for name, _, c in SAMPLES if name == "today-admin")
    page = shown("today/today.html", context)
    addresses = {tag.attributes.get("href") for tag in page.all("a")}
    assert not addresses & {"/cases", "/new", "/hearings/new"}
    assert not any(tag.attributes.get("action") == "/cases/search" for tag in page.tags)


def test_a_day_says_what_its_strip_counts() -> None:
    """No sentence says that nothing falls due under a strip that counts something."""
    for sample in ("today-empty", "today-closed"):
        context = next(c for name, _, c in SAMPLES if name == sample)
        said = {text for text, _ in shown("today/today.html", context).texts}
        counted = sum(each.all for each in context["today"].strip)
        assert ("Nothing falls due in the next two weeks." in said) == (counted == 0)
        assert any(text.startswith("What these days hold") for text in said) == (counted > 0)


def test_a_short_line_says_what_its_day_and_hour_mean() -> None:
    """Filing is told from doing; each hour has its zone, as in a whole row."""
    context = next(c for name, _, c in SAMPLES if name == "today")
    elsewhere = deadline(at="17:00", tz="America/New_York", means="do_by", reviewed=True)
    rows = Rows(shown=[elsewhere, deadline(at="16:00")])
    day = context["today"].model_copy(update={"soon": rows, "fortnight": rows.shown})
    page = pages.render("today/today.html", "en", **context | {"today": day})
    lines = re.findall(r'<li class="far".*?</li>', page, flags=re.DOTALL)[-2:]
    there, here = (" ".join(text for text, _ in taken_apart(line).texts) for line in lines)
    assert there.startswith("do by Fri, Feb 5, 2027, 5:00 PM EST")
    assert here.startswith("file by Fri, Feb 5, 2027, 4:00 PM CST Evidence")
    assert ["not reviewed" in line for line in (there, here)] == [False, True]


def test_paper_asks_for_no_key_and_no_button() -> None:
    """A printed day holds no hint that only a screen can follow."""
    context = next(c for name, _, c in SAMPLES if name == "today-empty")
    text = pages.render("today/today.html", "en", **context)
    printed = re.sub(r'<(\w+)[^>]*class="[^"]*no-print[^"]*".*?</\1>', "", text, flags=re.DOTALL)
    main = printed[printed.index("<main") :]
    assert "press n" in text.lower()
    assert "press n" not in main.lower()
    assert "say that you have seen" in text.lower()
    assert "say that you have seen" not in main.lower()


def test_what_was_wrong_is_asked_of_a_form_without_a_fault() -> None:
    """`if errors.name` breaks the page of every form in which that field is right."""
    asked = re.compile(r"\b(?:if|and|or|not) errors\.(?!get\(|items\()[a-z]")
    bare = {name for name, text in SOURCES.items() if asked.search(text)}
    assert bare == set()
