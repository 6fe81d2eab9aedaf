"""Phones, plates, VINs and document numbers, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.identifiers import (
    find_documents,
    find_phones,
    find_plates,
    find_vins,
    mask_number,
    mask_text,
    redact_documents,
)

MOBILES = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "１３８１２３４５６７８",
    "+8613812345678",
    "+86 138 1234 5678",
    "0086-13812345678",
    "8613812345678",
    "幺三八一二三四五六七八",
    "一三八 一二三四 五六七八",
    "138 1234五六七八",
    "1 3 8 1 2 3 4 5 6 7 8",
    "138\u200b1234\u200b5678",
    "138.1234.5678",
    "138—1234—5678",
    "①③⑧①②③④⑤⑥⑦⑧",
    "1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
    "(138)12345678",
    "138，1234，5678",
    "138\n1234\n5678",
    "١٣٨١٢٣٤٥٦٧٨",
    "壹叁捌壹贰叁肆伍陆柒捌",
    "+86（138）1234-5678",
    "138/1234/5678",
]


@pytest.mark.rule("GATE-7")
@pytest.mark.parametrize("typed", MOBILES)
def test_a_mobile_is_read_and_masked_in_every_typing(typed: str) -> None:
    text = f"我电话是{typed}，打给我"
    assert [phone.e164 for phone in find_phones(text)] == ["+8613812345678"]
    masked = mask_text(text)
    assert "138****5678" in masked
    assert masked.startswith("我电话是")
    assert masked.endswith("，打给我")


@pytest.mark.rule("GATE-7")
def test_two_numbers_in_one_text_are_both_masked() -> None:
    assert mask_text("13812345678或者 139-8765-4321都行") == "138****5678或者 139****4321都行"


@pytest.mark.parametrize(
    ("typed", "e164", "masked"),
    [
        ("0571-88886666", "+8657188886666", "057****6666"),
        ("010 66668888", "+861066668888", "010****8888"),
        ("+852 9123 4567", "+85291234567", "+85****4567"),
    ],
)
def test_landlines_and_foreign_numbers_are_phones_too(typed: str, e164: str, masked: str) -> None:
    assert [phone.e164 for phone in find_phones(f"打{typed}找我")] == [e164]
    assert mask_text(f"打{typed}找我") == f"打{masked}找我"


@pytest.mark.parametrize(
    "text",
    [
        "12315",
        "车牌粤B12345",
        "2025-03-12 10:30",
        "26000公里",
        "编号TS20250312-0001",
        "LSVAA49J132047371",
        "119",
        "138",
        "1381234567",
        "11010519491231002X",
        "123456789012345678",
        "10月3号早上8点",
        "1500块，1600块",
        "138****5678",
        "400-123-4567",
    ],
)
def test_other_numbers_are_not_phones(text: str) -> None:
    assert find_phones(text) == ()
    assert mask_text(text) == text


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text("我车 ，。a\n", max_size=5),
    st.sampled_from(["", " ", "-", "\u200b"]),
)
def test_any_mobile_anywhere_is_masked(number: str, around: str, gap: str) -> None:
    text = f"{around}号{gap.join((number[:3], number[3:7], number[7:]))}好{around}"
    masked = mask_text(text)
    assert f"{number[:3]}****{number[-4:]}" in masked
    assert number[3:7] not in masked.replace(number[:3] + "****" + number[-4:], "")


PLATES = [
    ("粤B12345", "粤B12345"),
    ("粤B·12345", "粤B12345"),
    ("车牌粤b 12345", "粤B12345"),
    ("浙A·D12345", "浙AD12345"),
    ("沪AF12345", "沪AF12345"),
    ("京A12345D", "京A12345D"),
    ("苏E 5A8K2", "苏E5A8K2"),
    ("川a.8x7y9", "川A8X7Y9"),
    ("粤Ｂ１２３４５", "粤B12345"),
    ("皖A-12345", "皖A12345"),
    ("鄂A1O345", "鄂A10345"),
    ("闽D1234学", "闽D1234学"),
    ("我的车是湘A88888，跑了三万", "湘A88888"),
    ("粤B 123 45", "粤B12345"),
    ("粤B12345 8000公里", "粤B12345"),
]


@pytest.mark.parametrize(("text", "plate"), PLATES)
def test_a_plate_has_one_spelling(text: str, plate: str) -> None:
    assert [found.value for found in find_plates(text)] == [plate]


@pytest.mark.parametrize(
    "text", ["粤B1234", "粤B1234567", "新S7跑了三万", "B12345", "云南A", "贵宾VIP888", "苏州S7店", "川流不息"]
)
def test_what_is_no_plate_gives_none(text: str) -> None:
    assert find_plates(text) == ()


VINS = [
    "LSVAA49J132047371",
    "lsvaa49j132047371",
    "LSVAA 49J13 2047371",
    "LSV-AA49J1-32047371",
    "ＬＳＶＡＡ４９Ｊ１３２０４７３７１",
]


@pytest.mark.parametrize("typed", VINS)
def test_a_vin_has_one_spelling(typed: str) -> None:
    assert [found.value for found in find_vins(f"26000公里,VIN {typed},机油乳化")] == ["LSVAA49J132047371"]


def test_the_letter_o_in_a_vin_is_a_zero() -> None:
    assert [found.value for found in find_vins("车架号LSVAA49J132O47371")] == ["LSVAA49J132047371"]


@pytest.mark.parametrize(
    "text", ["LSVAA49J13204737", "LSVAA49J1320473711", "12345678901234567", "mechanicalproblem", "粤B12345"]
)
def test_what_is_no_vin_gives_none(text: str) -> None:
    assert find_vins(text) == ()


DOCUMENTS = [
    ("我身份证11010519491231002X", "我身份证[身份证号已删除]"),
    ("11010519491231002x", "[身份证号已删除]"),
    ("110105 19491231 0023 给你", "[身份证号已删除] 给你"),
    ("１１０１０５１９４９１２３１００２Ｘ", "[身份证号已删除]"),
    ("110105-1949-1231-002X", "[身份证号已删除]"),
    ("卡号6222021234567890128退到这", "卡号[银行卡号已删除]退到这"),
    ("6222 0212 3456 7890 128", "[银行卡号已删除]"),
    ("退到4111111111111111", "退到[银行卡号已删除]"),
    ("110105491231002", "[身份证号已删除]"),
]


@pytest.mark.parametrize(("text", "redacted"), DOCUMENTS)
def test_a_document_number_is_removed(text: str, redacted: str) -> None:
    assert redact_documents(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "LSVAA49J132047371",
        "编号TS20250312-0001",
        "2025-03-12 10:30",
        "三万二",
        "4111111111111112",
        "粤B12345",
    ],
)
def test_other_numbers_are_kept(text: str) -> None:
    assert find_documents(text) == ()
    assert redact_documents(text) == text


@pytest.mark.rule("GATE-7")
@given(st.text(alphabet="车修 电话打，。/:", max_size=12), st.text(alphabet="车修 电话打，。/:", max_size=12))
def test_the_one_number_is_masked_however_it_is_written_and_others_stay(before: str, after: str) -> None:
    for spelt in (
        "13812345678",
        "138 1234 5678",
        "+86-138-1234-5678",
        "１３８１２３４５６７８",
        "幺三八一二三四五六七八",
    ):
        text = f"{before}甲{spelt}乙{after}，拖车13900001111"
        masked = mask_number(text, "+8613812345678")
        assert [phone.e164 for phone in find_phones(masked)] == ["+8613900001111"]
        assert mask_number(masked, "+8613812345678") == masked
        assert mask_number(text, "+8613812345679") == text
