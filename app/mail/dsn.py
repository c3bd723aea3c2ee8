"""Reading what a mail server sends when a mail could not be delivered (RFC 3464).

Anybody can write to the address that it comes to, so nothing in it is believed but the address
itself, and whether it says that delivery failed.
"""

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

_ADDRESSED = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_SENDER = r"\bb\+([0-9a-f]{32})@"


@dataclass(frozen=True, slots=True)
class Report:
    """What one bounce says."""

    tokens: frozenset[str] = field(default=frozenset(), repr=False)  # of the address it came to
    is_report: bool = False
    has_failed: bool = False  # else the mail is late, or was delivered


def read(raw: bytes, domain: str) -> Report:
    """Return what a bounce says; of what is none, or is written badly, that it says nothing."""
    try:
        message = message_from_bytes(raw)
        told = [str(value) for name in _ADDRESSED for value in message.get_all(name, ())]
        ours = re.compile(_SENDER + re.escape(domain) + r"(?![\w.-])", re.IGNORECASE)
        tokens = frozenset(each.lower() for line in told for each in ours.findall(line))
        actions = _actions(message)
    except Exception:  # noqa: BLE001 - strangers write these, and the parser is made for kinder ones
        return Report()
    return Report(tokens, is_report=bool(actions), has_failed="failed" in actions)


def _actions(message: Message) -> set[str]:
    """Return what became of the mail, for each recipient: failed, delayed, delivered."""
    is_report = message.get_content_type() == "multipart/report"
    if not is_report or str(message.get_param("report-type")).lower() != "delivery-status":
        return set()
    parts = message.get_payload()
    return {
        str(block["action"]).strip().lower()
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status"
        for block in part.walk()
        if block["action"]
    }
