"""What a stopwatch tells somebody at the door: nothing, whether an account or a client is there.

Only this thread's own CPU time is compared, in a bounded number of tries, and each comparison is
seen to find a difference that is really there.
"""

from collections.abc import Callable
from functools import partial

import pytest

from app.casework import leaving
from app.casework.calendar import Calendar
from app.casework.conflicts import slips
from app.casework.leaving import Leaving
from app.casework.signin import Credentials, account_of, sign_in
from app.casework.throttle import Throttle
from app.crypto.totp import code_at
from app.errors import SignedOut, WrongPassphrase
from tests.casework.test_conflicts import YUSUF, check, look_up
from tests.support import costs, stretching
from tests.support.chance import likelihood, ratio, spent
from tests.support.office import PASSPHRASE, Office, id_of
from tests.support.one_engine import on_sqlite

HERE = "127.0.0.1"
TRIES, ROUNDS = 7, 4
SOUGHT = {
    "hit": "Yusuf Haddad Quiej",
    "near hit": "Youssef Hadad",
    "hidden hit": "Nadia Haddad Quiej",
    "miss": "Qwertz Uiop",
}


def tries(office: Office) -> dict[str, Credentials]:
    """Return four ways to fail at the sign-in; Bruno's account is closed."""
    with office.writing("carmen") as desk:
        leaving.leave(
            desk, Calendar(), id_of(office, "bruno"), Leaving(heir_id=id_of(office, "alma"))
        )
    alma, bruno = office.people["alma"], office.people["bruno"]
    code = code_at(alma.totp_secret, office.clock())
    right = Credentials(email=alma.email, password=PASSPHRASE, code=code)
    return {
        "unknown": right.model_copy(update={"email": "nobody@office.example.org"}),
        "wrong passphrase": right.model_copy(update={"password": "not the lantern"}),
        "closed": right.model_copy(update={"email": bruno.email}),
        "wrong code": right.model_copy(update={"code": "000000"}),
    }


# What is long there is the stretching; that the answers are one is asked on both engines at the
# doors (test_json_session.py).
@on_sqlite
def test_a_stopwatch_at_the_sign_in_tells_no_account(office: Office) -> None:
    """Unknown, wrong, closed and a wrong code take the same stretching and the same answer.

    What is written afterwards differs by a row, which is less than a tenth of it.
    """
    times: dict[str, list[float]] = {}
    ways = tries(office)
    answers = [_miss(office, typed) for typed in ways.values()]  # the first time all is prepared
    with stretching.each_time():
        for name, typed in TRIES * list(ways.items()):
            times.setdefault(name, []).append(_timed(office, typed, answers))
    assert len(answers) == len(ways) * (TRIES + 1)
    assert len(set(answers)) == 1
    slowest = {name: ratio(times["unknown"], each) for name, each in times.items()}
    assert max(slowest.values()) < 1.25, slowest
    token = office.house.keys.address_token("nobody@office.example.org")
    sooner = [spent(lambda: account_of(office.house, token)) for _ in range(TRIES)]
    assert ratio(times["unknown"], sooner) > 2  # an answer before the stretching would be seen


def _timed(office: Office, typed: Credentials, answers: list[str]) -> float:
    return spent(lambda: answers.append(_miss(office, typed)))


def _miss(office: Office, typed: Credentials) -> str:
    with pytest.raises((SignedOut, WrongPassphrase)) as refused:
        sign_in(office.house, Throttle(), typed, HERE)
    return str(refused.value)


def test_a_stopwatch_at_the_conflict_check_tells_no_client(office: Office) -> None:
    """Hit, near hit, hidden hit and miss: as many statements and opened seals, one time."""
    office.open_case(client=YUSUF)
    hidden = office.open_case(client=YUSUF | {"given_names": "Nadia", "a_number": ""})
    with office.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    for ask in (check_as_ivo, look_up_as_ivo):
        ask(office, "Somebody")
        counted = {name: _counted(office, ask, words) for name, words in SOUGHT.items()}
        assert len(set(counted.values())) == 1, counted
        assert counted["miss"][0] > 3
        # A busy machine disturbs a round; a difference of ours is there in each.
        assert any(_alike(office, ask) for _ in range(ROUNDS))


def check_as_ivo(office: Office, name: str) -> object:
    """Check a name for conflicts."""
    return check(office, "ivo", name=name)


def look_up_as_ivo(office: Office, name: str) -> object:
    """Look a name up at the front desk."""
    return look_up(office, name=name)


def _counted(office: Office, ask: Callable[[Office, str], object], words: str) -> tuple[int, int]:
    with costs.counted(office.house.engine) as cost:
        ask(office, words)
    return cost.statements, cost.opens


def _alike(office: Office, ask: Callable[[Office, str], object]) -> bool:
    times: dict[str, list[float]] = {name: [] for name in SOUGHT}
    for _ in range(12):
        for name, words in SOUGHT.items():
            times[name].append(spent(partial(ask, office, words)))
    return all(likelihood(times["miss"], each) > 0.01 for each in times.values())


def test_a_difference_that_is_there_is_found() -> None:
    """A tenth more work, and the shuffle says so; the same work twice, and it does not."""
    plain = [1.0 + 0.01 * (number % 5) for number in range(12)]
    assert likelihood(plain, [each * 1.1 for each in plain]) < 0.01
    assert likelihood(plain, list(reversed(plain))) > 0.5
