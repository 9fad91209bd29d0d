"""Standardisers: one small file each, of one shape (compact, validate, format), over distinct values."""
