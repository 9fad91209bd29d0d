"""Ties between customers that are not the same: group trees, households, one person at two firms."""

from matching.links.find import LINKS, find_links

__all__ = ["LINKS", "find_links"]
