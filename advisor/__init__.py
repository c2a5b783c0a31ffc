"""advisor: PyTorch or TensorFlow, for this project, on this hardware?"""

__version__ = "0.1.0"
