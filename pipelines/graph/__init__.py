"""The Dagster graph of a workspace: assets on the path, checks, jobs, sensors, schedules and alerts.

Imported only where Dagster is needed: it takes seconds to import.
"""
