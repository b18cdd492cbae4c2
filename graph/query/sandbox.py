"""Walls around a process that runs what strangers wrote: no network, and bounded memory.

The guard refuses what would fetch. These walls hold where the guard is mistaken.
"""

import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE_EACCES: Final = 0x00050000 | 13

#: Architecture as the kernel names it, and the numbers of socket and io_uring_setup there.
_CALLS: Final = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def no_network() -> bool:
    """Let this process open no socket any more; tell whether the system lets it do so (Linux).

    The kernel refuses new sockets (seccomp); where it cannot, the process leaves the network.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return _refuse_sockets(libc) or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS:
        return False
    architecture, *calls = _CALLS[platform.machine()]
    # struct sock_filter: code, jump if true, jump if false, operand. Of struct seccomp_data the
    # number of the call is at 0, the architecture at 4.
    rows = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, _ALLOW), (0x20, 0, 0, 0)]
    for place, call in enumerate(calls):
        rows.append((0x15, len(calls) - place, 0, call))
    rows += [(0x06, 0, 0, _ALLOW), (0x06, 0, 0, _REFUSE_EACCES)]
    program = _Program(len(rows), b"".join(struct.pack("=HBBI", *row) for row in rows))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    wanted = (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))
    return bool(libc.prctl(*wanted, 0, 0) == 0)


def limit_memory(memory_mb: int) -> None:
    """Limit the address space to what is mapped now and ``memory_mb`` more (Linux)."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        return
    limit = pages * resource.getpagesize() + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def no_core() -> None:
    """Leave no core file behind when the process breaks down."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
