"""Weights learned without labels, and the probability of each pair."""
