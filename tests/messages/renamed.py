"""The same repository in other words: every name that the shipped policies and definitions hold is another one."""

from __future__ import annotations

import codecs
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESERVED = "example.com"
"""Nobody's domain (RFC 2606): it may stand in an example, whatever the domain of the repository is."""


def _other(name: str) -> str:
    """Another name of the same form: an address keeps its domain, and a principal what it is."""
    what, colon, address = name.rpartition(":")
    local, at, domain = address.partition("@")
    return f"{what}{colon}{codecs.encode(local, 'rot13')}{at}{domain}"


@dataclass(frozen=True)
class Words:
    """The names of a repository: `plain` ones are words, `meanings` semantic types, `tiers` words that only count where
    a tier is meant."""

    plain: frozenset[str]
    meanings: frozenset[str]
    tiers: frozenset[str]

    def renamed(self, text: str) -> str:
        """A file with all of them replaced."""
        text = self._whole(self.plain).sub(lambda result: _other(result[0]), text)
        roots = "|".join(sorted({one.partition(".")[0] for one in self.meanings}))
        meaning = (
            rf"(?<![\w.-])(?:{roots})(?:\.[a-z0-9_]+)+(?![\w-])|(?<=key: )(?:{roots})\b|(?<=semantic: )(?:{roots})\b"
        )
        text = re.sub(meaning, lambda result: _other(result[0]), text)
        tiers = "|".join(sorted(self.tiers))
        tier = rf"(?<![\w-])(?:{tiers})(?=:)|(?<=tier: )(?:{tiers})\b|(?<=- name: )(?:{tiers})\b"
        return re.sub(tier, lambda result: _other(result[0]), text)

    def said_in(self, text: str) -> set[str]:
        """Those of them that a text for people holds. A tier is an English word: it counts in quotes only."""
        dotted = {one for one in self.meanings if "." in one}
        results = {one[0] for one in self._whole(self.plain | dotted).finditer(text)}
        tiers = "|".join(sorted(self.tiers))
        return results | {one[1] for one in re.finditer(rf"[`'\"]({tiers})[`'\":]", text)}

    @staticmethod
    def _whole(names: frozenset[str] | set[str]) -> re.Pattern[str]:
        longest = "|".join(re.escape(one) for one in sorted(names, key=lambda name: (-len(name), name)))
        return re.compile(rf"(?<![\w-])(?<!\w\.)(?:{longest})(?![\w-])(?!: \[)")  # a list stands under a key of ours


def words_of(root: Path) -> Words:
    """What this project's own policies, environments and definitions call their things."""
    policy = root / "stacks" / "policy"
    read: Any = {path.stem: yaml.safe_load(path.read_text()) for path in policy.glob("*.yaml")}
    environments = [yaml.safe_load(path.read_text()) for path in (root / "stacks" / "environments").glob("*.yaml")]
    definitions = sorted((root / "eventtypes").rglob("*.yaml"))
    teams = read["teams"]["teams"]
    plain = {*teams, *(path.stem for path in definitions), *(path.parent.name for path in definitions)}
    plain |= {one for row in teams.values() for one in (row["group"], row["group"].partition(":")[2])}
    plain |= {one for approvers in read["waivers"]["approvers"].values() for one in approvers}
    plain |= {one for environment in environments for one in _of_environment(environment)}
    tiers = frozenset(row["name"] for row in read["access_tiers"]["tiers"])
    meanings = frozenset(row["key"] for row in read["semantic_types"]["types"])
    return Words(frozenset(plain), meanings, tiers)


def _of_environment(environment: Any) -> Iterator[str]:
    """Cells and their projects."""
    for cell in environment["cells"]:
        yield from (cell["name"], cell["project"])


def copied(source: Path, target: Path, words: Words) -> None:
    """A folder with everything in it renamed, names of files, too."""
    for path in sorted(one for one in source.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
        to = target / words.renamed(path.relative_to(source).as_posix())
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            to.write_bytes(words.renamed(path.read_bytes().decode()).encode())
        except UnicodeDecodeError:
            shutil.copy(path, to)
