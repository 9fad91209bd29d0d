"""Tell what the rows of a source are, and whom a foreign id points at, from names and from fields."""

from functools import cache
from importlib.resources import files

from quality.semantics.headers import header_words, simplified

ID_WORDS = frozenset(
    "id no nr num number code key rowid uid uuid guid ref fk pk oid sid 编号 编码 代码 号 bh bm".split()
)
_LEADING = frozenset("fk id no nr numero".split())  # N° commande, id_cliente
PARTY = frozenset({"customer", "contact", "organisation"})
_NOT_IDS = frozenset(
    "price level type status rate code group category class name segment source 级别 类型 等级 分类 状态".split()
)
_PREPOSITIONS = frozenset("by of per for from in with to nach von mit par pour por para di da".split())
_EVENTS = frozenset({"amount", "price", "customer_ref", "order_ref", "order_date", "quantity"})
_IDENTITY = (
    "phone",
    "email",
    "tax_id",
    "national_id",
    "birth_date",
    "address",
    "street",
    "city",
    "postcode",
    "website",
)


@cache
def _phrases() -> dict[str, str]:
    """Phrase without spaces → entity; the first line that has it wins."""
    found: dict[str, str] = {}
    text = simplified(files("quality.semantics").joinpath("entities.txt").read_text("utf-8"))
    for line in text.splitlines():
        entity, colon, phrases = line.partition(":")
        if colon and not line.startswith("#"):
            for phrase in phrases.split("|"):
                found.setdefault(phrase.replace(" ", "").strip().lower(), entity)
    return found


def named_entity(name: str) -> str:
    """Return the entity that a source name or an id's stem speaks of, "" if none.

    The head of a name stands last (`customer orders`, 客户订单), but before a word such as `by` or `of`; phrases
    inside longer ones do not count.

    >>> named_entity("customer_orders"), named_entity("客户资料_联系人"), named_entity("orders by customer")
    ('order', 'contact', 'order')
    """
    words = [w for w in header_words(name) if not w.isdigit()]
    cut = next((at for at, word in enumerate(words) if at and word in _PREPOSITIONS), len(words))
    spans = _spans(words[:cut])
    return max(spans)[2] if spans else _inside(name)


def _spans(words: list[str]) -> list[tuple[int, int, str]]:
    """Return the phrases found that are not inside longer ones: (end, length, entity)."""
    phrases, found = _phrases(), []
    for size in range(min(len(words), 4), 0, -1):
        for start in range(len(words) - size + 1):
            joined, end = "".join(words[start : start + size]), start + size
            entity = phrases.get(joined) or phrases.get(joined.rstrip("s"))
            if entity and not any(e - n <= start and end <= e for e, n, _ in found):
                found.append((end, size, entity))
    return found


def _inside(name: str) -> str:
    """A phrase within a run-together name, such as `socpeople` or `客户资料2023`."""
    text = "".join(header_words(name))
    found = [p for p in _phrases() if p in text and (len(p) >= 4 or "㐀" <= p[0] <= "鿿")]
    return _phrases()[max(found, key=len)] if found else ""


def foreign_entity(header: str) -> str:
    """Return the entity whose id a header names (`fk_soc` → customer), "" if the header is no id.

    >>> foreign_entity("fk_soc"), foreign_entity("CustomerID"), foreign_entity("parent_account_id")
    ('customer', 'customer', 'parent')
    """
    words = list(header_words(header))
    joined = "".join(words)
    leads = len(words) > 1 and words[0] in _LEADING
    is_id = bool(words) and (leads or words[-1] in ID_WORDS or joined.endswith(("编号", "编码", "代码", "id")))
    if joined in {"reportsto", "parent", "上级", "kunnr", "vbeln", "matnr"}:
        is_id = True
    if not is_id:
        return ""
    stem = [w for w in words if w not in ID_WORDS] or words
    if stem[-1] in _NOT_IDS:
        return ""
    text = " ".join(w.removesuffix("id") if len(w) > 4 else w for w in stem)
    text = text.removesuffix("编号").removesuffix("编码").removesuffix("代码")
    if any(w.startswith(("parent", "上级", "母公司")) for w in stem) or joined == "reportsto":
        return "parent"
    return named_entity(text)


def infer_entity(name: str, fields: dict[str, list[str]]) -> str:
    """Return the entity of a source with this name and these fields."""
    named = named_entity(name)
    has = fields.keys()
    named_party = bool({"name", "org_name", "person_name", "surname", "given_name", "contact"} & has)
    identity = sum(field in has for field in _IDENTITY)
    if named in PARTY:
        return named if named_party or identity else _other_entity(name, named)
    if named in {"product", "employee", "reference", "parent"}:
        return "reference"
    if named == "order" and "order_ref" in has and "customer_ref" not in has and {"quantity", "product_ref"} & has:
        return "order_line"  # the lines of an order: 销售订单子表, ORDERS_BODY
    if named in {"order", "interaction"} and named_party and identity >= 3 and not _EVENTS & has:
        return "customer"  # `sales` may name who keeps it; what it holds are parties
    if named in {"order", "order_line", "payment", "ticket", "interaction", "ledger"}:
        return named
    return _by_fields(has, named_party, identity)


def _other_entity(name: str, named: str) -> str:
    """What rows are that a party's name heads but that hold no party: `commande_fournisseur` orders, head first."""
    words = [w for w in header_words(name) if not w.isdigit()]
    others = [entity for _, _, entity in sorted(_spans(words)) if entity not in {named, *PARTY, "product", "employee"}]
    return others[0] if others else "reference"


def _by_fields(has, named_party: bool, identity: int) -> str:
    money = "amount" in has or "price" in has
    if "order_ref" in has and ("quantity" in has or "product_ref" in has):
        return "order_line"
    if "customer_ref" in has and money and ("order_date" in has or "date" in has):
        return "order"
    if "order_ref" in has and money:
        return "payment"
    if "customer_ref" in has and "text" in has and identity <= 1:
        return "interaction"
    if named_party:
        return "contact" if "customer_ref" in has and not ({"name", "org_name"} & has) else "customer"
    return "customer" if identity >= 2 else "reference"
