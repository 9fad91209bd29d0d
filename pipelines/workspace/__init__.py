"""The workspace file: read once, checked, frozen."""

from pipelines.workspace.load import load_workspace
from pipelines.workspace.settings import Source, Wave, Workspace

__all__ = ["Source", "Wave", "Workspace", "load_workspace"]
