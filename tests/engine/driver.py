"""A run in a process of its own, to be killed: `python -m tests.engine.driver ROOT` applies the test fleet."""

from __future__ import annotations

import sys
from pathlib import Path

from composer.engine.fleet import run
from tests.engine import fleets


def main() -> int:
    finished = run(
        fleets.request(Path(sys.argv[1]), fleets.platform(), fleets.event_type(), parallel=1),
        lambda event: sys.stdout.write(f"{event}\n") and sys.stdout.flush(),
    )
    return 0 if finished.fine else 3


if __name__ == "__main__":
    sys.exit(main())
