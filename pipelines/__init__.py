"""Carry tables through the libraries: workspace, command line, Dagster definitions."""
