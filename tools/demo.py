"""The example fleet from nothing to running, and one change to it: what `make demo` shows.

Everything happens in a scratch copy of the repository under `.composer/demo`, made anew each time, so that the demo can
be run again and again and disturbs nobody.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / ".composer" / "demo"
COMPOSER = Path(sys.executable).parent / "composer"
CHANGED = "EndSong"


def main() -> int:
    """Run the whole story; stops at the first verb that fails, with its exit code."""
    copy_repository()
    steps = (
        ("Check every definition", ["check"]),
        ("What would be made", ["plan"]),
        ("Make it, with the real Pulumi engine, in the simulated Google Cloud", ["up", "--yes"]),
        ("Once more: nothing has changed", ["up", "--yes"]),
    )
    for words, arguments in steps:
        run(words, arguments)
    change_one_definition()
    run("The plan holds exactly this change", ["plan"])
    run("Only this stack is applied", ["up", "--yes"])
    run("What exists now", ["local", "status"])
    say("What to try next")
    sys.stdout.write(
        f"""\
  cd {SCRATCH.relative_to(ROOT)}                          the copy that this demo applied
  composer explain {CHANGED}:delivery.slo      why a value is what it is
  composer explain {CHANGED}/topic             why a resource exists
  composer local list --filter {CHANGED}       what Google Cloud would hold
  composer new TrackPlayed                   write an Event Type of your own
  composer --help                            everything else
  (`composer` is {COMPOSER.relative_to(ROOT)})
"""
    )
    return 0


def copy_repository() -> None:
    """A fresh copy of what makes a repository of Event Types."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    shutil.copy(ROOT / "Pulumi.yaml", SCRATCH)
    for folder in ("eventtypes", "stacks"):
        shutil.copytree(ROOT / folder, SCRATCH / folder, ignore=shutil.ignore_patterns("__pycache__"))


def change_one_definition() -> None:
    """The change a team might make: more is to be expected."""
    (file,) = SCRATCH.glob(f"eventtypes/**/{CHANGED}.yaml")
    before = file.read_text()
    after = before.replace("  peak: 300000/s", "  peak: 400000/s")
    if before == after:
        sys.exit(f"{file}: the demo expects a line `peak: 300000/s` here")
    file.write_text(after)
    say(f"A team changes one line of {file.relative_to(SCRATCH)}")
    sys.stdout.write("  -  peak: 300000/s\n  +  peak: 400000/s\n")


def run(words: str, arguments: list[str]) -> None:
    """One verb in the scratch copy, shown as it would be typed."""
    say(words)
    sys.stdout.write(f"  $ composer {' '.join(arguments)}\n\n")
    sys.stdout.flush()
    code = subprocess.run([str(COMPOSER), *arguments], cwd=SCRATCH, check=False).returncode
    if code != 0:
        sys.exit(code)


def say(words: str) -> None:
    """A heading."""
    sys.stdout.write(f"\n━━ {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
