"""Input, output and errors of this process, where whoever started it gave it none: `composer up >&- 2>&-`."""

from __future__ import annotations

import os
import sys


def open_what_is_closed() -> None:
    """Make standard streams that are closed read and write nothing.

    The next file that is opened would get the free number otherwise, and what a program that we start prints would
    stand in it: in a state, or in the database of the local cloud.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, "w" if number else "r", encoding="utf-8"))
