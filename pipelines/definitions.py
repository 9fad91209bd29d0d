"""Dagster's code location: the graph of the workspace that MERGEPOINT_WORKSPACE names."""

from __future__ import annotations

import os

import dagster as dg

from pipelines.graph.build import build_definitions
from pipelines.graph.scope import Scope
from pipelines.instance import workspace_path
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace


@dg.definitions
def defs() -> dg.Definitions:
    """Make the definitions; the exports need not be there."""
    exports = os.environ.get("MERGEPOINT_EXPORTS") or None
    return build_definitions(Scope.of(Context.of(load_workspace(workspace_path(), exports=exports))))
