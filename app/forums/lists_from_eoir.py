"""The court's plain lists out of the EOIR code tables: what is taken, and what is left out and why.

`app.forums.from_eoir` writes them. Rows that the agency made to test its own software are left
out; a charge is known by its section, and of two spellings of one section the first is taken.
"""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

DATA = Path(__file__).parent / "data"
FOLDER = "eoir/metadata/json/lookups/"
SOURCES = {
    "motions": f"{FOLDER}tblLookupMotionType.json",
    "charges": f"{FOLDER}tbllookupCharges.json",
    "nationalities": f"{FOLDER}tblLookupNationality.json",
    "court_languages": f"{FOLDER}tblLanguage.json",
}
NO_ROW = {
    "<A>": "test row",
    "??": "no country",
    "???": "no language",
    "UNK": "no language",
    "IUK": "no language",
    "VVV": "test row",
}
# A table was once read with pandas, which takes the two letters NA for a missing number.
READ_WRONG = {"NaN": "NA"}
SECTION = re.compile(
    r"(?P<act>2[0-9]{2})(?P<a>a)(?P<n>0?[1-9]|[1-3][0-9])"
    r"(?:(?P<A>[A-Z])\s*(?:(?P<i>i{1,3}|iv|v)\s*(?P<I>[IVX]+)?)?)?"
)
PRINTED = re.compile(r"[0-9]{3}\(a\)\([1-9][0-9]?\)(?:\([A-Za-z]+\))*")
DEPARTURE = re.compile(r"2153(?P<a>[a-k])")  # 8 CFR 215.3, departure control
Table = Mapping[str, object]
Row = tuple[str, str, str]


def files(
    table: Callable[[str], Table], provenance: Callable[[str], list[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each list, and of the report of what was left out.

    Args:
        table: Gives a table of the source by its path.
        provenance: Gives what stands over what was made from a path.
    """
    report = ["Made by python -m app.forums.from_eoir; do not edit.", ""]
    for name, path in SOURCES.items():
        known = table(path)
        rows, left = (_charges if name == "charges" else _plain)(known)
        if name == "court_languages":
            rows = _in_ours(rows)
        report += [f"{name}: {len(rows)} taken, {len(left)} left out of {len(known)}", ""]
        report += [f"{code}  {_text(known[code])}: {why}" for code, why in sorted(left.items())]
        report.append("")
        yield f"{name}.csv", _csv(rows, provenance(path))
    yield "left_out_of_lists.txt", "\n".join(report)


def section_of(code: str) -> str:
    """Return the section of the Act that a code of the court's charges means, empty where none.

    212a02Ai  I is 212(a)(2)(A)(i)(I): what is padded there is parted here.
    """
    bare = code.strip()
    if PRINTED.fullmatch(bare):
        return bare
    if departure := DEPARTURE.fullmatch(bare):
        return f"8CFR215.3({departure['a']})"
    found = SECTION.fullmatch(bare)
    if found is None:
        return ""
    parts = (found["a"], str(int(found["n"])), found["A"], found["i"], found["I"])
    return found["act"] + "".join(f"({part})" for part in parts if part)


def _plain(known: Table) -> tuple[list[Row], dict[str, str]]:
    left = {code: NO_ROW[code] for code in known if code in NO_ROW}
    taken = {READ_WRONG.get(code, code).strip(): _text(known[code]) for code in known}
    return [(code, "", taken[code]) for code in sorted(taken) if code not in NO_ROW], left


def _charges(known: Table) -> tuple[list[Row], dict[str, str]]:
    rows: dict[str, Row] = {}
    left: dict[str, str] = {}
    spelt_as_usual = sorted(known, key=lambda code: ("(" in code, len(code) < 7, code))  # noqa: PLR2004 - 212a01A
    for code in spelt_as_usual:
        section = section_of(code)
        if code in NO_ROW or not section:
            left[code] = NO_ROW.get(code, "no section of the Act")
        elif section in rows:
            left[code] = f"another spelling of {rows[section][0]}"
        else:
            rows[section] = (code.strip(), section, _text(known[code]))
    return sorted(rows.values()), left


def _in_ours(rows: list[Row]) -> list[Row]:
    """Return languages with our code beside the court's, as it was reviewed by hand.

    Raises:
        ValueError: A reviewed code is none of the court's.
    """
    with (DATA / "court_languages.toml").open("rb") as file:
        ours: dict[str, str] = tomllib.load(file)["ours"]
    if odd := sorted(ours.keys() - {code for code, _, _ in rows}):
        raise ValueError(f"review these codes in court_languages.toml: {', '.join(odd)}")
    return [(code, ours.get(code, ""), name) for code, _, name in rows]


def _text(name: object) -> str:
    """Return a name as it is written; the source has a number that is none where one is missing."""
    return " ".join(name.split()) if isinstance(name, str) and name != "None" else ""


def _csv(rows: list[Row], head: list[str]) -> str:
    out = io.StringIO()
    out.write("# Made by python -m app.forums.from_eoir; do not edit.\n" + "\n".join(head) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "ours", "name"))
    writer.writerows(rows)
    return out.getvalue()
