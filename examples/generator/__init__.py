"""A seeded generator of a legacy customer set: four departments' exports as they would arrive, and their truth."""

from .run import generate
from .settings import NOISES, Noise, Settings

__all__ = ["NOISES", "Noise", "Settings", "generate"]
