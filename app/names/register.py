"""Many known people, found by the parts of their names and by their numbers.

Each distinct part is held once with the sounds it has, so that a search compares what was typed
with the office's vocabulary and then, part by part, with the few people who share some of it.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Final, Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.names.families import other_forms, romanised
from app.names.fold import SERVANT, Folded, fold
from app.names.matching import PHONE_DIGITS, Facts, digits
from app.names.parts import SWAPPED, TWO_EDITS
from app.names.sounds import sounds

EDITION: Final = 1  # of the rules above; what was written by other rules is read anew
LOOKED_AT: Final = 300  # people compared closely in one search
TOGETHER: Final = 8  # letters of two parts in one
SURELY, EXACTLY, NEARLY = 1_000, 10, 8  # how much a number and a part of a name say

K = TypeVar("K", bound=Hashable)


def words_of(facts: Facts) -> str:
    """Return what a register finds a person by, written down: parts with their keys, numbers.

    Of parts that may be written together only short ones stand here in both ways; of others a
    search tries both.
    """
    parts = dict.fromkeys(
        form.text
        for name in facts.names
        for form in fold(name).forms
        if form.covers.bit_count() == 1
        or len(form.text) <= TOGETHER
        or form.text.startswith(SERVANT)
    )
    return " ".join([*map(_with_keys, parts), *_numbers(facts)])


def _with_keys(part: str) -> str:
    return "/".join([part, *sorted(keys_of(part))])


def keys_of(part: str) -> set[str]:
    """Return the keys under which a part is found beside its own letters."""
    return set(sounds(part) | romanised(part))


def _numbers(facts: Facts) -> list[str]:
    phones = (digits(each)[-PHONE_DIGITS:] for each in facts.phones)
    found = [f"+{phone}" for phone in phones if len(phone) == PHONE_DIGITS]
    return list(dict.fromkeys([*(f"#{number}" for number in facts.a_numbers), *found]))


class Register(Generic[K]):
    """People by their words."""

    def __init__(self) -> None:
        self._people: dict[str, list[K]] = {}  # by word: a part with its keys
        self._parts: list[str] = []  # the vocabulary, beside which each part's word stands
        self._word_of: dict[str, str] = {}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._new: list[str] = []  # words that the vocabulary does not know yet

    def put(self, person: K, words: str) -> None:
        """Add a person under what `words_of` wrote; she is in it once at most."""
        people = self._people
        for word in words.split(" "):
            try:
                people[word].append(person)
            except KeyError:
                people[word] = [person]
                self._new.append(word)

    def remove(self, person: K, words: str) -> None:
        """Forget a person who was put under these words; the vocabulary keeps her parts."""
        for word in words.split(" "):
            self._people[word].remove(person)

    def near(self, facts: Facts, everybody: Iterable[K]) -> list[K]:
        """Return whom to compare closely, the likeliest first.

        As many as there are up to `LOOKED_AT`, so that a search for nobody takes as long.
        """
        self._learn()
        votes: Counter[K] = Counter()
        for number in _near_numbers(facts):
            votes.update(dict.fromkeys(self._people.get(number, ()), SURELY))
        for name in facts.names:
            votes.update(self._votes(fold(name)))
        likely = [person for person, _ in votes.most_common(LOOKED_AT)]
        others = (person for person in everybody if person not in votes)
        return likely + list(islice(others, LOOKED_AT - len(likely)))

    def _learn(self) -> None:
        """Take new words into the vocabulary."""
        for word in self._new:
            part, *keys = word.split("/")
            if keys:
                self._parts.append(part)
                self._word_of[part] = word
                for key in keys:
                    self._by_key[key].append(part)
        self._new.clear()

    def _votes(self, name: Folded) -> dict[K, int]:
        """Return how much of a name each person shares."""
        votes: Counter[K] = Counter()
        for at in range(len(name.parts)):
            mine: dict[K, int] = {}
            for form in name.forms:
                if form.covers >> at & 1:
                    for part in self._like(form.text):
                        people = self._people.get(self._word_of.get(part, ""), ())
                        weight = EXACTLY if part == form.text else NEARLY
                        for person in people:
                            mine.setdefault(person, weight)
            votes.update(mine)
        return votes

    def _like(self, text: str) -> list[str]:
        """Return the parts of the vocabulary that may be this one, its own letters first."""
        if len(text) == 1:
            return [part for part in self._parts if part[0] == text]
        found = {text: None, text[0]: None} | dict.fromkeys(other_forms(text))
        for key in keys_of(text):
            found |= dict.fromkeys(self._by_key.get(key, ()))
        if len(text) >= SWAPPED:
            slips = 2 if len(text) >= TWO_EDITS - 2 else 1
            near = process.extract(
                text, self._parts, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            found |= dict.fromkeys(part for part, _, _ in near)
        return list(found)


def _near_numbers(facts: Facts) -> Iterator[str]:
    for word in _numbers(facts):
        yield word
        if word.startswith("#"):
            yield from (f"#{each}" for each in off_by_one(word[1:]))


def off_by_one(number: str) -> Iterable[str]:
    """Yield the numbers that differ in one digit, or in two that stand beside each other."""
    for at, digit in enumerate(number):
        for other in "0123456789":
            if other != digit:
                yield f"{number[:at]}{other}{number[at + 1 :]}"
        if at and number[at - 1] != digit:
            yield f"{number[: at - 1]}{digit}{number[at - 1]}{number[at + 1 :]}"
