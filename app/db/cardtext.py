"""What is sealed of a card: JSON, padded with blanks."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from app.db.kinds import INSTANT
from app.errors import Damaged

FORMAT: Final = 1


def written(card: dict[str, Any], step: int) -> bytes:
    """Return a card's text, as long as a multiple of so many bytes."""
    said = {"v": FORMAT, **card}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // step) * step)


def read(text: bytes) -> dict[str, Any]:
    """Return what a card's text says, by the numbers of its fields.

    Raises:
        Damaged: It is the text of no card.
    """
    try:
        card = json.loads(text.decode())
    except ValueError:
        raise Damaged from None
    if not isinstance(card, dict) or card.pop("v", None) != FORMAT:
        raise Damaged
    return card


def repeated(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a clear column's value as a card repeats it: of bytes, a hash."""
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime):
        return INSTANT.dump(value.astimezone(UTC))
    return str(value) if isinstance(value, UUID) else value
