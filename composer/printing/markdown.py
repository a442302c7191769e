"""Markdown for comments on pull requests and release notes: what comes from outside is never markup.

`Markdown` is text that is escaped. A template of the composer's own is filled with `fill`; a string that is put into it
is data, and so becomes words that are no markup, or a code span where one of its words could be read as more than a
word: code spans are what neither Markdown nor GitHub (mentions, issues, links, emoji) looks into.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.printing.output import Document
from composer.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Markdown:
    """Markup that is escaped where it has to be. Only this module makes it, from templates in the composer's code."""

    source: str

    def __len__(self) -> int:
        return len(self.source)


_WORD = r"[(“]?[^\W_]+(?:[-'/][^\W_]+)*[)”]?"
_PLAIN = re.compile(rf"(?:{_WORD}[.,;:!?)]*|[→±\u00d7≈\u2013—…·+%=]|[0-9]+(?:[.,][0-9]+)*%?[.,;:)]*)")
_ACTIVE = re.compile(
    r"www|^[(“]?[0-9a-f]{7,40}[)”.,;:!?]*$|^[(“]?gh-[0-9]|(?<![^\W\d_])(?:https?|ftp|mailto|xmpp)", re.IGNORECASE
)
_LIST = re.compile(r"[0-9]+[.)]|[-+*=]+")
"""What begins a list or underlines a heading where a paragraph begins with it."""
_CODE = re.compile(r"(?<!\S)([(“]?)`([\w.:/@<>\[\]() =+-]+)`([.,;:)”]*)(?!\S)")
"""Code in sentences of the composer's own, which are the same for terminals."""


def fill(template: str, *values: object) -> Markdown:
    """The template with each `{}` replaced: by Markdown as it is, by anything else as data."""
    return Markdown(
        template.format(*(value.source if isinstance(value, Markdown) else text(str(value)).source for value in values))
    )


def text(content: str) -> Markdown:
    """Words of anybody in a paragraph. Those that could be more than words are in code spans, with what is between."""
    before, *rest = _CODE.split(visible(content))
    parts = [_plain(before, first=True)]
    for opened, inside, closed, after in zip(*(rest[number::4] for number in range(4)), strict=True):
        parts += [opened, _code(inside), closed, _plain(after)]
    return Markdown("".join(parts))


def _plain(content: str, *, first: bool = False) -> str:
    parts: list[str] = []
    active: list[str] = []
    for number, word in enumerate(content.split(" ")):
        if _is_plain(word) and not (first and number == 0 and _LIST.fullmatch(word)):
            parts += [_code(" ".join(active))] if active else []
            active = []
            parts.append(word)
        else:
            active.append(word)
    return " ".join([*parts, *([_code(" ".join(active))] if active else [])])


def _is_plain(word: str) -> bool:
    return not word or (bool(_PLAIN.fullmatch(word)) and not _ACTIVE.search(word))


def code(content: str) -> Markdown:
    """Any text as code: a name, a path, a value."""
    return Markdown(_code(visible(content)))


def _code(content: str) -> str:
    longest = max(map(len, re.findall("`+", content)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if not content or content[0] in "` " or content[-1] in "` " else ""
    return f"{fence}{blank}{content}{blank}{fence}"


def block(lines: Iterable[str]) -> Markdown:
    """Lines as a block of code."""
    shown = [visible(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(longest + 1, 3)
    return Markdown("\n".join([fence, *shown, fence]))


def joined(parts: Iterable[Markdown], between: str = "\n") -> Markdown:
    """Markdown one after the other."""
    return Markdown(between.join(part.source for part in parts))


def table(head: Sequence[str], rows: Iterable[Sequence[Markdown]]) -> Markdown:
    """A table; no cell can end itself."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return Markdown("\n".join(lines))


def _cell(cell: Markdown) -> str:
    # a backslash before it would take the one that is put before a bar
    return cell.source.replace("\\|", "\\x7c").replace("|", "\\|")


def folded(title: Sequence[str], body: Markdown) -> Markdown:
    """A part that is opened by a click on its title: a name, and words about it. Within it nothing is Markdown, so it
    is escaped as HTML."""
    name, description = (html.escape(visible(part)) for part in title)
    return Markdown(f"<details><summary><code>{name}</code>: {description}</summary>\n\n{body.source}\n\n</details>")


def document(blocks: Iterable[Markdown]) -> Document:
    """Blocks with a blank line between them."""
    return Document(("\n\n".join(part.source for part in blocks if part.source), "\n"))
