"""What sealing documents costs: `python -m bench.documents [MEGABYTES] [ROUNDS]`.

An office and a plaintext twin are each served by a process of their own: the twin writes a body to
a file as it comes, and gives it back with Starlette's FileResponse. Documents are random bytes,
sent and fetched over the loopback by turns; the kernel's own sendfile stands beside. Speed is told
by the processor's time of the serving process, which other programs of the machine hardly change,
and by the clock. Memory is what a process holds at most, above what it held before. JSON on
standard output, a table beside. Compare figures of one run only.
"""

import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app.casework import cases, documents
from app.casework.cases import NewCase
from app.casework.documents import NewDocument
from app.main import build
from app.serving import web_config
from tests.support.office import HandClock, Office, found, house_in

MB = 1_000_000
PIECE = 1024 * 1024
AT_ONCE = 10
READY_S = 60.0
HEAD = ("what", "office MB/s", "twin MB/s", "ratio", "sendfile MB/s", "to sendfile", "by the clock")
TICKS = os.sysconf("SC_CLK_TCK")


class Took(NamedTuple):
    """Seconds by the clock, and of a processor."""

    clock: float
    processor: float

    def __sub__(self, other: "Took") -> "Took":
        return Took(self.clock - other.clock, self.processor - other.processor)


@dataclass
class Served:
    """A server of this bench: its process, its door and how it is asked."""

    process: int
    port: int
    cookie: str

    def ask(self, head: str) -> socket.socket:
        """Send the head of a request and return the line it went out by."""
        line = socket.create_connection(("127.0.0.1", self.port))
        told = f"{head} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n{self.cookie}"
        line.sendall(told.encode())
        return line

    def put(self, path: str, content: bytes) -> "Took":
        """Send a body; return what it took until it was answered."""
        began = self._now()
        with self.ask(f"PUT {path}") as line:
            line.sendall(f"Content-Length: {len(content)}\r\n\r\n".encode())
            line.sendall(content)
            _expect_ok(line.recv(PIECE))
        return self._now() - began

    def get(self, path: str) -> "Took":
        """Fetch a body to its end; return what it took."""
        began = self._now()
        buffer, got = bytearray(PIECE), 0
        with self.ask(f"GET {path}") as line:
            line.sendall(b"\r\n")
            while count := line.recv_into(buffer):
                if not got:
                    _expect_ok(bytes(buffer[:count]))
                got += count
        return self._now() - began

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """Give, at the end, by how many megabytes the process grew at most."""
        grown: list[float] = []
        Path(f"/proc/{self.process}/clear_refs").write_text("5", encoding="ascii")
        before = self._kilobytes("VmRSS")
        yield grown
        grown.append(round((self._kilobytes("VmHWM") - before) / 1024, 1))

    def _now(self) -> "Took":
        told = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii")
        user, system = told.rpartition(")")[2].split()[11:13]
        return Took(time.perf_counter(), (int(user) + int(system)) / TICKS)

    def _kilobytes(self, what: str) -> int:
        told = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(told.partition(f"{what}:")[2].split()[0])


