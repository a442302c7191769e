"""The example fleet from nothing to running, one change to it, and the end of one Event Type: what `make demo` shows.

Everything happens in a scratch copy of the repository under `.composer/demo`, made anew each time, so that the demo can
be run again and again and disturbs nobody.
"""

from __future__ import annotations

import shutil
import sys

from demo_life import CHANGED, ended, tampered
from demo_steps import COMPOSER, ROOT, SCRATCH, change, run, say


def main() -> int:
    """Run the whole story; stops at the first verb that fails, with its exit code."""
    copy_repository()
    steps = (
        ("Check every definition", "check"),
        ("What would be made", "plan"),
        ("Make it, with the real Pulumi engine, in the simulated Google Cloud", "up --yes"),
        ("Once more: nothing has changed", "up --yes"),
    )
    for heading, line in steps:
        run(heading, line)
    change_one_definition()
    run("The plan holds exactly this change", "plan")
    run("Only this stack is applied", "up --yes")
    run("What exists now", "local status")
    tampered()
    ended()
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
    say(f"A team changes one line of {file.relative_to(SCRATCH)}")
    change(file, "  peak: 300000/s", "  peak: 400000/s")


if __name__ == "__main__":
    sys.exit(main())
