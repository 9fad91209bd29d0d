"""Audit and clean customer exports: read, profile, find, standardise, score."""
