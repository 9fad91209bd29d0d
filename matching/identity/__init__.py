"""Stable customer and organisation ids: fingerprints, recognition, inheritance, events, resolution."""

from matching.identity.assign import IdRun, assign_ids
from matching.identity.fingerprint import Fingerprints, fingerprint
from matching.identity.state import IdentityState, Resolution, UnknownCustomer, identify

__all__ = [
    "Fingerprints",
    "IdRun",
    "IdentityState",
    "Resolution",
    "UnknownCustomer",
    "assign_ids",
    "fingerprint",
    "identify",
]
