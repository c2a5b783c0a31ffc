"""Images in files, for the task `input`: what a framework's own pipeline reads, flips and scales.

Every file holds one image of unsigned bytes, (height, width, channels), without a header: decoding a
compressed format would measure the decoder. In which order they are read, and which are flipped, is drawn
once, so that both frameworks hand over the same batches.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from probes.workloads.base import Workload, random_stream

#: Batches in one pass over the files.
BATCHES = 16
#: Bytes that all files together may take; fewer batches are made of larger images, two at least.
_MOST_BYTES = 64 << 20
#: Scaling: (value / 255 − MEAN) / DEVIATION.
MEAN, DEVIATION = 0.5, 0.25
CLASSES = 10


def image_files(name: str, shape: Sequence[int], batch: int, seed: int, folder: Path) -> Workload:
    """Draws images and writes them, unless another worker of the session already has.

    Args:
        name: Of the workload whose input this is.
        shape: (channels, height, width).
        batch: Examples a batch.
        seed: Of pixels, order and flips.
        folder: Where; the files lie in a folder there.

    Raises:
        OSError: They cannot be written.
    """
    channels, height, width = shape
    size = channels * height * width
    batches = max(2, min(BATCHES, _MOST_BYTES // (batch * size)))
    count = batches * batch
    random = random_stream(seed)
    order = random.permutation(count).astype(np.int64)
    flips = random.randint(0, 2, count).astype(bool)
    targets = random.randint(0, CLASSES, count).astype(np.int64)
    place = folder / f"images-{channels}x{height}x{width}-{count}-{seed}"
    if not place.is_dir():
        _write(place, random, count, (height, width, channels))
    return Workload(
        name=name,
        size={"input": list(shape), "files": count},
        task="input",
        batch=batch,
        weights={},
        state={},
        inputs={"order": order, "flips": flips},
        targets=targets,
        # Of a batch: a division, a subtraction and a division a value; a byte read, a float32 written.
        flops=3 * batch * size,
        bytes=5 * batch * size,
        files=tuple(str(place / f"{number:06}.raw") for number in range(count)),
    )


def _write(place: Path, random: Any, count: int, shape: tuple[int, ...]) -> None:
    """Writes all files or none: the folder gets its name when it is complete."""
    with tempfile.TemporaryDirectory(dir=place.parent) as unfinished:
        ready = Path(unfinished) / "images"
        ready.mkdir()
        for number in range(count):
            (ready / f"{number:06}.raw").write_bytes(random.bytes(int(np.prod(shape))))
        try:
            ready.rename(place)
        except OSError:
            # The other worker was quicker; its files are the same.
            if not place.is_dir():
                raise
