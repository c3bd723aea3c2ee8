"""./amparo: what happens between the command and the program."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The Python of the machine: the one in .venv may have no pip, as on an office's machine.
PYTHON = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
WHEEL = "kindness-1.0-py3-none-any.whl"
PROGRAM = """import os, sys
print("began", sys.argv[1:], os.getcwd())
sys.exit(7)
"""


@dataclass
class Copy:
    """A checkout with a small program, and packages that come from a folder, not a network."""

    folder: Path
    stamps: str = ""  # what the first start has written down

    def start(self, *arguments: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run ./amparo as a person would, with settings that must not mislead it."""
        settings = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder),
            "PIP_TARGET": "/nowhere",
            "PYTHONPATH": "/nowhere",
        }
        return subprocess.run(
            [PYTHON, str(self.folder / "amparo"), *arguments],
            cwd=where or self.folder,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def lock(self, text: str) -> None:
        """Write what the application needs."""
        (self.folder / "requirements" / "app.txt").write_text(text)

    @property
    def written(self) -> Path:
        """Where the launcher writes down what is installed."""
        return self.folder / ".venv" / "amparo-installed"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy that has been started once."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "amparo", folder)
    for path, text in {
        "app/__init__.py": "",
        "app/cli.py": PROGRAM,
        "requirements/app.txt": "# nothing\n",
        "requirements/dev.txt": "# nothing\n",
    }.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    about = "kindness-1.0.dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("kindness.py", "")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: kindness\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    copy = Copy(folder)
    first = copy.start("demo")
    assert first.returncode == 7, first.stderr
    assert "First start" in first.stderr
    copy.stamps = copy.written.read_text()
    return copy


@pytest.fixture
def copy(started: Copy) -> Copy:
    """The started copy, needing and holding nothing."""
    for left in (started.folder / ".venv").rglob("kindness*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    started.lock("# nothing\n")
    started.written.write_text(started.stamps)
    return started


def test_the_command_reaches_the_program(copy: Copy) -> None:
    """Arguments, folder and exit code pass through untouched, and nothing else is said."""
    second = copy.start("demo", "--port", "8001", "")
    assert second.stdout == f"began ['demo', '--port', '8001', ''] {copy.folder}\n"
    assert (second.returncode, second.stderr) == (7, "")


def test_a_folder_named_app_elsewhere_is_not_ours(copy: Copy, tmp_path: Path) -> None:
    """Started from a folder with an `app` of its own, Amparo still runs its own."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "cli.py").write_text("print('a stranger')")
    assert copy.start(where=tmp_path).stdout == f"began [] {tmp_path}\n"


def test_a_changed_lock_is_installed_at_the_next_start(copy: Copy) -> None:
    """A package whose hash is right is there afterwards, and the start after that is silent."""
    digest = hashlib.sha256((copy.folder / WHEEL).read_bytes()).hexdigest()
    copy.lock(f"kindness==1.0 --hash=sha256:{digest}\n")
    changed = copy.start()
    assert "Installing 1 packages" in changed.stderr
    assert changed.returncode == 7
    assert list((copy.folder / ".venv").rglob("kindness.py"))
    assert copy.start().stderr == ""


@pytest.mark.parametrize(
    "pin", ["kindness==1.0\n", f"kindness==1.0 --hash=sha256:{'0' * 64}\n", "unkindness==1.0\n"]
)
def test_what_is_not_locked_by_hash_is_not_installed(copy: Copy, pin: str) -> None:
    """No hash, a wrong hash, an unknown package: a sentence, code 3, and no program."""
    copy.lock(pin)
    refused = copy.start()
    assert refused.returncode == 3
    assert "could not be installed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_an_environment_whose_python_is_gone_is_made_again(copy: Copy) -> None:
    """After an upgrade of the system the next start mends itself."""
    python = copy.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    mended = copy.start()
    assert "Replacing" in mended.stderr
    assert mended.returncode == 7
