"""As whom the delivery system's own programs work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identities:
    """E-mail addresses of service accounts, one for each program; `dead_letter_readers` are principals,
    `metric_writers` accounts of programs that only report."""

    bucket_closer: str
    delivery_audit: str
    late_events: str
    dead_letters: str
    dead_letter_readers: tuple[str, ...] = ()
    metric_writers: tuple[str, ...] = ()

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account, each once."""
        programs = (self.bucket_closer, self.delivery_audit, self.late_events, self.dead_letters)
        return tuple(dict.fromkeys((*programs, *self.metric_writers)))
