"""Turn the EOIR code tables of the PyPI package `eoir` into our reviewed court files.

The package gives codes and names; the places come from `data/places.csv` and the clocks from
`data/zones.toml`, both reviewed by hand. A row without a sure place and a sure clock is left out
and reported in `data/left_out.txt`: a hearing shown at the wrong hour is worse than a court that
must be typed.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.forums import lists_from_eoir
from app.forums.names import tidy

DATA = Path(__file__).parent / "data"
READ_ON = "2026-11-24"
LICENCE = "MIT, Copyright (c) 2025 Backlog Immigration LLC; text in LICENSE-eoir.txt"
TABLES = "eoir/metadata/json/lookups.json"
BASE_CITIES = "eoir/metadata/json/lookups/tblLookupBaseCity.json"
LOCATIONS = "eoir/metadata/json/lookups/tblLookupHloc.json"
ADJOURNMENTS = "eoir/metadata/json/lookups/tblAdjournmentCodes.json"
FOLDER = "eoir/metadata/json/lookups/"
COLUMNS = ("code", "name", "city", "state", "base_city", "zone", "zone_reason")

# Not courts: headquarters, and rows the agency made to test its own software.
NO_COURT = {
    "CIJ": "headquarters, not a place of hearings",
    "HDQ": "headquarters, not a place of hearings",
    "OIN": "test row",
    "OIT": "test row",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hearing location lies, or why it is left out."""

    base_city: str
    city: str
    state: str
    leave_out: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a court file."""

    code: str
    name: str
    city: str
    state: str
    base_city: str
    zone: str
    zone_reason: str


@dataclass(frozen=True, slots=True)
class Zones:
    """The reviewed table of clocks."""

    whole: dict[str, str]
    split: dict[str, dict[str, Any]]

    def of(self, city: str, state: str) -> tuple[str, str]:
        """Return zone and reason; the zone is empty where the clock is not sure."""
        if state in self.whole:
            return self.whole[state], f"all of {state} keeps this time"
        cities = self.split.get(state, {})
        why = str(cities.get("why", f"no clock was reviewed for {state}"))
        for zone, names in cities.items():
            if zone != "why" and city in names:
                return zone, f"{city}: {why}"
        return "", why


class Review:
    """What the tool took, what it left out and what somebody should look at again."""

    def __init__(self) -> None:
        self.bases: dict[str, Row] = {}
        self.locations: dict[str, Row] = {}
        self.bases_out: dict[str, str] = {}
        self.locations_out: dict[str, str] = {}
        self.look_again: list[str] = []


def review(source: Distribution) -> Review:
    """Return both court files' rows, reviewed.

    Raises:
        ValueError: A code of the source stands in no reviewed table.
    """
    found = Review()
    zones = _zones()
    locations = _table(source, LOCATIONS)
    _take_base_cities(found, zones, _base_cities(source), locations)
    _take_locations(found, zones, locations)
    _compare(found, source, locations)
    return found


def files(source: Distribution) -> dict[str, str]:
    """Return the text of every file that the tool writes, by name."""
    found = review(source)
    return {
        "base_cities.csv": _csv(found.bases, source, TABLES),
        "hearing_locations.csv": _csv(found.locations, source, LOCATIONS),
        "adjournments.csv": _adjournments(source),
        "left_out.txt": _report(found, source),
        **dict(
            lists_from_eoir.files(
                lambda path: _table(source, path), lambda path: _provenance(source, path)
            )
        ),
    }


def main(argv: list[str] | None = None) -> int:
    """Write the court files, or with --check say whether they are what this tool writes."""
    parser = argparse.ArgumentParser(prog="python -m app.forums.from_eoir", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(argv).check
    try:
        source = distribution("eoir")
    except PackageNotFoundError:
        sys.stderr.write("The package eoir is not installed; install the development tools.\n")
        return 3
    stale = [name for name, text in files(source).items() if not _same(DATA / name, text)]
    if check:
        for name in stale:
            sys.stderr.write(f"{name} differs; run python -m app.forums.from_eoir\n")
        return 1 if stale else 0
    for name, text in files(source).items():
        (DATA / name).write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(stale)} of {len(files(source))} files changed\n")
    return 0


def _zones() -> Zones:
    with (DATA / "zones.toml").open("rb") as file:
        table = tomllib.load(file)
    return Zones(whole=table["whole"], split=table["split"])


def _places() -> dict[str, Place]:
    lines = (DATA / "places.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {r["code"]: Place(r["base_city"], r["city"], r["state"], r["leave_out"]) for r in rows}


def _file(source: Distribution, path: str) -> bytes:
    return Path(str(source.locate_file(path))).read_bytes()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs as a dict; a doubled code is an error, where json would keep the last."""
    doubled = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if doubled:
        raise ValueError(f"doubled codes in the source: {', '.join(doubled)}")
    return dict(pairs)


def _table(source: Distribution, path: str) -> dict[str, str]:
    table: dict[str, str] = json.loads(_file(source, path), object_pairs_hook=_once)
    return table


def _base_cities(source: Distribution) -> dict[str, str]:
    """Return code to "CITY, ST": only the joined file has the place."""
    tables = json.loads(_file(source, TABLES), object_pairs_hook=_once)
    cities: dict[str, str] = tables["tblLookupBaseCity.json"]
    return cities


