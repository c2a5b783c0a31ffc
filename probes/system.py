"""What the operating system says of this process."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def reset_peak(clear: Path = _CLEAR) -> bool:
    """Sets the peak of resident memory back to what is resident now; False where that is not possible."""
    try:
        clear.write_text("5")
    except OSError:
        return False
    return True


def peak_mb(status: Path = _STATUS) -> float | None:
    """Peak resident memory of this process in MB since the last reset; None where it is not told."""
    try:
        for line in status.read_text("ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except (OSError, ValueError, IndexError):
        pass
    return None


def cpu_s() -> float:
    """CPU seconds that this process has used, and its loader processes, as far as the system tells."""
    total = time.process_time()
    if hasattr(os, "sysconf"):
        for child in multiprocessing.active_children():
            try:
                fields = Path(f"/proc/{child.pid}/stat").read_text("ascii", errors="replace")
                user, kernel = fields.rpartition(")")[2].split()[11:13]
                total += (int(user) + int(kernel)) / os.sysconf("SC_CLK_TCK")
            except (OSError, ValueError):
                continue
    return total
