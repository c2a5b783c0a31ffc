"""PyTorch."""

from probes.backends.pytorch.backend import PyTorchBackend as Backend

__all__ = ["Backend"]
