"""Amparo's commands as processes of their own, forked where its modules are read already.

`python -m app.cli` works a second and a half before it does anything. A fork server reads the
modules once for each worker of the test run; what it forks has memory, signals, session, folder,
settings and streams of its own, and runs `app.cli` from its first line, as a started one does.
Tests of the start itself, or of what /proc tells of a process, start it in full.
"""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import DupFd
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess, TimeoutExpired
from typing import IO, Any

Stream = int | IO[Any] | None
Streams = tuple[Stream, Stream, Stream]
SILENT: Streams = (DEVNULL, None, None)


class Program:
    """A command at work; what a caller knows of `subprocess.Popen`."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        streams: Streams = SILENT,
    ) -> None:
        """Start it.

        Args:
            arguments: What follows `amparo`.
            cwd: Its folder.
            env: Its settings, all of them.
            streams: For each of its three: PIPE, DEVNULL, an open file, or None for our own.
        """
        self.stdin: IO[str] | None = None
        self.stdout: IO[str] | None = None
        with ExitStack() as afterwards:
            ends = [self._end(number, each, afterwards) for number, each in enumerate(streams)]
            given = (tuple(arguments), str(cwd), dict(env), _Ends(ends))
            self._process = _forks().Process(target=_become, args=given)
            self._process.start()

    def _end(self, number: int, stream: Stream, afterwards: ExitStack) -> int:
        """Return the program's end of a stream; what only it needs is closed afterwards."""
        if stream is None:
            return number
        if not isinstance(stream, int):
            return stream.fileno()
        if stream == DEVNULL:
            theirs = os.open(os.devnull, os.O_RDWR)
        else:
            read_end, write_end = os.pipe()
            theirs = write_end if number else read_end
            if number:
                self.stdout = os.fdopen(read_end, encoding="utf-8")
            else:
                self.stdin = os.fdopen(write_end, "w", encoding="utf-8")
        afterwards.callback(os.close, theirs)
        return theirs

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended, below 0 by a signal; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and close its pipes.

        Raises:
            TimeoutExpired: It runs on.
        """
        self._process.join(timeout)
        ended = self._process.exitcode
        if ended is None:
            raise TimeoutExpired(self._process.name, timeout or 0)
        for stream in (self.stdin, self.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        return ended

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    typed: str = "",
    patience_s: float = 120.0,
) -> CompletedProcess[str]:
    """Run a command to its end; there is no terminal, so it reads what is typed as it is.

    Raises:
        TimeoutExpired: It did not end in time, and was killed.
    """
    with ExitStack() as files:
        read, said, complained = (
            files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in range(3)
        )
        read.write(typed)
        read.seek(0)
        program = Program(arguments, cwd=cwd, env=env, streams=(read, said, complained))
        try:
            ended = program.wait(patience_s)
        except TimeoutExpired:
            program.send_signal(signal.SIGKILL)
            raise
        for file in (said, complained):
            file.seek(0)
        return CompletedProcess(list(arguments), ended, said.read(), complained.read())


@cache
def _forks() -> ForkServerContext:
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.support.forked"])
    return forks


def _become(*given: Any) -> None:
    # Here the modules would be read in the test's own process too.
    from tests.support.forked import become  # noqa: PLC0415

    become(*given)


class _Ends:
    """Ends of streams on their way to a process that is being started."""

    def __init__(self, ends: Sequence[int]) -> None:
        self._ends = ends

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, tuple(DupFd(end) for end in self._ends)


def _arrived(*ends: Any) -> tuple[int, ...]:
    return tuple(end.detach() for end in ends)
