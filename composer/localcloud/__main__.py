"""The process of the local cloud: the provider and the REST API over one database, until its parent ends."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from pathlib import Path


def main() -> None:
    """Serve, print where as one JSON line, and stay until told to stop or, without `--stay`, the parent is gone."""
    parser = argparse.ArgumentParser(prog="python -m composer.localcloud")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--stay", action="store_true", help="go on when the parent process ends")
    arguments = parser.parse_args()

    from composer.localcloud.serving import serve  # noqa: PLC0415 - `--help` needs none of it

    try:
        serve(arguments.database, _announce, stay=arguments.stay)
    except BrokenPipeError:  # who started us has gone before it could be told
        os._exit(0)
    except (OSError, sqlite3.Error) as error:
        _send({"error": str(error)})
        sys.exit(1)


def _announce(provider: int, rest: str, token: str) -> None:
    _send({"provider": provider, "rest": rest, "token": token})


def _send(line: dict[str, object]) -> None:
    stream = sys.stdout  # noqa: TID251  for the process that started this one, not for people
    stream.write(json.dumps(line) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
