"""The files of a new repository, from the templates beside this module.

In the templates `ORGANISATION` and `MAIL_DOMAIN` stand for what the new company calls itself, and a leading `dot-` for
a dot. The JSON Schemas for editors are made from the types of this version, so they cannot be out of date.
"""

from __future__ import annotations

from pathlib import Path

from composer import COMMAND
from composer.spec import json_schema
from composer.system import files

TEMPLATE = Path(__file__).parent / "template"
EXECUTABLE = frozenset({f".ci/{COMMAND}", ".ci/check", ".ci/apply"})


def contents(organisation: str, mail_domain: str) -> dict[str, bytes]:
    """Every file of the new repository by its path, in order."""
    made = {
        _name(path): _filled(files.read(path, within=None), organisation, mail_domain)
        for path in TEMPLATE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    made |= {f"{json_schema.FOLDER.as_posix()}/{name}": text.encode() for name, text in json_schema.documents().items()}
    return dict(sorted(made.items()))


def _name(path: Path) -> str:
    parts = path.relative_to(TEMPLATE).parts
    return "/".join(f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part for part in parts)


def _filled(data: bytes, organisation: str, mail_domain: str) -> bytes:
    return data.replace(b"ORGANISATION", organisation.encode()).replace(b"MAIL_DOMAIN", mail_domain.encode())
