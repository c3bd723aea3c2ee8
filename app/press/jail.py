"""What a process may still do that opens files of unknown people: read its input, and answer.

It is shut after everything it needs is loaded. From then on it opens no file, starts no program and
speaks to no network; it writes to no disk, has so much memory and so much time, and leaves no dump.
Where the kernel is not Linux, the limits alone hold.

Sources: setrlimit(2), unshare(2), seccomp(2), linux/filter.h, linux/seccomp.h; the numbers of calls
are those of asm/unistd_64.h (x86-64) and asm-generic/unistd.h (arm64) in Linux 6.1's headers.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress
from typing import Final

from app.memory import keep_here

MEMORY_BYTES: Final = 2 * 1024**3  # addresses, of which the type-setter's fonts alone are 200 MB
SECONDS: Final = 240  # of work
NOBODY: Final = 65_534
_NO_NEW_PRIVILEGES = 38  # prctl(2)
_FILTER, _ALL_THREADS = 1, 1  # seccomp(2)
_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000  # sched.h
# BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
_LOAD, _EQUAL, _FROM, _ANSWER = 0x20, 0x15, 0x35, 0x06
_OTHERS = 0x40000000  # the same calls by other numbers (x32)
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # EPERM is 1
# The number of seccomp(2) itself, the machine, and what opens a file, a way to others, or another
# program. A thread may still be begun.
_REFUSED: Final = {
    "x86_64": (
        317,
        0xC000003E,
        # open, openat, openat2, creat, open_by_handle_at, memfd_create
        *(2, 257, 437, 85, 304, 319),
        # socket, connect, sendto, sendmsg, bind, listen, socketpair
        *(41, 42, 44, 46, 49, 50, 53),
        # fork, vfork, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, tkill
        *(57, 58, 59, 322, 101, 310, 311, 62, 200),
        # mkdir, rename, link, symlink, unlink, mknod and the same beside a folder
        *(83, 82, 86, 88, 87, 133, 258, 264, 316, 265, 266, 263, 259),
        # truncate, rmdir, chmod, chown, lchown, fchmodat, fchownat, setxattr, lsetxattr
        *(76, 84, 90, 92, 94, 268, 260, 188, 189),
        # tgkill, rt_sigqueueinfo, pidfd_open, pidfd_getfd
        *(234, 129, 434, 438),
        # mount, bpf, perf_event_open, userfaultfd, io_uring_setup, keyctl, add_key
        *(165, 321, 298, 323, 425, 250, 248),
    ),
    "aarch64": (
        277,
        0xC00000B7,
        *(56, 437, 265, 279),
        *(198, 203, 206, 211, 200, 201, 199),
        *(221, 281, 117, 270, 271, 129, 130),
        *(34, 38, 276, 37, 36, 35, 33),
        *(45, 53, 54, 5, 6),
        *(131, 138, 434, 438),
        *(40, 280, 241, 282, 425, 219, 217),
    ),
}


class _Program(ctypes.Structure):
    """A filter as the kernel takes it (sock_fprog)."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def begin() -> None:
    """Bound what this process takes, and cut it off from the network, before anything is loaded."""
    keep_here()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write to a file fails, instead of a dump
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(ValueError, OSError):  # where the machine itself allows less
            resource.setrlimit(limit, (most, most))
    if sys.platform == "linux":  # not allowed everywhere; what `shut` does is
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET | _NEW_IPC)


def shut() -> None:
    """Leave this process its open input and output, and nothing else; there is no way back.

    Raises:
        RuntimeError: The kernel could do it and did not.
    """
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    known = _REFUSED.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    number, *refused = known
    steps = _steps(*refused)
    program = _Program(len(steps) // 8, steps)
    if kernel.syscall(number, _FILTER, _ALL_THREADS, ctypes.byref(program)):
        raise RuntimeError(os.strerror(ctypes.get_errno()))


def _steps(machine: int, *calls: int) -> bytes:
    """Return the filter: of another machine's calls none, of ours all but these."""
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_ANSWER, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, 0), (_FROM, 0, 1, _OTHERS), (_ANSWER, 0, 0, _KILL)]
    left = len(calls)
    for at, call in enumerate(calls):
        steps.append((_EQUAL, left - at, 0, call))
    steps += [(_ANSWER, 0, 0, _ALLOW), (_ANSWER, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
