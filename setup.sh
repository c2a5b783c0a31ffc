#!/usr/bin/env bash
# Makes a virtual environment and installs advisor with both frameworks into it.
#   bash setup.sh FOLDER run|dev
# Safe to run again after an interruption. Every way to fail says what to do.
set -euo pipefail

folder=${1:?usage: setup.sh FOLDER run|dev}
kind=${2:?usage: setup.sh FOLDER run|dev}
python=${PYTHON:-python3}
needed_mb=4000
cd "$(dirname "$0")"

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null || fail "no program '$python'" "install Python 3.11 or newer, or name one: make PYTHON=python3.12 …"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version 2>&1) is too old" "install Python 3.11 or newer, or name one: make PYTHON=python3.12 …"

if [ ! -x "$folder/bin/python" ] || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    free_mb=$(df -Pm . | awk 'NR==2 {print $4}')
    [ "$free_mb" -ge "$needed_mb" ] ||
        fail "only $free_mb MB are free here, both frameworks need about $needed_mb MB" "free some space, or put the environment elsewhere: make VENV=/path …"
    rm -rf "$folder"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$("$python" --version 2>&1) has no venv module" "install it (Debian and Ubuntu: apt install python3-venv) and run the same command again"
    "$python" -m venv "$folder" || fail "the virtual environment $folder could not be made" "see the message above, then run the same command again"
fi

pip() {
    "$folder/bin/python" -m pip --quiet --disable-pip-version-check "$@" ||
        fail "the packages could not be installed" \
            "if the message above speaks of a connection or of no matching distribution: check the network or the proxy" \
            "if it speaks of no space left: free some, $needed_mb MB are needed" \
            "then run the same command again, it goes on where it stopped"
}

echo "setup: installing into $folder (about 2.5 GB, a minute or more)" >&2
pip install --upgrade 'pip>=25.1'
if [ -n "${TORCH_INDEX:-}" ]; then
    pip install --constraint constraints.txt --index-url "$TORCH_INDEX" torch
fi
if [ "$kind" = dev ]; then
    pip install --constraint constraints.txt --editable '.[all]' --group check
else
    pip install --constraint constraints.txt --editable '.[all]'
fi
