"""Which orders and tickets are still open, by the words of their status.

What no word says is closed counts as open: who helps a customer in an emergency can skip a row, not guess one.
"""

from collections.abc import Collection

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
