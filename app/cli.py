"""amparo COMMAND: the office's commands, each a few lines over what the floors below do.

What a command needs is imported when it runs, so that each starts quickly and the check of the
cryptography comes before the first module that stands on it.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import memory
from app.clock import system_clock
from app.errors import AmparoError

if TYPE_CHECKING:
    from app.casework.seats import Seat
    from app.config import Settings
    from app.db.desk import House

SOUND, WRONG, CANNOT_TELL = 0, 1, 2
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h, as mail servers understand it
ROTATES = "A person's own keys, and when each was last changed: on the page “Keys of the office”."
Command = Callable[[argparse.Namespace], int]
NO_SECOND = (
    "No second place for the backup is named: what takes this machine takes all. Before the first",
    "case, name AMPARO_BACKUP_FOLDER and AMPARO_BACKUP_SECOND (a folder of another machine or",
    "disk); until then the supervisors' page says so in red.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a known failure is one sentence."""
    memory.keep_here()
    memory.collect_seldom()
    given = parser().parse_args(arguments)
    logging.basicConfig(  # noqa: TID251 - this is the place
        level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    from sqlalchemy.exc import SQLAlchemyError

    from app.crypto.probe import probe

    try:
        probe()
        run: Command = given.run
        return run(given)
    except AmparoError as failure:
        _tell(failure)
        return CANNOT_TELL
    except SQLAlchemyError as fault:
        from app.db.desk import what_it_means

        meaning = what_it_means(fault)
        if meaning is None:
            raise
        _tell(meaning)
        return CANNOT_TELL
    except KeyboardInterrupt:
        return SOUND
    except EOFError:  # whoever was to type has gone
        return CANNOT_TELL


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    top = argparse.ArgumentParser(
        prog="amparo", description="Encrypted case management for immigration-defence offices."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND", title="commands")

    demo = _command(commands, "demo", _demo, "try a sample office on this machine")
    demo.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    demo.add_argument(
        "--data", type=Path, default=Path("amparo-demo"), help="folder of the sample (amparo-demo)"
    )
    demo.add_argument("--reset", action="store_true", help="begin the sample anew")

    setup = _command(commands, "setup", _setup, "begin an office: prints a link that works once")
    setup.add_argument(
        "--seal-key", action="store_true", help="put the server key under a passphrase at once"
    )
    serve = _command(commands, "serve", _serve, "serve the pages, with a reminder worker inside")
    serve.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    serve.add_argument("--without-worker", action="store_true", help="a worker runs elsewhere")
    _command(commands, "worker", _worker, "send reminders until stopped")
    bounce = _command(commands, "bounce", _bounce, "take a mail that came back, on standard input")
    bounce.add_argument("to", nargs="?", default="", metavar="ADDRESS", help="where it came to")
    _command(commands, "migrate", _migrate, "bring the database to this version's shape")
    _command(commands, "health", _health, "tell whether all is well; 1 and a line for each fault")

    _guarding(commands)
    _backups(commands)

    _papers(commands)
    _server_key(commands)
    _rules(commands)
    _command(commands, "openapi", _openapi, "print the OpenAPI document of the JSON door")
    config = commands.add_parser("config", help="the settings of this machine")
    inside = config.add_subparsers(required=True, metavar="COMMAND")
    _command(inside, "check", _config_check, "print what was understood, secrets hidden")
    return top


def _command(commands: Any, name: str, run: Command, help_: str) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse keeps the type to itself
    command: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_)
    command.set_defaults(run=run)
    return command


def _server_key(commands: Any) -> None:  # noqa: ANN401 - as above
    _command(commands, "unlock", _unlock, "type the server key's passphrase for “amparo serve”")
    seal = _command(commands, "seal-key", _seal_key, "put the server key under a passphrase")
    seal.add_argument("--undo", action="store_true", help="take it out again: it lies open then")
    told = "change a key of the office"
    rotate = commands.add_parser("rotate", help=told, description=told, epilog=ROTATES)
    which = rotate.add_subparsers(required=True, metavar="COMMAND")
    server = _command(which, "server-key", _rotate, "give this machine a new server key")
    server.add_argument(
        "--as", dest="email", metavar="EMAIL", help="who changes it: a supervisor or administrator"
    )
    _command(which, "custodians", _new_papers, "put new papers in the place of the custodians'")


def _guarding(commands: Any) -> None:  # noqa: ANN401 - as above
    verify = _command(commands, "verify", _verify, "check that nothing was changed from outside")
    verify.add_argument(
        "--as", dest="email", metavar="EMAIL", help="also what the cases of this person hold"
    )
    verify.add_argument(
        "--witness", type=Path, metavar="FILE", help="compare with the heads kept in this file"
    )


def _backups(commands: Any) -> None:  # noqa: ANN401 - as above
    backup = _command(commands, "backup", _backup, "write an encrypted backup")
    backup.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="where the backup is put; its folder “documents” belongs to it",
    )
    restore = _command(commands, "restore", _restore, "restore a backup into an empty database")
    restore.add_argument("--check", action="store_true", help="only prove that it restores")
    restore.add_argument(
        "--with-papers", action="store_true", help="with --check: by the custodians' papers"
    )
    restore.add_argument("source", type=Path, metavar="FROM", help="the backup")


