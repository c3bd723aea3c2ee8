"""The name index open in memory, for as long as somebody who holds its key is signed in.

A session has a holding. What is in it goes with the session: at sign-out, when she is idle, at a
restart. Sessions of one process share one opened index and each holds it; with the last it is gone.
"""

from collections.abc import Collection, Iterable
from threading import RLock
from uuid import UUID
from weakref import WeakValueDictionary, finalize

from app.casework.conflicts.entries import Entry, read
from app.names.matching import Facts
from app.names.memory import forget
from app.names.register import EDITION, Register, words_of

PAGE = 64
PERSON = 32  # the letters of an id, with which a line begins
WORDS = PERSON + 1
Stamped = tuple[UUID, UUID]  # a page, and the stamp of its last writing


class Opened:
    """Everybody in the index, by page; safe to share by threads under its `guard`."""

    def __init__(self) -> None:
        self.guard = RLock()
        self._register: Register[str] = Register()
        self._stamps: dict[UUID, UUID] = {}
        self._shut: set[UUID] = set()  # pages that do not open
        self._people: dict[UUID, list[str]] = {}  # by page
        self._page_of: dict[str, UUID] = {}
        self._lines: dict[str, str] = {}  # a person, her words, her entry; each once in memory
        finalize(self, forget)

    def __len__(self) -> int:
        return len(self._lines)

    def stale(self, stamps: Iterable[Stamped]) -> set[UUID]:
        """Forget pages that are no more, and return which must be read again."""
        known = dict(stamps)
        self._shut &= known.keys()
        for page in self._stamps.keys() - known.keys():
            self._drop(page)
        return {page for page, stamp in known.items() if self._stamps.get(page) != stamp}

    def take(self, page: UUID, stamp: UUID, text: str) -> None:
        """Take up a page as it stands now; of somebody on two pages the later entry counts."""
        self._drop(page)
        edition, *lines = text.split("\n")
        if edition != str(EDITION):  # its words are by other rules
            lines = [_line(line[:PERSON], line.rpartition("\t")[2]) for line in lines]
        people = self._people[page] = []
        for line in lines:
            person = line[:PERSON]
            if person in self._lines:  # an old page was put back: she stands on a newer one
                if _order(line) <= _order(self._lines[person]):
                    continue
                self._forget(person)
            people.append(person)
            self._page_of[person] = page
            self._lines[person] = line
            self._register.put(person, line[WORDS : line.index("\t", WORDS)])
        self._stamps[page] = stamp

    def shut(self, page: UUID) -> None:
        """Note that a page does not open; it is tried again the next time."""
        self._drop(page)
        self._shut.add(page)

    @property
    def unread(self) -> frozenset[UUID]:
        """The pages that do not open: whoever stands there is missing from every check."""
        return frozenset(self._shut)

    def __contains__(self, person_id: UUID) -> bool:
        """Tell whether somebody is in the index."""
        return person_id.hex in self._lines

    def near(self, facts: Facts) -> list[Entry]:
        """Return whom to compare closely, the likeliest first."""
        return [self._entry(person) for person in self._register.near(facts, self._lines)]

    def get(self, person_id: UUID) -> Entry | None:
        """Return a person's entry."""
        return self._entry(person_id.hex) if person_id.hex in self._lines else None

    def page_of(self, person_id: UUID) -> UUID | None:
        """Return the page that a person stands on."""
        return self._page_of.get(person_id.hex)

    def of_cases(self, case_ids: Collection[UUID]) -> list[Entry]:
        """Return everybody who stands in these cases."""
        wanted = [each.hex for each in case_ids]
        near = [line for line in self._lines.values() if any(each in line for each in wanted)]
        entries = [read(line.rpartition("\t")[2]) for line in near]
        return [entry for entry in entries if entry.case_id in case_ids]

    def lines(self, page: UUID) -> dict[str, str]:
        """Return the entries of a page by person, to be changed by whoever writes it anew."""
        people = self._people.get(page, [])
        return {person: self._lines[person].rpartition("\t")[2] for person in people}

    @property
    def pages(self) -> list[UUID]:
        """The pages there are."""
        return list(self._people)

    def with_room(self) -> list[UUID]:
        """Return the pages that are not full."""
        return [page for page, people in self._people.items() if len(people) < PAGE]

    def _entry(self, person: str) -> Entry:
        return read(self._lines[person].rpartition("\t")[2])

    def _drop(self, page: UUID) -> None:
        for person in list(self._people.get(page, [])):
            self._forget(person)
        self._people.pop(page, None)
        self._stamps.pop(page, None)
        self._shut.discard(page)

    def _forget(self, person: str) -> None:
        line = self._lines.pop(person)
        self._register.remove(person, line[WORDS : line.index("\t", WORDS)])
        self._people[self._page_of.pop(person)].remove(person)


def page_text(lines: dict[str, str]) -> str:
    """Return a page's text: the edition of the rules, then each person with her words."""
    return "\n".join([str(EDITION), *(_line(*each) for each in sorted(lines.items()))])


def _order(line: str) -> tuple[int, int]:
    return read(line.rpartition("\t")[2]).order


def _line(person: str, entry: str) -> str:
    return f"{person}\t{words_of(read(entry).facts)}\t{entry}"


class Shelf:
    """The opened index of a process; held by its holdings, not by the shelf."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._held: WeakValueDictionary[tuple[UUID, int], Opened] = WeakValueDictionary()

    def of(self, group_id: UUID, epoch: int) -> Opened:
        """Return the index opened with a key of the group, fresh where nobody holds it."""
        with self._lock:
            found = self._held.get((group_id, epoch))
            if found is None:
                found = self._held[group_id, epoch] = Opened()
            return found


class Holding:
    """What one session keeps open."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf or Shelf()
        self._index: Opened | None = None

    @property
    def is_open(self) -> bool:
        """Whether an index is held."""
        return self._index is not None

    @property
    def unread(self) -> bool:
        """Whether part of the held index does not open."""
        return self._index is not None and bool(self._index.unread)

    def index(self, group_id: UUID, epoch: int) -> Opened:
        """Return the index and hold it from now on; whoever asks has just used the group's key."""
        self._index = self._shelf.of(group_id, epoch)
        return self._index

    def close(self) -> None:
        """Let go of it."""
        self._index = None
