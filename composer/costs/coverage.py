"""What is charged for which kind of resource, and what of it the model of cost leaves out: as its kind says."""

from __future__ import annotations

from composer.kinds import KINDS
from composer.kinds.kind import FREE
from composer.printing.blocks import Line
from composer.printing.output import show


def table() -> str:
    """As it stands in the reference page of cost."""
    lines = ["| kind | charged | left out |", "|---|---|---|"]
    for kind in KINDS.values():
        if kind.charge != FREE:
            charged = ", ".join(f"`{row}`" for row in kind.charge.rows)
            lines.append(f"| {kind.name} | {charged} | {kind.charge.excluded} |")
    free = dict.fromkeys(kind.name for kind in KINDS.values() if kind.charge == FREE)
    return "\n".join([*lines, "", f"Nothing is charged for {', '.join(free)}."])


if __name__ == "__main__":
    show(Line(line, whole=True) for line in table().splitlines())
