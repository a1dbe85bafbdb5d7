"""Which libraries this machine's processor can execute."""

from __future__ import annotations

import ctypes
import platform
from typing import Literal, TypeAlias

MeshRuntime: TypeAlias = Literal["mediapipe", "opencv"]
"""Who runs the mesh; their points agree within a thousandth of a pixel (tests/face/test_mesh.py)."""

AT_HWCAP = 16
"""Name of the processor's features in the auxiliary vector (linux/auxvec.h)."""

ATOMICS, LRCPC = 1 << 8, 1 << 15
"""HWCAP_ATOMICS and HWCAP_LRCPC (arch/arm64/include/uapi/asm/hwcap.h): ``atomics`` and ``lrcpc`` of /proc/cpuinfo."""


def choose_mesh_runtime(machine: str, hwcap: int) -> MeshRuntime:
    """Give who runs the mesh on a processor: mediapipe wherever it can.

    Its wheel for aarch64 is compiled for ARMv8.3 and is killed by SIGILL on an older processor, such as a Raspberry
    Pi 4's Cortex-A72: no error that could be caught.

    Args:
        machine: As ``platform.machine`` names it.
        hwcap: The processor's features as the kernel tells them; read for aarch64 only.

    Source: docs/decisions/0066-landmarks-on-a-pi-4.md.
    """
    needed = ATOMICS | LRCPC
    return "opencv" if machine == "aarch64" and hwcap & needed != needed else "mediapipe"


def mesh_runtime() -> MeshRuntime:
    """Give who runs the mesh on this machine."""
    # Asked of the C library and not of /proc: the same answer in every sandbox, and under an emulator its machine's.
    libc = ctypes.CDLL(None)
    libc.getauxval.argtypes, libc.getauxval.restype = [ctypes.c_ulong], ctypes.c_ulong
    return choose_mesh_runtime(platform.machine(), libc.getauxval(AT_HWCAP))
