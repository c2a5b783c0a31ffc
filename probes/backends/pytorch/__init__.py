"""PyTorch."""

from probes.backends.pytorch.backend import PyTorchBackend

__all__ = ["PyTorchBackend"]
