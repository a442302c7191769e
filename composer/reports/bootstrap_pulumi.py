"""What must be there before the first `up`, as a `Pulumi.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from composer.printing.blocks import Line, Styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.printing.blocks import Block


def render(program: Mapping[str, Any]) -> Iterator[Block]:
    """The program, in the order of its resources; lines are never wrapped."""
    for comment in (
        f"{program['description']}. Nothing was executed. In a folder of its own, as an owner of the project:",
        "pulumi stack init bootstrap, then pulumi up, which shows everything before it makes anything.",
    ):
        yield Line(Styled(f"# {comment}", "faint"), whole=True)
    text = yaml.safe_dump(dict(program), sort_keys=False, width=10_000, allow_unicode=True)
    yield from (Line(line, whole=True) for line in text.splitlines())
