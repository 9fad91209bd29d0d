"""Group trees: branches, parents, and firms that share a name's core."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.links.pairs import codes, exploded, link_table, pairs_sharing

_MOST = 24
_FREE = """gmail.com qq.com 163.com 126.com outlook.com hotmail.com yahoo.com foxmail.com sina.com icloud.com live.com
msn.com aol.com gmx.de web.de orange.fr sohu.com 139.com aliyun.com"""
_FREE_MAIL = pa.array(_FREE.split())
_BASE, _DISTINCTIVE, _SUPPORT, _LEAST = 0.35, 0.25, 0.25, 0.6


def organisations(golden: pa.Table) -> pd.DataFrame:
    """Return one row an organisation: `id` (organisation's, else customer's), `row` (of golden), name parts."""
    from matching.features.organisation import looks_like_organisation, split

    name = pa.nulls(len(golden), pa.string())
    for column in ("org_name", "name"):
        if column in golden.column_names:
            name = pc.coalesce(name, golden[column].combine_chunks())
    node = pc.coalesce(golden["org_id"].combine_chunks(), golden["customer_id"].combine_chunks())
    frame = pd.DataFrame({"id": node.to_pandas(), "row": np.arange(len(golden)), "name": name.to_pandas()})
    frame = frame[frame["name"].notna()].drop_duplicates("id")
    firm = golden["org_id"].is_valid().to_numpy()[frame["row"].to_numpy()]
    if "org_name" in golden.column_names:
        firm = firm | golden["org_name"].is_valid().to_numpy()[frame["row"].to_numpy()]
    maybe = {n: looks_like_organisation(n) for n in frame["name"][~firm].unique()}
    firm = firm | frame["name"].map(maybe).eq(True).to_numpy(bool)
    frame = frame[firm].reset_index(drop=True)
    parts = {n: split(n) for n in frame["name"].unique()}
    for part in ("core", "legal", "region", "branch"):
        frame[part] = pd.Series([getattr(parts[n], part) for n in frame["name"]], dtype="str", index=frame.index)
    return frame


def branch_links(firms: pd.DataFrame) -> pa.Table:
    """Tie a branch (分公司, 营业部, "… branch") to the firm whose whole name stands before the branch's part."""
    firms = firms.copy()
    firms["key"] = firms["core"] + "\x1f" + firms["legal"] + "\x1f" + firms["region"]
    branch = (firms["branch"] != "") & (firms["branch"] != firms["core"])
    heads = firms[~branch].drop_duplicates("key", keep=False)
    found = firms[branch].merge(heads, on="key", suffixes=("", "_head"))
    evidence = "head=" + found["name_head"] + "; branch=" + found["branch"]
    return link_table((found["id"], found["id_head"]), "branch_of", evidence, np.full(len(found), 0.95))


def group_links(golden: pa.Table, firms: pd.DataFrame) -> pa.Table:
    """Tie firms of one distinctive core name, the surer the more else they share (site, mail, phone, place).

    Firms whose names agree in every part are no group but perhaps one firm: a question for the review queue.
    """
    shared = pairs_sharing(np.arange(len(firms)), codes(pa.array(firms["core"], pa.string())), _MOST)
    whole = codes(*(pa.array(firms[n], pa.string()) for n in ("core", "legal", "region", "branch")))
    apart = whole[shared.left] != whole[shared.right]
    left, right = firms.iloc[shared.left[apart]], firms.iloc[shared.right[apart]]
    core = left["core"].to_numpy(str)
    distinctive = np.array([_distinctive(c) for c in core], dtype=bool)
    probability = _BASE + _DISTINCTIVE * distinctive
    evidence = [f"core={c}" for c in core]
    support = {n: _shares(golden, n, left["row"].to_numpy(), right["row"].to_numpy()) for n in _SUPPORTING}
    for name, same in support.items():
        probability = probability + _SUPPORT * same
        evidence = [f"{e}; same={name}" if s else e for e, s in zip(evidence, same, strict=True)]
    group = left["legal"].str.contains("集团|控股|group|holding").to_numpy(bool)
    group = group | right["legal"].str.contains("集团|控股|group|holding").to_numpy(bool)
    probability = np.minimum(probability + 0.1 * group, 0.97)
    keep = probability >= _LEAST
    texts = pd.Series(evidence, dtype="str")[keep]
    return link_table((left["id"][keep], right["id"][keep]), "same_group", texts, probability[keep])


_SUPPORTING = ("website", "email", "phone", "address")


def _distinctive(core: str) -> bool:
    han = sum("\u4e00" <= c <= "\u9fff" for c in core)
    return han >= 4 or (han == 0 and len(core.split()) >= 2 and len(core) >= 10)


def _shares(golden: pa.Table, name: str, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Mark the pairs of golden rows that have a value of `name` in common (of mail: the firm's domain)."""
    if name not in golden.column_names or not len(left):
        return np.zeros(len(left), bool)
    row, text = exploded(golden[name])
    if name == "email":
        text = pc.replace_substring_regex(text, r"^.*@", "")
        own = pc.invert(pc.is_in(text, value_set=_FREE_MAIL)).to_numpy(zero_copy_only=False)
        row, text = row[own], text.filter(pa.array(own))
    values = pd.DataFrame({"row": row, "value": codes(text)}).drop_duplicates()
    pairs = pd.DataFrame({"pair": np.arange(len(left)), "left": left, "right": right})
    both = pairs.merge(values, left_on="left", right_on="row").merge(
        values, left_on=["right", "value"], right_on=["row", "value"]
    )
    out = np.zeros(len(left), bool)
    out[both["pair"].to_numpy()] = True
    return out


def parent_links(records: pa.Table, crosswalk: pa.Table) -> pa.Table:
    """Tie the customer that a record's `parent_ref` names (a native id of the same source) to the record's."""
    if "parent_ref" not in records.column_names:
        return link_table(([], []), "parent_of", [], np.zeros(0))
    node = pc.coalesce(crosswalk["org_id"].combine_chunks(), crosswalk["customer_id"].combine_chunks())
    named = pc.binary_join_element_wise(records["source"], records["parent_ref"], ":").combine_chunks()
    at = pc.index_in(named, value_set=records["record_id"].combine_chunks())
    parent = node.take(at)
    known = pc.and_(parent.is_valid(), pc.fill_null(pc.not_equal(parent, node), False))
    frame = pd.DataFrame({"parent": parent.filter(known).to_pandas(), "child": node.filter(known).to_pandas()})
    frame = frame.drop_duplicates()
    evidence = pd.Series(["given=parent_ref"] * len(frame), dtype="str")
    return link_table((frame["parent"], frame["child"]), "parent_of", evidence, np.full(len(frame), 0.99))