def _papers(commands: Any) -> None:  # noqa: ANN401
    kept = commands.add_parser("custodians", help="what the custodians' papers are for")
    papers = kept.add_subparsers(required=True, metavar="COMMAND")
    root = _command(papers, "certify", _certify, "confirm a new supervising attorney, by papers")
    root.add_argument("email", metavar="EMAIL", help="the address of whoever waits")

    recover = _command(commands, "recover", _recover, "open cases, by the custodians' papers")
    recover.add_argument("email", metavar="EMAIL", nargs="?", help="for whom")
    recover.add_argument("--all", action="store_true", help="also what others can open")
    recover.add_argument("--gone", metavar="ADDRESS", nargs="*", default=[], help="never back")
    recover.add_argument("--new-keys", action="store_true", help="first: a supervisor lost hers")
    recover.add_argument(
        "--invite", metavar="NAME", help="first: invite a supervising attorney, where none can"
    )
    recover.add_argument(
        "--server-key", type=Path, metavar="FILE", help="give this machine the server key back"
    )


def _rules(commands: Any) -> None:  # noqa: ANN401
    rules = commands.add_parser("rules", help="the rulebook")
    inside = rules.add_subparsers(required=True, metavar="COMMAND", dest="deed")
    _command(inside, "list", _rulebook, "list the rules")
    show = _command(inside, "show", _rulebook, "show one rule with its law")
    show.add_argument("id", metavar="ID", help="its id, as listed")
    check = _command(inside, "check", _rulebook, "tell what is wrong with a pack of rules")
    check.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="else the shipped one")
    _command(inside, "compute", _rulebook, "answer one JSON object a line")


# --- the office's own commands ----------------------------------------------------------------


def _house() -> "House":
    from app.config import read_settings

    return _open_at(read_settings())


def _open_at(settings: "Settings") -> "House":
    """Return the house, asking for the server key's passphrase where it is under one."""
    from app import unlocking
    from app.crypto.serverkeys import ServerKeys, load_sealed_key
    from app.db import inuse
    from app.db.desk import House
    from app.db.engine import open_engine

    inuse.hold(settings.data)
    secret = unlocking.server_key(settings)
    keys = ServerKeys.from_secret(secret)
    is_sealed = load_sealed_key(settings.server_key_file) is not None
    house = House(open_engine(settings, keys), keys, system_clock, settings)
    return replace(house, secret=secret) if is_sealed else house


def _open_house() -> "House":
    """Return the house, its database of this version's shape and of this server key.

    Raises:
        Refused: The shape is another.
        WrongKey: The key is another's.
    """
    from app.serving import require_ours

    house = _house()
    require_ours(house)
    return house


