"""Find a Chromium for the browser tests, or bring one where the machine lets us.

In this order: AMPARO_CHROMIUM, one on PATH, Debian's package by apt for root, Debian's package
unpacked into a folder of ours for anybody else. Playwright's own node needs libatomic.so.1, which
a small Debian lacks; it is brought in the same way.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.missing import MissingPartError

ON_PATH = (
    "chromium",
    "chromium-headless-shell",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
)
SHELL_PACKAGE = "chromium-headless-shell"
ATOMIC_PACKAGE = "libatomic1"
ATOMIC_LIBRARY = "libatomic.so.1"
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "browser"
INSTALL = f"apt-get install -y --no-install-recommends {SHELL_PACKAGE} {ATOMIC_PACKAGE}"

# On top of what Playwright passes itself (no first run, no updates, no background traffic, no
# synchronisation, no sandbox when told so): nothing but the application under test is spoken to.
SWITCHES = [
    "--disable-domain-reliability",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@dataclass(frozen=True)
class Browser:
    """A Chromium and what it takes to start it."""

    executable: str
    environment: dict[str, str]
    # Folder of the library that Playwright's node asks for; empty when the machine has it.
    node_libraries: str


def find_browser() -> Browser:
    """Return a browser that can be started, installing or unpacking one if need be.

    Raises:
        MissingPartError: There is none; says what to type.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = _wanted()
        if wanted and os.getuid() == 0:
            _install(wanted)
        elif wanted:
            _unpack(wanted)
    still_wanted = _wanted()
    if still_wanted:
        raise MissingPartError(f"Missing: {', '.join(still_wanted)}. As root type: {INSTALL}")
    return Browser(
        executable=str(_executable()),
        environment=_environment(),
        node_libraries="" if _has_atomic() else str(CACHE / "node"),
    )


def _wanted() -> list[str]:
    """Return the Debian packages that would fill what is missing."""
    wanted = []
    if _executable() is None:
        wanted.append(SHELL_PACKAGE)
    if not _has_atomic() and not (CACHE / "node" / ATOMIC_LIBRARY).exists():
        wanted.append(ATOMIC_PACKAGE)
    return wanted


def _executable() -> Path | None:
    named = os.environ.get("AMPARO_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise MissingPartError(f"AMPARO_CHROMIUM names {named}, which is no program.")
        return Path(named)
    for name in ON_PATH:
        found = shutil.which(name)
        if found:
            return Path(found)
    unpacked = _unpacked_root() / "usr" / "bin" / SHELL_PACKAGE
    shell = _unpacked_root() / "usr" / "lib" / "chromium" / SHELL_PACKAGE
    return next((path for path in (shell, unpacked) if os.access(path, os.X_OK)), None)


def _has_atomic() -> bool:
    try:
        ctypes.CDLL(ATOMIC_LIBRARY)
    except OSError:
        return False
    return True


def _unpacked_root() -> Path:
    return CACHE / "root"


def _environment() -> dict[str, str]:
    """Return what an unpacked browser needs to find its libraries and fonts."""
    root = _unpacked_root()
    if not root.exists():
        return {}
    # Some libraries live in folders of their own, found by an absolute path when installed.
    libraries = {str(library.parent) for library in root.rglob("lib*.so*")}
    return {
        "LD_LIBRARY_PATH": ":".join(sorted(libraries)),
        # Without fonts the pages are laid out with no text at all.
        "FONTCONFIG_FILE": str(CACHE / "fonts.conf"),
    }


# --- Bringing it ---------------------------------------------------------------------------


def _install(packages: list[str]) -> None:
    """Install Debian packages as root; do nothing where there is no apt."""
    apt = shutil.which("apt-get")
    if apt is None:
        return
    _say(f"Installing {' and '.join(packages)} with apt-get for the browser tests.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run([apt, "-qq", "update"], quiet)
    _run([apt, "-qq", "install", "-y", "--no-install-recommends", *packages], quiet)


def _unpack(packages: list[str]) -> None:
    """Unpack Debian packages and what they need into the cache; do nothing without apt."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        return
    _say(
        f"Unpacking {' and '.join(packages)} into {CACHE} for the browser tests"
        " (once, about 160 MB to fetch)."
    )
    private = [apt, *_private_apt()]
    _run([*private, "-qq", "update"])
    plan = _run([*private, "-qq", "--simulate", "install", "--no-install-recommends", *packages])
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    fetched = CACHE / "packages"
    fetched.mkdir(exist_ok=True)
    _run([*private, "-qq", "download", *names], folder=fetched)
    unfinished = CACHE / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    for package in sorted(fetched.glob("*.deb")):
        _run([dpkg, "-x", str(package), str(unfinished)])
    shutil.rmtree(fetched)
    _keep(unfinished)


def _private_apt() -> list[str]:
    """Return options that keep apt's lists and caches out of the system's folders."""
    state, cache = CACHE / "apt" / "state", CACHE / "apt" / "cache"
    (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::State": state,
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": cache,
        "APT::Sandbox::User": "",
    }
    return [word for name, setting in settings.items() for word in ("-o", f"{name}={setting}")]


def _keep(unfinished: Path) -> None:
    """Put what was unpacked in its place: node's library apart, the browser with its fonts."""
    for library in unfinished.rglob(ATOMIC_LIBRARY):
        # A folder of its own: node must not meet the browser's other libraries.
        (CACHE / "node").mkdir(exist_ok=True)
        shutil.copy(library, CACHE / "node" / ATOMIC_LIBRARY)
    if any(unfinished.rglob(SHELL_PACKAGE)):
        fonts = _unpacked_root() / "usr" / "share" / "fonts"
        (CACHE / "fonts.conf").write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{fonts}</dir><cachedir>{CACHE / 'fontcache'}</cachedir></fontconfig>"
        )
        unfinished.rename(_unpacked_root())


def _run(
    command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None
) -> str:
    ran = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise MissingPartError(
            f"{' '.join(command[:1] + command[-3:])} failed: {ran.stderr.strip()[-400:]}\n"
            f"As root type: {INSTALL}"
        )
    return ran.stdout


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
