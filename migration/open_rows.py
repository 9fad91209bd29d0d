"""Which orders and tickets are still open, by the words of their status and the dates on which they were closed.

What no word and no date says is closed counts as open: who helps a customer in an emergency can skip a row, not
guess one.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_CLOSED = (
    r"(?i)complet|\bdone\b|\bclosed?\b|cancel|resolved|solved|delivered|refunded|rejected|declined|\bvoid|archived|"
    r"finished|fulfilled|expired|"
    r"完成|完结|完了|关闭|關閉|结案|结束|結束|終了|办结|取消|キャンセル|撤销|作废|归档|解决|解決|签收|已收货|已退款|交易成功|"
    r"abgeschlossen|erledigt|geschlossen|storn|geliefert|beendet|gelöst|"
    r"termin[ée]|\bclos\b|clôtur|annul|livrée?\b|résolu|"
    r"cerrad|anulad|entregad|entregue|resuelt|fechad|conclu[ií]d|chius|consegnat|"
    r"완료|취소|종료|закрыт|выполнен|отмен|заверш|доставлен"
)
_NOT = (
    r"(?i)\b(not|non|no|nicht|pas|não|не|partly|partially|to be|pending|awaiting)\b|re-?open|"
    r"\b(incomplet|uncomplet|unresolved|unsolved|unfulfilled|undelivered|unfinished|unclosed)|"
    r"未|待|尚|不|部分|미완료|незаверш|невыполн"
)
_OPENING = (
    r"(?i)\bopen|\bnew\b|pending|progress|processing|hold\b|wait|active|处理中|进行中|新建|打开|受理|挂起|"
    r"\boffen|in arbeit|\bouvert|en cours|abiert|abert|apert|進行中|처리중|진행|открыт|в работе"
)
_DONE = (
    r"closed|resolved|solved|completed|finished|cancell?ed|delivered|refunded|archived|"
    r"abgeschlossen|erledigt|geschlossen|storniert|geliefert|clôturée?|terminée?|cerrado|resuelto|fechado|concluído"
)
_DATED = re.compile(
    rf"^((date|time|datetime|datum|fecha|data)_?(of_?)?)?(is_)?({_DONE})(_?(at|on|date|time|datetime|ts|am|um|le|el|em))?$|"
    r"^(关闭|關閉|结案|完成|完结|结束|結束|办结|解决|解決|取消|作废|签收|归档|退款)_?(日期|时间|時間|日|于|時刻)$",
    re.I,
)
_ISO = r"^\s*(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})"
_LATE = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.](?P<year>(?:19|20)\d\d)"


def closing_dates(names: Sequence[str]) -> list[str]:
    """Columns whose date says that the row is closed since; a planned, expected or due date says nothing.

    >>> closing_dates(["closed_at", "date_resolved", "结案日期", "close_date", "due_date", "closed_by", "预计完成日期"])
    ['closed_at', 'date_resolved', '结案日期']
    """
    return [name for name in names if _DATED.match(name.removeprefix("other:").strip())]


def closed_on(dates: pa.ChunkedArray, today: dt.date) -> pa.Array:
    """Tell which texts are a date up to `today` (bool); placeholders such as 0000-00-00 and 9999-12-31 are none.

    >>> closed_on(pa.chunked_array([["2024-05-01 10:00", "2099-1-1", "9999-12-31", "", "03.05.2024", None]]),
    ...     dt.date(2025, 1, 1)).to_pylist()
    [True, False, False, False, True, False]
    """
    text = pc.fill_null(dates.cast(pa.string()), "").combine_chunks()
    parts = pc.extract_regex(text, _ISO)
    year, month, day = (pc.struct_field(parts, name) for name in ("year", "month", "day"))
    iso = pc.binary_join_element_wise(year, pc.utf8_lpad(month, 2, "0"), pc.utf8_lpad(day, 2, "0"), "-")
    by_day = pc.fill_null(pc.less_equal(iso, today.isoformat()), False)
    late = pc.struct_field(pc.extract_regex(text, _LATE), "year")
    return pc.or_(by_day, pc.fill_null(pc.less_equal(late, str(today.year)), False))


def closed_by_date(status: pa.ChunkedArray | None, dates: pa.ChunkedArray, today: dt.date) -> pa.Array:
    """Tell which rows a date closes (bool): those whose status, if they have one, does not say that they are open."""
    dated = closed_on(dates, today)
    if status is None:
        return dated
    words = pc.utf8_lower(pc.fill_null(status.cast(pa.string()), "").combine_chunks())
    said = pc.or_(pc.match_substring_regex(words, _OPENING), pc.match_substring_regex(words, _NOT))
    return pc.and_not(dated, said)


def still_open(status: pa.ChunkedArray, closed: Collection[str] = ()) -> pa.Array:
    """Tell which rows are open (bool); `closed` are further status values that are not, in whatever case.

    >>> still_open(pa.chunked_array([["已完成", "未完成", "Shipped", "9", None]]), {"9"}).to_pylist()
    [False, True, True, False, True]
    """
    coded = pc.fill_null(status.cast(pa.string()), "").combine_chunks().dictionary_encode()
    words = pc.utf8_lower(pc.utf8_trim_whitespace(coded.dictionary))
    done = pc.and_not(pc.match_substring_regex(words, _CLOSED), pc.match_substring_regex(words, _NOT))
    named = pc.is_in(words, value_set=pa.array([text.strip().lower() for text in closed], pa.string()))
    return pc.invert(pc.or_(done, named)).take(coded.indices)
