"""Files that are made to cost much: how much time of a processor `check`, or another verb, takes for each, and how much it prints.

`python tests/benchmarks/hostile.py [VERB …] [NAME …]` prints a table; tests hold how much is said, which no machine changes.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOUND = (ROOT / "eventtypes" / "playback" / "EndSong.yaml").read_text(encoding="utf-8")
HEAD, SCHEMA = SOUND[: SOUND.index("\nschema:")], SOUND[SOUND.index("\nschema:") :]
RECORD = "\nschema: {type: record, name: EndSong, namespace: com.x, fields: [\n"
FIELD = "{name: %s, type: %s, semantic: system.operations},\n"


def _fields(*rows: tuple[str, str]) -> str:
    return HEAD + RECORD + "".join(FIELD % row for row in rows) + "]}\n"


DEFINITIONS: dict[str, str] = {
    "16,000 unknown keys": SOUND + "".join(f"key_{number}: 1\n" for number in range(16_000)),
    "90,000 unknown keys": SOUND + "".join(f"k{number}: 1\n" for number in range(90_000)),
    "150,000 repeated keys": SOUND + "a: 1\n" * 150_000,
    "a scalar of 1 MB": SOUND.replace("description: ", "description: " + "long " * 195_000, 1),
    "a scalar of 1 MB without blanks": SOUND.replace("description: ", "description: " + "x" * 980_000, 1),
    "a key of 1 MB": SOUND + "x" * 980_000 + ": 1\n",
    "a name of 1 MB": SOUND.replace("event_type: EndSong", "event_type: E" + "n" * 980_000),
    "an owner of 1 MB": HEAD.replace("owner: ", "owner: " + "o" * 980_000) + SCHEMA,
    "a value for a choice of 1 MB": HEAD.replace("importance: ", "importance: " + "o" * 980_000) + SCHEMA,
    "a list of 300,000": SOUND + "wide: [" + "1, " * 300_000 + "]\n",
    "50,000 consumers": HEAD.replace("consumers:", "consumers: [" + "{team: q, needs: daily}," * 38_000 + "]\nold:", 1)
    + SCHEMA,
    "19,000 consumers": HEAD.replace("consumers:", "consumers: [" + "{team: q, needs: daily}," * 19_000 + "]\nold:", 1)
    + SCHEMA,
    "15,000 unknown teams": HEAD.replace(
        "\nconsumers:\n", "\nconsumers:\n" + "".join(f"  - {{team: team-{n}, needs: daily}}\n" for n in range(15_000))
    )
    + SCHEMA,
    "a union of 19,000 names": _fields(("u", "[" + ", ".join(["string"] * 19_000) + "]")),
    "an enum of 19,000 wrong symbols": _fields(
        ("e", "{type: enum, name: E, symbols: [" + ", ".join(f"S-{number}" for number in range(19_000)) + "]}")
    ),
    "19,000 aliases of a field": _fields(("f", "int, aliases: [" + "f, " * 19_000 + "]")),
    "12,000 attributes of a field": _fields(("f", "int, " + ", ".join(f"attribut_{n}: 1" for n in range(12_000)))),
    "10,000 aliases": SOUND + "a: &a [x, y]\nb: [" + "*a, " * 10_000 + "]\n",
    "19,000 lists of one": SOUND + "wide: [" + "[1], " * 19_000 + "]\n",
    "documentation of 900,000 characters": _fields(("f", "int, doc: '" + "word " * 180_000 + "'")),
    "documentation of 900,000 characters without blanks": _fields(("f", "int, doc: " + "e-mail" * 150_000)),
    "50 records in each other, 300 times": _fields(
        (
            "r",
            "{type: record, name: R, fields: ["
            + ", ".join(
                f"{{name: f{n}, type: " + "{type: array, items: " * 30 + "string" + "}" * 30 + "}" for n in range(300)
            )
            + "]}",
        )
    ),
    "nested 50,000 deep": SOUND + "deep: " + "[" * 50_000 + "\n",
    "100,000 anchors": SOUND + "anchors: [" + ", ".join(f"&a{number} 1" for number in range(90_000)) + "]\n",
    "aliases of aliases": SOUND
    + "a0: &a0 [x, x]\n"
    + "".join(f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]\n" for number in range(1, 60)),
    "200,000 documents": SOUND + "---\n" * 200_000,
    "huge numbers": SOUND + "".join(f"n{number}: 1e999999\n" for number in range(50_000)),
    "an integer of 900,000 digits": SOUND + "n: " + "9" * 900_000 + "\n",
    "10,000 fields": _fields(*((f"field_{number}", "string") for number in range(10_000))),
    "10,000 fields without a meaning": HEAD
    + RECORD
    + "".join(f"{{name: f{n}, type: int}},\n" for n in range(20_000))
    + "]}",
    "10,000 fields with misspelt keys": HEAD
    + RECORD
    + "".join(f"{{nam: f{n}, typ: int, Semantic: system.operations}},\n" for n in range(10_000))
    + "]}",
    "10,000 fields of one name": _fields(*(("same", "string") for _ in range(10_000))),
    "a union of 5,000 records": _fields(
        ("u", "[" + ", ".join(f"{{type: record, name: R{number}, fields: []}}" for number in range(5_000)) + "]")
    ),
    "a union of 50,000 names": _fields(("u", "[" + ", ".join(["string"] * 50_000) + "]")),
    "an enum of 100,000": _fields(
        ("e", "{type: enum, name: E, symbols: [" + ", ".join(f"S{number}" for number in range(100_000)) + "]}")
    ),
    "records in 90 records": _fields(("r", "{type: array, items: " * 90 + "string" + "}" * 90)),
    "a field of 500,000 characters": _fields(("f" * 500_000, "string")),
    "a type of 500,000 characters": _fields(("f", "t" * 500_000)),
    "10,000 unknown types": _fields(*((f"f{number}", f"strin{number}") for number in range(10_000))),
    "a hundred thousand tags": SOUND + "tags: [" + "!!x 1, " * 100_000 + "]\n",
    "100,000 keys that are no text": SOUND + "".join(f"{number}: x\n" for number in range(100_000)),
    "400,000 empty lines": SOUND + "\n" * 400_000 + "a\n",
    "900,000 brackets that close": SOUND + "x: ]" + "]" * 900_000,
}
VERSIONS: dict[str, str] = {
    "100,000 lines of {}": "{}\n" * 100_000,
    "1,000 lines of {}": "{}\n" * 1_000,
    "1,000 lines that are no JSON": "{" * 900 + "\n" + ("{\n" * 999),
    "a line of 15 MB": '{"type":"record","name":"EndSong","fields":[],"doc":"' + "x" * 15_000_000 + '"}\n',
    "15,000,000 empty lines": "\n" * 15_000_000,
    "a line of 7,000,000 brackets": "[" * 7_000_000 + "\n",
    "a number of 10,000,000 digits": "9" * 10_000_000 + "\n",
}
POLICIES: dict[tuple[str, str], str] = {
    ("waivers.yaml", "10,000 waivers"): "approvers: {privacy: [p], platform: [p]}\nwaivers:\n"
    + "".join(
        f"  - {{code: ET803, event_type: A{n}, path: a, reason: r, approver: p, expires: 2027-01-31}}\n"
        for n in range(10_000)
    ),
    ("waivers.yaml", "10,000 waivers by nobody"): "approvers: {privacy: [p], platform: [p]}\nwaivers:\n"
    + "".join(
        f"  - {{code: ET803, event_type: A{n}, path: a, reason: r, approver: q, expires: 2027-01-31}}\n"
        for n in range(10_000)
    ),
    ("teams.yaml", "15,000 teams"): "teams:\n"
    + "".join(f"  t{n}: {{group: t{n}@example.com, chat: '#t{n}'}}\n" for n in range(15_000)),
    ("teams.yaml", "a list of 19,000"): "teams: [" + "1, " * 19_000 + "]\n",
    ("teams.yaml", "a name of 900,000 characters"): "teams:\n  " + "t" * 900_000 + ": {group: a@example.com}\n",
    ("personal_names.yaml", "15,000 patterns"): "names:\n  user.contact.email: ["
    + ", ".join(f"name{n}" for n in range(15_000))
    + "]\n",
    ("waivers.yaml", "a reason of 900,000 characters"): "approvers: {privacy: [p], platform: [p]}\nwaivers:\n"
    f"  - {{code: ET803, event_type: A, path: a, reason: {'r' * 900_000}, approver: p, expires: 2027-01-31}}\n",
    ("teams.yaml", "90,000 wrong teams"): "teams:\n" + "".join(f"  t{n}: 1\n" for n in range(80_000)),
    ("personal_names.yaml", "90,000 wrong rows"): "".join(f"r{n}: 1\n" for n in range(80_000)),
}


def repository(folder: Path, kind: str, name: str) -> None:
    """A repository with one hostile file: of `DEFINITIONS`, `VERSIONS` or `POLICIES`."""
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    place = folder / "eventtypes" / "playback"
    place.mkdir(parents=True)
    (place / "EndSong.yaml").write_text(DEFINITIONS[name] if kind == "definition" else SOUND, encoding="utf-8")
    if kind == "versions":
        (place / "EndSong.versions.jsonl").write_text(VERSIONS[name], encoding="utf-8")
    if kind.endswith(".yaml"):
        (folder / "stacks" / "policy" / kind).write_text(POLICIES[kind, name], encoding="utf-8")


def every() -> list[tuple[str, str]]:
    """Every hostile file: its kind and what it is called."""
    return [("definition", name) for name in DEFINITIONS] + [("versions", name) for name in VERSIONS] + [*POLICIES]


VERBS = {
    "check": ("check",),
    "diff": ("diff", "EndSong"),
    "plan": ("plan", "EndSong"),
    "explain": ("explain", "EndSong"),
    "show": ("show", "EndSong"),
    "list": ("list",),
}


def main() -> None:
    """Print a line for each file and verb; arguments are verbs (`check` if there is none) and parts of names."""
    verbs = [one for one in sys.argv[1:] if one in VERBS] or ["check"]
    expected = [one for one in sys.argv[1:] if one not in VERBS]
    chosen = [one for one in every() if not expected or any(word in one[1] for word in expected)]
    for (kind, name), verb in itertools.product(chosen, verbs):
        with tempfile.TemporaryDirectory() as folder:
            repository(Path(folder) / "r", kind, name)
            before = os.times()
            done = subprocess.run(
                [Path(sys.executable).parent / "composer", *VERBS[verb]],
                cwd=Path(folder) / "r",
                capture_output=True,
                env={**os.environ, "COMPOSER_CACHE": "off"},
                check=False,
            )
            after = os.times()
            seconds = after.children_user + after.children_system - before.children_user - before.children_system
        print(
            f"{seconds:6.2f} s  {len(done.stdout) / 1000:8.1f} kB  exit {done.returncode}  {verb:8} {kind}: {name}",
            flush=True,
        )
        if b"Traceback" in done.stderr:
            print(done.stderr.decode()[-800:])


if __name__ == "__main__":
    main()
