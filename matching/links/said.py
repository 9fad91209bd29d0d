"""What stewards said of links: confirmed or rejected, by whom; the last word on a link holds."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from matching.errors import MatchingError

ANSWERS = ("confirmed", "rejected", "unsure")
SUGGESTED = "suggested"
LINK_WORDS = pa.schema(
    [("seq", pa.int64()), *((n, pa.string()) for n in ("left", "right", "kind", "word", "who", "at", "why"))]
)
TOLD = ("status", "who", "at", "why")
PRIOR = 10.0  # answers that the estimate by kind of evidence counts for
_NAMED = r"\b(head|branch|core)=[^;]*"  # names in the evidence: each pair has its own, the kind of evidence is one


class UnknownLink(MatchingError):
    """No run suggested this link; `left`, `right`, `kind` (empty: of any kind)."""

    def __init__(self, left: str, right: str, kind: str = "") -> None:
        """Name the ends."""
        self.left, self.right, self.kind = left, right, kind
        what = f"{kind} link" if kind else "link"
        super().__init__(f"there is no {what} between {left!r} and {right!r}; list them with: mergepoint links list")


@dataclass(frozen=True)
class LinkWord:
    """One word on one link: `left`, `right`, `kind` as in the links, `word` of ANSWERS, who, at (ISO time), why."""

    left: str
    right: str
    kind: str
    word: str
    who: str
    at: str
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if self.word not in ANSWERS or not self.who:
            raise MatchingError(f"a link is {' or '.join(ANSWERS)}, and somebody says so; found {self.word!r}")


def link_words(words: Iterable[LinkWord]) -> pa.Table:
    """Return a log of words, numbered from 1."""
    return pa.Table.from_pylist([asdict(w) | {"seq": n} for n, w in enumerate(words, 1)], schema=LINK_WORDS)


def judged_links(links: pa.Table, words: pa.Table, today: Callable[[str], str | None]) -> pa.Table:
    """Return the links with `status` (suggested, confirmed, rejected, unsure), `who`, `at`, `why` beside each.

    `words`: LINK_WORDS, in order. `today`: an id → the id its records go by now, None where none is left. A confirmed
    link that the records no longer suggest stays, with the evidence `said=steward`. `probability` moves with the
    answers on links of one kind and evidence: the estimate counts for PRIOR answers, each word for one. A link that is
    confirmed or rejected itself has 1 or 0.
    """
    frame = links.to_pandas()
    said = _holding(words, today)
    frame["pair"] = _pair(frame)
    both = (
        frame.merge(said[["pair", *TOLD]], on="pair", how="left") if len(said) else frame.assign(**dict.fromkeys(TOLD))
    )
    lost = said[(said["status"] == "confirmed") & ~said["pair"].isin(frame["pair"])]
    more = lost.assign(evidence="said=steward", probability=1.0)
    whole = pd.concat([both, more[both.columns]], ignore_index=True) if len(more) else both
    whole["status"] = whole["status"].fillna(SUGGESTED)
    whole["probability"] = _learned(whole)
    whole = whole.sort_values(["kind", "left", "right"], kind="stable")
    columns = {n: pa.array(whole[n].astype(object).where(whole[n].notna(), None), pa.string()) for n in TOLD}
    kept = pa.Table.from_pandas(whole[links.column_names], schema=links.schema, preserve_index=False)
    return pa.table(dict(zip(kept.column_names, kept.columns, strict=True)) | columns)


def _holding(words: pa.Table, today: Callable[[str], str | None]) -> pd.DataFrame:
    """Return the last word on each link, its ends by today's ids."""
    frame = words.to_pandas().rename(columns={"word": "status"})
    now = {i: today(i) for i in {*frame["left"], *frame["right"]}}
    frame = frame.assign(left=frame["left"].map(now), right=frame["right"].map(now)).dropna(subset=["left", "right"])
    frame = frame[frame["left"] != frame["right"]]
    return frame.assign(pair=_pair(frame)).sort_values("seq").drop_duplicates("pair", keep="last")


def _pair(frame: pd.DataFrame) -> pd.Series:
    """Return the key of each link; which end is named first does not matter."""
    low, high = np.minimum(frame["left"], frame["right"]), np.maximum(frame["left"], frame["right"])
    return frame["kind"].astype(str) + ">" + low.astype(str) + ">" + high.astype(str)


def _learned(frame: pd.DataFrame) -> pd.Series:
    """Return the share of links of each kind of evidence that stewards confirm, the estimate counting as PRIOR answers.

    The mean of a Beta distribution after the answers (Gelman et al., Bayesian Data Analysis, 2.1).
    """
    like = frame["kind"] + ">" + frame["evidence"].str.replace(_NAMED, r"\1", regex=True)
    yes, no = (frame["status"].eq(word).groupby(like).transform("sum") for word in ("confirmed", "rejected"))
    learned = (PRIOR * frame["probability"] + yes) / (PRIOR + yes + no)
    return learned.mask(frame["status"].eq("confirmed"), 1.0).mask(frame["status"].eq("rejected"), 0.0)
