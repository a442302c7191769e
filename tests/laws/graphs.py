"""Generated resource graphs: small, with references, protected things, and properties that cannot be changed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from composer.graph import Resource, ResourceGraph, as_json, build_graph, join, ref
from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import Property

OWNER = "EndSong"
PLATFORM_ID = "platform:local-1/tag"

KINDS = {
    token: Kind(
        token=token,
        discovery=("", ""),
        id="{name}",
        charge=FREE,
        rest=Rest("", ""),
        inventory=OWN_API,
        properties={
            "fixed": Property("string", immutable=True),
            "loose": Property("string"),
            "block": Property(
                "object", properties={"fixed": Property("string", immutable=True), "loose": Property("string")}
            ),
            "items": Property(
                "list", items=Property("object", properties={"fixed": Property("string", immutable=True)})
            ),
            "document": Property("json"),
        },
    )
    for token in ("gcp:a/one:One", "gcp:b/two:Two")
}

ROLES = [f"r{index}" for index in range(6)]
scalars = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x", "EndSong", "é"]) | st.just(1.0)


def values(targets: list[str]) -> st.SearchStrategy[Any]:
    atoms = scalars
    if targets:
        chosen = st.sampled_from(targets).flatmap(lambda name: st.sampled_from([ref(name), ref(name, "loose")]))
        atoms = atoms | chosen | chosen.map(lambda one: join("prefix:", one))
    named = st.lists(st.fixed_dictionaries({"name": st.sampled_from("abc"), "fixed": atoms}), max_size=3)
    nested = st.lists(atoms, max_size=2) | st.dictionaries(st.sampled_from(["fixed", "loose"]), atoms) | named
    return atoms | nested | nested.map(as_json)


@st.composite
def graphs(draw: st.DrawFn) -> ResourceGraph:
    """A graph in which a resource may refer to any resource drawn before it, so there are no cycles."""
    roles = draw(st.permutations(ROLES))[: draw(st.integers(0, len(ROLES)))]
    made: list[Resource] = []
    for role in roles:
        targets = [PLATFORM_ID, *(resource.id for resource in made)]
        inputs = draw(
            st.dictionaries(st.sampled_from(["fixed", "loose", "block", "items", "document"]), values(targets))
        )
        made.append(
            Resource(
                id=f"{OWNER}/{role}",
                type=draw(st.sampled_from(sorted(KINDS))),
                name=draw(st.sampled_from(["one", "two"])),
                inputs=inputs,
                because=draw(st.sampled_from(["", "somebody wants it"])),
                depends_on=tuple(draw(st.lists(st.sampled_from(targets), max_size=2, unique=True))),
                protect=draw(st.booleans()),
            )
        )
    return build_graph(OWNER, made)


maybe_graphs = st.none() | graphs()
