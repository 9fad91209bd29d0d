#!/bin/sh
# Make $VENV and install the locked versions into it. No root, nothing global.
set -eu
python=${PYTHON:-python3}
venv=${VENV:-.venv}

"$python" - <<'PY' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"mergepoint needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
             "Name a newer one: make PYTHON=python3.12 ...")
PY

say() { printf '%s\n' "mergepoint: $*" >&2; }

# Debian's python3 comes without ensurepip; each way below needs nothing but the user's own rights.
if [ ! -x "$venv/bin/python" ]; then
  say "making $venv"
  if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv "$venv"
  elif command -v uv >/dev/null 2>&1; then
    uv venv --quiet --seed --python "$python" "$venv"
  elif "$python" -m virtualenv --version >/dev/null 2>&1; then
    "$python" -m virtualenv --quiet "$venv"
  elif "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --without-pip "$venv"
    "$python" -m pip --python "$venv/bin/python" install --quiet pip
  else
    say "this Python has neither ensurepip nor pip. Install one of: python3-venv, uv, virtualenv; then run make again."
    exit 2
  fi
fi

say "installing the locked versions (the first time takes a minute)"
"$venv/bin/python" -m pip install --quiet --require-hashes -r requirements-setup.lock
# uv is ten times faster than pip; pip stands in where only pip is configured to reach a package index.
"$venv/bin/uv" pip install --quiet --compile-bytecode --python "$venv/bin/python" --require-hashes -r requirements.lock ||
  "$venv/bin/python" -m pip install --quiet --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
