"""Every code a diagnostic can have, collected from the modules that raise them.

`python -m composer.reference.rules_page` writes docs/reference/codes.md.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import composer
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path("docs/reference/codes.md")
COMMAND = "python -m composer.reference.rules_page"

AREAS: Mapping[str, str] = {
    "ET0": "Files",
    "ET1": "The shape of a file",
    "ET2": "Policy",
    "ET3": "Schemas",
    "ET4": "Privacy",
    "ET5": "Names and clashes between Event Types",
    "ET6": "Limits of Google Cloud",
    "ET7": "Environments, policy files and the repository",
    "ET8": "Hazards: changes that can hurt (`check --base`, `plan`, `up`)",
}
_ABOVE_CHECKING = ("cli", "engine", "ledger", "localcloud", "reference", "reports", "starter")
"""Packages that judge no definition; importing them to look for codes would be slow."""


def tables() -> Mapping[str, Mapping[str, str]]:
    """The table `CODES` of every module that has one, by module. A table that is passed on is listed once."""
    by_module: dict[str, Mapping[str, str]] = {}
    for module in pkgutil.walk_packages(composer.__path__, "composer."):
        if module.name.split(".")[1] in _ABOVE_CHECKING:
            continue
        table = getattr(importlib.import_module(module.name), "CODES", None)
        if table is not None and all(table is not listed for listed in by_module.values()):
            by_module[module.name] = table
    return by_module


def page() -> str:
    """The reference page."""
    purposes = {code: purpose for table in tables().values() for code, purpose in table.items()}
    lines = [
        "# Codes of problems",
        "",
        "What `composer check` can say. A code is stable: search for it, or ignore it; wording may change. Each has at",
        "least one example in `tests/cases`.",
        "",
        f"*Written by `{COMMAND}`.*",
    ]
    for prefix, title in AREAS.items():
        rows = [f"| {code} | {purposes[code]} |" for code in sorted(purposes) if code.startswith(prefix)]
        if rows:
            lines += ["", f"## {title}", "", "| code | what holds |", "|---|---|", *rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(target, page().encode(), within=None)
