"""Hardware probes: run under any Python 3.10 or newer that has NumPy and one framework."""
