"""The devices of TensorFlow: which are visible, how one is waited for, and what memory it took."""

from __future__ import annotations

import platform

import tensorflow as tf

from probes.protocol import ProbeError

#: By kind, as the needs name it, what TensorFlow calls the device; Apple's and Intel's come with plug-ins.
TYPES = {"cpu": "CPU", "nvidia": "GPU", "amd": "GPU", "apple": "GPU", "intel-gpu": "XPU"}


class Device:
    """One device, alone visible among its kind, its memory growing as needed.

    Args:
        kind: In the words of `train_on`.

    Raises:
        ProbeError: This build of TensorFlow does not have or does not find it.
    """

    def __init__(self, kind: str) -> None:
        if kind not in TYPES:
            raise ProbeError("unsupported", f"TensorFlow has no probe for {kind}")
        self.kind = kind
        self._type = TYPES[kind]
        accelerators = [
            device for device in tf.config.list_physical_devices() if device.device_type in ("GPU", "XPU")
        ]
        if kind == "cpu":
            # A visible accelerator would be taken, and its memory with it.
            for type_ in {device.device_type for device in accelerators}:
                tf.config.set_visible_devices([], type_)
            self._name = platform.machine()
        else:
            mine = [device for device in accelerators if device.device_type == self._type]
            is_rocm = bool(tf.sysconfig.get_build_info().get("is_rocm_build", False))
            if not mine or (kind in ("nvidia", "amd") and is_rocm != (kind == "amd")):
                raise ProbeError("unsupported", f"TensorFlow {tf.__version__} finds no {kind} device here")
            tf.config.set_visible_devices(mine[:1], self._type)
            # Without growth all memory is taken at once, and the other framework finds none.
            tf.config.experimental.set_memory_growth(mine[0], True)
            details = tf.config.experimental.get_device_details(mine[0])
            self._name = str(details.get("device_name", kind))
        # No TensorFloat-32 behind float32's back: the other framework has it off too.
        tf.config.experimental.enable_tensor_float_32_execution(False)

    @property
    def name(self) -> str:
        """What the device calls itself."""
        return self._name

    @property
    def place(self) -> str:
        """What `tf.device` is told."""
        return f"/{self._type}:0"

    def wait(self) -> None:
        """Returns when all work given to the device has ended; on a CPU a call ends with its work."""
        if self.kind != "cpu":
            tf.test.experimental.sync_devices()

    def reset_peak(self) -> None:
        """Lets the peak of device memory begin anew."""
        if self.kind != "cpu":
            tf.config.experimental.reset_memory_stats(self.place.strip("/"))

    def peak_mb(self) -> float | None:
        """Peak device memory in MB since the last reset; None on a CPU."""
        if self.kind == "cpu":
            return None
        return float(tf.config.experimental.get_memory_info(self.place.strip("/"))["peak"]) / 1e6

    def free(self) -> None:
        """Nothing: what TensorFlow took it keeps, which is why its memory grows only as needed."""
