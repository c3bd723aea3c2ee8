"""Argon2id remembers in a test run what it gave for the same input.

A passphrase costs a fifth of a second on purpose, and the people of the small office type theirs
some thousand times. Nothing is weaker by it: what is new is stretched in full, and what is
remembered is what was given. `tests/crypto` holds the stretching itself against published answers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from argon2.low_level import hash_secret_raw

from app.crypto import bundle, comparison


@contextmanager
def each_thing_once() -> Iterator[None]:
    """Remember until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (bundle, comparison):
            patch.setattr(module, "hash_secret_raw", _remembered)
        yield


@contextmanager
def each_time() -> Iterator[None]:
    """Remember nothing until the block ends: for whoever holds a stopwatch."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (bundle, comparison):
            patch.setattr(module, "hash_secret_raw", hash_secret_raw)
        yield


@cache
def _remembered(secret: bytes, salt: bytes, **cost: Any) -> bytes:
    return hash_secret_raw(secret, salt, **cost)
