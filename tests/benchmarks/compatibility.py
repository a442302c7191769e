"""Prints what comparing a fleet's newest schemas with all released ones takes, legality of each included.

python tests/benchmarks/compatibility.py [--types 500] [--versions 10]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from composer.schema import breaks
from composer.schema.avro import problems
from tests.benchmarks import generate


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--types", type=int, default=500)
    arguments.add_argument("--versions", type=int, default=10)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate.write(folder, generate.Size(given.types, given.versions))
        texts = [path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("eventtypes/**/*.jsonl"))]
    histories = [[json.loads(line) for line in lines] for lines in texts]
    pairs = 2 * sum(len(history) for history in histories)
    best = {"legal Avro": 9.0, "compatible, both ways": 9.0}
    for _ in range(3):
        started = time.perf_counter()
        illegal = sum(bool(problems(schema)) for history in histories for schema in history)
        judged = time.perf_counter()
        broken = sum(len(breaks({**history[-1], "doc": "newest"}, history)) for history in histories)
        ended = time.perf_counter()
        best = {
            "legal Avro": min(best["legal Avro"], judged - started),
            "compatible, both ways": min(best["compatible, both ways"], ended - judged),
        }
    print(f"{len(histories)} histories, {pairs:,} comparisons; {illegal} illegal, {broken} breaks")
    for what, seconds in best.items():
        print(f"{what:24} {seconds:6.3f} s")


if __name__ == "__main__":
    main()
