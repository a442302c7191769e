"""Prints what comparable checkers take on the same definitions, beside `composer check`.

    python tests/benchmarks/peers.py [--types 500]

They do less: each validates one file after the other against the published JSON Schema and knows neither policy nor
schema history nor resources. They are fetched from PyPI and npm, pinned, into a folder of their own that stays for the
next run. One that cannot be fetched is named as missing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

import bench
import generate
import platformdirs

PYPI = "check-jsonschema==0.39.0"
NPM = "@stoplight/spectral-cli@6.16.3"
SCHEMA = generate.ROOT / "docs" / "schemas" / "event-type.schema.json"


@dataclass(frozen=True, slots=True)
class Peer:
    """A checker: its name and version, and its command line; None if it could not be fetched."""

    name: str
    command: list[str] | None


def check_jsonschema(home: Path, files: list[str]) -> Peer:
    folder = home / "check-jsonschema"
    program = folder / "bin" / "check-jsonschema"
    if not program.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", PYPI], check=False)
    return Peer(PYPI, [str(program), "--schemafile", str(SCHEMA), *files] if program.exists() else None)


def spectral(home: Path, work: Path, files: list[str]) -> Peer:
    folder = home / "spectral"
    program = folder / "node_modules" / ".bin" / "spectral"
    if not program.exists() and shutil.which("npm"):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), NPM], check=False)
    rules = work / "ruleset.json"
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    schema.pop("$schema", None)  # Spectral's own default reads the same keywords
    rule = {"given": "$", "then": {"function": "schema", "functionOptions": {"schema": schema}}}
    rules.write_text(json.dumps({"rules": {"definition": rule}}), encoding="utf-8")
    return Peer(NPM, [str(program), "lint", "--ruleset", str(rules), *files] if program.exists() else None)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--types", type=int, default=500)
    asked = reader.parse_args()
    home = platformdirs.user_cache_path("event-composer") / "peers"
    folder = Path(tempfile.mkdtemp(prefix="composer-peers-"))
    try:
        generate.write(folder, generate.Size(asked.types))
        files = [str(path.relative_to(folder)) for path in sorted((folder / "eventtypes").glob("*/*.yaml"))]
        peers = [
            Peer("composer check (everything it checks)", [str(bench.COMPOSER), "check"]),
            check_jsonschema(home, files),
            spectral(home, folder, files),
        ]
        print(f"{asked.types} definitions; medians of {bench.RUNS}")
        print(f"{'program':42}{'seconds':>10}{'peak MB':>10}")
        for peer in peers:
            show(peer, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def show(peer: Peer, folder: Path) -> None:
    if peer.command is None:
        print(f"{peer.name:42}{'missing':>10}", flush=True)
        return
    result = bench.measured(peer.command, folder, accept=frozenset({0, 1}))
    figures = f"{'failed':>10}" if result is None else f"{result[0]:10.2f}{result[1]:10.0f}"
    print(f"{peer.name:42}{figures}", flush=True)


if __name__ == "__main__":
    main()
