"""What is served beside the pages: small, ours or pinned, and in colours that can be read."""

import hashlib
import re

import pytest

from app.web import pages


def test_the_vendored_script_is_the_published_one() -> None:
    """Its SHA-256 is the one written beside it."""
    rows = re.findall(
        r"\| `([\w.-]+)` .*`([0-9a-f]{64})` \|", (pages.STATIC / "VENDORED.md").read_text()
    )
    assert [name for name, _ in rows] == ["htmx-4.0.1.min.js"]
    for name, expected in rows:
        assert hashlib.sha256((pages.STATIC / name).read_bytes()).hexdigest() == expected


def test_static_files_are_known_and_small() -> None:
    """Nothing is served that nobody chose; a page stays light on a bad line."""
    kept = {path.name: path.stat().st_size for path in pages.STATIC.iterdir()}
    assert set(kept) == {
        "VENDORED.md",
        "amparo.css",
        "bundles.js",
        "calendar.css",
        "documents.js",
        "find.js",
        "htmx-4.0.1.min.js",
        "keys.js",
        "mark.svg",
        "pages.js",
        "passkeys.js",
        "printed.js",
        "session.js",
    }
    assert kept["amparo.css"] < 19_700
    assert len((pages.STATIC / "keys.js").read_text().splitlines()) <= 180
    assert len((pages.STATIC / "passkeys.js").read_text().splitlines()) <= 180


def test_our_script_builds_no_markup_and_no_code() -> None:
    """Nothing a client is called can become an instruction."""
    script = (pages.STATIC / "keys.js").read_text()
    script += (pages.STATIC / "bundles.js").read_text()
    script += (pages.STATIC / "find.js").read_text() + (pages.STATIC / "pages.js").read_text()
    speaks = (pages.STATIC / "passkeys.js").read_text()
    speaks += (pages.STATIC / "session.js").read_text()
    speaks += (pages.STATIC / "printed.js").read_text()
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        " eval(",
        "Function(",
    ):
        assert forbidden not in script + speaks
    assert "fetch(" not in script
    assert "toJSON" not in speaks  # a browser's own JSON of a passkey holds its secret


def test_a_static_address_changes_with_its_content() -> None:
    """A browser may keep a file for ever, since its address is that of its content."""
    expected = hashlib.sha256((pages.STATIC / "amparo.css").read_bytes()).hexdigest()[:12]
    assert pages.static_url("amparo.css") == f"/static/amparo.css?v={expected}"


def _schemes() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme of the style sheet, later rules over earlier ones."""
    style = (pages.STATIC / "amparo.css").read_text()
    blocks = [
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", block))
        for block in re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    ]
    light, dark, more, more_dark = blocks[:4]
    return {
        "light": light,
        "dark": light | dark,
        "high contrast": light | more,
        "dark, high contrast": light | dark | more | more_dark,
        "print": light | blocks[4],
    }


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_formula_is_wcags() -> None:
    """Black on white is 21:1; #777 on white is the well-known 4.48."""
    assert _contrast("#000", "#fff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    "scheme", ["light", "dark", "high contrast", "dark, high contrast", "print"]
)
def test_ink_can_be_read_on_every_ground(scheme: str) -> None:
    """Text has 4.5:1 and the edges of controls 3:1, in each scheme (WCAG 2.2, 1.4.3, 1.4.11)."""
    colours = _schemes()[scheme]
    pairs = [
        ("ink", "ground"),
        ("ink", "sheet"),
        ("faint", "ground"),
        ("faint", "sheet"),
        ("leaf", "ground"),
        ("leaf", "sheet"),
        ("leaf", "leaf-wash"),
        ("on-leaf", "leaf"),
        ("sheet", "red"),
        *(
            (tone, ground)
            for tone in ("red", "amber", "calm")
            for ground in ("sheet", f"{tone}-wash")
        ),
        *(("ink", f"{tone}-wash") for tone in ("red", "amber", "calm")),
        *(("leaf", f"{tone}-wash") for tone in ("red", "amber", "calm")),
    ]
    for ink, ground in pairs:
        assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert _contrast(colours["edge"], colours["sheet"]) >= 3
    assert _contrast(colours["edge"], colours["ground"]) >= 3
