"""A mail server of our own that can be held at any step of a mail, and told what to answer.

What it took is written to a journal file before it says so, as a mail server must; the journal
outlives whoever was sending.
"""

import asyncio
import json
import os
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

STEPS = ("greet", "mail", "rcpt", "data", "body", "dot", "after")
ANSWER_WITHIN_S = 20.0


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
    sessions: int = 0
    answer: Callable[[str, str], str | None] = lambda _step, _to: None
    _hold_at: tuple[str, int] | None = None
    _go: asyncio.Event | None = None
    _mails: int = 0

    def __enter__(self) -> "Sink":
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

    def _await(self, deed: object) -> None:
        future = asyncio.run_coroutine_threadsafe(deed, self._loop)  # type: ignore[arg-type]
        future.result(ANSWER_WITHIN_S)

    async def _listen(self) -> None:
        self._go = asyncio.Event()
        self._server = await asyncio.start_server(self._session, "127.0.0.1", self.port)
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
        self._hold_at = (step, self._mails + after)

    async def _let_go(self) -> None:
        self._hold_at = None
        if self._go is not None:
            self._go.set()

    async def _step(self, step: str) -> None:
        if self._hold_at is not None and self._hold_at[0] == step:
            if self._mails < self._hold_at[1]:
                return
            self.held.set()
            assert self._go is not None
            await self._go.wait()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to = ""

        async def say(step: str, otherwise: str) -> bool:
            await self._step(step)
            said = self.answer(step, to) or otherwise
            if said == "HANG UP":
                writer.close()
                raise ConnectionError
            writer.write(said.encode() + b"\r\n")
            await writer.drain()
            return said.startswith(("2", "3"))

        await say("greet", "220 sink ready")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb in {"EHLO", "HELO"}:
                await say("ehlo", "250 sink")
            elif verb == "MAIL":
                await say("mail", "250 2.1.0 ok")
            elif verb == "RCPT":
                to = line[line.index("<") + 1 : line.rindex(">")]
                await say("rcpt", "250 2.1.5 ok")
            elif verb == "DATA":
                if await say("data", "354 go on"):
                    await self._step("body")
                    self._mails += 1
                    refusal = self.answer("dot", to)
                    await self._take(reader, to, counts=refusal is None)
                    await say("dot", "250 2.0.0 taken")
                    await self._step("after")
            elif verb == "QUIT":
                await say("quit", "221 bye")
                return
            else:
                await say("else", "250 ok")

    async def _take(self, reader: asyncio.StreamReader, to: str, *, counts: bool) -> None:
        lines = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if counts:
            with self.journal.open("a") as journal:
                journal.write(json.dumps({"to": to, "raw": b"".join(lines).hex()}) + "\n")
                journal.flush()
                os.fsync(journal.fileno())
