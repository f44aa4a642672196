#!/bin/sh
# Prints the Python to build an environment with, or says on standard error why there is none.
#
#   find-python.sh ENVIRONMENT WISHED CANDIDATE...
#
# WISHED (may be empty) is the user's own choice and is never replaced by another. Without one, the Python that already
# runs ENVIRONMENT comes first, so that a second call finds its work done; then the first CANDIDATE that is good enough.
# Each is run rather than looked up: a launcher may stand on the path and have no Python behind it.

environment=$1
wished=$2
shift 2

good() {
    "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 15)))' >/dev/null 2>&1
}

if [ -n "$wished" ]; then
    if good "$wished"; then
        echo "$wished"
        exit 0
    fi
    echo "set-up: PYTHON=$wished is not a Python from 3.11 to 3.14 that runs; name one that does, or leave PYTHON out." >&2
    exit 1
fi

for candidate in "$environment/bin/python" "$@"; do
    if good "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

echo "set-up: no Python from 3.11 to 3.14 was found (tried: $*). Install one (on Debian: apt-get install python3 python3-venv)," >&2
echo "        or name it: make PYTHON=/path/to/python3.12 ..." >&2
exit 1
