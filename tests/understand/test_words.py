"""Control words are whole messages; numbers are options only when nothing else is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.words import Word, calls_a_person, digits, is_correction, read_words


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("跳过", {Word.SKIP}),
        ("先跳过吧", {Word.SKIP}),
        ("上一步", {Word.BACK}),
        ("返回", {Word.BACK}),
        ("取消", {Word.CANCEL}),
        ("算了不投诉了", {Word.CANCEL}),
        ("算了,不投诉了", {Word.CANCEL}),
        ("人工", {Word.HUMAN}),
        ("帮我转人工", {Word.HUMAN}),
        ("我要找真人", {Word.HUMAN}),
        ("继续", {Word.CONTINUE}),
        ("晚点说", {Word.LATER}),
        ("我在开车,晚点说", {Word.LATER}),
        ("等会再说", {Word.LATER}),
        ("提交", {Word.SUBMIT}),
        ("确认提交", {Word.SUBMIT}),
        ("帮助", {Word.HELP}),
        ("查进度", {Word.STATUS}),
        ("我要投诉", {Word.COMPLAIN}),
        ("可以留电话", {Word.ENQUIRE}),
        ("好了", {Word.DONE}),
        ("没有", {Word.DONE, Word.NO}),
        ("是的", {Word.YES}),
        ("会", {Word.YES}),
        ("不会", {Word.NO}),
        ("不用了", {Word.NO}),
        ("不记得了", {Word.UNSURE}),
        ("不改", {Word.NO_CHANGE}),
        ("要车牌干嘛", {Word.WHY}),
        ("为什么要这个", {Word.WHY}),
        ("问这个干嘛", {Word.WHY}),
        ("电话将用于哪些场景", {Word.WHY}),
        ("都不用", {Word.NONE_OF_THEM}),
        ("以后再说", {Word.LATER_DECIDE}),
        ("全部同意", {Word.AGREE_ALL}),
        ("不想留电话", {Word.NO_NUMBER}),
        ("您好", {Word.GREETING}),
        ("同意", {Word.ACCEPT}),
        ("不满意", {Word.OBJECT}),
        ("ＳＫＩＰ", {Word.SKIP}),
        ("/complain", {Word.COMPLAIN}),
        ("/help@yinuo_bot", {Word.HELP}),
        ("/stop", {Word.STOP}),
        ("/whocalled", {Word.WHO_CALLED}),
        ("/mydata", {Word.MY_DATA}),
        ("/erase", {Word.ERASE}),
        ("/start x1", {Word.START}),
        ("轉人工", {Word.HUMAN}),
        ("好的,谢谢", {Word.YES}),
        ("你好,我要投诉", {Word.GREETING, Word.COMPLAIN}),
    ],
)
def test_a_control_word_is_understood(text: str, words: set[Word]) -> None:
    """Width, case, blanks, courtesies and trailing particles do not matter."""
    assert read_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "没有反应",
        "跳过坑的时候异响",
        "取消巡航就顿一下",
        "我在开车的时候刹车失灵",
        "人工费太贵",
        "/unknown",
        "",
        "刹车坏了,没有",
        "是上周五",
    ],
)
def test_a_message_with_a_fact_in_it_is_no_command(text: str) -> None:
    """A word inside a sentence commands nothing."""
    assert read_words(text) == frozenset()


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize(
    "text", ["不对,是上周四", "等等,公里数说错了,是两万三", "改成两万三", "更正一下,是3月6号"]
)
def test_a_correction_is_recognised(text: str) -> None:
    """Behaviours 8 and 9 begin here."""
    assert is_correction(text)


@pytest.mark.parametrize("text", ["你们装错了件", "等等我", "不是刹车的问题", "上周四"])
def test_a_plain_statement_is_no_correction(text: str) -> None:
    """错 and 不是 about the car take nothing back."""
    assert not is_correction(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        ("1 3", (1, 3)),
        ("1、3", (1, 3)),
        ("１", (1,)),
        ("①", (1,)),
        ("①③", (1, 3)),
        ("1️⃣", (1,)),
        ("选1", (1,)),
        ("第一个", (1,)),
        ("选2和4吧", (2, 4)),
        ("3 3", (3,)),
        ("1.", (1,)),
        ("13800138000", None),
        ("23000", None),
        ("3万", None),
        ("1天", None),
        ("", None),
        ("第一次修", None),
        ("10月3号", None),
    ],
)
def test_option_numbers_are_read_only_from_a_message_of_numbers(
    text: str, numbers: tuple[int, ...] | None
) -> None:
    """A mileage, a date or a phone number chooses nothing."""
    assert digits(text) == numbers


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("转人工，我刹车有异响", True),
        ("刹车有异响，麻烦转人工", True),
        ("找客服！空调不凉", True),
        ("人工客服，你们修的什么车", True),
        ("别跟我说这些，找你们经理来", True),
        ("叫个能做主的人来", True),
        ("你们经理来看过，说没事", False),
        ("人工费太贵了，材料也贵", False),
        ("不要转人工，你直接登记", False),
        ("客服换人了，没人理我", False),
        ("有人吗，刹车响", False),
        ("人工", False),
        ("", False),
    ],
)
def test_a_clause_of_its_own_calls_a_person_whatever_else_is_told(text: str, calls: bool) -> None:
    """人工 alone is a control word; 人工费 and 有人吗 are said of other things."""
    assert calls_a_person(text) is calls


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Nothing a customer can send stops the readers."""
    read_words(text)
    calls_a_person(text)
    digits(text)
    is_correction(text)
