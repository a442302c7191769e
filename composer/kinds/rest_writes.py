"""How Google's REST API makes, changes and deletes objects of a kind, where it is not the usual way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Writes:
    """The writes of a kind, beside what its `Rest` says; the defaults are what most of Google's services do.

    `create`: POST makes an object in its collection (`Rest.list`), PUT at its own path (`Rest.get`). `names`: what
    stands beside the object, `member={property}` joined by `&`: in the query or, where `created_in` is the member of
    the body that holds the object, in the body. `update`: the verbs of changes at `update_path` (a template with its
    query, `Rest.get` if empty); PUT gives the whole object, and nothing beside it. `change` is what others give: with
    `mask`, an `updateMask` says which members change, in the query or, where `updated_in` is the member of the body
    that holds the object, in the body; with `merge` the body is merged into the object, and null takes a member away;
    with `whole` it is the object. `kept` are members that stay where a PUT leaves them out. `unchangeable` is why there
    is no update. `delete_path` is where a deletion goes, as `update_path`. `deleted` is the answer to a deletion: an
    empty object, nothing (204) or what was deleted; `delete_options` are members of its query and the Pulumi-only
    properties that mean the same. `actions` are verbs behind the path (`:pause`) with the properties that they set;
    `actions_answer` as `deleted`, and `shown` the members of an answer that say so: the property, and the value while
    it is true. `media` is the property that an upload's content is kept in. `operation` is the style of the
    long-running operation that writes are answered with. With `twins`, creations and changes that are answered with one
    (`:createAsync`, `:updateAsync`) stand beside those that are not. `calls` are those below the path (`/resize`), each
    with what it sets: a property's path, and its value or the member of the query (`{size}`) that says it; `setters`
    are those whose body has properties (`/setLabels`), each with their names. A kind that cannot be written over REST
    says in `none` why.
    """

    create: Literal["POST", "PUT"] = "POST"
    names: str = ""
    created_in: str = ""
    update: tuple[str, ...] = ("PATCH",)
    update_path: str = ""
    updated_in: str = ""
    change: Literal["mask", "merge", "whole"] = "mask"
    kept: tuple[str, ...] = ()
    unchangeable: str = ""
    delete_path: str = ""
    deleted: Literal["empty", "nothing", "object"] = "empty"
    delete_options: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    actions_answer: Literal["empty", "object"] = "object"
    shown: Mapping[str, tuple[str, str | bool]] = field(default_factory=dict)
    media: str = ""
    operation: Literal["", "compute", "sql", "longrunning"] = ""
    twins: bool = False
    calls: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)
    setters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    none: str = ""


USUAL = Writes()
"""A collection that takes POST, objects that take PATCH with an `updateMask` and DELETE."""
MERGED = Writes(update=("PATCH", "PUT"), change="merge", deleted="nothing")
"""Of the services of Cloud Storage and BigQuery: a change is merged into the object, a deletion answers nothing."""
