#!/usr/bin/env bash
# Builds the module in an environment of its own under target/, and runs its tests, its examples, its tutorial and mypy. Where there is no
# Python that can, it says so. SIM_PYTHON_PROFILE=quick builds it optimised; SIM names a program to compare with, if none is to be built.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
profile=${SIM_PYTHON_PROFILE:-dev}
place=$target/python

python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 9))' 2>/dev/null ||
  { echo 'no Python 3.9 with venv: the module for Python is left out'; exit 0; }
[ -x "$place/bin/python" ] || python3 -m venv "$place"
"$place/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2' pandas mypy nbclient ipykernel distributed ||
  { echo 'pip installs nothing here: the module for Python is left out'; exit 0; }

if [ -z "${SIM:-}" ]; then
  cargo build --locked --quiet -p sim-lab
  SIM=$target/debug/sim
fi
export SIM
env VIRTUAL_ENV="$place" PATH="$place/bin:$PATH" maturin develop --quiet --locked --profile "$profile"
cd tests
"$place/bin/python" -W error::SyntaxWarning -m unittest -q
"$place/bin/mypy" --strict --no-error-summary typed.py
"$place/bin/mypy" --strict --no-error-summary -p sim_lab
"$place/bin/python" tutorial.py
