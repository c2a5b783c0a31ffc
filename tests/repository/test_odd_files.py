"""Pipes, devices, sockets and endless names are passed over: nothing is waited for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.repository.sources import names_in_source
from tests.repository.made_up import repository


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_pipes_devices_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    folder = repository(tmp_path, {"a.py": "import torch\n"})
    for name in ("pipe.py", "requirements.txt", "Dockerfile", "b.ipynb"):
        os.mkfifo(folder / name)
    (folder / "zero.py").symlink_to("/dev/zero")
    (folder / "random.ipynb").symlink_to("/dev/urandom")
    (folder / "lost.py").symlink_to(folder / "nowhere")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "s.py"))
        done = subprocess.run(
            [sys.executable, "-m", "advisor", "init", "--from", str(folder)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert 'existing_code: ["pytorch"]' in done.stdout


def test_a_name_that_never_ends_costs_no_more_than_its_beginning() -> None:
    chain = "torch" + ".a" * 900
    found = list(names_in_source("import torch\n" + f"{chain}\n" * 200, "a.py"))
    assert max(entry.what.count(".") for entry in found) <= 12
