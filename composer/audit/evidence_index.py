"""What each file of an archive of evidence answers: its table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS = (
    ("who may change what", "`repository/.github/CODEOWNERS`, `repository/stacks/policy/waivers.yaml` (approvers)"),
    ("what was changed, by whom, and was it reviewed", "`history.json`: author, committer, signature, `Reviewed-by`"),
    ("what was asked for", "`repository/eventtypes/`, `repository/stacks/`, `graphs/`"),
    ("what was applied, when, from which commit, by whom that was written", "`runs.json`, `applied/`"),
    ("what is asked for and not applied yet", "`plan.json`"),
    ("is what is there what was applied", "`verdicts.json`"),
    ("could everything be seen", "`verdicts.json`: `complete`, `unseen`, `lists` with `fresh_since`"),
    ("which rules hold, and what is excepted by whom until when", "`check.json`, `waivers.json`"),
    ("who can read what about people", "`exposure.json`; who can beside that: `verdicts.json`"),
    ("is anything kept longer than it may be", "`proofs/retention/`"),
    ("would anybody be told if delivery broke", "`proofs/alerts.json`"),
    ("is what was deleted gone", "`proofs/absence/`"),
)
"""What a strict audit asks, and which files answer it."""


def index(about: Mapping[str, Any]) -> str:
    """The table of contents, in Markdown."""
    rows = "".join(f"| {question} | {where} |\n" for question, where in QUESTIONS)
    return (
        f"# Evidence of environment {about['environment']}, {about['from']} to {about['to']}\n\n"
        f"Made {about['made']} at commit {about['commit'] or 'unknown'}. `composer audit --verify FILE` finds any "
        f"changed byte, without a network.\n\n| question | files |\n|---|---|\n{rows}"
    )
