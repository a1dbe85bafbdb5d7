"""Taking from a thread the right to open an internet socket."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from kiosk.errors import EnvironmentProblem

SOCKET_SYSCALL = {"x86_64": 41, "aarch64": 198}
"""Number of socket(2) (Linux: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h)."""

AF_INET = 2
AF_INET6 = 10

PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_ALLOW = 0x7FFF0000
SECCOMP_RET_ERRNO = 0x00050000
"""Constants of prctl(2) and seccomp(2)."""

LOAD_WORD = 0x20
JUMP_IF_EQUAL = 0x15
RETURN = 0x06
"""Instructions of classic BPF (linux/bpf_common.h): BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K."""

CALL_NUMBER_AT = 0
FIRST_ARGUMENT_AT = 16
"""Offsets in struct seccomp_data; the low half of an argument on a little-endian machine."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def forbid_internet() -> None:
    """Make socket(2) answer EAFNOSUPPORT for IPv4 and IPv6, in this thread and all it starts from now on.

    Threads that run already keep their rights; Unix sockets and what is open already go on working. It cannot be
    taken back. A library that reports its use to its maker cannot do so from such a thread.

    Raises:
        EnvironmentProblem: The kernel or the machine has no such filter.
    """
    socket_call = SOCKET_SYSCALL.get(platform.machine())
    if socket_call is None:
        raise EnvironmentProblem(f"no internet filter for {platform.machine()}; x86_64 and aarch64 have one")
    code = b"".join(
        struct.pack("<HBBI", instruction, if_true, if_false, value)
        for instruction, if_true, if_false, value in (
            (LOAD_WORD, 0, 0, CALL_NUMBER_AT),
            (JUMP_IF_EQUAL, 0, 3, socket_call),
            (LOAD_WORD, 0, 0, FIRST_ARGUMENT_AT),
            (JUMP_IF_EQUAL, 2, 0, AF_INET),
            (JUMP_IF_EQUAL, 1, 0, AF_INET6),
            (RETURN, 0, 0, SECCOMP_RET_ALLOW),
            (RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EAFNOSUPPORT),
        )
    )
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if (
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0
    ):
        reason = os.strerror(ctypes.get_errno())
        raise EnvironmentProblem(f"the kernel refuses a seccomp filter against the internet: {reason}")
