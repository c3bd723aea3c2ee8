"""The sample office on this machine: its folder, its mail server, how its people sign in."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.clock import Clock
from app.config import Settings, read_settings
from app.crypto.serverkeys import ServerKeys, create_server_key, load_server_key
from app.crypto.totp import code_at
from app.db import migrations
from app.db.desk import House
from app.db.engine import open_engine
from app.errors import Refused
from app.sample.mailbox import Mailbox
from app.sample.seed import SamplePerson, seed
from app.words import N_

Say = Callable[[str], None]
ZONE = "America/Chicago"  # where the sample office is at home
OURS = ("data", "server.key", "demo.json")  # all that the demo ever writes or removes


@dataclass(slots=True)
class Demo:
    """The running sample office."""

    house: House
    people: list[SamplePerson] = field(repr=False)
    mailbox: Mailbox
    seeded_on: str

    def code_of(self, person: SamplePerson) -> str:
        """Return the six digits that a person's device shows now."""
        return code_at(person.totp_secret, self.house.clock())

    def greeting(self, folder: Path) -> tuple[str, ...]:
        """Return what the console says once the office is open."""
        first, address = self.people[0], self.house.settings.base_url
        code = self.code_of(first)
        is_old = self.seeded_on != self.house.clock().date().isoformat()
        stale = f"Its days were counted from {self.seeded_on}; --reset counts them from today."
        return (
            "",
            f"The sample office is open: {address}",
            "Everyone in it is invented. On the sign-in page, choose one of its people, or type:",
            f"  {first.email}  ·  {first.passphrase}  ·  code {code} (for 30 seconds)",
            f"All its people and how they sign in: {folder / 'demo.json'}",
            f"The mails it sends: {address}/demo/mailbox",
            *((stale,) if is_old else ()),
            "Stop with Ctrl+C.",
        )


def prepare(folder: Path, port: int, clock: Clock, say: Say, *, reset: bool = False) -> Demo:
    """Open the sample office of a folder, living its story first where there is none.

    Raises:
        Refused: The folder holds something else, or cannot be written.
    """
    if reset:
        _remove(folder)
    mailbox = Mailbox(clock)
    settings = _settings(folder, port, mailbox.start())
    try:
        return _opened(folder, settings, clock, say, mailbox=mailbox)
    except BaseException:
        mailbox.stop()
        raise


def _opened(folder: Path, settings: Settings, clock: Clock, say: Say, *, mailbox: Mailbox) -> Demo:
    note = folder / "demo.json"
    if not note.exists():
        _require_empty(folder)
        _live(folder, settings, clock, say)
    told = json.loads(note.read_text(encoding="utf-8"))
    if told["url"] != settings.base_url:
        _write(note, {**told, "url": settings.base_url})
    house = _house(settings, clock)
    migrations.require_newest(house.engine)
    people = [SamplePerson(**person) for person in told["people"]]
    return Demo(house, people, mailbox, told["seeded_on"])


def _settings(folder: Path, port: int, smtp_port: int) -> Settings:
    return read_settings(
        data=folder / "data",
        database_url=None,
        server_key_file=folder / "server.key",
        base_url=f"http://127.0.0.1:{port}",
        timezone=ZONE,
        office_phone="555-0100",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_tls="none",
        mail_from="office@gulfcoast.example.org",
        mail_window_minutes=1,
        demo=True,
    )


def _live(folder: Path, settings: Settings, clock: Clock, say: Say) -> None:
    """Make the office beside the place where it will stand, so that a stop leaves nothing half."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    server_key = create_server_key(settings.server_key_file)
    house = _house(settings, clock)
    try:
        migrations.upgrade(house.engine)
        lived = seed(house, server_key, say)
    except BaseException:
        house.engine.dispose()
        _remove(folder)
        raise
    house.engine.dispose()
    note = {
        "url": settings.base_url,
        "seeded_on": clock().date().isoformat(),
        "people": [asdict(person) for person in lived.people],
        "custodians": [{"name": kit.name, "kit": kit.paper} for kit in lived.custodians],
    }
    _write(folder / "demo.json", note)


def _house(settings: Settings, clock: Clock) -> House:
    keys = ServerKeys.from_secret(load_server_key(settings.server_key_file))
    return House(open_engine(settings, keys), keys, clock, settings)


def _write(path: Path, note: Mapping[str, object]) -> None:
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(note, file, indent=2, ensure_ascii=False)
    fresh.replace(path)


def _require_empty(folder: Path) -> None:
    """Let the story begin.

    Raises:
        Refused: There is something of another kind in the folder.
    """
    if not folder.exists():
        return
    if not folder.is_dir() or any(entry.name not in OURS for entry in folder.iterdir()):
        raise Refused(
            N_("This folder is not empty. Give the sample office one of its own with --data.")
        )
    _remove(folder)


def _remove(folder: Path) -> None:
    for name in OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
