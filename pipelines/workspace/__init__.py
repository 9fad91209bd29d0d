"""The workspace file: read once, checked, frozen."""

from pipelines.workspace.load import line_in, load_workspace, nearest
from pipelines.workspace.settings import Source, Target, TargetTable, Wave, Workspace

__all__ = ["Source", "Target", "TargetTable", "Wave", "Workspace", "line_in", "load_workspace", "nearest"]
