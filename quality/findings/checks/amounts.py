"""Amounts, quantities, prices and currencies: no number, negative, far outside, unknown."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.checks.integrity import NOTHING
from quality.findings.failure import Failure, flagged
from quality.findings.masks import among_flagged, mask
from quality.findings.numbers import parse, weighted_quantiles
from quality.findings.values import Thresholds
from quality.findings.view import Column, View

_NUMBERS = {"amount": "amount_invalid", "price": "amount_invalid", "quantity": "quantity_invalid"}
_RARE_NEGATIVES, _RARE_FILLERS = 0.05, 0.05


def check_amounts(view: View, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Check the columns that hold amounts, prices, quantities and currencies."""
    failures = []
    for field, rule in _NUMBERS.items():
        for column in view.of(field):
            failures += _numbers(view, column, book.rule(rule, view.name, field, column.name), book, limits)
    for column in view.of("currency"):
        flags = ~_currency(column.values) & ~column.blank
        if column.counts[flags].sum() <= 0.5 * column.filled:
            rule = book.rule("currency_invalid", view.name, "currency", column.name)
            failures.append(flagged(rule, (view, column), flags))
    return failures


def _numbers(view: View, column: Column, rule, book: Rulebook, limits: Thresholds) -> list[Failure]:
    where, number = (view, column), parse(column.values)
    wrong = np.isnan(number) & ~column.blank
    nothing = among_flagged(column.values, wrong, _nothing)
    wrong &= ~nothing
    if column.counts[wrong].sum() > 0.5 * max(1, column.filled):
        return []  # no column of numbers at all, whatever the mapping says
    failures = [flagged(rule, where, wrong)]
    if nothing.any() and column.counts[nothing].sum() <= _RARE_FILLERS * column.filled:  # else a dash means zero here
        failures.append(flagged(book.rule("placeholder_value", view.name, column.field), where, nothing))
    negative = number < 0
    if column.field != "quantity" and column.counts[negative].sum() <= _RARE_NEGATIVES * column.filled:
        failures.append(flagged(book.rule("amount_negative", view.name, column.field), where, negative))
    far = _far(number, column.counts, limits.outlier_spread)
    if column.field == "amount" and far.any():
        failures.append(flagged(book.rule("amount_outlier", view.name, column.field), where, far))
    return failures


def _far(number: np.ndarray, counts: np.ndarray, spread: float) -> np.ndarray:
    """Flag values beyond `spread` interquartile ranges above the upper quartile of the logarithm.

    Tukey's fences (Exploratory Data Analysis, 1977, ch. 2) on the logarithm, since amounts are skewed.
    """
    size = np.abs(number)
    used = np.flatnonzero((size > 0) & np.isfinite(size))
    far = np.zeros(len(number), bool)
    if counts[used].sum() < 50:
        return far
    low, high = np.log(weighted_quantiles(size[used], counts[used], (0.25, 0.75)))
    far[used] = np.log(size[used]) > high + spread * max(high - low, 0.25)
    return far


def _nothing(values: pa.Array) -> np.ndarray:
    return mask(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(values)), value_set=pa.array(NOTHING)))


def _currency(values: pa.Array) -> np.ndarray:
    """Tell which texts name a currency: an ISO 4217 code in use, a sign, or a usual name."""
    text = pc.utf8_upper(pc.utf8_trim_whitespace(values))
    return mask(pc.is_in(text, value_set=pa.array(_CURRENCIES)))


_CURRENCIES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY CNH COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB "
    "PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW "
    "ZWL RMB 人民币 人民币元 元 美元 欧元 港币 港元 日元 英镑 新台币 ¥ ￥ $ € £ US$ HK$"
).split()
