"""This process's memory: it stays in it, and is seldom searched for what can go.

It holds keys and names while people work. A crash would otherwise lay all of it on the disk, or
hand it to whatever the machine's administrator named in core_pattern (core(5), prctl(2), read
2026-11). Elsewhere than on Linux the limit alone is set.
"""

import ctypes
import gc
import resource
import sys

NEW_OBJECTS = 20_000  # between two collections of the young ones; Python begins with 700
_SET_DUMPABLE = 4  # PR_SET_DUMPABLE of linux/prctl.h


def keep_here() -> None:
    """Forbid core dumps; on Linux also reading by another process of the same account.

    A program handed a dump by core_pattern is not held by the limit, so the second is needed.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def collect_seldom() -> None:
    """Let the collector of cycles look less often, from before the modules are read.

    What they are made of stays; to walk it again and again took a seventh of a start.
    """
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


def settle() -> None:
    """Spare the collector what stays as long as this process; once, when all is loaded.

    A page of two thousand cases makes enough short-lived values to start a full collection every
    few requests, which then walked every module again: half of the slowest twentieth of answers.
    """
    gc.collect()
    gc.freeze()
    collect_seldom()
