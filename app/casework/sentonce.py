"""Forms of one session that were saved, and where each led: sent once more, it saves nothing.

A page without script sends its form as often as somebody presses. What counts is the whole form as
it was sent, by the mark that its page carries: with anything typed otherwise it is another form.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from secrets import token_bytes
from typing import Final

MOST: Final = 50  # forms of a session that are remembered, the last ones


class Sent:
    """The forms of one session; of what was typed only a keyed print is kept, in memory."""

    def __init__(self) -> None:
        """Remember none."""
        self._secret = token_bytes(32)
        self._turn = threading.Condition()
        self._led: OrderedDict[bytes, str] = OrderedDict()
        self._under_way: set[bytes] = set()

    @contextmanager
    def once(self, form: bytes) -> Iterator[tuple[str, Callable[[str], None]]]:
        """Yield where a form led that was saved already, else nothing; and what notes where it led.

        While an earlier press of it is being saved, wait for that.
        """
        print_ = blake2b(form, key=self._secret, digest_size=32).digest()
        with self._turn:
            self._turn.wait_for(lambda: print_ not in self._under_way)
            led = self._led.get(print_, "")
            if not led:
                self._under_way.add(print_)
        if led:
            yield led, lambda _: None
            return
        try:
            yield "", lambda address: self._note(print_, address)
        finally:
            with self._turn:
                self._under_way.discard(print_)
                self._turn.notify_all()

    def _note(self, print_: bytes, address: str) -> None:
        with self._turn:
            self._led[print_] = address
            while len(self._led) > MOST:
                self._led.popitem(last=False)
