"""The documents that are made from the code.

`python -m tests.house.papers` writes each of them anew; tests/house/test_papers.py fails where one
no longer says what the code says.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.routing import iter_route_contexts

from app import cli, law
from app import models as tables
from app.casework import policy
from app.config import SECRETS, Settings
from app.db.columns import Base, Bound, SealedRow, card_attributes
from app.gate import action_of
from app.law import Rule
from app.law.clocks import Clock, Period
from app.law.rulebook import Version
from app.main import _routes
from tests.house.tree import ROOT

MADE = "<!-- Made by `python -m tests.house.papers`; change the code, not this. -->"
BEGIN, END = f"{MADE}\n", "<!-- Until here. -->\n"
RETIRED = " retired"
NOTHING = "-"
Write = Callable[[str], str]


class UsedTwiceError(Exception):
    """A code was given to another name: old cards would be read as what they are not."""


# --- settings ---------------------------------------------------------------------------------


def settings(_: str = "") -> str:
    """Return docs/SETTINGS.md."""
    rows = [
        (
            f"`AMPARO_{name.upper()}`",
            _default(field.default),
            _cell(field.description or "") + (" Secret; or name a file." if _secret(name) else ""),
        )
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "Amparo reads these from its environment when it starts, and nothing else. A secret may "
        "stand in a file instead: give the file's path in the variable with `_FILE` behind its "
        "name. `amparo config check` prints what was understood, secrets hidden.",
        _table(("Name", "Default", "Meaning"), rows),
    )


def _secret(name: str) -> bool:
    return name in SECRETS


def _default(value: object) -> str:
    return NOTHING if value is None or value == "" else f"`{value}`"


# --- the rulebook -----------------------------------------------------------------------------


def rules(_: str = "") -> str:
    """Return docs/RULES.md."""
    book = law.shipped()
    parts = [part for rule in book.rules for part in _rule(rule)]
    regimes = [
        (f"`{code}`", _cell(str(regime.counting)), _cell(str(regime.rolling)))
        for code, regime in book.regimes.items()
    ]
    return _page(
        "Rules of law",
        f"The pack `{book.name}`, edition {book.edition}. A date counted by one of these shows "
        "the same sources beside every step. *Not reviewed* means that no lawyer has "
        "countersigned the rule as shipped: check each date. `amparo rules show ID` prints a rule "
        "with its warnings and open questions.",
        *parts,
        "## Ways of counting",
        _table(("Way", "How days are counted", "What a closed last day does"), regimes),
    )


def _rule(rule: Rule) -> Iterator[str]:
    review = (
        f"reviewed by {rule.review.by} on {rule.review.on}" if rule.reviewed else "not reviewed"
    )
    yield f"## {rule.title.en}"
    yield (
        f"`{rule.id}` · {'fatal' if rule.fatal else 'not fatal'} · {rule.consequence} · "
        f"**{review}** · to be read again by {rule.review.next}"
    )
    columns = ("Version", "In force", "Days", "Way", "Source", "Sure")
    yield _table(columns, [_version(version) for version in rule.versions])
    if rule.bands:
        spans = ", ".join(f"{band.starts} to {band.ends}" for band in rule.bands)
        yield f"Needs a person where the law was not settled: {spans}."


def _version(version: Version) -> tuple[str, ...]:
    until = version.ends or ("vacated" if version.status == "vacated" else "now")
    clocks = [(f"{part.id}: ", part.clock) for part in version.parts] or [("", version.clock)]
    cites = "<br>".join(_cell(str(cite)) for cite in version.cites)
    return (
        str(version.v),
        f"{version.starts} to {until}",
        "<br>".join(title + _days(clock) for title, clock in clocks),
        "<br>".join(f"`{clock.regime}`" for _, clock in clocks),
        cites,
        version.confidence,
    )


def _days(clock: Clock) -> str:
    others = "".join(f"; {carveout.n} in some cases" for carveout in clock.carveouts)
    if clock.lookup is not None:
        others += f"; by {clock.lookup.input}"
    return (" to ".join(_span(period) for period in clock.periods) or "-") + others


def _span(period: Period) -> str:
    n = "as told" if period.n is None else str(period.n)
    return f"{n} {period.unit.replace('_', ' ')} {period.direction.replace('_', ' ')}"


# --- commands ---------------------------------------------------------------------------------


def commands(_: str = "") -> str:
    """Return docs/COMMANDS.md."""
    measured = sorted(f"`{file.stem}`" for file in (ROOT / "bench").glob("[a-z]*.py"))
    parts = [part for name, parser in _commands(cli.parser()) for part in _command(name, parser)]
    return _page(
        "Commands",
        "`./amparo COMMAND`. `./amparo test [SUITE…]` belongs to the launcher: it runs the suites "
        "`lint`, `types`, `floors`, `unit`, `sqlite`, `postgresql`, `smtp` and `browser`, or those "
        "that are named, and ends with 3 where something on this machine is missing. `faults` runs "
        "only where it is named, for up to an hour: the whole fault matrix, `-- --deaths 1000 "
        "--seeds 100` for more; it names the folder that keeps seeds and logs. So does "
        f"`./amparo bench NAME`, which measures: {', '.join(measured)}.",
        *parts,
    )


def _commands(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _commands(inner, f"{before} {name}".strip())
            return
    yield before, parser


def _command(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    given = [action for action in parser._actions if action.dest != "help"]
    yield f"## amparo {name}"
    yield _sentence(parser.description or "")
    if given:
        yield _table(
            ("Argument", "Meaning"),
            [
                (f"`{_spelled(action)}`", _cell(_sentence(action.help or NOTHING)))
                for action in given
            ],
        )


def _spelled(action: argparse.Action) -> str:
    if not action.option_strings:
        name = str(action.metavar or action.dest)
        return f"[{name}]" if action.nargs == "?" else name
    flag = action.option_strings[0]
    return flag if action.nargs == 0 else f"{flag} {action.metavar or action.dest.upper()}"


def _sentence(text: str) -> str:
    return text if text == NOTHING else f"{text[:1].upper()}{text[1:].rstrip('.')}."


# --- columns ----------------------------------------------------------------------------------


def readable() -> list[tuple[str, str, str]]:
    """Return table, column and reason of every column that is not sealed."""
    return [
        (table.name, column.name, str(column.info["clear"]))
        for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
        if "clear" in column.info
    ]


def sealed() -> list[tuple[str, str, str]]:
    """Return of every table with a card its name, its lock and the names in the card."""
    return [
        (
            model.__tablename__,
            model.__lock__.value,
            ", ".join(_in_card(attribute) for attribute in card_attributes(model)),
        )
        for model in models()
    ]


def _in_card(attribute: object) -> str:
    return f"{attribute.name}*" if isinstance(attribute, Bound) else str(attribute.name)  # type: ignore[attr-defined]


def models() -> list[type[SealedRow]]:
    """Return every model with a card, in order of table code."""
    found = [
        model
        for model in map(tables.__dict__.__getitem__, tables.__all__)
        if issubclass(model, SealedRow) and hasattr(model, "__tablename__")
    ]
    return sorted(found, key=lambda model: model.__table_code__)


def threat_model(now: str) -> str:
    """Return docs/THREAT_MODEL.md with its tables of columns made anew."""
    before, _, rest = now.partition(BEGIN)
    _, _, after = rest.partition(END)
    by_reason: dict[str, list[str]] = {}
    for table, column, why in readable():
        by_reason.setdefault(why, []).append(f"{table}.{column}")
    rows = [(", ".join(names), _cell(why)) for why, names in by_reason.items()]
    made = [
        "### Readable in a dump, and why",
        _table(("Columns", "Why they may be read"), rows),
        "### Sealed",
        _table(("Table", "Under", "What"), sealed()),
        "\\* stands in clear for SQL, and again in the card; a row where both differ is refused.",
    ]
    return before + BEGIN + "\n" + "\n\n".join(made) + "\n\n" + END + after


# --- codes ------------------------------------------------------------------------------------


def codes(now: str) -> str:
    """Return app/models/codes.txt: what stands in it, what is new, and what is retired.

    Raises:
        UsedTwiceError: A code has another name in the models than in the file.
    """
    lines = now.splitlines()
    held = parse_codes(now)
    used = codes_in_use()
    for code, name in used.items():
        if held.get(code, name) != name:
            raise UsedTwiceError(f"{code} is {held[code]}, not {name}: take a new number")
    kept = [_code_line(line, used) for line in lines]
    new = [f"{code} {name}" for code, name in used.items() if code not in held]
    return "\n".join([*kept, *new]) + "\n"


def parse_codes(text: str) -> dict[str, str]:
    """Return code to name, retired ones with their mark.

    Raises:
        UsedTwiceError: A code stands in two lines.
    """
    held: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, _, name = line.partition(" ")
            if code in held:
                raise UsedTwiceError(f"{code} stands twice")
            held[code] = name
    return held


def codes_in_use() -> dict[str, str]:
    """Return the codes of the models: `1` for a table, `1.2` for a field in its card.

    Raises:
        UsedTwiceError: Two models share one.
    """
    used: dict[str, str] = {}
    for model in models():
        table = str(model.__table_code__)
        if table in used:
            raise UsedTwiceError(f"{table} is {used[table]} and {model.__tablename__}")
        used[table] = model.__tablename__
        for attribute in card_attributes(model):
            used[f"{table}.{attribute.code}"] = f"{model.__tablename__}.{attribute.name}"
    return used


def _code_line(line: str, used: dict[str, str]) -> str:
    code = line.partition(" ")[0]
    gone = line and not line.startswith("#") and code not in used and not line.endswith(RETIRED)
    return line + RETIRED if gone else line


# --- routes -----------------------------------------------------------------------------------


def routes(_: str = "") -> str:
    """Return tests/house/routes.txt: method, path and action of every route of both doors."""
    return "".join(f"{method:<6} {path} {action}\n" for path, method, action in routes_in_use())


@cache
def routes_in_use() -> tuple[tuple[str, str, str], ...]:
    """Return path, method and action of every route, those of the sample office included."""
    return tuple(
        sorted(
            (str(route.path), method, action_of(route))
            for route in iter_route_contexts(_routes(demo=True))
            if route.include_in_schema
            for method in route.methods or ()
        )
    )


# --- roles ------------------------------------------------------------------------------------


def roles(_: str = "") -> str:
    """Return docs/ROLES.md."""
    rows = [
        (f"`{action}`", *("yes" if role in allowed else "" for role in policy.ROLES))
        for action, allowed in sorted(policy.ACTIONS.items())
    ]
    return _page(
        "Who may do what",
        "Each page and each route of the JSON door names one of these actions; what is not said "
        "here is denied. Whether a *case* opens is never a matter of role: only of its keys.",
        _table(("Action", *(role.replace("_", " ") for role in policy.ROLES)), rows),
    )


# --- all of them ------------------------------------------------------------------------------

PAPERS: dict[Path, Write] = {
    ROOT / "docs" / "SETTINGS.md": settings,
    ROOT / "docs" / "RULES.md": rules,
    ROOT / "docs" / "COMMANDS.md": commands,
    ROOT / "docs" / "ROLES.md": roles,
    ROOT / "docs" / "THREAT_MODEL.md": threat_model,
    ROOT / "app" / "models" / "codes.txt": codes,
    ROOT / "tests" / "house" / "routes.txt": routes,
}


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([MADE, f"# {title}", *parts]) + "\n"


def _table(columns: tuple[str, ...], rows: list[Any]) -> str:
    head = [f"| {' | '.join(columns)} |", f"|{'|'.join('---' for _ in columns)}|"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write_all(papers: dict[Path, Write]) -> list[Path]:
    """Write every paper anew and return those that changed."""
    changed = []
    for path, write in papers.items():
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        anew = write(now)
        if anew != now:
            path.write_text(anew, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for one in write_all(PAPERS):
        print(f"written: {one.relative_to(ROOT)}")  # noqa: T201 - speaks to who typed the command
