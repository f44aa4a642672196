#!/bin/sh
# Writes both locks anew from pyproject.toml and benchmarks/requirements.in: `make lock`.
#
#   lock.sh PYTHON [UPGRADE...]     UPGRADE: --upgrade, or --upgrade-package NAME; without it, what is locked stays
#
# A lock names every package, its version and its hashes for every Python and platform at once, and no address: where
# packages come from is the business of whoever installs them. The resolver lives in a folder that is thrown away.
set -eu

python=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/resolver"
"$work/resolver/bin/python" -m pip install --quiet --quiet --disable-pip-version-check 'uv>=0.9'

resolve() {
    "$work/resolver/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}

# The first lock holds what a contributor needs; the second what the benchmarks need, at the first one's versions.
resolve "$@" pyproject.toml --extra web --group pyproject.toml:dev --group pyproject.toml:build --output-file requirements.lock
resolve "$@" pyproject.toml benchmarks/requirements.in --group pyproject.toml:build \
    --constraint requirements.lock --output-file benchmarks/requirements.lock
