"""Several processes share out the tests of a run that was read once; `./amparo test` loads this.

To read all tests takes ten seconds, and each process of pytest-xdist reads them anew, as it reads
every page, rule and table. Here they are read before the processes part. Each does one test after
the other of a file, then of the next that nobody has begun, and helps others at the end. Where one
dies, the test that it did has failed and another takes its place.

With -n, pytest-xdist does as it always did.
"""

from __future__ import annotations

import gc
import os
import signal
import traceback
import warnings
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, cast

import pytest

from app import memory

# What a worker of pytest-xdist lacks too: it tells whoever started it, and nobody else.
SPEAKING = ("terminalreporter", "tally")
DIED = 1
MANY = 2_000
SELDOM = 200_000  # new objects between two collections


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --crew."""
    parser.addoption("--crew", type=int, default=0, help="how many processes share the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Have the tests done by processes of this one, unless -n says how."""
    options = session.config.option
    if not options.crew or options.numprocesses is not None or options.collectonly:
        return None
    if session.testsfailed and not options.continue_on_collection_errors:
        return None  # pytest says so
    if len(session.items) > MANY:
        from tests.support import beforehand  # noqa: PLC0415 - it imports all of Amparo

        beforehand.read()
        memory.settle()
        # Each office goes whole with its test: to look for cycles in it finds next to nothing.
        gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
    if session.items:
        _Crew(session).work(min(options.crew, len(session.items)))
    return True


@dataclass
class _Member:
    pid: int
    pipe: Connection
    at_hand: deque[int] = field(default_factory=deque)  # what it was given and has not done


class _Left:
    """The tests that nobody was given yet, file by file."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.files: dict[Path, deque[int]] = defaultdict(deque)
        for at, item in enumerate(items):
            self.files[item.path].append(at)
        self._unbegun = deque(self.files)
        self._of: dict[int, Path] = {}  # by process: the file it is at

    def next(self, pid: int) -> int | None:
        """Return a test for a process: of its file, of one not begun, of the one with most left."""
        at = self._of.get(pid)
        if at is None or not self.files[at]:
            at = self._unbegun.popleft() if self._unbegun else max(self.files, key=self._left)
            self._of[pid] = at
        return self.files[at].popleft() if self.files[at] else None

    def _left(self, path: Path) -> int:
        return len(self.files[path])


class _Crew:
    def __init__(self, session: pytest.Session) -> None:
        self.session, self.config = session, session.config
        self.left = _Left(session.items)
        self.members: dict[Connection, _Member] = {}
        self._begun = 0
        # Made before the processes part, so that all of them write beside each other.
        self.folder = self.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]

    def work(self, members: int) -> None:
        """Return when every test was done.

        Raises:
            Failed, Interrupted: As many have failed as were allowed.
        """
        for _ in range(members):
            self._enlist()
        try:
            while self.members:
                for pipe in wait(list(self.members)):
                    self._hear(self.members[cast("Connection", pipe)])
                if self.session.shouldfail:
                    raise self.session.Failed(self.session.shouldfail)
                if self.session.shouldstop:
                    raise self.session.Interrupted(self.session.shouldstop)
        finally:
            for member in self.members.values():
                os.kill(member.pid, signal.SIGTERM)
                os.waitpid(member.pid, 0)

    def _enlist(self) -> None:
        ours, theirs = Pipe()
        number, self._begun = self._begun, self._begun + 1
        pid = os.fork()
        if not pid:
            for other in (ours, *self.members):
                other.close()
            _be_a_member(self.session, theirs, self.folder, number)
        theirs.close()
        member = self.members[ours] = _Member(pid, ours)
        # It knows the next one while it does one: what that needs is not put away in between.
        self._give(member)
        self._give(member)

    def _give(self, member: _Member) -> None:
        at = self.left.next(member.pid)
        if at is not None:
            member.at_hand.append(at)
        with suppress(BrokenPipeError):  # its end is heard in its turn
            member.pipe.send(at)

    def _hear(self, member: _Member) -> None:
        try:
            told = member.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._dismiss(member)
            return
        if isinstance(told, list):
            self._done(member, told)
        else:
            self.config.hook.pytest_warning_recorded.call_historic(kwargs=told)

    def _done(self, member: _Member, reports: list[dict[str, Any]]) -> None:
        item = self.session.items[member.at_hand.popleft()]
        self._give(member)
        hook = self.config.hook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for written in reports:
            report = hook.pytest_report_from_serializable(config=self.config, data=written)
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _dismiss(self, member: _Member) -> None:
        """Let a process go; where it died at a test, that one has failed."""
        del self.members[member.pipe]
        member.pipe.close()
        _, status = os.waitpid(member.pid, 0)
        if not member.at_hand:
            return
        at, *untouched = member.at_hand
        item = self.session.items[at]
        for each in untouched:
            self.left.files[self.session.items[each].path].appendleft(each)
        report = pytest.TestReport(
            item.nodeid,
            item.location,
            {},
            "failed",
            f"The process died at this test: {os.waitstatus_to_exitcode(status)}.",
            "call",
            user_properties=item.user_properties,
        )
        self.config.hook.pytest_runtest_logreport(report=report)
        self._enlist()


def _be_a_member(session: pytest.Session, pipe: Connection, folder: Path, number: int) -> None:
    """Do tests as they are given; this process ends here."""
    config, ended = session.config, DIED
    try:
        config.workerinput = {"workerid": f"gw{number}"}  # type: ignore[attr-defined]
        own = folder / f"gw{number}"
        own.mkdir(mode=0o700)
        config._tmp_path_factory._basetemp = own  # type: ignore[attr-defined]
        _capture_alone(config)
        for name in SPEAKING:
            config.pluginmanager.unregister(name=name)
        telling = _Telling(config, pipe)
        config.pluginmanager.register(telling)
        for item, following in _pairs(session, pipe):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            telling.told()
        ended = 0
    except BaseException:  # noqa: BLE001 - whoever waits hears only that it ended
        traceback.print_exc()
    finally:
        os._exit(ended)


def _pairs(
    session: pytest.Session, pipe: Connection
) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Yield each test that is given, and the one after it."""
    at = pipe.recv()
    while at is not None:
        following = pipe.recv()
        yield session.items[at], None if following is None else session.items[following]
        at = following


def _capture_alone(config: pytest.Config) -> None:
    """Keep what tests say in files of one's own; those of the process before are shared."""
    capturing = config.pluginmanager.getplugin("capturemanager")
    if capturing is not None and capturing.is_globally_capturing():
        capturing.stop_global_capturing()
        capturing.start_global_capturing()
        capturing.suspend_global_capture()


class _Telling:
    """Tells what became of each test to the process that all came from."""

    def __init__(self, config: pytest.Config, pipe: Connection) -> None:
        self.config, self.pipe = config, pipe
        self.reports: list[object] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of a test."""
        hook = self.config.hook
        self.reports.append(hook.pytest_report_to_serializable(config=self.config, report=report))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, nodeid: str
    ) -> None:
        """Pass on what nobody made an error of."""
        kind, number = warning_message.category, warning_message.lineno
        said = f"{kind.__name__}: {warning_message.message}"
        told = warnings.WarningMessage(UserWarning(said), UserWarning, __file__, number)
        self.pipe.send(
            {"warning_message": told, "when": "runtest", "nodeid": nodeid, "location": None}
        )

    def told(self) -> None:
        """Tell of a whole test."""
        self.pipe.send(self.reports)
        self.reports = []
