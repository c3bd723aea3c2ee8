"""Waiting beside the work: for verdicts that a mail server is long in giving."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from app.clock import monotonic
from app.mail.smtp import NotSentError, Verdict

MOST = 2  # besides the mail in hand; as many could leave twice where the process dies

Held = TypeVar("Held")


class Aside(Generic[Held]):
    """Verdicts that are awaited while the next mails leave, each with what it is about."""

    def __init__(self) -> None:
        self._waiting: list[Thread] = []
        self._over: SimpleQueue[tuple[Held, NotSentError | None]] = SimpleQueue()

    @property
    def has_room(self) -> bool:
        """Whether one more may be awaited."""
        self._waiting = [each for each in self._waiting if each.is_alive()]
        return len(self._waiting) < MOST

    def wait(self, held: Held, verdict: Verdict, still: Callable[[], None]) -> None:
        """Await one; `still` is called now and then meanwhile, by another thread."""
        verdict.set_aside()
        thread = Thread(target=self._wait, args=(held, verdict, still), name="aside", daemon=True)
        self._waiting.append(thread)
        thread.start()

    def over(self) -> list[tuple[Held, NotSentError | None]]:
        """Return each whose verdict came since the last time, with what was wrong, if anything."""
        found = []
        while True:
            try:
                found.append(self._over.get_nowait())
            except Empty:
                return found

    def close(self, seconds: float) -> None:
        """Wait so long at most for those that are still awaited."""
        until = monotonic() + seconds
        for thread in self._waiting:
            thread.join(max(until - monotonic(), 0))

    def _wait(self, held: Held, verdict: Verdict, still: Callable[[], None]) -> None:
        try:
            verdict.wait(still)
        except NotSentError as trouble:
            self._over.put((held, trouble))
        else:
            self._over.put((held, None))
