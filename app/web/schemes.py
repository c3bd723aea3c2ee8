"""The schemes of the style sheet side by side, read from itself: no colour is written twice."""

import re
from functools import cache
from pathlib import Path
from typing import Final

SHEET: Final = Path(__file__).parent / "static" / "amparo.css"
NAMES: Final = ("light", "dark", "contrast", "dark-contrast", "paper")
_TOKEN: Final = re.compile(r"--[a-z0-9-]+: [^;]+;")
_ASKED: Final = {
    "light": ("",),
    "dark": ("", "(prefers-color-scheme: dark)"),
    "contrast": ("", "(prefers-contrast: more)"),
    "dark-contrast": (
        "",
        "(prefers-color-scheme: dark)",
        "(prefers-contrast: more) and (prefers-color-scheme: dark)",
    ),
    "paper": ("", "print"),
}


@cache
def sheet() -> str:
    """Return a style sheet in which `.as-dark` and its like look as the office's own does there."""
    return "\n".join(_rule(name) for name in NAMES)


def _rule(name: str) -> str:
    tokens = "".join(token for asked in _ASKED[name] for token in _tokens(asked))
    scheme = "dark" if name.startswith("dark") else "light"
    looks = f"color-scheme: {scheme}; background: var(--ground); color: var(--ink);"
    return f".as-{name} {{ {tokens} {looks} padding: var(--s4); border-radius: var(--round); }}"


def _tokens(asked: str) -> list[str]:
    """Return what is set where a browser says so; what is set everywhere, where `asked` is empty.

    Raises:
        ValueError: The style sheet asks no such thing any more.
    """
    text = SHEET.read_text(encoding="utf-8")
    before = rf"@media {re.escape(asked)} \{{\s*" if asked else r"^"
    found = re.search(before + r":root \{(.*?)\}", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise ValueError(asked)
    return _TOKEN.findall(found[1])
