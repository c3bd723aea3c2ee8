"""What the documents promise about themselves: length, links, words, and sentences in Spanish."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app import errors, law
from app.casework import policy
from app.errors import AmparoError
from app.words import translator
from tests.house.tree import ROOT

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)")
CODE_PATH = re.compile(r"`((?:app|tests|docs|migrations)/[\w./-]+)`")
# Put together here so that this file does not hold what it looks for.
BOASTS = ("end" + "-to-end", "zero" + "-knowledge", "military" + "-grade", "unbreak" + "able")
PICTURE = "docs/today.png"
ERRORS = [
    thing
    for thing in vars(errors).values()
    if isinstance(thing, type) and issubclass(thing, AmparoError)
]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("README.md", 120),
        ("docs/ARCHITECTURE.md", 120),
        ("docs/STYLE.md", 60),
        ("docs/THREAT_MODEL.md", 130),  # a row for each table
        ("SECURITY.md", 60),
        ("CONTRIBUTING.md", 60),
    ],
)
def test_a_document_stays_short(name: str, lines: int) -> None:
    """What is too long is not read; tables made from the code are looked up in."""
    written = _text(name).partition("<!-- Made by")[0]
    assert 20 < len(written.splitlines()) <= lines


def _broken_links(page: Path, text: str) -> Iterator[str]:
    for target in LINK.findall(text):
        if "://" not in target and not (page.parent / target).exists():
            yield target


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Also the files that a document names as code."""
    text = page.read_text(encoding="utf-8")
    assert list(_broken_links(page, text.replace(PICTURE, "README.md"))) == []
    assert [name for name in CODE_PATH.findall(text) if not (ROOT / name).exists()] == []


def test_a_broken_link_is_found() -> None:
    """One to a file that is not there."""
    assert list(_broken_links(ROOT / "README.md", "see [moon](docs/MOON.md#far)")) == [
        "docs/MOON.md"
    ]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_no_document_boasts(page: Path) -> None:
    """The server holds keys while people work, and says so."""
    text = page.read_text(encoding="utf-8").lower()
    assert [word for word in BOASTS if word in text] == []


def test_the_readme_says_what_it_does_not_protect_against() -> None:
    """In the words that were agreed, and before anybody can try it."""
    text = " ".join(_text("README.md").split())
    promise = (
        "Whoever takes, hosts or administers the machine together with its server key reads the "
        "dates of open cases and who works on them, and no client's name, note, number, rule or "
        "document."
    )
    assert promise in text
    assert text.index("does not protect against") < text.index("## Try it")


def test_decisions_are_numbered_dated_and_short() -> None:
    """Each has the same four parts; none is longer than one page."""
    assert [page.name[:4] for page in DECISIONS] == [
        f"{number:04d}" for number in range(1, len(DECISIONS) + 1)
    ]
    for page in DECISIONS:
        text = page.read_text(encoding="utf-8")
        assert len(text.split()) <= 400, page.name
        assert re.match(rf"# {int(page.name[:4])}\. .+\n\n\d{{4}}-\d\d-\d\d, ", text), page.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
            "Alternatives",
        ]


def test_a_recorded_decision_is_not_edited() -> None:
    """Its line of status may change, nothing else: another mind is another record."""
    kept = dict(line.split() for line in _text("tests/house/decisions.txt").splitlines())
    stands = {page.stem: _print_of(page) for page in DECISIONS}
    lines = [f"{name} {print_}" for name, print_ in stands.items() if kept.get(name) != print_]
    assert lines == [], "restore the text; a new record's line goes into tests/house/decisions.txt"
    assert kept.keys() == stands.keys()


def _print_of(page: Path) -> str:
    lines = page.read_text(encoding="utf-8").splitlines()
    return sha256("\n".join(lines[:2] + lines[3:]).encode()).hexdigest()


def test_the_changelog_puts_security_first() -> None:
    """Then what else changed; the law has a heading of its own."""
    newest = _text("CHANGELOG.md").split("\n## ")[1]
    headings = re.findall(r"^### (.+)$", newest, re.MULTILINE)
    assert headings[0] == "Security"
    assert "Law" in headings


def test_every_rule_stands_in_the_paper_with_its_law() -> None:
    """Id, each citation, and that no lawyer has read it, where none has."""
    paper = _text("docs/RULES.md")
    for rule in law.shipped().rules:
        assert f"`{rule.id}`" in paper
        part = paper.split(f"`{rule.id}`")[1].split("\n## ")[0]
        assert ("**not reviewed**" in part) != rule.reviewed
        for version in rule.versions:
            assert version.cites
            assert all(str(cite) in part for cite in version.cites)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_its_own_sentence_in_both_languages(error: type[AmparoError]) -> None:
    """What a person reads is never a class's name, and never English on a Spanish page."""
    assert error.default.endswith(".")
    assert translator("es").gettext(error.default) != error.default


def test_every_error_that_ends_a_request_has_a_page() -> None:
    """Named by its code, as the doors look for it."""
    pages = {page.stem for page in (ROOT / "app" / "web" / "templates" / "errors").glob("*.html")}
    assert {error.code for error in ERRORS} <= pages


# --- a noun's name on the floors --------------------------------------------------------------

# Where a noun's file is called otherwise, or a floor needs none, and why.
TABLE_OF = {"people": "person", "cases": "case", "hearings": "hearing", "deadlines": "deadline"}
TABLE_OF |= {"notes": "note"}


@pytest.mark.parametrize("noun", TABLE_OF)
def test_a_noun_has_the_same_name_on_every_floor(noun: str) -> None:
    """Whoever knows one of its files finds the others; models say it of one."""
    assert (ROOT / "app" / "casework" / f"{noun}.py").exists()
    assert (ROOT / "app" / "models" / f"{TABLE_OF[noun]}.py").exists()
    assert (ROOT / "app" / "web" / f"{noun}.py").exists()
    assert (ROOT / "app" / "web" / "templates" / noun).is_dir()
    # A program says `persons`, as the interface that was agreed has it.
    api = "persons" if noun == "people" else noun
    assert (ROOT / "app" / "api" / f"{api}.py").exists()
    verbs = {
        action.partition(".")[2] for action in policy.ACTIONS if action.startswith(TABLE_OF[noun])
    }
    assert {"read", "change"} <= verbs
