"""Both levels of a business table: organisations first, then the customers within and beside them."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from matching.compare.organisations import parted
from matching.features.build import Parts
from matching.features.coded import Coded, coded, from_texts, remap
from matching.features.fold import has_han
from matching.features.site import is_shop
from matching.features.sound import pinyin
from matching.key.truth import key_rule
from matching.party.colleagues import colleague_rule
from matching.party.initials import initial_rule
from matching.party.key import contact_key, joined_by_tax, tax_said
from matching.party.kin import kin_rule, suffix_veto
from matching.party.kinds import Kinds
from matching.party.registered import joined_by_name, registered_names
from matching.party.rules import (
    Houses,
    contact_rule,
    family_rule,
    firm_rule,
    firm_veto,
    mixed_veto,
    mobiles,
    name_veto,
    personal,
    tax_veto,
)
from matching.party.scant import employed_rule, scant_rule
from matching.party.sites import site_rule, site_veto
from matching.party.sources import source_veto, sources_apart
from matching.party.successors import successor_veto
from matching.passes import Result, Rules, Runner, Step, Steward, run
from matching.scorer import Rule
from matching.settings import MatchSettings

PLACE = ("address", "street", "street_number", "locality", "city", "state", "postcode", "geo")
HOUSE = (
    "org",
    "tax_id",
    "tax_mask",
    "website",
    "mail_domain",
    "phone",
    "phone_mask",
    "email",
    "bank_account",
    "category",
    *PLACE,
)
PERSON = (
    "given",
    "middle",
    "surname",
    "suffix",
    "birth_date",
    "birth_year",
    "gender",
    "national_id",
    "id_mask",
    "phone",
    "phone_mask",
    "bank_account",
    "email",
    *PLACE,
)


def valid_tax(parts: Parts, table: pa.Table) -> np.ndarray:
    """Code of each row's tax id where it is valid (contract: `tax_id__state`), -1 elsewhere."""
    if "tax_id" not in parts:
        return np.full(parts.rows, -1)
    codes = parts["tax_id"].flat.astype(np.int64)
    if "tax_id__state" not in table.column_names:
        return codes
    state = np.asarray(table["tax_id__state"].to_pylist(), dtype=object)
    return np.where(state == "valid", codes, -1)


def long_tax(parts: Parts) -> np.ndarray:
    """Rows whose tax id has 15 characters or more (bool)."""
    if "tax_id" not in parts:
        return np.zeros(parts.rows, dtype=bool)
    return np.array([len(v) >= 15 for v in parts["tax_id"].values] + [False])[parts["tax_id"].flat]


def contact_names(parts: Parts) -> Coded | None:
    """Full names of the persons as they sound: the same contact speaks for the same house."""
    if not {"given", "surname"} <= parts.columns.keys():
        return None
    family, own = (
        np.append([pinyin(v, n == "surname") if has_han(v) else v for v in parts[n].values], [""])[parts[n].flat]
        for n in ("surname", "given")
    )
    complete = (family != "") & (own != "")
    return from_texts(np.where(complete, family.astype(object) + own.astype(object), None))


def cores(parts: Parts) -> np.ndarray:
    """Code of the core of each row's organisation name, -1 where it has none."""
    if "org" not in parts:
        return np.full(parts.rows, -1)
    return remap(parts["org"], lambda values: [p.core for p in parted(values)]).flat.astype(np.int64)


def houses(parts: Parts, firm: np.ndarray) -> Houses:
    """What each row says of its organisation (`firm`, codes): shops are told by sites such as 某某药房（江阴店）."""
    if "org" not in parts:
        return Houses(firm, np.zeros(parts.rows, dtype=bool), np.full(parts.rows, -1))
    sites = [p.branch for p in parted(parts["org"].values)]
    shop = np.array([*map(is_shop, sites), False])[parts["org"].flat]
    unit = remap(parts["org"], lambda _: sites).flat.astype(np.int64)
    return Houses(firm, shop, unit)


def unique_sources(rules: Rules, table: pa.Table, settings: MatchSettings) -> Rules:
    """The rules, and the sources that the settings declare free of duplicates."""
    apart = sources_apart(table, settings.duplicate_free)
    if apart is None:
        return rules
    return replace(rules, vetoes={**rules.vetoes, "duplicate_free": source_veto(apart)}, apart=apart)


