"""Signing in and out: at either door, once for a code, the same words for every miss."""

import pytest

from app.casework.sessions import ABSOLUTE, IDLE
from tests.doors.visitors import Doors


def test_the_html_door_signs_in_and_leads_to_today(doors: Doors) -> None:
    """Passphrase and code give a cookie that opens Today."""
    visitor = doors.stranger()
    answer = visitor.posts("/sign-in", doors.credentials("alma"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    assert visitor.get("/today").status_code == 200
