"""What the demos have in common: the scratch repository, headings, and verbs shown as they would be typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / ".composer" / "demo"
COMPOSER = Path(sys.executable).parent / "composer"


def run(heading: str, line: str, *, ends: int = 0, today: str = "", last: int = 0) -> None:
    """One verb in the scratch copy. Ends the demo, with its exit code, if it ends with another than `ends`. `today`:
    the day that files are judged by, "" for the machine's. `last`: only so many lines at the end are shown; 0: all."""
    if heading:
        say(heading)
    shown = f"COMPOSER_TODAY={today} " if today else ""
    sys.stdout.write(f"  $ {shown}composer {line}{f' | tail -{last}' if last else ''}\n\n")
    sys.stdout.flush()
    environment = {**os.environ, **({"COMPOSER_TODAY": today} if today else {})}
    into = subprocess.PIPE if last else None
    done = subprocess.run(
        [str(COMPOSER), *line.split()], cwd=SCRATCH, env=environment, check=False, stdout=into, stderr=None, text=True
    )
    code = done.returncode
    if last:
        sys.stdout.write("".join(done.stdout.splitlines(keepends=True)[-last:]))
        sys.stdout.flush()
    if code != ends:
        sys.stderr.write(f"the demo expects {ends} of composer {line}, and not {code}\n")
        sys.exit(code or 1)


def change(file: Path, before: str, after: str) -> None:
    """Edit a file of the scratch copy, and show it."""
    text = file.read_text()
    if before not in text:
        sys.exit(f"{file}: the demo expects `{before}` here")
    file.write_text(text.replace(before, after, 1))
    marked = [("-", one) for one in before.splitlines()] + [("+", one) for one in after.splitlines()]
    sys.stdout.write("".join(f"  {sign}  {one}\n" for sign, one in marked))


def say(heading: str) -> None:
    """A heading."""
    sys.stdout.write(f"\n━━ {heading}\n")
    sys.stdout.flush()