def _take_base_cities(
    found: Review, zones: Zones, cities: dict[str, str], locations: dict[str, str]
) -> None:
    kept = {code: text for code, text in cities.items() if code not in NO_COURT}
    found.bases_out.update({code: NO_COURT[code] for code in cities if code in NO_COURT})
    shared = Counter(text.upper() for text in kept.values())
    for code, text in sorted(kept.items()):
        city, _, state = (part.strip() for part in text.rpartition(","))
        city = city.title() if city.isupper() else city
        zone, reason = zones.of(city, state)
        if not zone:
            found.bases_out[code] = f"the clock is not sure: {reason}"
            continue
        name = f"{city} Immigration Court"
        if shared[text.upper()] > 1:
            name = tidy(locations.get(code, name))
        if code == "BIA":
            name = "Board of Immigration Appeals"
        found.bases[code] = Row(code, name, city, state, code, zone, reason)


def _take_locations(found: Review, zones: Zones, locations: dict[str, str]) -> None:
    places = _places()
    if places.keys() != locations.keys():
        odd = sorted(places.keys() ^ locations.keys())
        raise ValueError(f"review these codes in places.csv: {', '.join(odd)}")
    for code, name in sorted(locations.items()):
        place = places[code]
        row_or_reason = _location(found, zones, place, (code, tidy(name)))
        if isinstance(row_or_reason, Row):
            found.locations[code] = row_or_reason
        else:
            found.locations_out[code] = row_or_reason


def _location(found: Review, zones: Zones, place: Place, code_name: tuple[str, str]) -> Row | str:
    if place.leave_out:
        return place.leave_out
    base = found.bases.get(place.base_city)
    if place.base_city and base is None:
        return f"its base city {place.base_city} is left out"
    city, state = place.city, place.state
    if base is not None and not state:
        city, state = base.city, base.state
    zone, reason = zones.of(city, state)
    if not zone:
        return f"{city or 'the city is not known'}, {state}: {reason}"
    if base is not None and not _same_hours(zone, base.zone):
        return (
            f"lies in {city}, {state} ({zone}), heard from {base.city}, {base.state} ({base.zone})"
        )
    return Row(*code_name, city, state, place.base_city, zone, reason)


def _same_hours(one: str, other: str) -> bool:
    days = (datetime(2026, 1, 15, 12), datetime(2026, 7, 15, 12))  # noqa: DTZ001 - wall times
    return all(_offset(day, one) == _offset(day, other) for day in days)


def _offset(wall: datetime, zone: str) -> timedelta | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def _compare(found: Review, source: Distribution, locations: dict[str, str]) -> None:
    alone, joined = _table(source, BASE_CITIES), _base_cities(source)
    only = sorted(joined.keys() - alone.keys())
    found.look_again.append(f"base cities only in the joined file: {', '.join(only)}")
    for code, row in sorted(found.bases.items()):
        if code in found.locations and row.city.upper() not in locations[code].upper():
            found.look_again.append(
                f"{code}: base city {row.city}, {row.state}; location {locations[code].strip()}"
            )
    names = Counter(row.name for row in found.locations.values())
    for name in sorted(name for name, count in names.items() if count > 1):
        codes = [code for code, row in found.locations.items() if row.name == name]
        found.look_again.append(f"one name for {', '.join(codes)}: {name}")
    found.look_again.append(_health(source))


def _health(source: Distribution) -> str:
    files = sorted(str(f) for f in source.files or () if str(f).startswith(FOLDER))
    null, broken = [], []
    for path in files:
        try:
            if json.loads(_file(source, path)) is None:
                null.append(path)
        except ValueError:
            broken.append(path.removeprefix(FOLDER))
    count = f"of {len(files)} lookup files {len(null)} hold null"
    return f"{count} and {len(broken)} no JSON ({', '.join(broken)})"


def _provenance(source: Distribution, path: str) -> list[str]:
    return [
        f"# source: PyPI eoir {source.version}, {path}",
        f"# sha256: {hashlib.sha256(_file(source, path)).hexdigest()}",
        f"# licence: {LICENCE}",
        f"# read on: {READ_ON}",
    ]


def _csv(rows: dict[str, Row], source: Distribution, path: str) -> str:
    out = io.StringIO()
    out.write("# Made by python -m app.forums.from_eoir; do not edit.\n")
    out.write("\n".join(_provenance(source, path)) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(rows[code], name) for name in COLUMNS] for code in sorted(rows))
    return out.getvalue()


def _adjournments(source: Distribution) -> str:
    """Return the court's codes of adjournment, each with the kind that people know it by.

    Raises:
        ValueError: A code of the source has no reviewed kind, or several.
    """
    with (DATA / "adjournments.toml").open("rb") as file:
        kinds = tomllib.load(file)["kinds"]
    kind_of = _once([(code, kind) for kind, codes in kinds.items() for code in codes])
    table = _table(source, ADJOURNMENTS)
    if odd := sorted(kind_of.keys() ^ table.keys()):
        raise ValueError(f"review these codes in adjournments.toml: {', '.join(odd)}")
    out = io.StringIO()
    out.write("# Made by python -m app.forums.from_eoir; do not edit.\n")
    out.write("\n".join(_provenance(source, ADJOURNMENTS)) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "kind", "name"))
    writer.writerows((code, kind_of[code], table[code].strip()) for code in sorted(table))
    return out.getvalue()


def _report(found: Review, source: Distribution) -> str:
    lines = ["Made by python -m app.forums.from_eoir; do not edit.", ""]
    lines += [
        line.removeprefix("# ")
        for path in (TABLES, LOCATIONS)
        for line in _provenance(source, path)
    ]
    names, cities = _table(source, LOCATIONS), _base_cities(source)
    for title, rows, left, known in (
        ("Base cities", found.bases, found.bases_out, cities),
        ("Hearing locations", found.locations, found.locations_out, names),
    ):
        lines += ["", f"{title}: {len(rows)} taken, {len(left)} left out of {len(known)}", ""]
        lines += [f"{code}  {known[code].strip()}: {left[code]}" for code in sorted(left)]
    lines += ["", "Taken, but look again", "", *found.look_again]
    return "\n".join(lines) + "\n"


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
