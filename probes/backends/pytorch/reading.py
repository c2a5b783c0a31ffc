"""Reading input as PyTorch's tutorial on data does: a Dataset behind a DataLoader."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from probes.workloads.base import Array, Workload
from probes.workloads.files import DEVIATION, MEAN


class Files(Dataset[tuple[torch.Tensor, int]]):
    """Images and their classes, one file each."""

    def __init__(self, workload: Workload) -> None:
        channels, height, width = workload.size["input"]
        self._shape = (height, width, channels)
        self._files = workload.files
        self._flips = [bool(flip) for flip in workload.inputs["flips"]]
        self._classes = [int(number) for number in workload.targets]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._files)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        """One image, (channels, height, width), scaled and perhaps flipped, and its class."""
        image = torch.from_numpy(np.fromfile(self._files[index], dtype=np.uint8).reshape(self._shape))
        image = image.permute(2, 0, 1)
        if self._flips[index]:
            image = image.flip(2)
        return image.float().div_(255).sub_(MEAN).div_(DEVIATION), self._classes[index]


class Reading:
    """A pass over all files, with or without loader processes: the faster way is used and named.

    PyTorch's guide advises loader processes; for tiny files on few cores they cost more than they bring.
    """

    def __init__(self, workload: Workload, threads: int) -> None:
        self._workload = workload
        self.steps = len(workload.files) // workload.batch
        loaders = {processes: self._loader(processes) for processes in (0, threads)}
        paces = {processes: _pace(loader) for processes, loader in loaders.items()}
        best = min(paces, key=lambda processes: paces[processes])
        self._data = loaders[best]
        self.layout = f"{best} loader processes" if best else "no loader processes"
        del loaders

    def _loader(self, processes: int) -> Any:
        return DataLoader(
            Files(self._workload),
            batch_size=self._workload.batch,
            sampler=self._workload.inputs["order"].tolist(),
            num_workers=processes,
            persistent_workers=processes > 0,
        )

    def call(self) -> float:
        """Reads all batches; the last one's first value."""
        last = torch.zeros(1)
        for images, _ in self._data:
            last = images
        return float(last.flatten()[0])

    def outputs(self) -> dict[str, Array]:
        """All batches, in their order."""
        batches = list(self._data)
        return {
            "output": torch.cat([images for images, _ in batches]).numpy(),
            "classes": torch.cat([classes for _, classes in batches]).numpy(),
        }

    def reset(self) -> None:
        """Nothing: reading changes nothing."""

    def traces(self) -> int:
        """None: nothing is compiled."""
        return 0


def _pace(loader: Any) -> float:
    """Seconds of the better of two passes, after one that starts processes."""
    paces = []
    for _ in range(3):
        began = time.perf_counter()
        for _batch in loader:
            pass
        paces.append(time.perf_counter() - began)
    return min(paces[1:])
