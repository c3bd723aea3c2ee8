"""A mail server of our own that can be held at any step of a mail, and told what to answer.

What it took is written to a journal file before it says so, as a mail server must; the journal
outlives whoever was sending.
"""

import asyncio
import json
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Self

ANSWER_WITHIN_S = 20.0
READ_AHEAD = 64 * 1024  # as asyncio has it
HALF = 40  # lines of a mail after which the step "half" comes; usual mails are shorter


@dataclass(frozen=True)
class Taken:
    """One mail that the server said, or was about to say, that it took."""

    to: str
    raw: bytes

    @property
    def message(self) -> Message:
        """The mail as its reader's program understands it."""
        return message_from_bytes(self.raw)

    @property
    def name(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """The words in it."""
        payload = self.message.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode()


@dataclass
class Sink:
    """A mail server on the loopback; `hold` stops it at a step, `answer` scripts its replies."""

    journal: Path
    held: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    receives: int | None = None  # bytes that the system takes before we read; its own habit if none
    sessions: int = 0
    answer: Callable[[str, str], str | None] = lambda _step, _to: None
    _hold_at: tuple[str, int] | None = None
    _go: asyncio.Event | None = None
    mails: int = 0
    heard: list[str] = field(default_factory=list)  # commands, of all conversations
    cut: list[int] = field(default_factory=list)  # bytes that came of mails without an end

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._await(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening and let everybody go."""
        self.release()
        self._await(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def hold(self, step: str, after: int = 0) -> None:
        """Stop at a step of the mail that comes after so many others."""
        self.held.clear()
        self._await(self._set_hold(step, after))

    def release(self) -> None:
        """Go on where we stopped; stop no more."""
        self._await(self._let_go())

    def taken(self) -> list[Taken]:
        """Return every mail in the journal."""
        if not self.journal.exists():
            return []
        lines = self.journal.read_text().splitlines()
        found = [json.loads(line) for line in lines]
        return [Taken(one["to"], bytes.fromhex(one["raw"])) for one in found]

    def names(self) -> Counter[str]:
        """Return how often each Message-ID was taken."""
        return Counter(one.name for one in self.taken())

    # --- inside the loop ------------------------------------------------------------------------

    def _await(self, deed: Coroutine[Any, Any, None]) -> None:
        future = asyncio.run_coroutine_threadsafe(deed, self._loop)
        future.result(ANSWER_WITHIN_S)

    async def _listen(self) -> None:
        self._go = asyncio.Event()
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.receives is not None:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receives)
        door.bind(("127.0.0.1", self.port))
        # What asyncio reads ahead is twice its limit; a mail's line is far shorter than that.
        ahead = self.receives or READ_AHEAD
        self._server = await asyncio.start_server(self._session, sock=door, limit=ahead)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _set_hold(self, step: str, after: int) -> None:
        assert self._go is not None
        self._go.clear()
        self._hold_at = (step, self.mails + after)

    async def _let_go(self) -> None:
        self._hold_at = None
        if self._go is not None:
            self._go.set()

    async def step(self, step: str) -> None:
        """Wait here where the test holds us."""
        if self._hold_at is not None and self._hold_at[0] == step:
            if self.mails < self._hold_at[1]:
                return
            self.held.set()
            assert self._go is not None
            await self._go.wait()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        try:
            await Session(self, reader, writer).converse()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def write_down(self, to: str, raw: bytes) -> None:
        """Put a mail into the journal, for good."""
        with self.journal.open("a") as journal:
            journal.write(json.dumps({"to": to, "raw": raw.hex()}) + "\n")
            journal.flush()
            os.fsync(journal.fileno())


@dataclass
class Session:
    """One client's conversation."""

    sink: Sink
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    to: str = ""

    async def converse(self) -> None:
        """Answer until the client leaves."""
        await self._say("greet", "220 sink ready")
        while line := (await self.reader.readline()).decode().strip():
            verb = line[:4].upper()
            self.sink.heard.append(line)
            if verb == "RCPT":
                self.to = line[line.index("<") + 1 : line.rindex(">")]
                await self._say("rcpt", "250 2.1.5 ok")
            elif verb == "DATA":
                await self._data()
            elif verb == "QUIT":
                await self._say("quit", "221 bye")
                return
            else:
                await self._say(verb.lower(), "250 ok")

    async def _data(self) -> None:
        if not await self._say("data", "354 go on"):
            return
        await self.sink.step("body")
        self.sink.mails += 1
        lines = []
        try:
            while (line := await self.reader.readuntil(b"\r\n")) != b".\r\n":
                lines.append(line[1:] if line.startswith(b".") else line)
                if len(lines) == HALF:
                    await self.sink.step("half")
        except asyncio.IncompleteReadError as end:
            self.sink.cut.append(sum(map(len, lines)) + len(end.partial))
            raise
        if self.sink.answer("dot", self.to) in {None, "KEEP AND HANG UP"}:
            self.sink.write_down(self.to, b"".join(lines))
        await self._say("dot", "250 2.0.0 taken")
        await self.sink.step("after")

    async def _say(self, step: str, otherwise: str) -> bool:
        await self.sink.step(step)
        said = self.sink.answer(step, self.to) or otherwise
        if said.endswith("HANG UP"):
            raise ConnectionError
        self.writer.write(said.encode() + b"\r\n")
        await self.writer.drain()
        return said.startswith(("2", "3"))
