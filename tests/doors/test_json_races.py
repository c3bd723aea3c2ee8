"""Several at once at the JSON door: one is done, the others are told."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from httpx2 import Response

from tests.doors.visitors import API, Doors, open_case, told


def at_once(asks: Sequence[Callable[[], Response]]) -> Counter[int]:
    """Ask all together and count the answers by status."""
    with ThreadPoolExecutor(len(asks)) as pool:
        return Counter(done.result().status_code for done in [pool.submit(ask) for ask in asks])


def test_one_of_many_changes_is_kept(doors: Doors) -> None:
    """Eight programs save from the same version: one is taken, seven are conflicts."""
    alma = doors.program("alma")
    url = f"{API}/cases/{open_case(alma)['id']}"
    clients = [doors.program("alma") for _ in range(8)]
    asks = [
        partial(client.patch, url, json={"version": 1, "title": f"Title {at}"})
        for at, client in enumerate(clients)
    ]
    assert at_once(asks) == {200: 1, 409: 7}
    assert told(alma.get(url))["version"] == 2


def test_one_of_many_takes_a_code(doors: Doors) -> None:
    """Six sign-ins with one code: one begins, five wait for the next code."""
    typed = doors.credentials("alma")
    clients = [doors.program(None) for _ in range(6)]
    asks = [partial(client.post, f"{API}/session", json=typed) for client in clients]
    answers = at_once(asks)
    assert answers[200] == 1
    assert answers.total() == answers[200] + answers[429] + answers[409] == 6


def test_seen_many_times_at_once_is_seen_once(doors: Doors) -> None:
    """Six acknowledgements together: none is a fault, and the reminder is seen."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": "2027-04-15"}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=new), 201)['id']}"
    clients = [doors.program("alma") for _ in range(6)]
    asks = [partial(client.post, f"{url}/acknowledgement") for client in clients]
    answers = at_once(asks)
    assert answers[200] >= 1
    assert answers[200] + answers[409] == 6
    assert told(alma.post(f"{url}/acknowledgement"))["waiting_ack"] is False
