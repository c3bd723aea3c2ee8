"""Documents that are made from the code say what the code says."""

from pathlib import Path

import pytest

from app.config import Settings
from tests.house import papers
from tests.house.tree import ROOT


@pytest.mark.parametrize("path", papers.PAPERS, ids=lambda path: path.name)
def test_a_made_paper_is_not_stale(path: Path) -> None:
    """`python -m tests.house.papers` would change nothing."""
    now = path.read_text(encoding="utf-8")
    assert papers.PAPERS[path](now) == now


@pytest.mark.parametrize("path", papers.PAPERS, ids=lambda path: path.name)
def test_a_stale_paper_is_written_anew(path: Path, tmp_path: Path) -> None:
    """A line that was lost comes back, and only that paper is touched."""
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    lost = next(at for at in range(len(lines) - 2, 0, -1) if lines[at].startswith(("|", "1", "G")))
    copy = tmp_path / path.name
    copy.write_text("".join(lines[:lost] + lines[lost + 1 :]), encoding="utf-8")
    assert papers.write_all({copy: papers.PAPERS[path]}) == [copy]
    anew = papers.PAPERS[path](whole)
    assert sorted(copy.read_text(encoding="utf-8")) == sorted(anew)
    assert papers.write_all({copy: papers.PAPERS[path]}) == []


def test_every_setting_says_what_it_means() -> None:
    """A name alone helps nobody at two in the morning."""
    bare = [name for name, field in Settings.model_fields.items() if not field.description]
    assert bare == []


def test_every_command_and_argument_is_known_to_the_paper() -> None:
    """What design fixed is spelled as there."""
    told = (ROOT / "docs" / "COMMANDS.md").read_text(encoding="utf-8")
    for command in ("demo", "serve", "worker", "migrate", "health", "verify", "rules compute"):
        assert f"## amparo {command}\n" in told
    assert "` | - |" not in told


def test_a_code_keeps_its_name() -> None:
    """A number that is given to another field would open old cards as what they are not."""
    now = (ROOT / "app" / "models" / "codes.txt").read_text(encoding="utf-8")
    with pytest.raises(papers.UsedTwiceError, match=r"^1\.1 is cases\.moon"):
        papers.codes(now.replace("1.1 cases.number", "1.1 cases.moon"))
    with pytest.raises(papers.UsedTwiceError, match=r"^1\.1 stands twice"):
        papers.codes(now + "1.1 cases.number\n")


def test_a_code_that_is_gone_stays_and_is_never_used_again() -> None:
    """It is marked as retired, once."""
    now = (ROOT / "app" / "models" / "codes.txt").read_text(encoding="utf-8")
    gone = papers.codes(now + "99.1 moons.phase\n")
    assert "\n99.1 moons.phase retired\n" in gone
    assert papers.codes(gone) == gone
    with pytest.raises(papers.UsedTwiceError):
        papers.codes(now.replace("1.1 cases.number", "1.1 cases.number retired"))


def test_every_readable_column_says_why() -> None:
    """A reason is a sentence, and the list is not empty."""
    reasons = papers.readable()
    assert len(reasons) > 50
    assert [where for *where, why in reasons if not (why[:1].isupper() or why[:1].isdigit())] == []
    assert [where for *where, why in reasons if not why.endswith(".")] == []
