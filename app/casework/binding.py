"""Making a filing, which takes a while: one after the other, aside from whoever asked for it.

Its documents go from the vault into the press and what was made goes from there into the vault,
piece by piece: none of it lies open on a disk, nor whole in the memory of this process. How far it
is stands in memory alone; what is saved is saved at the end, all volumes or none.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock, Semaphore, Thread
from typing import Any, Final
from uuid import UUID

from app.casework import audit, bundles, documents, policy
from app.casework.arriving import Arrived
from app.casework.bundles import PRESSED, BundleView, Printed
from app.casework.casefiles import open_row
from app.casework.documents import NewDocument
from app.casework.fetching import Fetched
from app.casework.pressing import Work, press
from app.casework.seats import Seat
from app.db.desk import Desk, House
from app.errors import AmparoError, Refused
from app.models import Bundle
from app.press.bench import Failed, Far
from app.words import N_

log = logging.getLogger(__name__)

WAITING, RUNNING, DONE, WRONG = "waiting", "running", "done", "wrong"
MOST_BYTES: Final = 400 * 1024 * 1024  # of all documents together, as they came
AT_ONCE: Final = 8  # filings that wait or are made
REMEMBERED: Final = 100
COVER: Final = (
    "attorney", "court", "respondents", "numbers", "proceedings", "judge", "hearing"
)  # fmt: skip
NOTHING: Final = N_("No document stands in this filing yet. Choose some first.")
GONE: Final = N_("A document of this filing is not here any more. Take it out, and make it again.")
TOO_MUCH: Final = N_(
    "These documents are larger together than can be made at once. Make two filings of them."
)
MARKED: Final = N_(
    "Work product of the office, or what was told in confidence about a third party, stands in "
    "this filing. Take it out, or say that it is meant to leave."
)
BUSY: Final = N_("Several filings are being made. Try again in a minute.")
FAILED: Final = {
    "damaged": N_(
        "This document could not be read. Open it, save it as a PDF anew, and send that as a new "
        "version."
    ),
    "locked": N_(
        "This document opens by a password only. Save it without one, and send that as a new "
        "version."
    ),
    "layers": N_(
        "This document has layers that are hidden, and a copy would show them. Print it into a new "
        "PDF, look at it, and send that as a new version."
    ),
    "cropped": N_(
        "Pages of this document were cropped, and what was cut off is still in the file. Scan or "
        "print what may be seen, look at it, and send that as a new version."
    ),
    "form": N_(
        "Something was filled in or written over this document that only some programs draw. Print "
        "it into a new PDF, look at it, and send that as a new version."
    ),
    "too_large": N_(
        "This document has too many pages or too many picture points for a filing. Send it in "
        "parts, or scanned more coarsely."
    ),
    "ended": N_(
        "It took too long or too much memory, so it was ended. Make smaller filings, one after the "
        "other."
    ),
}


@dataclass(slots=True)
class Making:
    """How far one filing is."""

    state: str = WAITING
    done: int = 0
    of: int = 0
    sentence: str = ""
    tab: str = ""  # of the document that is to blame


@dataclass
class Makings:
    """What is being made in this process, and how the last ones ended."""

    _known: "OrderedDict[UUID, Making]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _one: Semaphore = field(default_factory=Semaphore)
    _threads: dict[UUID, Thread] = field(default_factory=dict)

    def look(self, bundle_id: UUID) -> Making | None:
        """Return how far a filing is; None where nobody had it made lately."""
        return self._known.get(bundle_id)

    def wait(self, bundle_id: UUID, seconds: float) -> None:
        """Wait until a filing is made."""
        thread = self._threads.get(bundle_id)
        if thread is not None:
            thread.join(seconds)

    def begin(self, house: House, seat: Seat, order: "Order") -> Making:
        """Have a filing made; one that is being made already goes on.

        Raises:
            Refused: Too many are waited for.
        """
        with self._lock:
            running = [each for each in self._known.values() if each.state in {WAITING, RUNNING}]
            before = self._known.get(order.bundle_id)
            if before is not None and before in running:
                return before
            if len(running) >= AT_ONCE:
                raise Refused(BUSY)
            making = self._known[order.bundle_id] = Making(of=2 * len(order.documents))
            self._known.move_to_end(order.bundle_id)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            thread = Thread(target=self._make, args=(house, seat, order, making), daemon=True)
            self._threads[order.bundle_id] = thread
        thread.start()
        return making

    def _make(self, house: House, seat: Seat, order: "Order", making: Making) -> None:
        try:
            with self._one:
                making.state = RUNNING
                make(house, seat, order, making)
            making.state = DONE
        except Failed as wrong:
            making.sentence = FAILED.get(wrong.code, FAILED["ended"])
            making.tab = order.tabs[wrong.place] if 0 <= wrong.place < len(order.tabs) else ""
        except AmparoError as wrong:
            making.sentence = str(wrong)
        except Exception:  # noqa: BLE001 - what it was may show what it held
            making.sentence = FAILED["ended"]
            log.error("bundles %s: could not be made", order.bundle_id)  # noqa: TRY400 - as above
        finally:
            making.state = WRONG if making.sentence else making.state
            self._threads.pop(order.bundle_id, None)


@dataclass(frozen=True, slots=True)
class Order:
    """A filing that is to be made, decided at a desk that is closed by then."""

    bundle_id: UUID
    case_id: UUID
    documents: list[Fetched] = field(repr=False)
    hashes: list[str] = field(repr=False)
    tabs: list[str]
    told: dict[str, Any] = field(repr=False)
    title: str = field(repr=False)


def order_of(desk: Desk, bundle_id: UUID, *, sure: bool) -> Order:
    """Return what is to be made.

    Raises:
        Damaged: A version was taken away or put back outside Amparo.
        NotFound: No such filing here.
        Refused: Nothing stands in it, something is gone or too large, or what should stay would go.
    """
    view = bundles.one(desk, bundle_id)
    if not view.exhibits:
        raise Refused(fields={"exhibits": NOTHING})
    if not all(each.is_here for each in view.exhibits):
        raise Refused(fields={"exhibits": GONE})
    if view.is_marked and not sure:
        raise Refused(fields={"sure": MARKED})
    found = [documents.to_fetch(desk, each.document_id, None) for each in view.exhibits]
    if sum(each.size for each in found) > MOST_BYTES:
        raise Refused(fields={"exhibits": TOO_MUCH})
    known = {each.id: each.files[0] for each in documents.of_case(desk, view.case_id) if each.files}
    files = [known[each.document_id] for each in view.exhibits]
    return Order(
        bundle_id=view.id,
        case_id=view.case_id,
        documents=found,
        hashes=[each.sha256 for each in files],
        tabs=[each.tab for each in view.exhibits],
        told=_told(view, [PRESSED[each.media_type] for each in files]),
        title=view.title,
    )


def make(house: House, seat: Seat, order: Order, making: Making) -> None:
    """Have the press make a filing, and keep it in the case.

    Raises:
        AmparoError: A document is damaged, there is no room, or the case is not open any more.
        Failed: The press could not make it.
    """

    def far(answer: Far) -> None:
        making.done, making.of = answer.done, answer.of

    def keep(desk: Desk, arrived: list[Arrived], told: dict[str, Any]) -> None:
        _keep(desk, order, arrived, told)

    press(house, seat, Work(order.case_id, order.title, order.told, keep, order.documents), far)


def _keep(desk: Desk, order: Order, arrived: list[Arrived], told: dict[str, Any]) -> None:
    """Save every volume as a document of the case, and what stood in it with the filing."""
    policy.require(desk.who.role, "bundle.make")  # as it is now
    row = open_row(desk, Bundle, order.bundle_id)
    volumes = []
    for at, (each, (first, last)) in enumerate(zip(arrived, told["volumes"], strict=True)):
        name = order.title if len(arrived) == 1 else f"{order.title[:190]} ({at + 1})"
        new = NewDocument(case_id=order.case_id, name=name[:200], kind="bundle")
        documents.add(desk, new, each.expected.document_id)
        documents.received(desk, each)
        known = {"document_id": str(each.expected.document_id), "size": each.size}
        volumes.append(known | {"first": first, "last": last})
    exhibits = [
        {
            "document_id": str(of.document_id),
            "number": of.number,
            "sha256": digest,
            "tab": tab,
            "first": told["stands"][tab][1],
            "last": told["stands"][tab][2],
        }
        for of, digest, tab in zip(order.documents, order.hashes, order.tabs, strict=True)
    ]
    made = {"at": desk.now.isoformat(), "by": str(desk.who.id)}
    row.made = [made | {"volumes": volumes, "exhibits": exhibits}, *row.made]
    desk.db.flush()
    names = [each["document_id"] for each in exhibits]
    audit.note(desk, "bundle.make", row.id, documents=names, volumes=len(volumes))


def _told(view: BundleView, kinds: list[str]) -> dict[str, Any]:
    """Return a filing as the press takes it."""
    printed = view.printed
    custody = {"detained": "DETAINED", "not_detained": "NOT DETAINED"}.get(printed.custody, "")
    exhibits = [
        {"title": each.title or each.called, "translated": each.translated, "kind": kind}
        for each, kind in zip(view.exhibits, kinds, strict=True)
    ]
    return {
        "title": view.title,
        "most_bytes": view.most_mib * 1024 * 1024,
        "cover": printed.model_dump(include=set(COVER)) | {"custody": custody},
        "translation": _translation(printed, view),
        "service": _service(printed),
        "exhibits": exhibits,
    }


def _translation(printed: Printed, view: BundleView) -> dict[str, str] | None:
    if not any(each.translated for each in view.exhibits):
        return None
    return {
        "name": printed.translator,
        "address": printed.translator_address,
        "language": printed.translated_from,
    }


def _service(printed: Printed) -> dict[str, str] | None:
    if not printed.served_to:
        return None
    known = {"to": printed.served_to, "name": printed.served_by}
    return known | {"how": printed.served_how, "day": printed.served_day}
