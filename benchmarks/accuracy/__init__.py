"""Accuracy of the matcher without configuration and without labels, on open sets, beside its peers."""
