"""The shipped pack: pinned, strict, whole; and each fault of another told in words."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.law import PackDamaged, check, compute, load, pack_hash, shipped
from app.law.check import disorder
from app.law.rulebook import Citation
from app.law.shelf import SHIPPED, SHIPPED_SHA256
from tests.law.own_rules import pack_of

APPEAL = "rules/eoir.bia.appeal.toml"
FILING = "rules/eoir.ic.filing.individual.nondetained.toml"
FOIA = "rules/foia.response.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack to spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "pack"))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three of the shipped rules, with the closed days and the ways of counting, to spoil."""
    rules = {Path(name).stem: (SHIPPED / name).read_text() for name in (APPEAL, FILING, FOIA)}
    return pack_of(tmp_path / "few", rules)


def edit(pack: Path, name: str, old: str, new: str) -> None:
    """Replace what must stand in the file, once."""
    text = (pack / name).read_text()
    assert old in text
    (pack / name).write_text(text.replace(old, new, 1))


def test_the_shipped_pack_is_the_pinned_one_and_faultless() -> None:
    """Its fingerprint is the one in the code, and every check passes, examples included."""
    assert pack_hash(SHIPPED) == SHIPPED_SHA256 == shipped().pack_hash
    assert check(SHIPPED) == []


def test_the_shipped_pack_is_read_once() -> None:
    """The same rulebook is handed to everyone."""
    assert shipped() is shipped()


@pytest.mark.parametrize("name", ["pack.toml", "calendar.toml", APPEAL])
def test_one_changed_byte_is_not_loaded(pack: Path, name: str) -> None:
    """Be it only a space at the end of a file."""
    with (pack / name).open("a") as file:
        file.write(" ")
    with pytest.raises(PackDamaged) as refused:
        load(pack, expected=SHIPPED_SHA256)
    assert refused.value.code == "pack_damaged"


def test_a_rule_more_or_under_another_name_changes_the_fingerprint(pack: Path) -> None:
    """So does a file that is gone."""
    shutil.copy(pack / APPEAL, pack / "rules" / "other.toml")
    more = pack_hash(pack)
    (pack / APPEAL).unlink()
    assert len({SHIPPED_SHA256, more, pack_hash(pack)}) == 3


def test_a_pack_can_be_loaded_without_a_pin(pack: Path) -> None:
    """An office's own pack has no fingerprint in our code; its faults are named all the same."""
    assert load(pack).name == "federal_immigration"
    edit(pack, APPEAL, "fatal = true", "fatall = true")
    with pytest.raises(PackDamaged) as refused:
        load(pack)
    assert len(refused.value.problems) == 2


def test_no_shipped_rule_says_a_lawyer_reviewed_it() -> None:
    """Only an office's own lawyer can say that, in the office's own overrides."""
    reviews = {(rule.review.by, rule.review.bar, rule.review.on) for rule in shipped().rules}
    assert reviews == {("", "", None)}
    assert not any(rule.reviewed for rule in shipped().rules)


def test_rules_stand_in_order_and_speak_both_languages() -> None:
    """Titles, warnings, stops, bands, notes and open points all differ between the languages."""
    rules = shipped().rules
    assert [rule.id for rule in rules] == sorted(rule.id for rule in rules)
    for rule in rules:
        told = [rule.title, *rule.open_points]
        told += [caveat.text for caveat in rule.warnings]
        told += [stop.text for stop in rule.stops] + [band.text for band in rule.bands]
        told += [version.status_note for version in rule.versions]
        assert all(text.en and text.es and text.en != text.es for text in told)


def test_each_shipped_rule_says_what_its_day_means() -> None:
    """We file an appeal, a right to a work permit opens, an agency answers its requests."""
    means = {rule.id: rule.means for rule in shipped().rules}
    known = {
        "eoir.bia.appeal": "file_by",
        "eoir.ic.filing.individual.nondetained": "file_by",
        "asylum.ead.clock": "not_before",
        "foia.response": "they_answer_by",
    }
    assert known.items() <= means.items()