def _migrate(_: argparse.Namespace) -> int:
    _made_ready()
    return SOUND


def _made_ready() -> "House":
    """Return the house with a server key and this version's schema, made where missing."""
    from app.config import read_settings
    from app.crypto.serverkeys import create_server_key
    from app.db import migrations
    from app.serving import require_ours

    settings = read_settings()
    if not settings.server_key_file.exists() and not settings.database_file.exists():
        create_server_key(settings.server_key_file)
        print(f"A new server key was made: {settings.server_key_file}. Keep a copy elsewhere.")
    house = _house()
    before = migrations.current(house.engine)
    migrations.upgrade(house.engine)
    require_ours(house)
    kept = "The database is of this version." if before == migrations.newest() else ""
    print(kept or f"The database was {'brought to this version' if before else 'made'}.")
    return house


def _setup(given: argparse.Namespace) -> int:
    from app import unlocking
    from app.casework import secondplace, setup
    from app.db.desk import night

    house = _made_ready()
    if given.seal_key:
        unlocking.seal(house.settings)
    is_tried = secondplace.try_out(house.settings)  # nothing is set up before it gives back
    with night(house, writes=True) as desk:
        token = setup.begin(desk)
    lines = (
        "",
        "Run “amparo serve” now and leave it running. Then open this link in a browser:",
        f"  {house.settings.base_url}/set-up/{token}",
        "It works once, for two hours. Whoever opens it founds the office: show it to nobody.",
        "Have a printer ready. “amparo setup” makes a new link if this one has run out.",
        *(() if is_tried else NO_SECOND),
        *_offered(house.settings),
    )
    print("\n".join(lines))
    return SOUND


def _rotate(given: argparse.Namespace) -> int:
    from app import rotating
    from app.config import read_settings
    from app.errors import Refused

    def sits_down(house: "House") -> "Seat":
        if not given.email:
            raise Refused(rotating.NOT_SAID)
        return _sit_down(house, given.email)

    rotating.rotate(read_settings(), sits_down)
    return SOUND


def _offered(settings: "Settings") -> tuple[str, ...]:
    from app import unlocking

    if unlocking.is_sealed(settings):
        return ("The server key is under a passphrase: run “amparo unlock” after “amparo serve”.",)
    return (
        "The server key lies open on this machine. Where others could take it along, put it",
        "under a passphrase: “amparo seal-key”.",
    )


def _serve(given: argparse.Namespace) -> int:
    from app import serving
    from app.config import read_settings

    settings, port, alone = read_settings(), given.port, given.without_worker
    serving.serve(settings, lambda: _open_at(settings), port, with_worker=not alone)
    return SOUND


def _worker(_: argparse.Namespace) -> int:
    from app import serving
    from app.config import read_settings

    settings = read_settings()
    serving.work(lambda: _open_at(settings))
    return SOUND


def _bounce(given: argparse.Namespace) -> int:
    """Keep it for the worker, without the server key, so that a locked office loses none either."""
    from app.config import read_settings
    from app.mail.bouncebox import LONGEST, BounceBox

    box, raw = BounceBox(read_settings().bounces), sys.stdin.buffer.read(LONGEST)
    while sys.stdin.buffer.read(LONGEST):  # else the mail server is told that we hung up
        pass
    try:
        box.put(raw, given.to)
    except OSError:
        print("It could not be kept just now. Send it again later.", file=sys.stderr)
        return TRY_AGAIN
    return SOUND


def _unlock(_: argparse.Namespace) -> int:
    from app import unlocking
    from app.config import read_settings

    unlocking.unlock(read_settings())
    return SOUND


def _seal_key(given: argparse.Namespace) -> int:
    from app import unlocking
    from app.config import read_settings

    (unlocking.unseal if given.undo else unlocking.seal)(read_settings())
    return SOUND


