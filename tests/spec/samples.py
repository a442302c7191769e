"""One valid file of every published kind, each with every key written."""

from pathlib import Path
from typing import Any

from composer.documents import load

_FOLDER = Path(__file__).parent / "samples"

SAMPLES: dict[str, Any] = {path.stem: load(path.name, path).value for path in sorted(_FOLDER.glob("*.yaml"))}
