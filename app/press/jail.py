"""What a process may still do that opens files of unknown people: read its input, and answer.

It is shut after everything it needs is loaded. From then on it opens, empties and changes no file,
starts no program or copy of itself and speaks to no network or other process; it writes to no disk,
has so much memory and so much time, and leaves no dump.
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
SECONDS_TO_LOOK: Final = 20  # of work, where one document is looked into
NOBODY: Final = 65_534
_NO_NEW_PRIVILEGES = 38  # prctl(2)
_FILTER, _ALL_THREADS = 1, 1  # seccomp(2)
_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000  # sched.h
# BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_JMP|JSET|K, BPF_RET|K
_LOAD, _EQUAL, _FROM, _HAS, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_CALL, _MACHINE, _FIRST = 0, 4, 16  # where it stands in seccomp_data; of a call's first word
_OTHERS = 0x40000000  # the same calls by other numbers (x32)
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # EPERM is 1
_UNKNOWN = 0x00050026  # ENOSYS: clone3 tells where the filter cannot look, so the C library clones
_CLONE3: Final = 435
_A_THREAD: Final = 0x00010000  # CLONE_THREAD: of this process, with which it ends
# What takes or changes something by its name or its process's number has one number everywhere:
# pidfd_send_signal, io_uring_enter, io_uring_register, open_tree, move_mount, fsopen, fsconfig,
# fsmount, fspick, pidfd_open, pidfd_getfd, process_madvise, mount_setattr, process_mrelease,
# fchmodat2, open_tree_attr, setxattrat, removexattrat
_EVERYWHERE: Final = (
    *(424, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 440, 442, 448),
    *(452, 467, 463, 466),
)
# The number of seccomp(2) itself, the machine, clone, and what opens or changes a file, a way to
# others, or another program. A thread may still be begun.
_REFUSED: Final = {
    "x86_64": (
        317,
        0xC000003E,
        56,
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
        # truncate, rmdir, chmod, chown, lchown, fchownat, fchmodat, utime, utimes, futimesat,
        # utimensat, setxattr, lsetxattr, removexattr, lremovexattr
        *(76, 84, 90, 92, 94, 260, 268, 132, 235, 261, 280, 188, 189, 197, 198),
        # tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, prlimit64, setpriority, sched_setaffinity,
        # sched_setscheduler, sched_setparam, sched_setattr, kcmp, migrate_pages, move_pages
        *(234, 129, 297, 302, 141, 203, 144, 142, 314, 312, 256, 279),
        # sendmmsg, shmget, msgget, semget, mq_open, mq_unlink, inotify_init, inotify_init1,
        # fanotify_init, unshare, setns, chroot, request_key
        *(307, 29, 68, 64, 240, 241, 253, 294, 300, 272, 308, 161, 249),
    ),
    "aarch64": (
        277,
        0xC00000B7,
        220,
        *(56, 437, 265, 279),
        *(198, 203, 206, 211, 200, 201, 199),
        *(221, 281, 117, 270, 271, 129, 130),
        *(34, 38, 276, 37, 36, 35, 33),
        *(45, 53, 54, 5, 6),
        *(131, 138, 434, 438),
        *(40, 280, 241, 282, 425, 219, 217),
        *(45, 55, 53, 54, 88, 5, 6, 14, 15),
        *(131, 138, 240, 261, 140, 122, 119, 118, 274, 272, 238, 239),
        *(269, 194, 186, 190, 180, 181, 26, 262, 97, 268, 51, 218),
    ),
}


class _Program(ctypes.Structure):
    """A filter as the kernel takes it (sock_fprog)."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def begin(seconds: int = SECONDS) -> None:
    """Bound what this process takes, and cut it off from the network, before anything is loaded."""
    keep_here()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write to a file fails, instead of a dump
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, seconds),
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


def _steps(machine: int, clone: int, *calls: int) -> bytes:
    """Return the filter: of another machine's calls none, of ours all but these."""
    refused = (*calls, *_EVERYWHERE)
    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_ANSWER, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, _CALL), (_FROM, 0, 1, _OTHERS), (_ANSWER, 0, 0, _KILL)]
    steps += [(_EQUAL, 0, 1, _CLONE3), (_ANSWER, 0, 0, _UNKNOWN)]
    # Another process than a thread would outlive this one's end, and hold its output open.
    steps += [(_EQUAL, 0, 4, clone), (_LOAD, 0, 0, _FIRST), (_HAS, 1, 0, _A_THREAD)]
    steps += [(_ANSWER, 0, 0, _REFUSE), (_ANSWER, 0, 0, _ALLOW)]
    left = len(refused)
    for at, call in enumerate(refused):
        steps.append((_EQUAL, left - at, 0, call))
    steps += [(_ANSWER, 0, 0, _ALLOW), (_ANSWER, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
