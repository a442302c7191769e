"""The graph that was applied, as the stack itself remembers it: an output, written by the update that applied it."""

from __future__ import annotations

import base64
import json
import zlib

from composer.graph import ResourceGraph, build_graph, canonical, resources_from_json

LARGEST = 64 * 1024 * 1024
"""Bytes of a graph; what claims to be more is none."""


def packed(graph: ResourceGraph) -> str:
    """The graph as a short text."""
    text = canonical({"resources": graph.to_json()["resources"]})
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(owner: str, text: str) -> ResourceGraph | None:
    """The graph of a text; None for anything that is not one of this owner."""
    if not text:
        return None
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST)
        resources = tuple(resources_from_json(json.loads(data)))
        if any(resource.id.partition("/")[0] != owner for resource in resources):
            return None
        return build_graph(owner, resources)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        return None