def test_every_version_cites_what_somebody_read() -> None:
    """Or says that its law is from memory; what was read was read on 23 November 2026 or later."""
    for rule in shipped().rules:
        for version in rule.versions:
            days = [cite.read_on for cite in version.cites if cite.read_on is not None]
            assert days or version.source == "M"
            assert not days or max(days).isoformat() >= "2026-11-23"


def _citations() -> list[Citation]:
    book = shipped()
    ways = [cite for way in book.regimes.values() for cite in (way.counting, way.rolling)]
    versions = [cite for rule in book.rules for each in rule.versions for cite in each.cites]
    stops = [cite for rule in book.rules for stop in rule.stops for cite in stop.cites]
    return [book.outages, *ways, *versions, *stops]


def test_what_is_said_of_an_authority_is_said_in_both_languages() -> None:
    """Its name stays as the law writes it; no English remark hides in the name."""
    for cite in _citations():
        assert not re.search(r"\b(the|of|on|as|not|that|is|was|read)\b", cite.text), cite.text
        assert cite.note is None or cite.note.en != cite.note.es
        said = "de memoria" if cite.read_on is None else f"leído el {cite.read_on}"
        assert cite.told.es.endswith(f"({said})")


def test_no_citation_contradicts_itself() -> None:
    """Whose own wording was not read names the paper that was."""
    assert not any("not read" in str(cite) for cite in _citations())
    assert str(shipped().regimes["EOIR_AFTER"].counting) == (
        "8 CFR 1001.1(h), as Monsalvo Velázquez v. Bondi (2025) tells it (read 2026-11-23)"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        pytest.param(
            APPEAL,
            "fatal = true",
            "fatal = true\nfatall = true",
            f"{APPEAL}, line 9: eoir.bia.appeal: `fatall` is not a key known here",
            id="unknown key",
        ),
        pytest.param(
            APPEAL,
            "period = { n = 30,",
            "period = { m = 1, n = 30,",
            "`m` is not a key known here",
            id="unknown key in a table within",
        ),
        pytest.param(
            APPEAL, "fatal = true", "fatal = true\nfatal = true", "at line 9", id="doubled key"
        ),
        pytest.param(APPEAL, "fatal = true", "fatal = ", "is not TOML", id="broken TOML"),
        pytest.param(APPEAL, "fatal = true\n", "", "`fatal` is missing", id="missing flag"),
        pytest.param(
            FOIA, 'means = "they_answer_by"\n', "", "`means` is missing", id="what the day means"
        ),
        pytest.param(FOIA, "they_answer_by", "someday", "one of do_by", id="a meaning of its own"),
        pytest.param(APPEAL, "fatal = true", 'fatal = "yes"', "true or false", id="wrong flag"),
        pytest.param(APPEAL, 'trigger = "trigger_date"', "trigger = 5", "a text", id="wrong text"),
        pytest.param(APPEAL, "n = 30,", 'n = "30",', "a whole number", id="wrong number"),
        pytest.param(APPEAL, "n = 30,", "n = true,", "a whole number", id="true is no number"),
        pytest.param(
            APPEAL, "from = 1996-07-01", 'from = "1996-07-01"', "a date", id="text for a date"
        ),
        pytest.param(
            APPEAL,
            "from = 1996-07-01",
            "from = 1996-07-01T00:00:00Z",
            "a date",
            id="moment for a date",
        ),
        pytest.param(
            APPEAL,
            'status = "in_force"',
            'status = "inforce"',
            "one of in_force",
            id="word outside the vocabulary",
        ),
        pytest.param(
            APPEAL,
            'id = "eoir.bia.appeal"',
            'id = "other"',
            "`id` must be",
            id="id of another file",
        ),
        pytest.param(APPEAL, "sure = {", "sure = 5 #", "must be a table", id="value for a table"),
        pytest.param(
            APPEAL, 'name = "filing"', 'name = "colour"', "must be one of", id="unknown input"
        ),
        pytest.param(
            APPEAL,
            'also_takes = ["outage"',
            'also_takes = [5, "outage"',
            "a list of one kind",
            id="mixed list",
        ),
        pytest.param(
            APPEAL,
            'when = { field = "decided_by", is = "dhs" }',
            'when = { field = "decided_by", was = "dhs" }',
            "exactly one of",
            id="operator outside the vocabulary",
        ),
        pytest.param(
            APPEAL,
            'when = { field = "decided_by", is = "dhs" }',
            "when = { all = [] }",
            "a list of tables, at least 1",
            id="empty condition",
        ),
        pytest.param(APPEAL, "in = { trigger_date = 2024-03-04 }", "in = 5", "a table", id="in"),
        pytest.param(
            "calendar.toml",
            'name = "new_year", authority = "legal_holidays"',
            'name = "new_yaer", authority = "nobody"',
            "`new_yaer` is named here and explained nowhere",
            id="unnamed closed day",
        ),
        pytest.param(
            "pack.toml",
            "[regimes.EOIR_AFTER]",
            "[regimes.EOIR_AFTERR]",
            "line 10: pack.regimes.EOIR_AFTERR: `EOIR_AFTERR` is not a way of counting",
            id="unknown regime",
        ),
        pytest.param(FOIA, "happened = true\n", "", "`happened` is missing", id="not said"),
        pytest.param(
            FOIA, 'name = "days"\n', 'name = "days"\nhappened = true\n', "happened", id="no day"
        ),
    ],
)
def test_a_fault_of_form_is_told_with_its_file(
    few: Path, name: str, old: str, new: str, says: str
) -> None:
    """And with its line where the key stands there alone."""
    edit(few, name, old, new)
    faults = check(few)
    assert any(says in fault for fault in faults), faults
    assert all(fault.startswith(name) for fault in faults)


