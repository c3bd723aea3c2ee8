"""Documents of many sizes on their way in: no byte of them lies readable while they arrive."""

import base64
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.canaries.places import Places
from tests.canaries.serving import environment, free_port, serving
from tests.night.sink import Sink
from tests.support.office import PASSPHRASE, SERVER_SECRET, HandClock, Person, copied, house_in
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture

API = "/api/v1"
MIB = 1024 * 1024
LINE = b"Nightingale at the parapet, 23 o'clock, with the blue umbrella. "
PIECE = LINE * (MIB // len(LINE))
MEGABYTES = 100
FLAT_KB = 24 * 1024  # of memory, above what the sign-in's Argon2 has taken before
LOOKED_AT = {1, 50, 99}


def _pieces(count: int, look: Callable[[], None]) -> Iterator[bytes]:
    for number in range(count):
        if number in LOOKED_AT:
            look()
        yield PIECE


def _clear(places: Places) -> list[str]:
    """Return the kinds of place in which a line of it stands."""
    found = []
    for folder in (places.data, places.temporary):
        found += [str(path) for path in folder.rglob("*") if path.is_file() and _has(path)]
    handles = Path(f"/proc/{places.process}/fd")
    if os.access(handles, os.R_OK):
        for handle in handles.iterdir():
            target = str(handle.readlink())
            if target.endswith(" (deleted)") and target.startswith("/") and _has(handle):
                found.append(target)
    return found


def _has(path: Path) -> bool:
    with path.open("rb") as file:
        return LINE in file.read()


def _most_kb(process: int) -> int:
    told = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    assert told is not None
    return int(told[1])


@pytest.mark.faults
def test_a_hundred_megabytes_lie_nowhere_in_clear(
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> None:
    """Not while they arrive, cut off or whole, nor once the process was killed in their midst."""
    folder = copied(sqlite_office[0], tmp_path / "office")
    (folder / "server.key").write_bytes(base64.b64encode(SERVER_SECRET) + b"\n")
    (folder / "server.key").chmod(0o600)
    (folder / "tmp").mkdir()
    house = house_in(folder, HandClock())
    house.engine.dispose()  # tables are not asked
    with Sink(tmp_path / "journal") as sink:
        told = environment(folder, None, free_port(), sink.port)
        places = Places(folder, house.engine, sink)
        with serving(told, places.log) as places.process:
            client = _signed_in(told["AMPARO_BASE_URL"], sqlite_office[1]["alma"])
            _send_all(client, places)
            _die(client, places)
        assert _clear(places) == []
    shutil.rmtree(folder)


def _signed_in(url: str, person: Person) -> httpx2.Client:
    client = httpx2.Client(base_url=url, trust_env=False, timeout=120)
    code = code_at(person.totp_secret, system_clock())
    typed = {"email": person.email, "password": PASSPHRASE, "code": code}
    assert client.post(f"{API}/session", json=typed).status_code == 200
    return client


def _send_all(client: httpx2.Client, places: Places) -> None:
    client_facts = {"family_name": "Quiej", "given_names": "Ana", "language": "es"}
    case = client.post(f"{API}/cases", json={"client": client_facts}).json()["id"]
    looks: list[list[str]] = []
    for size in (1, MIB, MIB + 1):
        _put(client, case, (PIECE + LINE)[:size])
        looks.append(_clear(places))
    before = _most_kb(places.process)
    _put(client, case, _pieces(MEGABYTES, lambda: looks.append(_clear(places))))
    grown = _most_kb(places.process) - before
    with pytest.raises(ZeroDivisionError):
        _put(client, case, _cut_off(), status=0)
    looks.append(_clear(places))
    assert looks == [[]] * (3 + len(LOOKED_AT) + 1)
    assert grown < FLAT_KB, f"{grown} KB"
    places.log.with_suffix(".case").write_text(case)


def _cut_off() -> Iterator[bytes]:
    for _ in range(8):
        yield PIECE
    raise ZeroDivisionError


def _die(client: httpx2.Client, places: Places) -> None:
    """Kill the process once half of it has come."""

    def dying() -> Iterator[bytes]:
        for number in range(MEGABYTES):
            if number == MEGABYTES // 2:
                os.kill(places.process, signal.SIGKILL)
            yield PIECE

    with pytest.raises(httpx2.TransportError):
        _put(client, places.log.with_suffix(".case").read_text(), dying())
    assert any((places.data / "incoming").iterdir())


def _put(
    client: httpx2.Client, case: str, content: bytes | Iterator[bytes], status: int = 200
) -> None:
    named = client.post(f"{API}/documents", json={"case_id": case, "name": "Carta.txt"}).json()
    answer = client.put(f"{API}/documents/{named['id']}/content", content=content)
    assert answer.status_code == status, answer.text
