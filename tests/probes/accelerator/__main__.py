"""The measuring program on a machine whose frameworks believe in an accelerator; the work is done by the CPU.

What is asked of the device is written to the file that ADVISOR_TEST_LOG names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import launching  # type: ignore[import-not-found]


def note(what: str) -> None:
    with Path(os.environ["ADVISOR_TEST_LOG"]).open("a") as log:
        log.write(what + "\n")


class Layer:
    """Stands for `torch.cuda`, `torch.mps` or `torch.xpu`."""

    def is_available(self) -> bool:
        return True

    def synchronize(self) -> None:
        note("pytorch waits")

    def get_device_name(self, _number: int) -> str:
        return "Fake 9000"

    def reset_peak_memory_stats(self) -> None:
        note("pytorch resets its peak")

    def max_memory_allocated(self) -> int:
        return 123_000_000

    def empty_cache(self) -> None:
        note("pytorch frees")


def believe_in_torch() -> None:
    import torch

    from probes.backends.pytorch import devices

    for name in ("cuda", "mps", "xpu"):
        for method in dir(Layer):
            if not method.startswith("_"):
                setattr(getattr(torch, name), method, getattr(Layer(), method))
    if os.environ.get("ADVISOR_TEST_ROCM"):
        torch.version.hip = "6.4"
    devices.PLACES = dict.fromkeys(devices.PLACES, "cpu")


def believe_in_tensorflow() -> None:
    import tensorflow as tf

    real = tf.config.list_physical_devices
    kinds = ("GPU", "XPU")

    def listed(kind: str | None = None) -> list[Any]:
        fakes = [tf.config.PhysicalDevice(f"/physical_device:{name}:0", name) for name in kinds]
        return [*real(kind), *(fake for fake in fakes if kind in (None, fake.device_type))]

    tf.config.list_physical_devices = listed
    tf.config.set_visible_devices = lambda devices, kind=None: note(
        f"tensorflow sees {[device.name for device in devices]} of {kind}"
    )
    experimental = tf.config.experimental
    experimental.set_memory_growth = lambda device, grows: note(f"tensorflow's {device.name} grows: {grows}")
    experimental.get_device_details = lambda _device: {"device_name": "Fake 9000"}
    experimental.reset_memory_stats = lambda place: note(f"tensorflow resets the peak of {place}")
    experimental.get_memory_info = lambda _place: {"current": 1, "peak": 456_000_000}
    place = tf.device

    def on_the_processor(name: str) -> Any:
        note(f"tensorflow is placed on {name}")
        return place("/CPU:0")

    tf.device = on_the_processor
    tf.test.experimental.sync_devices = lambda: note("tensorflow waits")
    build = dict(tf.sysconfig.get_build_info())
    build["is_rocm_build"] = bool(os.environ.get("ADVISOR_TEST_ROCM"))
    tf.sysconfig.get_build_info = lambda: build


def believe() -> None:
    if "pytorch" in sys.argv:
        believe_in_torch()
    else:
        believe_in_tensorflow()


launching.run(believe)