def lower_of(*rules: Rule) -> Rule:
    """The lowest of some bounds."""
    return lambda *pairs: np.fmin.reduce([rule(*pairs) for rule in rules])


def organisations(
    parts: Parts, kinds: Kinds, table: pa.Table, settings: MatchSettings, step: Step, *, runner: Runner = run
) -> np.ndarray:
    """Organisation of each business row (its smallest row), -1 for the others."""
    rows = np.flatnonzero(kinds.business)
    whole = contact_names(parts)
    spoken = parts if whole is None else Parts(parts.rows, {**parts.columns, "contact": whole}, readings=parts.readings)
    view = spoken.view((*HOUSE, "contact"), rows)
    tax, long = valid_tax(parts, table)[rows], long_tax(parts)[rows]
    vetoes = {"two_tax_ids": tax_veto(tax, long), "other_firm": name_veto(tax, long)}
    if "org" in view:
        vetoes["successor"] = successor_veto(parts.view(("org", "given", "surname"), rows))
    rules = Rules(vetoes, most=firm_rule)
    found = runner(view, settings, rules, Steward(), step)
    firm = np.full(parts.rows, -1, dtype=np.int64)
    said = tax_said(tax, long, cores(view))
    firm[rows] = rows[joined_by_name(joined_by_tax(found.label, said), registered_names(view), said)]
    return firm


def customers(  # noqa: PLR0913 - a pass over one level
    parts: Parts,
    kinds: Kinds,
    firm: np.ndarray,
    settings: MatchSettings,
    steward: Steward,
    step: Step,
    *,
    runner: Runner = run,
) -> Result:
    """Customers: private persons, and contacts of one organisation."""
    others = [n for n in parts.columns if n.startswith("other:")]
    view = parts.view([*PERSON, *others])
    held = np.unique(firm[firm >= 0])
    view.add("firm", coded(np.where(firm < 0, -1, np.searchsorted(held, firm)), held.astype(str).astype(object)))
    reach, own = personal(view), mobiles(view)
    least = contact_key(own)
    vetoes = {
        "two_tax_ids": firm_veto(firm, valid_tax(parts, kinds.table)),
        "other_organisation": firm_veto(firm),
        "person_and_organisation": mixed_veto(kinds, reach),
        "name_suffix": suffix_veto,
    }
    mobile = np.zeros(parts.rows, dtype=bool) if own is None else (own >= 0).any(axis=1)
    told = contact_rule(kinds, reach, houses(parts, firm), mobile)
    most = lower_of(kin_rule(view), scant_rule(view), employed_rule(view, firm), colleague_rule(view, reach, own))
    rules = unique_sources(Rules(vetoes, told, least, most), kinds.table, settings)
    return runner(view, settings, rules, steward, step)


def single(
    parts: Parts, table: pa.Table, settings: MatchSettings, steward: Steward, step: Step, *, runner: Runner = run
) -> Result:
    """A table of one level, persons or sites of organisations; `houses_of` gives their organisations."""
    vetoes, most = {"name_suffix": suffix_veto}, lower_of(kin_rule(parts), scant_rule(parts), initial_rule(parts))
    if "org" in parts:
        tax, long = valid_tax(parts, table), long_tax(parts)
        vetoes |= {
            "two_tax_ids": tax_veto(tax, long),
            "other_firm": name_veto(tax, long),
            "other_site": site_veto(parts),
        }
        vetoes |= {"successor": successor_veto(parts)}
        most = lower_of(most, site_rule, family_rule)
    rules = unique_sources(Rules(vetoes, least=key_rule(settings.customer_key), most=most), table, settings)
    chosen = [n for n in parts.columns if n != "mail_domain" or "org" in parts]
    return runner(parts.view(chosen), settings, rules, steward, step)


def houses_of(label: np.ndarray, parts: Parts, table: pa.Table) -> np.ndarray:
    """Organisation of each row of a table of one level (`label`: its customer): sites of one tax id are one."""
    return joined_by_tax(label, tax_said(valid_tax(parts, table), long_tax(parts), cores(parts)))
