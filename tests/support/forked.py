"""What the fork server of `tests.support.programs` has read, and what becomes of its children.

To import this module is to import all of Amparo, with the run's memory of what was stretched.
"""

import os
import pkgutil
import runpy
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import configure_mappers

import app
from tests.support import stretching

PROGRAM = "app.cli"

for _module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
    import_module(_module.name)
configure_mappers()
stretching.remember(Path(os.environ[stretching.FOLDER]))


def become(
    arguments: Sequence[str], cwd: str, env: Mapping[str, str], streams: Sequence[int]
) -> None:
    """Be `python -m app.cli` from here on, in a session of its own."""
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    tempfile.tempdir = None  # it stands in the environment, where whoever asks first has read it
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False)
        for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = [PROGRAM, *arguments]
    del sys.modules[PROGRAM]  # it is read once more, as the program
    runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
