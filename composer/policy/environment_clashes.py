"""Places and services that two environments may not share."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from composer import documents
from composer.diagnostics import Diagnostic, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.repository import Repository
    from composer.spec.environment import EnvironmentSpec


PLACES = ("backend", "ledger")
"""Keys of what runs of an environment write. Leases lie beside the states."""


def shared_places(repository: Repository, document: Document, spec: EnvironmentSpec) -> Iterator[Diagnostic]:
    """Report where another environment writes, too. Records are named after Event Types: what one environment applied
    would count as applied in the other."""
    ours = {key: _same_place(repository, getattr(spec, key)) for key in PLACES}
    for other, there in _others(repository, document):
        written = there.value if isinstance(there.value, dict) else {}
        for key, place in ours.items():
            for theirs in PLACES:
                if isinstance(written.get(theirs), str) and _same_place(repository, written[theirs]) == place:
                    yield Diagnostic(
                        "ET716",
                        f"`{other}` keeps its {_WHAT[theirs]} in {getattr(spec, key)}, too",
                        document.span((key,)),
                        "give each environment a place of its own, with its name in it",
                        related=(Related(there.span((theirs,)), f"`{other}` says so here"),),
                    )


def _others(repository: Repository, document: Document) -> Iterator[tuple[str, Document]]:
    """The files of all other environments, by name."""
    for name in repository.names(repository.environments):
        if name != document.file.rpartition("/")[2].removesuffix(".yaml"):
            yield name, documents.of(repository, repository.environments / f"{name}.yaml")


def shared_closer(repository: Repository, document: Document, spec: EnvironmentSpec) -> Iterator[Diagnostic]:
    """Report where another environment calls the same bucket closer: it is asked for an Event Type by its name alone,
    so that buckets of one environment would be closed by what has arrived in another."""
    for other, there in _others(repository, document):
        etl = there.value.get("etl") if isinstance(there.value, dict) else None
        if isinstance(etl, dict) and etl.get("bucket_closer") == spec.etl.bucket_closer:
            yield Diagnostic(
                "ET717",
                f"`{other}` calls the bucket closer at {spec.etl.bucket_closer}, too",
                document.span(("etl", "bucket_closer")),
                "give each environment a bucket closer of its own, with its name in the address",
                related=(Related(there.span(("etl", "bucket_closer")), f"`{other}` says so here"),),
            )


_WHAT = {"backend": "states and leases", "ledger": "ledger"}


def _same_place(repository: Repository, url: str) -> str:
    """One writing for each place."""
    scheme, _, path = absolute(repository, url).partition("://")
    clean = posixpath.normpath(unquote(path) if scheme == "file" else path)
    return f"{scheme}://{clean}"


def absolute(repository: Repository, url: str) -> str:
    """A relative `file://` URL starts at the repository's root, whatever the current directory is."""
    scheme, _, path = url.partition("://")
    return f"file://{repository.root / path}" if scheme == "file" else url
