"""What no test may do, and what no test may see."""

import os
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.support import postgres


def test_no_test_leaves_this_machine() -> None:
    """A connection to anybody else is refused before a packet is sent."""
    with (
        pytest.warns(UserWarning, match="A test tried to use"),
        pytest.raises(SocketConnectBlockedError),
        socket.socket() as line,
    ):
        line.connect(("192.0.2.1", 80))


def test_the_loopback_is_open() -> None:
    """Servers of our own can be spoken to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        line, (host, _) = server.accept()
        line.close()
        assert host == "127.0.0.1"


def test_no_setting_of_the_caller_is_seen() -> None:
    """Only the two settings meant for tests, and the name of the run, come through."""
    ours = {name for name in os.environ if name.startswith(("AMPARO_", "PG"))}
    assert ours <= {"AMPARO_TEST_DATABASE_URL", "AMPARO_CHROMIUM", postgres.RUN_NAME}
    assert os.environ["TZ"] == "Pacific/Kiritimati"
