"""amparo rotate server-key: a new server key for an office, while nothing else runs.

The new key is written beside the old one first. Then the database changes as a whole: under SQLite
a copy takes its place, under PostgreSQL in one transaction. Last the new key's file takes the place
of the old. Wherever that is cut off, running the command again goes on from what stands there.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace

from app.casework import custody, rotation, staff
from app.casework.rotation import Change, Progress
from app.casework.seats import Seat
from app.clock import system_clock
from app.config import Settings, read_settings
from app.crypto import sealedkey
from app.crypto.primitives import random_key
from app.crypto.serverkeys import (
    ServerKeys,
    exchange_key_file,
    in_clear,
    load_sealed_key,
    load_server_key,
    next_to,
    write_key_file,
)
from app.db import migrations
from app.db.desk import House, night
from app.db.engine import open_engine, swept
from app.db.inuse import in_use
from app.db.rekey import copied
from app.errors import AmparoError, WrongKey
from app.unlocking import server_key_and_passphrase
from app.words import N_

NOT_SAID = N_(
    "Say who changes it: “amparo rotate server-key --as EMAIL”, a supervising attorney or"
    " an administrator. The keys of that person say to whom the custodians' copy goes."
)
SitDown = Callable[[House], Seat]


def rotate(settings: Settings, sit_down: SitDown) -> None:
    """Give the office a new server key; what was cut off before is ended first.

    Raises:
        Damaged: The record, or the custodians' key, was changed outside Amparo.
        Forbidden: Whoever sat down does not run the office.
        OutOfRoom: The disk is full; everything stands as it was.
        Refused: Nobody says who changes it, or the database has another shape.
        Unavailable: Amparo runs; or a file cannot be read or written.
        WrongKey: Neither key opens the database.
    """
    former_secret, passphrase = server_key_and_passphrase(settings)
    former = _house(settings, former_secret)
    with ExitStack() as at_last:
        at_last.callback(former.engine.dispose)
        at_last.enter_context(in_use(settings.data, former.engine, alone=True))
        new_secret = _new_secret(settings, passphrase)
        new = _house(settings, new_secret)
        at_last.callback(new.engine.dispose)
        if _stands_under(new):
            print("The database stands under the new key already.")
        else:
            _require_former(former)
            _change(Change(former, new, former_secret, new_secret), sit_down)
        _take_over(settings, new_secret, passphrase)
        if settings.database_url is not None:
            swept(new.engine)
    _tell(settings)


def _house(settings: Settings, secret: bytes) -> House:
    keys = ServerKeys.from_secret(secret)
    return House(open_engine(settings, keys), keys, system_clock, settings)


def _new_secret(settings: Settings, passphrase: str | None) -> bytes:
    """Return the new key, which lies beside the old one from now on, under the same passphrase.

    One that was begun before the old key came under a passphrase lies open, so whoever took the
    disk has it. It is let go, unless the database stands under it: then it is taken over.
    """
    path = next_to(settings.server_key_file)
    if path.exists():
        blob = load_sealed_key(path)
        if blob is not None:
            return sealedkey.open_server_key(blob, passphrase or "")
        secret = load_server_key(path)
        if passphrase is None or _stands_under(_house(settings, secret)):
            return secret
        print("A new key that was begun before lay open, so it was let go and another was made.")
        path.unlink()
    secret = random_key()
    write_key_file(path, _text(secret, passphrase))
    return secret


def _text(secret: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        return in_clear(secret)
    return sealedkey.in_file(sealedkey.seal_server_key(secret, passphrase))


def _stands_under(house: House) -> bool:
    """Tell whether the database stands under a house's key."""
    try:
        with night(house, writes=False) as desk:
            return rotation.stands_under_it(desk)
    except WrongKey:
        return False
    finally:
        house.engine.dispose()


def _require_former(house: House) -> None:
    migrations.require_newest(house.engine)
    with night(house, writes=False) as desk:
        staff.require_key(desk)


def _change(change: Change, sit_down: SitDown) -> None:
    former = change.former
    with night(former, writes=False) as desk:
        is_founded = custody.is_founded(desk)
    recovery = None
    if is_founded:
        seat = sit_down(former)
        with night(former, writes=False) as desk:
            recovery = rotation.recovery_key(desk, seat)
    former.engine.dispose()
    if former.settings.database_url is not None:
        progress = rotation.reseal(change, recovery, _say_how_far)
    else:
        with copied(former.settings, former.keys, change.new.keys) as engine:
            here = replace(change, former=replace(former, engine=engine))
            progress = rotation.reseal(here, recovery, _say_how_far)
    _say_what_stands(progress)


def _say_how_far(progress: Progress) -> None:
    done = progress.rows - progress.left
    print(
        f"{done} of {progress.rows} rows done, {progress.left} stand under the former key",
        flush=True,
    )


def _say_what_stands(progress: Progress) -> None:
    if progress.unreadable:
        print(
            f"{progress.unreadable} rows did not open before either and were left as they are: "
            "run “amparo verify”."
        )
    else:
        print("Nothing stands under the former key.")
    print(
        f"Keys that wait for their owner's next sign-in: {progress.passphrases}. "
        "The page of colleagues counts them down."
    )
    print(f"Invitations and other links that must be sent anew: {progress.invitations}.")
    print(
        "Backups made so far open under the former key only. They may lie where they are: the next "
        "backups into their folder remove their keyrings when their time is over, as all others, "
        "and restore passes them by. Where the former key leaked, destroy them now."
    )


def _take_over(settings: Settings, secret: bytes, passphrase: str | None) -> None:
    """Put the new key's file in the place of the old one."""
    exchange_key_file(settings.server_key_file, _text(secret, passphrase))
    with suppress(FileNotFoundError):
        next_to(settings.server_key_file).unlink()


def _tell(settings: Settings) -> None:
    print(f"The new server key is in its place: {settings.server_key_file}.")
    print(
        "Make a backup now. Older backups open with the former key only, which the custodians' "
        "papers give back with the file “custodians-until-….json” beside them. Then start “amparo "
        "serve”."
    )


def say_if_cut_off(failure: AmparoError) -> None:
    """Say which command ends a change of the server key that was cut off."""
    if isinstance(failure, WrongKey) and next_to(read_settings().server_key_file).exists():
        print(
            "A change of the server key was cut off here. Run “amparo rotate server-key” again: "
            "it goes on where it stopped.",
            file=sys.stderr,
        )
