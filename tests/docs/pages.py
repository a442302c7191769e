"""What a page of the documentation tells its reader to do, in order: commands, edits, files; and what the source adds.

Of a fenced block its first line or the words behind the back-ticks say what it is:

| block | what happens |
|---|---|
| begins with `$ command` | its commands are run; what each prints must stand below it |
| ```` ```diff FILE ```` | the change is made to FILE |
| ```` ```yaml FILE ```` | FILE is written (a path has a slash) |
| ```` ```yaml KIND ```` | a part of such a file: it must fit `docs/schemas/KIND.schema.json`, whose required keys it may leave out |

Comments in HTML are for what readers need not see: `<!-- run: COMMAND -->` prepares, `<!-- not run: REASON -->` stands
before a block that cannot be run, `<!-- scratch: init -->` or `<!-- scratch: fleet NAME … -->` says what is begun with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELLIPSIS = "…"
GENERATED = re.compile(r"^\*Written by `(python -m [\w.]+)`", re.MULTILINE)
_COMMENT = re.compile(r"<!--\s*(run|not run|scratch):\s*(.*?)\s*-->", re.DOTALL)
_REMARK = re.compile(r"\s#\s.*$")

Kind = Literal["commands", "diff", "file", "part", "left", "unknown"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is typed, and the lines that are said to follow it. With a remark (`# …`) it shows no output."""

    text: str
    output: tuple[str, ...]

    @property
    def remarked(self) -> bool:
        """Whether a remark stands for what it prints."""
        return bool(_REMARK.search(self.text)) and not self.output


@dataclass(frozen=True, slots=True)
class Step:
    """One block or comment of a page. `line` is counted from 1; `about` is the path, kind, command or reason."""

    kind: Kind | Literal["prepare", "scratch"]
    line: int
    about: str = ""
    content: str = ""
    commands: tuple[Command, ...] = ()
    span: tuple[int, int] = field(default=(0, 0), compare=False)


def steps(text: str) -> Iterator[Step]:
    """Everything of a page that a test does or looks at."""
    reason = ""
    for token in MarkdownIt("commonmark").parse(text):
        start, end = token.map or (0, 0)
        if token.type == "html_block":
            for word, about in _COMMENT.findall(token.content):
                if word == "not run":
                    reason = about
                else:
                    yield Step("prepare" if word == "run" else "scratch", start + 1, about)
        elif token.type == "fence":
            left = "left" if reason else None
            yield _block(token.info.strip(), token.content, start, end, left, reason)
            reason = ""
        elif token.type == "code_block":
            yield Step("unknown", start + 1, "an indented block")
        elif token.type.endswith("_open"):
            reason = ""


def _block(info: str, content: str, start: int, end: int, left: Kind | None, reason: str) -> Step:
    span, line = (start, end), start + 1
    if left:
        commands = tuple(_commands(content)) if content.startswith("$ ") else ()
        return Step(left, line, reason, content, commands, span=span)
    if content.startswith("$ "):
        return Step("commands", line, commands=tuple(_commands(content)), content=content, span=span)
    language, _, about = info.partition(" ")
    if language == "diff" and about:
        return Step("diff", line, about, content, span=span)
    if about:
        return Step("file" if "/" in about else "part", line, about, content, span=span)
    return Step("unknown", line, info or "a block", content, span=span)


def _commands(content: str) -> Iterator[Command]:
    typed: list[str] = []
    output: list[str] = []
    for line in content.splitlines():
        if typed and typed[-1].endswith("\\") and not output:
            typed.append(line)
        elif line.startswith("$ "):
            if typed:
                yield _command(typed, output)
            typed, output = [line[2:]], []
        else:
            output.append(line)
    if typed:
        yield _command(typed, output)


def _command(typed: list[str], output: list[str]) -> Command:
    while output and not output[-1].strip():
        output.pop()
    return Command("\n".join(typed), tuple(output))


def written(commands: tuple[Command, ...]) -> str:
    """A block with these commands; what was printed between them is set off by a blank line."""
    parts: list[str] = []
    for number, one in enumerate(commands):
        if number and commands[number - 1].output:
            parts.append("")
        typed = one.text.split("\n")
        parts += [f"$ {typed[0]}", *typed[1:], *one.output]
    return "\n".join(parts) + "\n"


def rewritten(text: str, changed: dict[int, str]) -> str:
    """The page with new contents of the blocks that begin at these lines, indented as they were."""
    lines = text.split("\n")
    for step in sorted(steps(text), key=lambda one: one.line, reverse=True):
        if step.line in changed:
            start, end = step.span
            indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
            new = changed[step.line].rstrip("\n").split("\n")
            lines[start + 1 : end - 1] = [f"{indent}{line}".rstrip() for line in new]
    return "\n".join(lines)


STARTER = "composer/starter/template/README.md"
"""The page of a new repository: it is run in one."""


def all_pages(root: Path) -> list[Path]:
    """Every page for readers, the one that `composer init` writes included."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), root / STARTER])
