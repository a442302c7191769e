"""What an environment file was written with and nobody has filled in: numbers of projects, tags of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.spec.environment import EnvironmentSpec

MOVING = "latest"
"""The tag that means another image tomorrow, and that an image without a tag gets."""


def placeholders(document: Document, spec: EnvironmentSpec) -> Iterator[Diagnostic]:
    """Project numbers that Google never gave to anybody, and images whose tag says nothing."""
    for index, cell in enumerate(spec.cells):
        if cell.project_number.startswith("0"):
            yield Diagnostic(
                "ET719",
                f"`{cell.project_number}` is the number of no project",
                document.span(("cells", index, "project_number")),
                f"look it up: gcloud projects describe {cell.project} --format 'value(projectNumber)'; where there is "
                "no project yet, remove the file until there is one",
            )
    for key in ("image", "canary"):
        image = getattr(spec.etl, key)
        if image and image.rpartition("/")[2].rpartition(":")[2] == MOVING and "@" not in image:
            yield Diagnostic(
                "ET719",
                f"`:{MOVING}` is another image tomorrow: machines that start then run what nobody rolled out",
                document.span(("etl", key)),
                "write the tag or the digest of one build",
            )
