"""What others made that stands on something of ours, and that no log of reads shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.pubsub.topic import TOPIC
from composer.live.google import api_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from composer.live.google import Google

_AUTHORIZED = ("view", "routine", "dataset")
"""Members of an entry of a dataset's access that let something read rather than somebody."""
_PARTS = ("projectId", "datasetId", "tableId", "routineId")


@dataclass(frozen=True, slots=True)
class Dependents:
    """Names of what stands on something, each with what it is. `refusal`: why that is not known, in Google's words."""

    source: str
    names: tuple[str, ...] = ()
    refusal: str = ""


def of_topic(google: Google, project: str, topic: str, ours: Collection[str]) -> Dependents:
    """Subscriptions and snapshots of a topic, wherever they are, but for `ours`. None if the topic is not there."""
    source, names = f"Pub/Sub, topic {topic}", []
    for items, noun in (("subscriptions", "subscription"), ("snapshots", "snapshot")):
        listed = google.listed(api_of(TOPIC), f"v1/projects/{project}/topics/{topic}/{items}", items)
        if listed.last.absent:
            return Dependents(source)
        if not listed.complete:
            return Dependents(source, refusal=listed.last.refusal)
        names += [f"{noun} {one}" for one in map(str, listed.items) if one.rpartition("/")[2] not in ours]
    return Dependents(source, tuple(names))


def of_dataset(google: Google, project: str, dataset: str) -> Dependents:
    """Views, routines and datasets that may read a dataset without a grant to anybody. None if it is not there."""
    source = f"BigQuery, dataset {dataset}"
    answer = google.ask(api_of(DATASET), f"v2/projects/{project}/datasets/{dataset}")
    if answer.absent or not answer.fine:
        return Dependents(source, refusal="" if answer.absent else answer.refusal)
    parts = [(noun, entry[noun]) for entry in answer.body.get("access", ()) for noun in _AUTHORIZED if noun in entry]
    names = (f"{noun} {full_name(one.get('dataset', one))}" for noun, one in parts)
    return Dependents(source, tuple(names))


def full_name(reference: Mapping[str, str]) -> str:
    """`project.dataset` or `project.dataset.view`, in whichever order the API says the parts."""
    return ".".join(reference[part] for part in _PARTS if part in reference)
