"""Whatever an office does in whatever order, the oracle finds nobody untold.

The same world as in the simulated years, driven by Hypothesis: it tries to find the fewest deeds
after which something is wrong.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.faults.life import WRONG_BY, Life, lived
from tests.faults.relay import MOODS
from tests.faults.simulation import POINTS, SMALL, ZONES
from tests.support.scratch import roomiest

SHORT = settings(max_examples=10, stateful_step_count=14)
LONG = settings(max_examples=100, stateful_step_count=40)
SLOW = list(HealthCheck)

people = st.sampled_from([name for name, role in SMALL.items() if role != "office_admin"])
days_ahead = st.sampled_from((0, 1, 2, 4, 8, 20, 45))


class OfficeMachine(RuleBasedStateMachine):
    """An office, and what may happen to it."""

    codes: Bundle[str] = Bundle("codes")

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        made = tempfile.TemporaryDirectory(prefix="amparo-deeds-", dir=roomiest())
        folder = self._stack.enter_context(made)
        self.life: Life = self._stack.enter_context(lived(Path(folder), 1))
        self.world = self.life.world

    def teardown(self) -> None:
        """End the world."""
        self._stack.close()

    @invariant()
    def nothing_is_wrong(self) -> None:
        """I1 to I11, and what the oracle knows."""
        assert self.life.inspector.wrong() == []

    # --- the office -----------------------------------------------------------------------------

    @rule(
        target=codes,
        who=people,
        backup=st.none() | people,
        days=days_ahead,
        kind=st.sampled_from(("deadline", "hearing")),
        zone=st.sampled_from(ZONES),
    )
    def enter(self, who: str, backup: str | None, days: int, kind: str, zone: str) -> str:
        """Somebody enters a date."""
        return self.world.enter(who, days, kind, zone, None if backup == who else backup)

    @rule(code=codes, days=days_ahead)
    def move(self, code: str, days: int) -> None:
        """It gets another day."""
        if self._is_known(code):
            self.world.move(code, days)

    @rule(code=codes, how=st.sampled_from(("filed", "cancelled")))
    def end(self, code: str, how: str) -> None:
        """It is filed or called off."""
        if self._is_known(code):
            self.world.end(code, how)

    @rule(code=codes)
    def set_again(self, code: str) -> None:
        """It stands after all."""
        if self._is_known(code):
            self.world.set_again(code)

    @rule(code=codes, to=people)
    def hand_over(self, code: str, to: str) -> None:
        """Another answers for it."""
        if self._is_known(code):
            self.world.hand_over(code, to)

    @rule(name=people, days=st.integers(1, 10), cover=st.none() | people)
    def go_on_leave(self, name: str, days: int, cover: str | None) -> None:
        """Somebody is away."""
        self.world.go_on_leave(name, days, None if cover == name else cover)

    @rule(name=people, comes=st.booleans())
    def leave_or_come(self, name: str, comes: bool) -> None:
        """An account is closed or opened again."""
        (self.world.come_back if comes else self.world.leave)(name)

    @rule(name=st.sampled_from(sorted(SMALL)))
    def acknowledge(self, name: str) -> None:
        """Somebody has seen everything."""
        self.world.acknowledge(name)

    # --- faults ---------------------------------------------------------------------------------

    @rule(mood=st.sampled_from(sorted(MOODS)), minutes=st.sampled_from((3, 40, 400)))
    def disturb(self, mood: str, minutes: int) -> None:
        """The mail server has a mood for a while."""
        self._let_pass(lambda: self.world.disturb(mood), timedelta(minutes=minutes))
        self._let_pass(lambda: self.world.disturb("well"), timedelta(0))

    @rule(name=people)
    def refuse(self, name: str) -> None:
        """An address bounces, or works again."""
        self.world.refuse(name)

    @rule(point=st.sampled_from(POINTS), after=st.integers(0, 3))
    def kill(self, point: str, after: int) -> None:
        """The worker is to die when it comes there."""
        self.world.kill(point, after)

    @rule(hours=st.sampled_from((0.2, 30, 720)))
    def stand_still(self, hours: float) -> None:
        """No worker runs."""
        self.life.stand_still(hours)

    @rule(hours=st.sampled_from(WRONG_BY))
    def false_time(self, hours: float) -> None:
        """The clock is wrong for half an hour."""
        self.life.be_wrong(hours)

    @rule(again=st.booleans())
    def keep_or_restore(self, again: bool) -> None:
        """The database is put away, or put back."""
        if not again:
            self.world.keep()
            return
        self.life.restore()
        self.world.advance(timedelta(0))

    @rule(hours=st.sampled_from((1, 5, 27, 80)))
    def advance(self, hours: int) -> None:
        """Time passes."""
        self._let_pass(lambda: None, timedelta(hours=hours))

    def _let_pass(self, deed: Callable[[], None], span: timedelta) -> None:
        deed()
        self.world.advance(span)
        self.world.advance(timedelta(0))

    def _is_known(self, code: str) -> bool:
        return code in self.world.book.entries


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Have thousands of warnings written nowhere."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_order_of_deeds_leaves_anybody_untold() -> None:
    """A few short stories, drawn anew each time."""
    chosen = settings(SHORT, suppress_health_check=SLOW, deadline=None)
    run_state_machine_as_test(OfficeMachine, settings=chosen)
    assert OfficeMachine.codes is not None


@pytest.mark.faults
def test_no_order_of_many_deeds_leaves_anybody_untold(pytestconfig: pytest.Config) -> None:
    """Hundreds of long ones."""
    length = SHORT if pytestconfig.getoption("brief") else LONG
    chosen = settings(length, suppress_health_check=SLOW, deadline=None)
    run_state_machine_as_test(OfficeMachine, settings=chosen)
    assert OfficeMachine.codes is not None
