"""Records everything in this folder as applied that is not yet: where one stack of many is of interest, the others need
no engine."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from bench import record_as_applied

record_as_applied(Path.cwd())
