"""The proof stands beside the package, not in it: let its tests find it from wherever pytest is started."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
