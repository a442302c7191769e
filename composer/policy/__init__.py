"""Policy: the organisation's facts, what they settle in a definition, and what they forbid.

Not here: the form of policy files (`spec`), rules about schemas (`schema`), and rules that need a graph
(`graph_checks`).
"""

from composer.model import Limit, Metric, Policies, StorageDefaults
from composer.policy.resolve import resolve
from composer.policy.violations import violations

__all__ = ["Limit", "Metric", "Policies", "StorageDefaults", "resolve", "violations"]
