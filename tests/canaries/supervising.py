"""A supervisor's part of the day: a clinic, what it takes in, and figures that leave the office."""

from datetime import timedelta
from typing import Any

import httpx2

from app.clock import local, system_clock
from app.crypto.totp import code_at
from tests.canaries import planted
from tests.support.office import PASSPHRASE, ZONE, Person

API = "/api/v1"
CREATED = 201


def hold_a_day(url: str, person: Person, due: str) -> None:
    """Open a clinic, serve somebody there, and give last quarter's figures to somebody outside."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        _sign_in(client, person)
        _serve(client, due)
        _send(client, "/reports/team", {})
        gift = {"report": "outcomes", "quarter": _quarter_before()}
        _send(client, "/reports/given", gift | {"to_whom": planted.REPORT["to_whom"]})
        for path in ("/today", "/clinics", "/reports", "/tasks"):
            assert client.get(path).status_code == httpx2.codes.OK, path


def _sign_in(client: httpx2.Client, person: Person) -> None:
    code = code_at(person.totp_secret, system_clock())
    typed = {"email": person.email, "password": PASSPHRASE, "code": code}
    assert client.post(f"{API}/session", json=typed).status_code == httpx2.codes.OK


def _serve(client: httpx2.Client, due: str) -> None:
    said = dict(planted.CLINIC)
    place, service = said.pop("place"), said.pop("service")
    told = {name: said.pop(name) for name in ("title", "why")}
    day = local(system_clock(), ZONE).date() + timedelta(days=1)
    opened = {"place": place, "day": day.isoformat(), "until": "18:00"}
    clinic = _send(client, "/clinics", opened)["id"]
    record = _send(client, f"/clinics/{clinic}/records", said | {"detained": False})
    at = f"/clinic-records/{record['case_id']}"
    _send(client, f"{at}/dates", told | {"due": due, "sure": due})
    served = client.get(f"{API}{at}").json()
    done = {"version": served["version"], "service": service, "sheet": True}
    _send(client, f"{at}/service", done, status=httpx2.codes.OK)
    assert client.get(f"/clinics/{clinic}").status_code == httpx2.codes.OK


def _quarter_before() -> str:
    today = local(system_clock(), ZONE).date()
    year, quarter = divmod(today.year * 4 + (today.month - 1) // 3 - 1, 4)
    return f"{year}-Q{quarter + 1}"


def _send(client: httpx2.Client, path: str, body: object, *, status: int = CREATED) -> Any:
    answer = client.post(API + path, json=body)
    assert answer.status_code == status, f"{path}: {answer.text}"
    return answer.json()
