"""Candidate pairs: many keys a record, under a budget of pairs."""
