"""Japanese double bytes are told from Chinese ones, in files too short for statistics."""

import pytest

from quality.read.encoding import detect_encoding

KANA = '受注番号,顧客コード,受注日,納期,受注金額\nJ1,K1,2025/11/12,2025/11/26,"416,511",完了\n'
KANJI = "顧客番号,氏名,住所\n1,山田太郎,東京都新宿区西新宿二丁目\n2,佐藤花子,大阪府大阪市北区梅田\n"
SIMPLIFIED = "客户编号,客户名称,订单日期\nC1,深圳市恒达科技有限公司,2024\n"
RARE = "编号,姓名,备注\n1,欧阳锋,钓鱼\n2,慕容雪,喜欢爬山\n"
TRADITIONAL = "編號,姓名,地址\n1,陳美玲,高雄市前鎮區中山路\n"
FEW = "受注番号,顧客,状況\n" + "J0001,K0002,完了\nJ0002,K0005,受付中\n" * 60
QUOTES = "id,text\n1,it’s Anna’s\n2,don’t\n" * 9
WESTERN = "Nr;Name\n1;Müller Straße\n2;Jäger Köln Über\n"


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, encoding) for text in (KANA, KANJI) for encoding in ("cp932", "euc_jp")]
    + [
        (FEW, "cp932"),
        (QUOTES, "cp1252"),
        (SIMPLIFIED, "gb18030"),
        (RARE, "gb18030"),
        (TRADITIONAL, "big5"),
        (WESTERN, "cp1252"),
    ],
)
def test_double_bytes_are_told_apart(text, encoding, times):
    assert detect_encoding((text * times).encode(encoding)) == encoding
