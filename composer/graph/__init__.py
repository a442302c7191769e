"""Resource graphs: what an Event Type and a platform cell are made of, and how two graphs differ.

Not here: which resources there are for what (`facets`, `platform`), and what Google's kinds are (`kinds`).
"""

from composer.graph import cloud_names
from composer.graph.claims import refuse_shared_names
from composer.graph.graph import (
    BrokenGraphError,
    ResourceGraph,
    build_graph,
    canonical,
    dependencies,
    refuse_lost_dead_letters,
    resources_from_json,
)
from composer.graph.resource import (
    FOUNDATION,
    PLATFORM,
    Reference,
    Resource,
    as_json,
    cell_of,
    is_shared,
    join,
    json_text,
    layer,
    ref,
    references,
    shared_owners,
)

__all__ = [
    "FOUNDATION",
    "PLATFORM",
    "BrokenGraphError",
    "Reference",
    "Resource",
    "ResourceGraph",
    "as_json",
    "build_graph",
    "canonical",
    "cell_of",
    "cloud_names",
    "dependencies",
    "is_shared",
    "join",
    "json_text",
    "layer",
    "ref",
    "references",
    "refuse_lost_dead_letters",
    "refuse_shared_names",
    "resources_from_json",
    "shared_owners",
]
