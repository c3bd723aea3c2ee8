"""The office's mail server and the one that stands in for it: which is tried, when and how fast.

A server that is away is tried once a minute, and no mail is blamed for it. Once the first has been
away for ten minutes the second carries what there is, while the first goes on being tried.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.mail.smtp import Post

PROBE_EVERY = timedelta(seconds=60)
STAND_IN_AFTER = timedelta(minutes=10)
A_MINUTE = timedelta(minutes=1)
FEWEST = 5  # mails in the last minute that tell how many a server takes
FASTEST = 600  # a minute; a server that takes so many is asked for no less any more
LESS, MORE = 0.9, 0.1  # of what it took in a minute; mails a minute more for each it takes
SAVED_UP = 3  # mails that may follow each other at once


class Pace:
    """How many mails a server takes: learnt from what it took before it asked us to slow down."""

    def __init__(self) -> None:
        self._taken: deque[datetime] = deque()
        self._in_row = 0  # times that it put a mail off since it last took one
        self._per_minute = 0.0  # 0: nothing is known
        self._saved = 0.0
        self._counted: datetime | None = None
        self._rests_until: datetime | None = None

    def room(self, now: datetime, most: int) -> int:
        """Return how many mails may leave now."""
        if self._rests_until is not None:
            if timedelta(0) < self._rests_until - now <= A_MINUTE:
                return 0
            self._rests_until, self._counted, self._saved = None, now, 1.0
        if self._in_row:
            return 1
        if not self._per_minute:
            return most
        passed = max(now - (self._counted or now), timedelta(0))
        self._counted = now
        self._saved = min(SAVED_UP, self._saved + passed / A_MINUTE * self._per_minute)
        return min(most, int(self._saved))

    def took(self, now: datetime) -> None:
        """Note that the server took a mail."""
        self._in_row = 0
        self._taken.append(now)
        self._forget(now)
        if self._per_minute:
            self._saved -= 1
            self._per_minute += MORE
            if self._per_minute > FASTEST:
                self._per_minute = 0.0

    def put_off(self, now: datetime, *, is_ours: bool) -> bool:
        """Note that it put a mail off by its policy; return whether it is our pace that it means.

        The first time it may mean the recipient, whom it does not know from us yet (greylisting);
        a second time in a row, or before a recipient was named, it means us.
        """
        self._in_row += 1
        if not is_ours and self._in_row == 1:
            return False
        self._forget(now)
        known = len(self._taken)
        if known >= FEWEST:
            self._per_minute = known * LESS
            self._rests_until = self._taken[0] + A_MINUTE
        else:
            self._per_minute = self._per_minute and max(1.0, self._per_minute / 2)
            self._rests_until = now + A_MINUTE
        return True

    def _forget(self, now: datetime) -> None:
        while self._taken and not timedelta(0) <= now - self._taken[0] < A_MINUTE:
            self._taken.popleft()


class Relay:
    """One mail server: whether it is away, and its pace."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.pace = Pace()
        self._away_since: datetime | None = None
        self._tried_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        """Whether it, or the way to it, failed when it was last tried."""
        return self._away_since is not None

    def may_try(self, now: datetime) -> bool:
        """Tell whether it may be tried: always, or once a minute while it is away."""
        if self._tried_at is None or not self.is_away:
            return True
        return not timedelta(0) <= now - self._tried_at < PROBE_EVERY

    def is_long_away(self, now: datetime) -> bool:
        """Tell whether another should stand in for it."""
        if self._away_since is None:
            return False
        return not timedelta(0) <= now - self._away_since < STAND_IN_AFTER

    def failed(self, now: datetime) -> None:
        """Note that it could not be used."""
        self._away_since, self._tried_at = self._away_since or now, now

    def works(self) -> None:
        """Note that it can be spoken to."""
        self._away_since = None


class Relays:
    """The mail servers of an office in the order in which they are used."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._relays = [Relay(post) for post in posts]

    def to_try(self, now: datetime) -> Iterator[Relay]:
        """Yield the servers to try now, in turn; the next only where the one before is away."""
        for relay in self._relays:
            if relay.may_try(now):
                yield relay
            if not relay.is_long_away(now):
                break

    def is_down(self, now: datetime) -> bool:
        """Tell whether no mail can leave."""
        return self._carrying(now) is None

    def stands_in(self, now: datetime) -> bool:
        """Tell whether mails leave by another server than the first."""
        return self._carrying(now) not in {None, self._relays[0]}

    def close(self) -> None:
        """Take leave of all of them."""
        for relay in self._relays:
            relay.post.close()

    def _carrying(self, now: datetime) -> Relay | None:
        for relay in self._relays:
            if not relay.is_away:
                return relay
            if not relay.is_long_away(now):
                break
        return None
