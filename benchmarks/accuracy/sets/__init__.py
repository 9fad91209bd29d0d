"""The open sets: where each comes from, and the generators of those that nobody publishes.

The generators take names, streets and companies from the package Faker and from short lists of their own,
never from the word lists of the product, so that what they ask is not what the product was told.
"""
