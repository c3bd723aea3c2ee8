"""A search for harmful programs looks through what arrives, before it is kept."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.casework import scanning, vault
from app.config import Settings
from app.errors import Refused
from tests.casework.filing import PAGES, filed, files, read
from tests.support.office import Office

BOUND = 400_000
# eicar.org's test file, put together here so that no scanner takes this file for one.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + "$H+H*"


@dataclass
class Search:
    """What speaks clamd's INSTREAM at a socket: it finds one sequence of bytes, as clamd would."""

    path: Path
    streams: list[bytes] = field(default_factory=list)
    says: tuple[bytes, ...] = ()  # instead of an answer, one after the other

    def answers(self, line: socket.socket) -> None:
        """Take one stream and say what it is."""
        taken = line.makefile("rb")
        assert taken.read(10) == b"zINSTREAM\0"
        stream = b""
        while length := int.from_bytes(taken.read(4), "big"):
            stream += taken.read(length)
            if len(stream) > BOUND:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.streams.append(stream)
        for each in self.says:
            line.sendall(each)
            time.sleep(0.2)
        if self.says:
            return
        found = b"Eicar-Test-Signature FOUND" if EICAR.encode() in stream else b"OK"
        line.sendall(b"stream: " + found + b"\0")


@contextmanager
def searching(path: Path, *says: bytes) -> Iterator[Search]:
    """Have it listen."""
    search = Search(path, says=says)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line, suppress(OSError):
                search.answers(line)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield search
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def test_what_is_found_is_refused_and_what_nobody_looked_through_too(
    office: Office, tmp_path: Path
) -> None:
    """The search sees the very bytes; of what is not taken nothing stays, and no name is told."""
    case_id = office.open_case().id
    place = tmp_path / "clamd"
    settings = office.house.settings.model_copy(update={"clamav_socket": place})
    looked = office.at(replace(office.house, settings=settings))
    with searching(place) as search:
        document = filed(looked, case_id)
        assert (search.streams, read(looked, document.id)) == ([PAGES], PAGES)
        with pytest.raises(Refused, match="found one in this file"):
            filed(looked, case_id, b"%PDF-1.7\n" + EICAR.encode() + PAGES)
        with pytest.raises(Refused, match="larger than the search"):
            filed(looked, case_id, PAGES * 9)
    with pytest.raises(Refused, match="cannot be reached") as away:
        filed(looked, case_id)
    assert away.value.text == scanning.AWAY
    assert len(files(office)) == 1
    assert list(vault.incoming(office.house.settings).iterdir()) == []


@pytest.mark.parametrize(
    "says", [[b"stream: OK"], [b"\xff"] * 10, [b"stream: OK\nstream: FOUND\0"], [b"\0stream: OK\0"]]
)
def test_a_search_that_breaks_off_lies_or_never_ends_lets_nothing_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: list[bytes]
) -> None:
    """Half an answer is none, and one that comes drop by drop is waited for no longer."""
    monkeypatch.setattr(scanning, "WAITS_SECONDS", 0.5)
    place = tmp_path / "clamd"
    with searching(place, *says):
        scan = scanning.Scan(Settings(data=tmp_path, clamav_socket=place))
        scan.take(PAGES)
        began = time.monotonic()
        with pytest.raises(Refused):
            scan.require_clean()
        assert time.monotonic() - began < 1.5
        scan.close()
