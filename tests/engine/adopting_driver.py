"""An adoption in a process of its own, to be killed: `python -m tests.engine.adopting_driver ROOT`."""

from __future__ import annotations

import sys
from pathlib import Path

from composer.engine.desired import Desired, Request
from composer.engine.fleet_run import run
from composer.graph import build_graph
from tests.engine import fleets
from tests.engine.test_adopted_imports import IDS, beside, found


def main() -> int:
    root = Path(sys.argv[1])
    desired = Desired(build_graph("Played", [*found("Played"), beside()]), fleets.CELL, adopted=IDS)
    request = Request(fleets.environment(root), root, (desired,))
    return 0 if run(request, lambda event: sys.stdout.write(f"{event}\n") and sys.stdout.flush()).fine else 3


if __name__ == "__main__":
    sys.exit(main())
