"""This process's memory stays in it: no dump of it is written when it falls.

It holds keys and names while people work. A crash would otherwise lay all of it on the disk, or
hand it to whatever the machine's administrator named in core_pattern (core(5), prctl(2), read
2026-11). Elsewhere than on Linux the limit alone is set.
"""

import ctypes
import resource
import sys

_SET_DUMPABLE = 4  # PR_SET_DUMPABLE of linux/prctl.h


def keep_here() -> None:
    """Forbid core dumps; on Linux also reading by another process of the same account.

    A program handed a dump by core_pattern is not held by the limit, so the second is needed.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
