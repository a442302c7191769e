"""The codes of problems with a file as such, before anybody asks what it means."""

from __future__ import annotations

CODES: dict[str, str] = {
    "ET001": "A file must be readable: an ordinary file that exists and may be opened.",
    "ET002": "A file is at most 1 MB, so that no file can make a check slow.",
    "ET003": "A file is UTF-8 text.",
    "ET004": "A file holds no control or invisible characters, so that what is read is what is seen.",
    "ET005": "A file starts with its text, not with a byte order mark.",
    "ET006": "A file holds something.",
    "ET007": "A file holds one document.",
    "ET010": "A file is YAML.",
    "ET011": "YAML is indented with spaces.",
    "ET012": "A key stands once in a mapping, so that no value silently wins over another.",
    "ET013": "Mappings and lists are nested at most 100 deep, and hold at most 20,000 entries each.",
    "ET014": "Aliases repeat at most 1 MB of text.",
    "ET015": "An alias repeats something that stands above it.",
    "ET016": "Keys are written out where they apply; merge keys are not used.",
    "ET017": "Values are plain YAML, without tags.",
    "ET018": "Keys are text.",
    "ET019": "Numbers fit into 64 bits and are finite.",
    "ET021": "Of one file the first 50 problems are told, errors first; the rest are counted.",
    "ET020": "Quotes and brackets that are opened are closed.",
}
"""Code and purpose of every problem found by `composer.documents`."""
