"""What takes data of ours along without reading it as anybody: transfers, shared datasets, and what keys protect."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from composer.live.dependents import Dependents
from composer.live.google import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from composer.live.google import Answer, Google

BIGQUERY_TRANSFER = Api("bigquerydatatransfer", "https://bigquerydatatransfer.googleapis.com/")
STORAGE_TRANSFER = Api("storagetransfer", "https://storagetransfer.googleapis.com/")
SHARING = Api("analyticshub", "https://analyticshub.googleapis.com/")
KEY_INVENTORY = Api("kmsinventory", "https://kmsinventory.googleapis.com/")
_DISABLED = re.compile(r"has not been used in project \S+ before or it is disabled")


def of_buckets(google: Google, project: str, buckets: Collection[str]) -> Dependents:
    """Jobs of Storage Transfer Service that read or fill these buckets; those that are deleted do neither."""
    asked = json.dumps({"projectId": project}, separators=(",", ":"))

    def matches(job: Mapping[str, Any]) -> bool:
        spec = job.get("transferSpec", {})
        ends = (spec.get("gcsDataSource", {}), spec.get("gcsDataSink", {}))
        return job.get("status") != "DELETED" and any(one.get("bucketName") in buckets for one in ends)

    names = _listed(google, STORAGE_TRANSFER, "v1/transferJobs", "transferJobs", matches, filter=asked)
    return _dependents(f"Storage Transfer Service, jobs of {project}", "transfer", names)


def of_datasets(google: Google, project: str, location: str, datasets: Collection[str]) -> Iterator[Dependents]:
    """Transfers and scheduled queries that read or fill these datasets, and listings that others link them by."""
    # names of datasets have letters, digits and _, so that a word is a name
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(datasets)))})\b")

    def transfers(config: Mapping[str, Any]) -> bool:
        return config.get("destinationDatasetId") in datasets or bool(named.search(json.dumps(config.get("params"))))

    where = f"v1/projects/{project}/locations/{location.lower()}"
    taken = _listed(google, BIGQUERY_TRANSFER, f"{where}/transferConfigs", "transferConfigs", transfers)
    yield _dependents(f"BigQuery Data Transfer, {project}, {location}", "transfer", taken)

    ours = {f"projects/{project}/datasets/{one}" for one in datasets}

    def shares(listing: Mapping[str, Any]) -> bool:
        return listing.get("bigqueryDataset", {}).get("dataset") in ours

    yield _dependents(f"BigQuery sharing, {project}, {location}", "listing", _listings(google, where, shares))


def of_key(google: Google, key: str, ours: Mapping[str, int]) -> Dependents:
    """Objects that a key protects beside so many of each asset type that are ours.

    The inventory lags by up to a day: what it still knows of keeps the key until it does not.
    """
    source = f"KMS inventory, {key.rpartition('/')[2]}"
    answer = google.ask(KEY_INVENTORY, f"v1/{key}/protectedResourcesSummary")
    if answer.absent:
        return Dependents(source)
    if not answer.fine:
        return Dependents(source, refusal=answer.refusal)
    counts = {kind: int(count) - ours.get(kind, 0) for kind, count in answer.body.get("resourceTypes", {}).items()}
    return Dependents(source, tuple(f"{count} {kind} by the key" for kind, count in counts.items() if count > 0))


def _listings(google: Google, where: str, matches: Callable[[Mapping[str, Any]], bool]) -> list[str] | Answer:
    """The names of the listings that match in all data exchanges of a place; the first answer that was refused."""
    exchanges = _listed(google, SHARING, f"{where}/dataExchanges", "dataExchanges", lambda _: True)
    names: list[str] = []
    for exchange in exchanges if isinstance(exchanges, list) else ():
        more = _listed(google, SHARING, f"v1/{exchange}/listings", "listings", matches)
        if not isinstance(more, list):
            return more
        names += more
    return names if isinstance(exchanges, list) else exchanges


def _listed(
    google: Google, api: Api, path: str, items: str, matches: Callable[[Mapping[str, Any]], bool], **parameters: str
) -> list[str] | Answer:
    """The names of what matches; the answer that kept them from being known. An API that is not enabled has nothing."""
    listed = google.listed(api, path, items, **parameters)
    if not listed.complete and not _DISABLED.search(listed.last.refusal):
        return listed.last
    return [str(one["name"]) for one in listed.items if matches(one)]


def _dependents(source: str, noun: str, names: list[str] | Answer) -> Dependents:
    if isinstance(names, list):
        return Dependents(source, tuple(f"{noun} {one}" for one in names))
    return Dependents(source, refusal=names.refusal)
