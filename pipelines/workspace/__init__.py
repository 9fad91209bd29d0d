"""The workspace file: read once, checked, frozen."""

from pipelines.workspace.load import line_in, load_workspace, nearest
from pipelines.workspace.settings import Source, Wave, Workspace

__all__ = ["Source", "Wave", "Workspace", "line_in", "load_workspace", "nearest"]
