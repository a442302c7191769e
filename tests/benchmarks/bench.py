"""Prints what the composer's verbs take on this machine, cold processes each, beside what they should take.

"First time": nothing is remembered of earlier runs, as on a new machine.

    python tests/benchmarks/bench.py [--types 500] [--versions 10] [--up-all N]

`plan` and `up` are measured on a fleet that is recorded as applied: the platform and one Event Type by the real
engine, the rest in ledger and backend alone, since neither verb looks any further. `--up-all N` applies N new Event
Types for real (500 take minutes).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import generate
import yaml

COMPOSER = Path(sys.executable).parent / "composer"
RUNS = 3
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As on a user's machine, where the second run finds its modules compiled."""
ENVIRONMENT["COMPOSER_CACHE"] = "off"
Prepare = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is run, and what design.md asks for."""

    work: str
    arguments: Sequence[str]
    goal: str
    prepare: Prepare | None = None
    runs: int = RUNS
    remembers: bool = False
    """Whether an earlier run left what it found out, as on every machine but a new one."""


def measured(
    command: Sequence[str | Path],
    folder: Path,
    runs: int = RUNS,
    prepare: Prepare | None = None,
    accept: frozenset[int] = frozenset({0}),
    cache: str = "off",
) -> tuple[float, float] | None:
    """Median of seconds and of peak memory in MB; None if the command ends otherwise than accepted, after its words."""
    seconds, memory = [], []
    for _ in range(runs):
        if prepare:
            prepare()
        started = time.perf_counter()
        with tempfile.TemporaryFile() as actual:
            environment = ENVIRONMENT | {"COMPOSER_CACHE": cache}
            child = subprocess.Popen(command, cwd=folder, stdout=actual, stderr=actual, env=environment)
            # wait4 gives the peak of this child and of those that it waited for, not of every child so far
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode not in accept:
                actual.seek(0)
                print(actual.read()[-2000:].decode(errors="replace"), file=sys.stderr)
                return None
        seconds.append(time.perf_counter() - started)
        memory.append(usage.ru_maxrss / 1024)
    return statistics.median(seconds), statistics.median(memory)


def record_as_applied(folder: Path) -> None:
    """Write ledger and backend as if every Event Type had been applied; what exists already stays."""
    from composer import pipeline
    from composer.cli import engine_run
    from composer.engine.desired import applied_fingerprint, platform_values, provider_version
    from composer.engine.job import stack_name
    from composer.engine.stack_state import States
    from composer.ledger import Ledger, Record, composer_version
    from composer.repository import Repository

    checked = pipeline.check(pipeline.settle(Repository(folder)))
    environment = checked.environment
    ledger, states = Ledger.of(environment), States(environment.backend)
    compiled = pipeline.compiled(checked)
    graphs = compiled.graphs
    known = ledger.read(graphs)
    outputs = {owner: record.outputs for owner, record in known.items() if record.outputs}
    missing = [expected for expected in engine_run.in_order(compiled) if expected.owner not in known]
    for expected in missing:
        states.make(stack_name(environment.name, expected.owner))
    versions = states.versions()
    for expected in missing:
        stack, values = stack_name(environment.name, expected.owner), platform_values(expected, outputs)
        assert isinstance(values, dict), values
        ledger.write(
            Record(
                owner=expected.owner,
                stack=stack,
                graph=expected.graph,
                applied=applied_fingerprint(expected, values),
                state_version=versions[stack],
                definition_hash=expected.definition_hash,
                schema_versions=expected.schema_versions,
                commit="",
                time="2026-01-01T00:00:00+00:00",
                composer=composer_version(),
                provider=provider_version(),
            )
        )


def make_live(folder: Path) -> None:
    """Make a local cloud anew that holds everything, as if every Event Type had been applied to it."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from composer import pipeline
    from composer.graph import cell_of, is_shared
    from composer.localcloud.cloud import Cloud
    from composer.localcloud.settings import set_raised
    from composer.repository import Repository
    from tests.audit.seeded import seed

    checked = pipeline.check(pipeline.settle(Repository(folder)))
    graphs = pipeline.compiled(checked).graphs
    cells = {cell.name: cell for cell in checked.environment.cells}
    events = checked.event_types
    at = {owner: cells[cell_of(owner) if is_shared(owner) else events[owner].cell] for owner in graphs}
    for file in (folder / ".composer").glob("localcloud.db*"):
        file.unlink()
    cloud = Cloud(folder / ".composer" / "localcloud.db")
    for cell in cells.values():
        set_raised(cloud.store, cell.project, cell.region, cell.quotas)
    seed(cloud, graphs.values(), at)
    cloud.store.settle()
    cloud.store.close()


