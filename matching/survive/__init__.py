"""Golden records: which value survives, from which record, by which rule, and what it beat."""

from matching.survive.golden import Golden, survive
from matching.survive.policy import SurvivorshipPolicy
from matching.survive.preview import PolicyPreview, preview_policy

__all__ = ["Golden", "PolicyPreview", "SurvivorshipPolicy", "preview_policy", "survive"]