def test_a_missing_file_is_told(pack: Path, tmp_path: Path) -> None:
    """A folder that is no pack names what it lacks; one without rules says so."""
    assert any("pack.toml: The file is missing" in fault for fault in check(tmp_path / "none"))
    shutil.rmtree(pack / "rules")
    assert check(pack) == ["rules: there is no rule in the pack."]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        pytest.param(
            "calendar.toml", "first = 1996-01-01", "first = 1996-02-01", "outside", id="coverage"
        ),
        pytest.param(
            "calendar.toml",
            "    { date = 1996-01-15",
            "    { date = 1996-02-19",
            "stands twice",
            id="day entered twice",
        ),
        pytest.param(
            "calendar.toml",
            "    { date = 1996-01-15",
            "    { date = 1996-03-15",
            "not in order",
            id="days out of order",
        ),
        pytest.param(
            APPEAL, 'name = "filing"', 'name = "custody"', "declared twice", id="input twice"
        ),
        pytest.param(
            APPEAL, 'trigger = "trigger_date"', 'trigger = "filing"', "needed input", id="trigger"
        ),
        pytest.param(
            APPEAL, '["outage",', '["colour",', "not an input that programs", id="also_takes"
        ),
        pytest.param(
            APPEAL, 'name = "decided_by"', 'name = "agency"', "not declared", id="undeclared field"
        ),
        pytest.param(APPEAL, 'printed = "repeats"', 'printed = "none"', "together", id="printed"),
        pytest.param(APPEAL, "fatal = true", "fatal = false", "must be marked fatal", id="fatal"),
        pytest.param(FOIA, "government = true", "government = false", "government", id="clock"),
        pytest.param(FOIA, "they_answer_by", "file_by", "its day means they_answer_by", id="whose"),
        pytest.param(
            APPEAL, 'means = "file_by"', 'means = "not_before"', "not the safe side", id="side"
        ),
        pytest.param(APPEAL, 'id = "in_absentia"', 'id = "fee_or_waiver"', "have one id", id="ids"),
        pytest.param(FILING, "v = 2\n", "v = 1\n", "one number", id="version twice"),
        pytest.param(FILING, "[1, 2]", "[1, 9]", "do not exist", id="band between nothing"),
        pytest.param(
            "pack.toml",
            "[regimes.WORKING_DAYS]",
            "[regimes.EOIR_DATE_CERTAIN.x]",
            "x",
            id="regime without authority, as form",
        ),
        pytest.param(
            APPEAL, 'show_as = "shadow"', 'show_as = "governing"', "cannot be shown", id="show_as"
        ),
        pytest.param(FILING, "until = 2020-12-22\n", "", "must have a last day", id="repealed"),
        pytest.param(FILING, "until = 2020-12-22\n", "", "versions overlap", id="overlap"),
        pytest.param(
            FILING, "until = 2020-12-22", "until = 2020-12-20", "no version and no band", id="gap"
        ),
        pytest.param(
            APPEAL,
            'unit = "calendar_days", direction = "after"',
            'unit = "working_days", direction = "after"',
            "counts working_days by",
            id="unit against regime",
        ),
        pytest.param(
            APPEAL,
            'unit = "calendar_days", direction = "after"',
            'unit = "calendar_days", direction = "before"',
            "counts before the trigger by",
            id="direction against regime",
        ),
        pytest.param(
            APPEAL, 'status = "in_force"', 'status = "vacated"', "without end", id="nothing governs"
        ),
        pytest.param(
            APPEAL, "due = 2024-04-03", "due = 2024-04-04", "due is 2024-04-03", id="wrong example"
        ),
        pytest.param(
            APPEAL,
            "in = { trigger_date = 2024-03-04 }",
            'in = { trigger_date = "March" }',
            "example 1 (ordinary): refused",
            id="refused example",
        ),
        pytest.param(
            FILING,
            'warns = ["transition"]',
            'warns = ["snow"]',
            "does not warn of snow",
            id="warns",
        ),
        pytest.param(
            APPEAL, 'shows = "ordinary"', 'shows = "weekend"', "no weekend lies", id="no weekend"
        ),
        pytest.param(FOIA, 'shows = "ordinary"', 'shows = "holiday"', "no holiday lies", id="none"),
        pytest.param(
            FILING,
            'shows = "printed"\nin = { printed_date',
            'shows = "weekend"\nin = { printed_date',
            "no weekend lies",
            id="a printed date is no count",
        ),
        pytest.param(
            FILING, 'shows = "weekend"', 'shows = "stop"', "no example of: weekend", id="kind"
        ),
        pytest.param(
            FILING,
            "in = { hearing_date = 2020-12-22 }",
            "in = { hearing_date = 2020-12-21 }",
            "no example on 2020-12-22, beside the edge of 2020-12-23",
            id="edge without example",
        ),
    ],
)
def test_a_fault_of_content_is_told_with_its_file(
    few: Path, name: str, old: str, new: str, says: str
) -> None:
    """Overlaps, gaps, uncited regimes, wrong and missing examples: each in a sentence."""
    edit(few, name, old, new)
    faults = check(few)
    assert any(says in fault for fault in faults), faults
    assert all(fault.startswith(name) for fault in faults), faults


def test_a_regime_needs_its_authority(few: Path) -> None:
    """A rule that counts by a regime which pack.toml does not cite is a fault of that rule."""
    text = (few / "pack.toml").read_text()
    start, end = text.index("[regimes.WORKING_DAYS]"), text.index("[outages]")
    (few / "pack.toml").write_text(text[:start] + text[end:])
    assert any("WORKING_DAYS, for which pack.toml gives no authority" in f for f in check(few))


def test_readings_out_of_order_are_a_fault() -> None:
    """For our own day safe comes first; for the government's the safe day is the latest."""
    ours = compute(shipped(), "eoir.bia.appeal", {"trigger_date": "2024-03-04"})
    theirs = compute(shipped(), "foia.response", {"trigger_date": "2024-03-04"})
    assert list(disorder(ours)) == list(disorder(theirs)) == []
    assert list(disorder(replace(ours, safe=date(2024, 4, 4))))
    assert list(disorder(replace(theirs, safe=date(2024, 3, 29))))
