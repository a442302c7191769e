"""What all kinds of Dataproc share: names, places and paths."""

from __future__ import annotations

from composer.kinds.kind import Rest
from composer.kinds.rest_writes import Writes

ROOT = "https://dataproc.googleapis.com/"
ID = r"[A-Za-z0-9][A-Za-z0-9_-]{1,48}[A-Za-z0-9]"
"""3 to 50 letters, digits, underscores and hyphens, neither of which at an end (discovery document of dataproc.v1)."""
LOCATION = r"[a-z]+(-[a-z]+)+[0-9]+"


def folder(collection: str, name: str) -> str:
    """The template of the provider's ids."""
    return f"projects/{{project}}/locations/{{location}}/{collection}/{{{name}}}"


def rest(collection: str, name: str, items: str) -> Rest:
    """The REST calls that read a kind: below `regions`, while the provider's ids say `locations`."""
    path = f"projects/{{project}}/regions/{{location}}/{collection}"
    return Rest(
        "dataproc",
        root=ROOT,
        get=f"v1/{path}/{{{name}}}",
        list=f"v1/{path}",
        items=items,
        body={"id": f"{{{name}}}", "name": f"{path}/{{{name}}}"},
        writes=Writes(update=("PUT",)),
        spellings=(("/locations/", "/regions/"),),
    )
