"""The end of a life, for `make demo`: what is tampered with is mended, and an Event Type goes until nothing is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from demo_steps import SCRATCH, change, run, say

CHANGED, ENDED = "EndSong", "SignInFailed"
_WAIVER = """\
waivers:
  - code: ET817
    event_type: {name}
    reason: Its data are past their retention, and the team has agreed.
    approver: delivery-platform@example.com
    expires: {day}
"""


def tampered() -> None:
    """Somebody changes a topic by hand: the audit finds it, `up --refresh` mends it."""
    topic = f"projects/composer-local/topics/event.{CHANGED}"
    run("Somebody changes a topic by hand", f"local tamper {topic} labels.owner=somebody")
    run("The audit finds it", f"audit {CHANGED}", ends=1)
    run("Repaired", f"up --refresh --yes {CHANGED}")
    run("", f"audit {CHANGED}")


def ended() -> None:
    """One Event Type ends: its gates open one after the other, cleanup takes it down, nothing is left."""
    today = datetime.now(UTC).date()
    sunset, later = today + timedelta(days=30), str(today + timedelta(days=40))
    run(f"{ENDED} is retired: first its readers are told", f"retire {ENDED} --sunset {sunset}")
    run("", f"up --yes {ENDED}", last=2)
    run("After its sunset it takes no more events", f"retire {ENDED}", today=later)
    run("", f"up --yes {ENDED}", today=later, last=2)
    run("Clients stopped twelve days ago: a gate is shut", "local traffic")
    run("", f"local traffic {ENDED} --silent-for 12d --reader none --newest 12d")
    run("", f"cleanup {ENDED}")
    run("A month goes by: the gate is open", "local pass 30d")
    run("", f"retire {ENDED}", today=later)
    run("", f"up --yes {ENDED}", today=later, last=2)
    _last_readers_leave()
    run("Half a year goes by: retention is over, nobody reads", "local pass 180d")
    run("", f"cleanup {ENDED}", today=later)
    run("", f"retire {ENDED}", today=later)
    run("", f"up --yes {ENDED}", today=later, last=2)
    _removed(today, later)


def _last_readers_leave() -> None:
    say("Its last reader takes itself out")
    (file,) = SCRATCH.glob(f"eventtypes/**/{ENDED}.yaml")
    change(file, "consumers:\n  - {team: identity, needs: hourly}", "consumers: []")


def _removed(today: date, later: str) -> None:
    say("What holds data is removed with an approval of its own")
    approval = _WAIVER.format(name=ENDED, day=today + timedelta(days=90))
    change(SCRATCH / "stacks" / "policy" / "waivers.yaml", "waivers: []", approval.rstrip())
    run("", f"cleanup {ENDED} --yes", today=later)
    run("What could be brought back cannot be any more", "local pass 60d")
    run("", f"cleanup {ENDED} --yes", today=later)
