"""The process of the local cloud: the provider and the REST API over one database, until its parent ends."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path


def main() -> None:
    """Serve, print where as one JSON line, and stay until told to stop or, without `--stay`, the parent is gone."""
    parser = argparse.ArgumentParser(prog="python -m composer.localcloud")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--stay", action="store_true", help="go on when the parent process ends")
    arguments = parser.parse_args()
    parent = os.getppid()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    from composer.localcloud import provider, rest  # noqa: PLC0415 - signals are caught before the slow imports
    from composer.localcloud.cloud import Cloud  # noqa: PLC0415

    cloud = Cloud(arguments.database)
    server, port = provider.serve(cloud)
    address = rest.serve(cloud)
    sys.stdout.write(json.dumps({"provider": port, "rest": address}) + "\n")
    sys.stdout.flush()
    while not stop.wait(0.5):
        if not arguments.stay and os.getppid() != parent:
            break
    server.stop(grace=None)
    os._exit(0)  # calls that hang on purpose hold threads for ever


if __name__ == "__main__":
    main()
