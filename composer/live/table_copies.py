"""Copies of tables that share their storage: clones and snapshots, which hold rows for longer than their table does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.dataset import DATASET
from composer.live.dependents import Dependents, full_name
from composer.live.google import Answer, api_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from composer.live.google import Google

_API = api_of(DATASET)
_HOLD_NOTHING = frozenset({"VIEW", "MATERIALIZED_VIEW", "EXTERNAL"})
"""Types of tables that are no copies: https://cloud.google.com/bigquery/docs/reference/rest/v2/tables/list"""
_NOUNS = {"cloneDefinition": "clone", "snapshotDefinition": "snapshot"}
_FIELDS = ",".join(f"{member}(baseTableReference)" for member in _NOUNS)


class TableCopies:
    """The clones and snapshots in all datasets of a project that may be listed; each project is looked through once.

    A list of tables says of none whose copy it is, so that each table is asked for.
    """

    def __init__(self, google: Google) -> None:
        self._google = google
        self._projects: dict[str, tuple[Mapping[str, list[str]], str]] = {}

    def of(self, project: str, tables: Collection[str]) -> Dependents:
        """Those of these tables of a project (`dataset.table`), each with what it is."""
        if project not in self._projects:
            self._projects[project] = self._looked_through(project)
        by_base, refusal = self._projects[project]
        names = [name for table in tables for name in by_base.get(f"{project}.{table}", ())]
        return Dependents(f"BigQuery, tables of {project}", tuple(names), refusal)

    def _looked_through(self, project: str) -> tuple[Mapping[str, list[str]], str]:
        """By the full name of a table what was copied of it; and why not all of them are known."""
        by_base: dict[str, list[str]] = {}
        for one in self._tables(project):
            if isinstance(one, Answer):
                return by_base, one.refusal
            for member, noun in _NOUNS.items():
                if member in one:
                    base = full_name(one[member]["baseTableReference"])
                    by_base.setdefault(base, []).append(f"{noun} {full_name(one['tableReference'])}")
        return by_base, ""

    def _tables(self, project: str) -> Iterator[Mapping[str, Any] | Answer]:
        """Every table that may be a copy; an answer in place of what was refused."""
        root = f"v2/projects/{project}/datasets"
        datasets = self._google.listed(_API, root, "datasets", all="true")
        if not datasets.complete:
            yield datasets.last
        for dataset in datasets.items:
            where = f"{root}/{dataset['datasetReference']['datasetId']}/tables"
            listed = self._google.listed(_API, where, "tables", maxResults="1000")
            if not listed.complete and not listed.last.absent:  # what is gone since then holds nothing
                yield listed.last
            for table in listed.items:
                if table.get("type") not in _HOLD_NOTHING:
                    yield from self._table(where, table["tableReference"])

    def _table(self, where: str, reference: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | Answer]:
        answer = self._google.ask(_API, f"{where}/{reference['tableId']}", fields=_FIELDS)
        if answer.fine:
            yield {**answer.body, "tableReference": reference}
        elif not answer.absent:
            yield answer
