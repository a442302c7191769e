"""Files as such, before anybody asks what they mean."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Rule, Severity

_rule = partial(Rule, protects=Protects.INTENT, waiver=Never.UNCLEAR)

FILES = Area(
    "Files",
    "ET0",
    (
        _rule("ET001", "A file must be readable: an ordinary file that exists and may be opened."),
        _rule("ET002", "A file is at most 1 MB, so that no file can make a check slow."),
        _rule("ET003", "A file is UTF-8 text."),
        _rule("ET004", "A file holds no control or invisible characters, so that what is read is what is seen."),
        _rule(
            "ET005",
            "A file starts with its text, not with a byte order mark.",
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _rule("ET006", "A file holds something."),
        _rule("ET007", "A file holds one document."),
        _rule("ET010", "A file is YAML."),
        _rule("ET011", "YAML is indented with spaces.", ends_reading="\t"),
        _rule(
            "ET012", "A key stands once in a mapping, so that no value silently wins over another.", repeats_key=True
        ),
        _rule("ET013", "Mappings and lists are nested at most 100 deep, and hold at most 20,000 entries each."),
        _rule("ET014", "Aliases repeat at most 1 MB of text."),
        _rule("ET015", "An alias repeats something that stands above it."),
        _rule("ET016", "Keys are written out where they apply; merge keys are not used."),
        _rule("ET017", "Values are plain YAML, without tags."),
        _rule("ET018", "Keys are text."),
        _rule("ET019", "Numbers fit into 64 bits and are finite."),
        _rule("ET020", "Quotes and brackets that are opened are closed."),
        _rule(
            "ET021",
            "Of one file the first 50 problems are told, errors first; the rest are counted.",
            warning_where="no error is among the rest",
            counts_others=True,
        ),
    ),
)
