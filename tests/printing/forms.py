"""What has to hold of the output of each form, whatever was put in."""

import json
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

PAYLOAD = (
    "ab\x1b[31m\x1b]8;;http://e.vil\x07\x9b1m\u202e\u2066\u200b\u200d\u2028\x85\x0b\x0c\x00\n::error::pwned\r\n"
    "::set-env name=A::b ##[error]x ##vso[task] <script>alert(1)</script><!-- ![i](http://e.vil/i.png)"
    "[l](https://e.vil) [l]: http://e.vil @team o@e.vil #1 o/r#2 GH-3 `c` ``d | e` *b* __u__ ~~s~~ $m$ :tada: "
    "www.e.vil e.vil https://e.vil/a_b 0123abcdef \u3164\ufe0f\U000e0041e\u0301\u0301\u0301\u0301\u0301\u0301\n"
    "# h\n- l\n```\n    code\n---\n| a |\n|---|\n&amp;&#64;"
)
"""Everything that somebody could put into a text: for terminals, for CI, for GitHub, for people's eyes."""

_MARKDOWN = MarkdownIt("commonmark", {"linkify": True, "html": True}).enable(["linkify", "table", "strikethrough"])
_OUR_HTML = re.compile(
    r"<details><summary><code>[^<>]*</code>: [^<>]*</summary>\n?|</details>\n?|<br>|</?sub>", re.MULTILINE
)
_LIVE = re.compile(r"@\w|#\d|\bGH-\d|www\.|://|\b[0-9a-f]{7,40}\b|:\w+:|\$\w|\w\.\w", re.IGNORECASE)


def terminal(text: str) -> None:
    """Lines of characters that can be seen, none of which CI obeys."""
    for line in text.split("\n"):
        assert line.isprintable(), ascii(line)
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"##[\w.]*\[", line), line


def github(text: str) -> None:
    """Each line is one of our commands."""
    for line in text.splitlines():
        assert re.fullmatch(r"::(error|warning) [^:]*::.*", line), ascii(line)
        assert line.isprintable(), ascii(line)
    assert text.count("\n") == len(text.splitlines())


def json_text(text: str) -> None:
    """A document of characters that can be seen."""
    json.loads(text)
    for line in text.split("\n"):
        assert line.isprintable(), ascii(line)


def markdown(text: str) -> None:
    """Nothing but our own markup: no link, no image, no HTML of others, and no word that GitHub makes one of."""
    assert all(line.isprintable() for line in text.split("\n")), ascii(text)
    for token in _flat(_MARKDOWN.parse(text)):
        assert token.type not in {"image", "link_open", "s_open", "hr", "blockquote_code"}, token
        if token.type in {"html_inline", "html_block"}:
            assert not _OUR_HTML.sub("", token.content).strip(), token.content
        if token.type == "text":
            assert not _LIVE.search(token.content), token.content


def literal(text: str) -> str:
    """The words of a Markdown text as people read them."""
    return "".join(token.content for token in _flat(_MARKDOWN.parse(text)) if token.type in {"text", "code_inline"})


def _flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *_flat(token.children or []))]


CHECKS = {
    "text": terminal,
    "json": json_text,
    "sarif": json_text,
    "readers": json_text,
    "shell": terminal,
    "pulumi": terminal,
    "github": github,
    "markdown": markdown,
    "csv": terminal,
}