def main(size: int, rounds: int) -> None:
    """Measure documents of so many megabytes, in so many rounds."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder, ExitStack() as servers:
        ids: list[str] = []
        office = servers.enter_context(_served(lambda port: _office(Path(folder), ids, port)))
        office_ids = json.loads((Path(folder) / "ids.json").read_text(encoding="ascii"))
        twin = servers.enter_context(_served(lambda port: _twin(Path(folder), port)))
        rows, more = _measured((office, twin), office_ids, Path(folder), size * MB, rounds)
    print(json.dumps({"rows": rows, **more}, indent=2))
    print("| " + " | ".join(HEAD) + " |", file=sys.stderr)
    print("|---" * len(HEAD) + "|", file=sys.stderr)
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in HEAD) + " |", file=sys.stderr)
    for name, value in more.items():
        print(f"{name}: {value}", file=sys.stderr)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", file=sys.stderr)


def _measured(
    servers: tuple[Served, Served], ids: list[str], folder: Path, size: int, rounds: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    office, twin = servers
    content = b"%PDF-1.7\n" + os.urandom(size - 9)
    small = content[: size // AT_ONCE]
    addresses = [f"/api/v1/documents/{each}/content" for each in ids]
    up: dict[str, list[Took]] = {"office": [], "twin": [], "kernel": []}
    down: dict[str, list[Took]] = {"office": [], "twin": [], "kernel": []}
    office.put(addresses.pop(), small)  # the first is slower: everything is still to be read
    grown: dict[str, list[float]] = {"up": [], "down": []}
    for number in range(rounds):
        twin_path = f"/plain-{number}"
        up["twin"].append(twin.put(twin_path, content))
        with office.watched() as more:
            up["office"].append(office.put(addresses[number], content))
        grown["up"] += more
        down["twin"].append(twin.get(twin_path))
        with office.watched() as more:
            down["office"].append(office.get(addresses[number]))
        grown["down"] += more
        down["kernel"].append(_sent_by_the_kernel(folder / f"plain-{number}"))
    rows = [_row(what, size, times) for what, times in (("up", up), ("down", down))]
    more_at_once: dict[str, Any] = {"memory up MB": max(grown["up"])}
    more_at_once["memory down MB"] = max(grown["down"])
    last = addresses[rounds : rounds + AT_ONCE]
    with office.watched() as held:
        spent = _at_once([partial(office.put, path, small) for path in last])
    more_at_once["ten up, slowest to fastest"] = round(max(spent) / min(spent), 2)
    with office.watched() as held_down:
        spent = _at_once([partial(office.get, path) for path in last])
    more_at_once["ten down, slowest to fastest"] = round(max(spent) / min(spent), 2)
    more_at_once["memory ten up MB"], more_at_once["memory ten down MB"] = held[0], held_down[0]
    return rows, more_at_once


def _row(what: str, size: int, times: dict[str, list[Took]]) -> dict[str, Any]:
    wall, speed = (
        {
            name: size / MB / max(statistics.median(each[kind] for each in spent), 1 / TICKS)
            for name, spent in times.items()
            if spent
        }
        for kind in (0, 1)
    )
    row: dict[str, Any] = {"what": what, "by the clock": round(wall["office"] / wall["twin"], 2)}
    row["office MB/s"], row["twin MB/s"] = round(speed["office"]), round(speed["twin"])
    row["ratio"] = round(speed["office"] / speed["twin"], 2)
    if "kernel" in speed:
        row["sendfile MB/s"] = round(speed["kernel"])
        row["to sendfile"] = round(speed["office"] / speed["kernel"], 2)
    return row


def _at_once(deeds: list[Callable[[], Took]]) -> list[float]:
    spent: list[float] = []

    def done(deed: Callable[[], Took]) -> None:
        spent.append(deed().clock)

    threads = [threading.Thread(target=done, args=[deed]) for deed in deeds]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return spent


def _sent_by_the_kernel(path: Path) -> Took:
    with socket.create_server(("127.0.0.1", 0)) as door:
        theirs = socket.create_connection(door.getsockname())
        ours, _ = door.accept()
    spent: list[float] = []

    def send() -> None:
        with ours, path.open("rb") as file:
            began = time.thread_time()
            ours.sendfile(file)
            spent.append(time.thread_time() - began)

    sender, began = threading.Thread(target=send), time.perf_counter()
    sender.start()
    buffer = bytearray(PIECE)
    with theirs:
        while theirs.recv_into(buffer):
            pass
    sender.join()
    return Took(time.perf_counter() - began, spent[0])


@contextmanager
def _served(serve: Callable[[int], None]) -> Iterator[Served]:
    """Serve in a process of its own until the block ends; its first line says its cookie."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    heard, said = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(heard)
        os.dup2(said, 3)
        try:
            serve(port)
        finally:
            os._exit(1)
    os.close(said)
    try:
        cookie = os.read(heard, 4096).decode()
        _wait_for(port)
        yield Served(process, port, cookie.rstrip("\n") and f"Cookie: {cookie.strip()}\r\n")
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(heard)


def _wait_for(port: int) -> None:
    until = time.perf_counter() + READY_S
    while time.perf_counter() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "nothing is served"
    raise RuntimeError(message)


def _office(folder: Path, ids: list[str], port: int) -> None:
    clock = HandClock()
    house = house_in(folder / "office", clock)
    office, app = Office(house, clock, found(house)), build(house)
    with office.writing() as desk:
        client = {"family_name": "Sample", "given_names": "Ana"}
        case_id: UUID = cases.open_new(desk, NewCase.model_validate({"client": client})).id
        for _ in range(3 * AT_ONCE):
            new = NewDocument(case_id=case_id, name="Scan.pdf")
            ids.append(str(documents.add(desk, new).id))
    (folder / "ids.json").write_text(json.dumps(ids), encoding="ascii")
    alma = office.people["alma"].seat
    token = app.state.shared.sessions.begin(alma.staff_id, alma.keys, "bench", clock())
    os.write(3, f"amparo={token}\n".encode())
    config = web_config(app, house.settings)
    config.port = port
    uvicorn.Server(config).run()


def _twin(folder: Path, port: int) -> None:
    async def put(request: Request) -> Response:
        with (folder / request.path_params["name"]).open("wb") as file:
            async for piece in request.stream():
                file.write(piece)
            file.flush()
            await run_in_threadpool(os.fsync, file.fileno())
        return Response()

    async def get(request: Request) -> Response:
        return FileResponse(folder / request.path_params["name"])

    app = Starlette(routes=[Route("/{name}", put, methods=["PUT"]), Route("/{name}", get)])
    os.write(3, b"\n")
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


def _expect_ok(answer: bytes) -> None:
    if b" 200 " not in answer[:20]:
        raise RuntimeError(answer[:400].decode("latin-1"))


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(given[0] if given else 200, given[1] if given[1:] else 5)
