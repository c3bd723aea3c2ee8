"""The habits of the house that no linter knows; each is seen to find what breaks it."""

import ast
import re
from collections.abc import Iterable

import pytest

from tests.house import habits
from tests.house.habits import Habit
from tests.house.tree import ROOT, Function, Source, sample, sources, texts

# Put together here so that this file does not hold what it looks for.
REGISTRY_WORDS = ("--index" + "-url", "trusted" + "-host", "/sim" + "ple/", "find" + "-links")
OPEN_WORDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
# The project speaks of itself alone: no machine, no workplace, no numbers of a tracker.
FORBIDDEN_TALK = re.compile(
    "|".join(
        (
            r"(?<![\w.-])/wo" + r"rk/",
            r"/ro" + r"ot/",
            r"/ho" + r"me/\w",
            r"\bsub-?age" + r"nts?\b",
            r"\b(Clau" + r"de|Anthro" + r"pic|Chat" + r"GPT|Copi" + r"lot)\b",
            r"\b(iss" + r"ue|PR|pull req" + r"uest) #?\d+\b",
            r"\b(clos|fix|resolv)es #\d+\b",
            r"\bas an AI\b|\blanguage mod" + r"el\b",
        )
    )
)
BREAKS: dict[Habit, tuple[str, ...]] = {
    habits.only_the_clock_reads_time: (
        "import datetime\nat = datetime.datetime.now()",
        "from datetime import date\nday = date.today()",
        "import time\nat = time.monotonic()",
    ),
    habits.only_the_desk_commits: ("def add(desk):\n    desk.db.commit()",),
    habits.only_crypto_speaks_ciphers: (
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV",
        "import argon2",
    ),
    habits.nothing_goes_around_sealing: (
        "def add(desk, row):\n    desk.db.merge(row)",
        "def add(db, rows):\n    db.bulk_save_objects(rows)",
    ),
    habits.uploads_are_never_spooled: (
        "from fastapi import UploadFile",
        "async def taken(request):\n    return await request.form()",
    ),
    habits.only_db_writes_sql: (
        "from sqlalchemy import text",
        "from sqlalchemy.orm import mapped_column",
        "def seen(db):\n    db.connection().exec_driver_sql('SELECT 1')",
    ),
    habits.functions_fit_on_a_screen: ("def long():\n" + "    pass\n" * 60,),
    habits.files_stay_short: ("x = 1\n" * 501,),
    habits.nothing_is_written_for_nobody: (
        "TIDE = 3",
        "TIDE: int = 3",
        "def tide():\n    return 3",
        "class Tide:\n    pass",
    ),
    habits.names_say_something: ("class CaseManager:\n    pass", "def handle_case():\n    pass"),
}
SAMPLES = [
    pytest.param(habit, text, id=f"{habit.__name__}-{number}")
    for habit, samples in BREAKS.items()
    for number, text in enumerate(samples)
]


@pytest.mark.parametrize("habit", BREAKS, ids=lambda habit: habit.__name__)
def test_the_house_keeps_its_habits(habit: Habit) -> None:
    """Nothing in the application breaks any of them."""
    assert habit(sources("app")) == []


@pytest.mark.parametrize("habit", [habits.functions_fit_on_a_screen, habits.files_stay_short])
def test_tests_stay_short_too(habit: Habit) -> None:
    """Whoever reads a test reads all of it."""
    assert habit(sources("tests")) == []


@pytest.mark.parametrize(
    ("habit", "text"), SAMPLES, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_breaks_a_habit_is_found(habit: Habit, text: str) -> None:
    """Each of these small modules breaks the habit that stands beside it."""
    assert habit(sample(text)) != []


def test_each_room_may_do_what_it_is_for() -> None:
    """The clock reads time, the desk commits, ciphers stand on their floor, SQL on its own."""
    allowed = {
        habits.only_the_clock_reads_time: "app/clock.py",
        habits.only_the_desk_commits: "app/db/desk.py",
        habits.only_crypto_speaks_ciphers: "app/crypto/cells.py",
        habits.only_db_writes_sql: "app/db/columns.py",
    }
    for habit, path in allowed.items():
        for text in BREAKS[habit]:
            assert habit(sample(text, path)) == []


BITES = re.compile(r"\bassert\b|\braises\(|\bexpect\(|\b_?(assert|expect|check)_\w+\(")


def _asserting(modules: Iterable[Source]) -> set[str]:
    """Return the names of what the tests share that asserts by itself."""
    return {
        node.name
        for _, module in modules
        for node in ast.walk(module)
        if isinstance(node, Function)
        and not node.name.startswith("test_")
        and any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
    }


def _bites(test: ast.AST, asserting: set[str]) -> bool:
    called = {
        node.func.id
        for node in ast.walk(test)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return bool(called & asserting or BITES.search(ast.unparse(test)))


def _faults_of_tests(modules: Iterable[Source]) -> list[str]:
    known = list(modules)
    asserting = _asserting(known)
    return [
        f"{path}:{node.name}"
        for path, module in known
        for node in ast.walk(module)
        if isinstance(node, Function)
        and node.name.startswith("test_")
        and not (ast.get_docstring(node) and _bites(node, asserting))
    ]


def test_every_test_says_what_must_hold() -> None:
    """One sentence, and something that can fail."""
    assert _faults_of_tests(sources("tests")) == []


def test_a_silent_or_toothless_test_is_found() -> None:
    """Neither a missing sentence nor a missing assertion passes; a shared assertion does."""
    silent = "def test_moon():\n    assert 1 == 1"
    toothless = "def test_moon():\n    'It is round.'\n    moon()"
    shared = "def moon():\n    assert 1 == 1\n\n"
    assert _faults_of_tests(sample(silent)) == ["app/casework/sample.py:test_moon"]
    assert _faults_of_tests(sample(toothless)) == ["app/casework/sample.py:test_moon"]
    assert _faults_of_tests(sample(shared + toothless)) == []


def _talk(text: str) -> list[str]:
    words = [word for word in REGISTRY_WORDS if word in text]
    return [*words, *OPEN_WORDS.findall(text), *(m.group() for m in FORBIDDEN_TALK.finditer(text))]


def test_the_repository_speaks_of_itself_alone() -> None:
    """No open words, no registry, no machine, no workplace: those belong elsewhere."""
    found = {str(path): said for path, text in texts() if (said := _talk(text))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "see iss" + "ue #12",
        "fixes" + " #7",
        "# TO" + "DO later",
        "pip install --index" + "-url x",
        "cd /wo" + "rk/amparo",
        "in /ho" + "me/ana",
        "asked a sub" + "agent",
    ],
)
def test_forbidden_talk_is_found(line: str) -> None:
    """Each of these lines would be noticed in any file."""
    assert _talk(line) != []


TEMPLATES = sorted((ROOT / "app").rglob("*.html"))


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("text that is not escaped", r"\|\s*safe\b|autoescape\s+false"),
        ("a script in the page", r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|hx-on|javascript:"),
        ("a style in the page", r"<style|\sstyle\s*="),
        ("something from elsewhere", r"(src|href|action)=[\"'](https?:)?//"),
    ],
)
def test_no_page_holds(what: str, pattern: str) -> None:
    """What the content policy would refuse, or what would carry a client's words unescaped."""
    assert TEMPLATES
    found = [
        f"{page.relative_to(ROOT)}: {what}"
        for page in TEMPLATES
        if re.search(pattern, page.read_text(), re.IGNORECASE)
    ]
    assert found == []
