"""Where definitions and their records lie in a repository, and which lie wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.judgement.unread_files import unread_files
from composer.policy import version_records
from composer.schema.released import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.repository import Repository


def orphans(repository: Repository, documents: Mapping[str, Document]) -> tuple[version_records.Orphan, ...]:
    """Records of released versions that lie without their definition."""
    files = [repository.relative(path) for path in repository.below(SUFFIX)]
    return version_records.orphans(files, documents, [repository.relative(path) for path in repository.definitions()])


def misplaced(repository: Repository, documents: Mapping[str, Document], *, whole: bool) -> Iterator[Diagnostic]:
    """The problems with where things lie. `whole`: these are all the definitions of the repository; of a part of them
    nobody knows where the others are."""
    for document in documents.values():
        yield from version_records.misplaced(document.file, document)
    if whole:
        yield from version_records.problems(orphans(repository, documents), documents)
        yield from unread_files(repository)
