"""Small rules of one's own, written as a pack's files and read by the pack's reader."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from app.law.shelf import SHIPPED

INPUT = """
[[inputs]]
name = "{name}"
needed = {needed}
question = {{ en = "Which?", es = "¿Cuál?" }}
"""
RULE = """
id = "{id}"
forum = "{forum}"
follows_from = ["order"]
{trigger}
means = "{means}"
safe_side = "{side}"
consequence = "{consequence}"
fatal = false
government = {government}
printed = "{printed}"
done_means = {{ default = "received" }}
also_takes = [{also}]
title = {{ en = "A rule", es = "Una regla" }}
{top}
{inputs}
{more}
{versions}
[review]
by = ""
bar = ""
next = 2027-02-01
[[examples]]
shows = "ordinary"
in = {{}}
out = {{}}
"""
VERSION = """
[[versions]]
v = {v}
from = {starts}
{until}
status = "{status}"
status_note = {{ en = "In force.", es = "En vigor." }}
show_as = "governing"
sure = {{ source = "M", confidence = "M" }}
cite = [{{ text = "1 USC 1" }}]
{clock}
"""
WHY = '{ en = "So it is read.", es = "Así se lee." }'
_DATES = frozenset({"trigger_date", "hearing_date", "printed_date", "notice_date"})
_DATES |= {"petition_filed", "petition_approved"}
_NUMBERS = frozenset({"days", "hours", "stopped_days"})


def input_written(name: str) -> str:
    """One input as a rule file asks for it; a name that ends with ! is needed."""
    plain = name.rstrip("!")
    text = INPUT.format(name=plain, needed=str(name.endswith("!")).lower())
    text += "happened = false\n" if plain in _DATES else ""
    return text + ("lowest = 0\nhighest = 9999\n" if plain in _NUMBERS else "")


def version_written(clock: str, v: int = 1, starts: str = "1900-01-01", until: str = "") -> str:
    """One version of a rule."""
    return VERSION.format(
        v=v,
        starts=starts,
        until=f"until = {until}" if until else "",
        status="repealed" if until else "in_force",
        clock=clock,
    )


def rule_written(clock: str, *inputs: str, trigger: str = "trigger_date", **words: str) -> str:
    """A rule file of one clock, or of the versions given."""
    means = words.get("means", "file_by")
    theirs = means == "they_answer_by"
    asked = (f"{trigger}!", *inputs) if trigger else inputs
    return RULE.format(
        id=words.get("id", "own.rule"),
        forum=words.get("forum", "uscis"),
        trigger=f'trigger = "{trigger}"' if trigger else "",
        means=means,
        side="latest" if means in {"they_answer_by", "not_before"} else "earliest",
        consequence="government" if theirs else "advisory",
        government=str(theirs).lower(),
        printed=words.get("printed", "none"),
        also=words.get("also", '"today"'),
        top=words.get("top", ""),
        inputs="".join(map(input_written, asked)),
        more=words.get("more", ""),
        versions=words.get("versions") or version_written(clock),
    )


def pack_of(folder: Path, rules: Mapping[str, str]) -> Path:
    """A pack with the shipped closed days and ways of counting, and with these rules only."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    for name in ("pack.toml", "calendar.toml"):
        shutil.copyfile(SHIPPED / name, folder / name)
    for rule_id, text in rules.items():
        (folder / "rules" / f"{rule_id}.toml").write_text(text)
    return folder
