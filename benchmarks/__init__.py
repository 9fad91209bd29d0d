"""Measurements of mergepoint beside its peers; nothing here is shipped."""
