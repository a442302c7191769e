"""Policy: the organisation's facts, what they settle in a definition, and what they forbid.

Not here: the form of policy files (`spec`), rules about schemas (`schema`), and rules that need a graph
(`graph_checks`).
"""

from composer.model import Metric
from composer.policy.policies import Limit, Policies, StorageDefaults
from composer.policy.resolve import resolve
from composer.policy.violations import violations

__all__ = ["Limit", "Metric", "Policies", "StorageDefaults", "resolve", "violations"]
