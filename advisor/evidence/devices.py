"""Which kinds of devices this machine has, told by the system without starting any framework.

That a device is there does not mean that a framework can use it: whether it can, its worker says.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from advisor.evidence.records import DeviceKind

#: PCI vendors of graphics processors, as Linux writes them.
_INTEL = "0x8086"
#: What of a processor's flags says that it multiplies bfloat16.
_BFLOAT16_FLAGS = {"amx_bf16", "avx512_bf16", "bf16"}


def devices_here(
    root: Path = Path("/"), system: str = sys.platform, machine: str | None = None
) -> tuple[DeviceKind, ...]:
    """The kinds of devices at hand, the fastest kind first; the CPU is always there.

    Args:
        root: Of the file system.
        system: As `sys.platform` says it.
        machine: As `platform.machine()` says it.
    """
    machine = platform.machine() if machine is None else machine
    found: list[DeviceKind] = []
    if system == "darwin" and machine == "arm64":
        found.append("apple")
    if any((root / "proc/driver/nvidia/gpus").glob("*")) or (root / "dev/nvidia0").exists():
        found.append("nvidia")
    if (root / "dev/kfd").exists():
        found.append("amd")
    if _INTEL in _vendors(root):
        found.append("intel-gpu")
    return (*found, "cpu")


def fast_in_bfloat16(root: Path = Path("/"), devices: tuple[DeviceKind, ...] = ()) -> frozenset[DeviceKind]:
    """The devices that are made for bfloat16: accelerators, and a processor that has instructions for it."""
    made: set[DeviceKind] = {device for device in devices if device != "cpu"}
    try:
        text = (root / "proc/cpuinfo").read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    flags = next((line for line in text.splitlines() if line.startswith(("flags", "Features"))), "")
    if _BFLOAT16_FLAGS & set(flags.split()):
        made.add("cpu")
    return frozenset(made)


def _vendors(root: Path) -> set[str]:
    """PCI vendors of discrete graphics cards; integrated ones (no local memory) are no training device."""
    vendors = set()
    for card in (root / "sys/class/drm").glob("card[0-9]*"):
        try:
            vendor = (card / "device/vendor").read_text("ascii").strip()
        except (OSError, ValueError):
            continue
        memory = [card / "device/lmem_total_bytes", card / "lmem_total_bytes"]
        if vendor != _INTEL or any(place.exists() for place in memory):
            vendors.add(vendor)
    return vendors
