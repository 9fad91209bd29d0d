"""Match and merge customer records: key, block, compare, score, cluster, survive.

Three lines are enough:

    import matching
    found = matching.dedupe(table)   # a pandas or Arrow table
    found.golden, found.crosswalk, found.review
"""

import sys
from importlib import import_module
from types import ModuleType

_HOMES = {
    "Adjustment": "matching.learn",
    "BadDecision": "matching.errors",
    "BadReview": "matching.review",
    "BadSetting": "matching.errors",
    "BadTable": "matching.errors",
    "Case": "matching.explain",
    "Deduped": "matching.dedupe",
    "Holdings": "matching.undo",
    "IdentityState": "matching.identity",
    "Judged": "matching.judge",
    "Judgement": "matching.decide",
    "LinkWord": "matching.links",
    "MatchSettings": "matching.settings",
    "MatchingError": "matching.errors",
    "MergeImage": "matching.undo",
    "Outcome": "matching.incremental",
    "SurvivorshipPolicy": "matching.survive",
    "UnknownCustomer": "matching.identity",
    "UnknownLink": "matching.links",
    "dedupe": "matching.dedupe",
    "evidence_words": "matching.links.words",
    "export_links": "matching.review.ties",
    "export_review": "matching.review",
    "field_heading": "matching.review.words",
    "find_links": "matching.links",
    "images_of": "matching.undo",
    "import_review": "matching.review",
    "in_words": "matching.notes",
    "informative": "matching.review",
    "kind_word": "matching.links.words",
    "load_model": "matching.incremental.saved",
    "judge": "matching.judge",
    "judged_links": "matching.links",
    "merge": "matching.undo",
    "open_state": "matching.state",
    "part_records": "matching.undo",
    "preview_policy": "matching.survive",
    "queue": "matching.review",
    "read_links": "matching.review.ties",
    "refit": "matching.learn",
    "row_hash": "matching.identity.fingerprint",
    "save_model": "matching.incremental.saved",
    "status_word": "matching.links.words",
    "survive": "matching.survive",
    "unmerge": "matching.undo",
    "unmerge_customer": "matching.undo",
    "update": "matching.dedupe",
    "why": "matching.explain",
    "why_not": "matching.explain",
}
__all__ = sorted(_HOMES)  # noqa: PLE0605 - the list is the table above


class _Face(ModuleType):
    """A package whose functions keep their names although modules are called the same (`judge`, `dedupe`)."""

    def __getattr__(self, name: str) -> object:
        """Load what is asked for, so that importing the package costs nothing."""
        if name not in _HOMES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name]), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        """Let no module of the same name take a function's place."""
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
