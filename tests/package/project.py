"""What the project says of itself."""

from __future__ import annotations

import tomllib
from typing import Any

from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [
    one.rpartition(" :: ")[2]
    for one in PROJECT["classifiers"]
    if one.startswith("Programming Language :: Python :: 3.")
]
"""Every version that it promises to run on."""