def _health(_: argparse.Namespace) -> int:
    from app import unlocking
    from app.casework.health import backups, health, tests
    from app.config import read_settings

    settings = read_settings()
    faults: Sequence[str]
    if unlocking.is_sealed(settings):
        faults = unlocking.asked_faults(settings)
    else:
        house = _house()
        faults = health(house, asks_mail=True)
        for line in () if faults else (*backups(house), *tests(house)):
            print(line)
    for fault in faults:
        print(fault)
    return WRONG if faults else SOUND


def _verify(given: argparse.Namespace) -> int:
    from app.casework import verify

    house = _open_house()
    seat = _sit_down(house, given.email) if given.email else None
    file = given.witness or house.settings.witness_file
    findings = verify.verify(house, file) if seat is None else verify.verify_as(house, seat, file)
    print(findings)
    return findings.exit_code


def _sit_down(house: "House", email: str) -> "Seat":
    from getpass import getpass

    from app.casework.signin import Credentials, sign_in
    from app.casework.throttle import Throttle

    typed = Credentials(email=email, password=getpass("Passphrase: "), code=getpass("Six digits: "))
    return sign_in(house, Throttle(), typed, "console")


def _certify(given: argparse.Namespace) -> int:
    from app import recover

    recover.certify(_house(), given.email)
    return SOUND


def _new_papers(_: argparse.Namespace) -> int:
    from app import recover

    recover.new_papers(_open_house())
    return SOUND


def _recover(given: argparse.Namespace) -> int:
    from app import recover
    from app.config import read_settings

    if recover.is_for_the_machine(given):
        recover.server_key(read_settings(), given.server_key)
    else:
        recover.office(_open_house(), given)
    return SOUND


def _backup(given: argparse.Namespace) -> int:
    from app import unlocking
    from app.casework.backup import backup
    from app.config import read_settings

    settings = read_settings()
    told = unlocking.backed_up(settings, given.folder) if unlocking.is_sealed(settings) else None
    print(backup(_open_house(), given.folder) if told is None else told)
    return SOUND


def _restore(given: argparse.Namespace) -> int:
    from app import unlocking
    from app.casework import backup
    from app.config import read_settings
    from app.crypto.serverkeys import ServerKeys

    if given.with_papers:
        from app import recover

        recover.prove(given.source)
        return SOUND
    settings = read_settings()
    keys = ServerKeys.from_secret(unlocking.server_key(settings))
    report = (
        backup.check(keys, given.source)
        if given.check
        else backup.restore(settings, keys, given.source)
    )
    print(report)
    return SOUND


# --- the rest ------------------------------------------------------------------------------------


def _rulebook(given: argparse.Namespace) -> int:
    from app import rulebook

    return rulebook.DEEDS[given.deed](given)


def _openapi(_: argparse.Namespace) -> int:
    import json

    from app.main import json_document

    json.dump(json_document(), sys.stdout, indent=2)
    print()
    return SOUND


def _config_check(_: argparse.Namespace) -> int:
    from app.config import read_settings

    for name, value in read_settings().model_dump().items():
        print(f"AMPARO_{name.upper()} = {value}")
    return SOUND


def _demo(given: argparse.Namespace) -> int:
    from app import serving
    from app.sample.demo import prepare

    demo = prepare(given.data, given.port, system_clock, print, reset=given.reset)
    print("\n".join(demo.greeting(given.data)), flush=True)
    try:
        worker = serving.Beside(serving.night_shift(demo.house))
        state = {"people": demo.people, "code_of": demo.code_of}
        serving.listen(demo.house, given.port, demo.mailbox, beside=worker, state=state)
    finally:
        demo.mailbox.stop()
    return SOUND


def _tell(failure: AmparoError) -> None:
    from app.rotating import say_if_cut_off

    fields = getattr(failure, "fields", {})
    lines = [str(failure), *(str(sentence) for sentence in fields.values())]
    print("\n".join(lines), file=sys.stderr)
    say_if_cut_off(failure)


if __name__ == "__main__":
    sys.exit(main())
