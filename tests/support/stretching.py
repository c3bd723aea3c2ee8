"""Argon2id remembers in a test run what it gave for the same input, and salts are the same.

A passphrase costs a fifth of a second on purpose, and the people of the small office type theirs
some thousand times. Each is stretched in full once a run, whichever of its processes asks first.
`tests/crypto` holds the stretching itself against published answers.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from argon2.low_level import hash_secret_raw

from app.crypto import bundle, comparison, sealedkey

FOLDER = "TEST_STRETCHED"  # in the environment of whoever starts processes of the run
_STRETCH = ((bundle, hash_secret_raw), (comparison, hash_secret_raw))
_SALTED = ((bundle, bundle.new_salt), (sealedkey, bundle.new_salt))


def remember(folder: Path, replace: Callable[[object, str, object], object] = setattr) -> None:
    """Stretch nothing in this process that was stretched in this run; answers are in a folder."""
    for module, _ in _STRETCH:
        replace(module, "hash_secret_raw", partial(_remembered, folder))
    for module, _ in _SALTED:
        replace(module, "new_salt", _the_same)


@contextmanager
def each_thing_once(folder: Path) -> Iterator[None]:
    """Remember until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        remember(folder, patch.setattr)
        yield


@contextmanager
def each_time() -> Iterator[None]:
    """Remember nothing until the block ends: for whoever holds a stopwatch."""
    with pytest.MonkeyPatch.context() as patch:
        for module, original in _STRETCH:
            patch.setattr(module, "hash_secret_raw", original)
        for module, salt in _SALTED:
            patch.setattr(module, "new_salt", salt)
        yield


def _the_same() -> bytes:
    return bytes(bundle.SALT_BYTES)


@cache
def _remembered(folder: Path, secret: bytes, salt: bytes, **cost: Any) -> bytes:
    asked = repr((secret, salt, sorted(cost.items()))).encode()
    kept = folder / hashlib.sha256(asked).hexdigest()
    with suppress(FileNotFoundError):
        return kept.read_bytes()
    answer = hash_secret_raw(secret, salt, **cost)
    half = kept.with_suffix(f".{os.getpid()}-{get_ident()}")
    half.write_bytes(answer)
    half.replace(kept)
    return answer
