"""Data Catalog: taxonomies and policy tags, which stand for what BigQuery columns hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.live_rules import Refusal
from composer.kinds.property import deletion_policy, project, string, strings
from composer.kinds.quota_rules import Quota

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects

_ROOT = "https://datacatalog.googleapis.com/"
_SPELLINGS = (("/v1beta1/", "/v1/"),)
_TAXONOMY = "gcp:datacatalog/taxonomy:Taxonomy"
_TAG = "gcp:datacatalog/policyTag:PolicyTag"
_DISPLAY_NAME = r"(?! )[\w\- ]+(?<! )"
DEPTH = 5
"""Policy tags may stand this deep below one another."""

TAXONOMY = Kind(
    token=_TAXONOMY,
    discovery=("datacatalog.v1", "GoogleCloudDatacatalogV1Taxonomy"),
    inventory=OWN_API,
    id="projects/{project}/locations/{region}/taxonomies/{server_id}",
    properties={
        "display_name": string(required=True, pattern=_DISPLAY_NAME, max_bytes=200),
        "activated_policy_types": strings(string(enum=("FINE_GRAINED_ACCESS_CONTROL",))),
        "deletion_policy": deletion_policy(),
        "description": string(max_bytes=2000),
        "project": project(),
        "region": string(immutable=True, optional_computed=True, api=""),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="datacatalog",
        root=_ROOT,
        get="v1/{+id}",
        list="v1/projects/{project}/locations/{region}/taxonomies",
        items="taxonomies",
        spellings=_SPELLINGS,
    ),
    scope="global",
    server_made_id=True,
    identified_by="display_name",
    clash="{display_name}",
    quotas=(Quota(40, noun="taxonomies per project", row="datacatalog.taxonomies"),),
    exists="Taxonomy with display name '{display_name}' already exists., alreadyExists",
    not_found="Taxonomy {id} was not found., notFound",
    charge=FREE,
)


def not_too_deep(inputs: Mapping[str, Any], _links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """Tags stand below others of their own taxonomy, and not too deep."""
    above, depth = inputs.get("parent_policy_tag"), 1
    while above:
        depth += 1
        if not str(above).startswith(f"{inputs['taxonomy']}/"):
            yield Refusal(400, f"The parent {above} is not in the taxonomy {inputs['taxonomy']}., invalid")
        properties = live.properties(_TAG, str(above))
        above = properties.get("parent_policy_tag") if properties else None
    if depth > DEPTH:
        yield Refusal(400, f"Policy tags can be nested at most {DEPTH} levels deep, not {depth}., invalid")


POLICY_TAG = Kind(
    token=_TAG,
    discovery=("datacatalog.v1", "GoogleCloudDatacatalogV1PolicyTag"),
    inventory=OWN_API,
    permission_name="datacatalog.taxonomies",
    id="{taxonomy}/policyTags/{server_id}",
    properties={
        "display_name": string(required=True, pattern=_DISPLAY_NAME, max_bytes=200),
        "taxonomy": string(
            required=True, immutable=True, pattern=r"projects/[^/]+/locations/[^/]+/taxonomies/[^/]+", api=""
        ),
        "deletion_policy": deletion_policy(),
        "description": string(max_bytes=2000),
        "parent_policy_tag": string(),
        "child_policy_tags": strings(computed=True),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        service="datacatalog",
        root=_ROOT,
        get="v1/{+id}",
        list="v1/{+taxonomy}/policyTags",
        items="policyTags",
        spellings=_SPELLINGS,
    ),
    parents=(Parent("taxonomy", _TAXONOMY, cascades=True), Parent("parent_policy_tag", _TAG, cascades=True)),
    scope="parent",
    server_made_id=True,
    identified_by="display_name",
    clash="{taxonomy}/{display_name}",
    quotas=(Quota(100, "{taxonomy}", "policy tags per taxonomy"),),
    exists="Policy tag with display name '{display_name}' already exists., alreadyExists",
    not_found="Policy tag {id} was not found., notFound",
    charge=FREE,
    reference_rule=not_too_deep,
)
