"""Compiling loads nothing of Pulumi: type checkers alone read its types there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "composer"
ENGINES = {"engine", "localcloud"}
ABOVE = {"cli", "reference", "reports", "sampling", "starter"}


def test_what_lies_below_the_engine_loads_no_pulumi() -> None:
    below = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in ENGINES | ABOVE
    ]
    program = f"import importlib, sys; [importlib.import_module(name) for name in {below!r}]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "composer.facets.stream" in loaded
    assert not {"pulumi", "pulumi_gcp"} & set(loaded)
