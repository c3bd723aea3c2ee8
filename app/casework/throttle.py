"""How often one may try to sign in; bounded in memory, gone with a restart.

Nobody is ever locked out from elsewhere. Misses count against an account *at one network*, so a
stranger stops nobody but whoever shares her address. Codes are another matter: whoever has a
colleague's passphrase could try codes from many networks for weeks. After twenty wrong codes in a
day the account takes only the second of two right codes in a row. Its owner has the next code in
half a minute; whoever guesses would have to guess twice (3 in a million, squared).
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from app.casework.asked import Asked
from app.errors import Throttled

WITHIN: Final = timedelta(minutes=10)
AT_ONE_NETWORK: Final = 10  # misses for one account
FROM_ONE_NETWORK: Final = 50  # misses for any account: somebody goes through the office's addresses
DAY: Final = timedelta(days=1)
WRONG_CODES: Final = 20
IN_A_ROW: Final = timedelta(minutes=5)
MOST_KEPT: Final = 10_000


def network_of(address: str) -> str:
    """Return what of an address a person has to herself: of IPv6 the first 64 bits (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))


@dataclass(slots=True)
class Throttle:
    """The tries of late."""

    most_kept: int = MOST_KEPT
    asked: Asked = field(default_factory=Asked)  # of passkeys, which cannot be guessed
    _misses: OrderedDict[bytes, list[datetime]] = field(default_factory=OrderedDict)
    _known: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    # Of accounts that exist only, so never more than colleagues.
    _wrong_codes: dict[bytes, list[datetime]] = field(default_factory=dict)
    _first_codes: dict[bytes, tuple[int, datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def knock(self, account: bytes, network: bytes, now: datetime) -> None:
        """Count a try as missed, before it is made, so that tries at the same time count too.

        Raises:
            Throttled: There were too many of late.
        """
        pair = account + network
        with self._lock:
            limits = {pair: AT_ONE_NETWORK}
            if pair not in self._known:
                limits[network] = FROM_ONE_NETWORK
            for key, most in limits.items():
                recent = _since(self._misses.get(key, ()), now - WITHIN)
                if len(recent) >= most:
                    raise Throttled(int((recent[-most] + WITHIN - now).total_seconds()) + 1)
            for key, most in limits.items():
                recent = _since(self._misses.pop(key, ()), now - WITHIN)
                self._misses[key] = [*recent, now][-most:]
            _cut(self._misses, self.most_kept)

    def take_back(self, account: bytes, network: bytes) -> None:
        """Forget the newest try: it was no miss."""
        with self._lock:
            self._take_back(account + network, network)

    def welcome(self, account: bytes, network: bytes) -> None:
        """Begin anew after a success; others at this network no longer hold this account up."""
        pair = account + network
        with self._lock:
            self._take_back(pair, network)
            self._misses.pop(pair, None)
            self._first_codes.pop(pair, None)
            self._known.pop(pair, None)
            self._known[pair] = None
            _cut(self._known, self.most_kept)

    def _take_back(self, pair: bytes, network: bytes) -> None:
        for key in (pair,) if pair in self._known else (pair, network):
            if self._misses.get(key):
                self._misses[key].pop()

    def wrong_code(self, account: bytes, now: datetime) -> None:
        """Count a wrong code typed with an account's right passphrase."""
        with self._lock:
            recent = _since(self._wrong_codes.get(account, ()), now - DAY)
            self._wrong_codes[account] = [*recent, now][-WRONG_CODES:]

    def is_enough(self, account: bytes, network: bytes, step: int, now: datetime) -> bool:
        """Tell whether a right code lets in: the first does, unless wrong codes were many of late.

        Then the second of two in a row does, from the network of the first.
        """
        pair = account + network
        with self._lock:
            recent = _since(self._wrong_codes.get(account, ()), now - DAY)
            if len(recent) < WRONG_CODES:
                return True
            before, at = self._first_codes.get(pair, (step, now))
            if before < step and now - at <= IN_A_ROW:
                return True
            self._first_codes = {
                key: first for key, first in self._first_codes.items() if now - first[1] <= IN_A_ROW
            }
            self._first_codes.setdefault(pair, (step, now))
            return False


def _since(tries: Iterable[datetime], start: datetime) -> list[datetime]:
    return [at for at in tries if at > start]


def _cut(kept: OrderedDict[bytes, Any], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
