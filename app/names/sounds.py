"""How a name sounds, written down so that spellings that sound alike are written alike.

Spanish comes first: b/v, s/z/c, mute h, ll/y, x/j/s, g/j, gua/hua/w. Then the ways in which Arabic
and Cyrillic names are romanised in English, French, German and Spanish (kh/j, ch/sh, j/dj/dzh,
ou/u/w, -ov/-off) and Mayan and Nahua names in Spanish and in their own spelling (tz, x, q', -tl).
A letter with several sounds gives several keys; two names sound alike when they share one and
their vowels do not speak against it.
"""

import re
from functools import lru_cache
from itertools import islice, product
from typing import Final

from rapidfuzz.distance import Levenshtein

MOST_KEYS: Final = 24
VOWELS: Final = "aeiou"
# Letters of more than one sound: where they stand, and what they may become. In upper case: a
# sound; in lower case: a letter that the rules below still read.
AMBIGUOUS: Final = (
    (re.compile(r"x"), ("S", "J", "KS")),
    (re.compile(r"kh"), ("J", "K")),
    (re.compile(r"ch(?![rl])"), ("C", "S", "J")),
    (re.compile(r"(?<=[aeou])j(?=[^aeiou])"), ("J", "i")),
    (re.compile(r"j"), ("J", "Y")),
    (re.compile(r"g(?=[eiy])"), ("J", "Y")),
    (re.compile(r"^g(?=a)"), ("G", "J")),
    (re.compile(r"th"), ("T", "S")),
    (re.compile(r"ll"), ("Y", "L")),
    (re.compile(r"(?<![cdgkpstz])h(?!u[aei])"), ("'", "J")),
    (re.compile(r"w"), ("W", "B")),
    (re.compile(r"^ye"), ("Ye", "e")),
    (re.compile(r"(?<=[aeiou])y(?=[aeiou])"), ("i", "Y")),
    (re.compile(r"d$"), ("D", "T")),
    (re.compile(r"(?<=.[oe])ff?$"), ("F", "B")),
    (re.compile(r"q(?!u)"), ("K", "G")),
)
BEFORE: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ah$", "a"),
        (r"(?:ij|iy|yj|yy|ii|ey|ei)$", "i"),
        (r"(?<=..)([oe])w$", r"\1v"),
        (r"^abd[aeiou]?(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|t(?=t))", "abd"),
        (r"shch|shtch|schtsch|chtch", "S"),
        (r"tsch|tch", "C"),
        (r"sch|sh", "S"),
        (r"dzh|dsch|dj", "J"),
        (r"zh", "J"),
        (r"tz|ts|cz", "S"),
        (r"c(?=v)", "s"),
        (r"ij(?=[aou])", "i"),
        (r"tl$", "l"),
        (r"ck|ch(?=[rl])", "k"),
        (r"ou", "u"),
        (r"oo", "u"),
        (r"ee", "i"),
    )
)
RULES: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ph", "f"),
        (r"[cgkpst]h", lambda found: found[0][0]),
        (r"qu(?=[eiy])", "K"),
        (r"gu(?=[eiy])", "G"),
        (r"(?:g|h)u(?=[aoei])", "W"),
        (r"^u(?=[aeiou])|(?<=[^aeiouAW])u(?=[aeo])|(?<=[aeo])u(?=[aeo])", "W"),
        (r"g(?=[eiyY])", "J"),
        (r"c(?=[eiyY])", "S"),
        (r"[ckq]", "K"),
        (r"[bv]", "B"),
        (r"[sz]", "S"),
        (r"m(?=[bpvB])", "n"),
        (r"^(?:y|i(?=[aou]))", "Y"),
        (r"y", "i"),
        (r"h", ""),
    )
)
DOUBLED: Final = re.compile(r"(.)\1+")
MASCULINE: Final = re.compile(r"(?:ov|ev|in|sk[iy]+)$")
FEMININE: Final = re.compile(r"(?:ova|eva|ina|ska[iyj]?a)$")
SHORTEST, SURE = 2, 5  # fewer sounds must have the same vowels; so many need none to agree
ALIKE: Final = 0.5


@lru_cache(maxsize=65_536)
def sounds(part: str) -> frozenset[str]:
    """Return the keys of a folded part: its sounds without vowels, but for one that begins it."""
    return frozenset(re.sub(r"(?<!^)A", "", _reduced(form, "A")) for form in _readings(part))


def sound_alike(one: str, other: str) -> bool:
    """True when two folded parts share a key and their vowels do not speak against it."""
    shared = sounds(one) & sounds(other)
    if not shared or differ_in_gender(one, other):
        return False
    length = max(len(key.removeprefix("A")) for key in shared)
    if length >= SURE:
        return True
    alike = Levenshtein.normalized_similarity(_vowels(one), _vowels(other))
    return alike == 1 if length <= SHORTEST else alike >= ALIKE


def differ_in_gender(one: str, other: str) -> bool:
    """True for Mario and María, Daniel and Daniela; not for Ivanov and Ivanova."""
    if {one[-1:], other[-1:]} == {"a", "o"} or {one[-1:], other[-1:]} == {"a", "e"}:
        return one[:-1] == other[:-1] or sounds(one[:-1]) == sounds(other[:-1])
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer) or not longer.endswith("a") or shorter[-1:] in VOWELS:
        return False
    is_slavic = MASCULINE.search(shorter) and FEMININE.search(longer)
    return not is_slavic and bool(sounds(shorter) & sounds(longer[:-1]))


def _readings(part: str) -> list[str]:
    """Return the part in each way in which its ambiguous letters may be read."""
    text = part
    for pattern, to in BEFORE:
        text = pattern.sub(to, text)
    axes = [(pattern, ways) for pattern, ways in AMBIGUOUS if pattern.search(text)]
    found = []
    for ways in islice(product(*(ways for _, ways in axes)), MOST_KEYS):
        read = text
        for (pattern, _), way in zip(axes, ways, strict=True):
            read = pattern.sub(way, read)
        found.append(read)
    return found


def _reduced(text: str, vowel: str) -> str:
    for pattern, to in RULES:
        text = pattern.sub(to, text)
    return DOUBLED.sub(r"\1", re.sub(f"[{VOWELS}']+", vowel, text).upper())


@lru_cache(maxsize=65_536)
def _vowels(part: str) -> str:
    """Return a part's vowels in three classes, those that touch each other once; w is one."""
    text = re.sub(r"ah$", "a", part).replace("ou", "u").replace("oo", "u").replace("ee", "i")
    text = re.sub(r"^[yi](?=[aou])|^y(?=[ei])|(?<=[gq])u(?=[ei])", "", text.replace("w", "u"))
    classed = text.translate(str.maketrans("eyou", "iiuu"))
    return "".join(DOUBLED.sub(r"\1", run) for run in re.findall(r"[aiu]+", classed))
