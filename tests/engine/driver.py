"""A run in a process of its own, to be killed: `python -m tests.engine.driver ROOT [URL]` applies the test fleet.

State and ledger are kept below the URL; without one, below the root.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from composer.engine.fleet_run import run
from tests.engine import fleets


def main() -> int:
    request = fleets.request(Path(sys.argv[1]), fleets.platform(), fleets.event_type(), parallel=1)
    for url in sys.argv[2:]:
        environment = replace(request.environment, backend=f"{url}/state", ledger=f"{url}/ledger")
        request = replace(request, environment=environment)
    finished = run(request, lambda event: sys.stdout.write(f"{event}\n") and sys.stdout.flush())
    return 0 if finished.fine else 3


if __name__ == "__main__":
    sys.exit(main())
