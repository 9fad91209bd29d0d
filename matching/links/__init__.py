"""Ties between customers that are not the same: group trees, households, one person at two firms."""

from matching.links.find import LINKS, find_links
from matching.links.said import LinkWord, UnknownLink, judged_links

__all__ = ["LINKS", "LinkWord", "UnknownLink", "find_links", "judged_links"]
