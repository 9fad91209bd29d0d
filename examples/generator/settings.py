"""Settings of a generated world: size, seed, reference date and the strength of its noise."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

BLOCK = 5_000  # customers made at a time: bounds the memory, and lets blocks be made side by side
STRIDE = 4 * BLOCK  # native ids kept free for each block


@dataclass(frozen=True)
class Noise:
    """Rates, each the share of values or records it touches (0-1).

    `repeat`: records entered again in the same department; `vary`: another way to write the same value;
    `typo`: a wrong character; `missing`: a value left out; `moved`: an old phone, e-mail or address;
    `defect`: the rate of each planted kind of defect, over the cells where it can occur.
    """

    repeat: float
    vary: float
    typo: float
    missing: float
    moved: float
    defect: float


NOISES = {
    "mild": Noise(repeat=0.08, vary=0.25, typo=0.015, missing=0.04, moved=0.03, defect=0.006),
    "medium": Noise(repeat=0.14, vary=0.45, typo=0.04, missing=0.10, moved=0.07, defect=0.012),
    "hell": Noise(repeat=0.25, vary=0.75, typo=0.12, missing=0.22, moved=0.15, defect=0.03),
}


@dataclass(frozen=True)
class Settings:
    """What to generate; the same settings give the same files, byte for byte."""

    customers: int = 2_500
    seed: int = 7
    noise: str = "medium"
    as_of: dt.date = dt.date(2026, 6, 30)
    corpora: Path | None = None
    block_size: int = BLOCK

    @property
    def rates(self) -> Noise:
        """The rates behind the chosen noise level."""
        return NOISES[self.noise]

    @property
    def blocks(self) -> int:
        """How many blocks make the whole."""
        return max(1, -(-self.customers // self.block_size))
