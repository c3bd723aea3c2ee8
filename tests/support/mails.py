"""Mails as whoever gets one reads them."""

from email import message_from_bytes
from email.policy import default


def read_mail(raw: bytes) -> str:
    """Return the words of a mail, as they were before it was encoded."""
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
