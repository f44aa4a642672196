"""`python -m benchmarks` is `python -m benchmarks.load`."""

import sys

from benchmarks.load.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
