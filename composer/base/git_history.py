"""What git tells of changes: who wrote and who committed each of them, when, which files, and what was said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from composer.base.git_ref import PATHS, git

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from composer.repository import Repository

CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where forges look for who must approve what: https://docs.github.com/articles/about-code-owners"""
_FIELDS = ("%H", "%an <%ae>", "%aI", "%cn <%ce>", "%cI", "%G?", "%s", "%(trailers:only=true,unfold=true)")
_COMMIT, _FIELD = "%x1e", "%x1f"
_COMMIT_NAME = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True)
class Change:
    """One commit. `signature`: git's letter for it (G: good, N: none, E: its key is not here). `trailers`: lines such
    as `Reviewed-by: …`. `files`: those of definitions, policies and code owners that it changed."""

    commit: str
    author: str
    authored: str
    committer: str
    committed: str
    signature: str
    subject: str
    trailers: tuple[str, ...]
    files: tuple[str, ...]


def changes(repository: Repository, since: date, until: date) -> tuple[Change, ...]:
    """The changes that came into what is checked out from one day to another (both whole, in UTC), newest first, merges
    too.

    Raises NoBaseError where there is no git.
    """
    form = f"--format={_COMMIT}{_FIELD.join(_FIELDS)}{_FIELD}"
    days = (f"--since={since}T00:00:00Z", f"--until={until + timedelta(days=1)}T00:00:00Z")
    # of a merge, what it brought into the branch that it was merged into
    seen = ("--diff-merges=first-parent", "--name-only", "--relative", "--no-renames", "--full-history")
    text = git(repository.root, "-c", "core.quotePath=false", "log", *days, *seen, form, "--", *PATHS, *CODEOWNERS)
    return tuple(_change(one) for one in text.split("\x1e")[1:])


def authors(repository: Repository, commits: Collection[str]) -> dict[str, str]:
    """The author of each commit that is in the repository. Raises NoBaseError where there is no git."""
    known = sorted(one for one in commits if _COMMIT_NAME.fullmatch(one))
    if not known:
        return {}
    form = f"--format=%H{_FIELD}%an <%ae>"
    text = git(repository.root, "log", "--no-walk", "--ignore-missing", form, *known, "--")
    rows = dict(line.split("\x1f") for line in text.splitlines())
    return {one: author for one in known for name, author in rows.items() if name.startswith(one)}


def _change(text: str) -> Change:
    *fields, files = text.split("\x1f")
    commit, author, authored, committer, committed, signature, subject, trailers = fields
    return Change(
        commit,
        author,
        authored,
        committer,
        committed,
        signature,
        subject,
        tuple(line for line in trailers.splitlines() if line),
        tuple(line for line in files.splitlines() if line),
    )