def one_a_cell(folder: Path) -> list[str]:
    """The first Event Type, and one of every other cell: with them every platform is applied."""
    record = folder / "stacks" / "placements" / "local.yaml"
    placed = yaml.safe_load(record.read_text(encoding="utf-8"))["placements"] if record.exists() else {}
    first = generate.name(0)
    return sorted({**{cell: name for name, cell in placed.items()}, placed.get(first, ""): first}.values())


def toggled(folder: Path, name: str) -> Prepare:
    """Changes one definition, to another value each time it is called."""
    path = next((folder / "eventtypes").glob(f"*/{name}.yaml"))
    values = iter(range(100, 400))

    def change() -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [f"  retention: {next(values)}d" if line.startswith("  retention:") else line for line in lines]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    return change


def rows(folder: Path, types: int) -> list[Row]:
    """The table of design.md §10, for the verbs there are."""
    first = generate.name(0)
    change = toggled(folder, first)
    return [
        Row("composer --help", ["--help"], "≤ 0.15 s"),
        Row(f"check, {types} Event Types, first time", ["check"], "≤ 1.0 s"),
        Row("check, one changed since", ["check"], "≤ 1.0 s", change, remembers=True),
        Row("build, first time", ["build"], "≤ 2.5 s"),
        Row("build", ["build"], "≤ 2.5 s", remembers=True),
        Row("plan, one changed, first time", ["plan"], "≤ 1.0 s", change),
        Row("plan, one changed", ["plan"], "≤ 1.0 s", change, remembers=True),
        Row("up, one changed, first time", ["up", "--yes"], "≤ 4 s", change),
        Row("up, one changed", ["up", "--yes"], "≤ 4 s", change, remembers=True),
        Row("up, nothing changed, first time", ["up", "--yes"], "≤ 2.0 s"),
        Row("up, nothing changed", ["up", "--yes"], "≤ 2.0 s", remembers=True),
    ]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--types", type=int, default=500)
    reader.add_argument("--versions", type=int, default=10)
    reader.add_argument("--up-all", type=int, metavar="N", default=0)
    reader.add_argument("--record", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    reader.add_argument("--live", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.record or asked.live:
        record_as_applied(asked.record) if asked.record else make_live(asked.live)
        return
    cores = len(os.sched_getaffinity(0))
    print(f"{asked.types} Event Types with {asked.versions} released versions each; {cores} cores; medians of {RUNS}")
    print(f"{'work':40}{'seconds':>10}{'peak MB':>10}  goal")
    folder = Path(tempfile.mkdtemp(prefix="composer-bench-"))
    try:
        generate.write(folder, generate.Size(asked.types, asked.versions))
        subprocess.run([COMPOSER, "up", *one_a_cell(folder), "--yes"], cwd=folder, check=True, capture_output=True)
        # in a process of its own: a child's peak counts from what its parent held when it was started
        subprocess.run([sys.executable, __file__, "--record", folder], check=True)
        for row in rows(folder, asked.types):
            show(row, timed(row, folder))
        subprocess.run([sys.executable, __file__, "--live", folder], check=True)
        row = Row("audit, nothing changed", ["audit"], "≤ 15 s, 500 MB", runs=1)
        show(row, timed(row, folder))
        if asked.up_all:
            shutil.rmtree(folder)
            generate.write(folder, generate.Size(asked.up_all, asked.versions))
            row = Row(f"up, {asked.up_all} new Event Types", ["up", "--yes"], "≤ 8 min for 500", runs=1)
            show(row, timed(row, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def timed(row: Row, folder: Path) -> tuple[float, float] | None:
    cache = str(folder / ".composer" / "cache") if row.remembers else "off"
    if row.remembers:
        measured([COMPOSER, "check"], folder, 1, cache=cache)
    return measured([COMPOSER, *row.arguments], folder, row.runs, row.prepare, cache=cache)


def show(row: Row, result: tuple[float, float] | None) -> None:
    figures = f"{'failed':>10}{'':10}" if result is None else f"{result[0]:10.2f}{result[1]:10.0f}"
    print(f"{row.work:40}{figures}  {row.goal}", flush=True)


if __name__ == "__main__":
    main()
