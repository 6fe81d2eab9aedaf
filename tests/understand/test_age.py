"""Who says how old he is himself, and who speaks of somebody or something else (CON-13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.age import read_age

SAID = {
    "我13岁": 13,
    "我今年12": 12,
    "我今年12岁了": 12,
    "我才11岁": 11,
    "我十三岁": 13,
    "我今年十二": 12,
    "本人13周岁": 13,
    "我还只有9岁呢": 9,
    "我上小学": 10,
    "我在读小学": 10,
    "我还在上小学呢": 10,
    "我是小学生": 10,
    "我上五年级": 10,
    "我读初一": 12,
    "我上初中": 15,
    "我是高中生": 17,
    "我读高二": 17,
    "我未满14": 13,
    "我还不满十四周岁": 13,
    "不满14岁": 13,
    "我还没满18岁": 17,
    "我虚岁14": 13,
    "我快14岁了": 13,
    "我未成年": 17,
    "我还是未成年人": 17,
    "我还没成年": 17,
    "我还是小孩子": 17,
    "我16岁了": 16,
    "我说错了，我30岁": 30,
    "说错了 我今年30": 30,
    "我成年了": 18,
    "我已经满18岁了": 18,
    "我是成年人": 18,
    "我不是未成年": 18,
    "我13歲": 13,
    "我13岁，刹车坏了": 13,
    "刹车坏了怎么办，我才12岁": 12,
    "我13岁能不能试驾": 13,
    "我是一名13岁的学生": None,
    "我13岁的学生": 13,
    "我12岁，不对，我13岁": 13,
    "i'm 13": 13,
    "I am 12 years old": 12,
}
OTHERS = [
    "我儿子12岁",
    "我女儿今年13",
    "我家孩子上小学",
    "我孩子13岁，想试驾",
    "他13岁",
    "13岁",
    "我的车13岁了",
    "我这车才3岁",
    "我13岁的儿子在车上",
    "我13岁的时候就坐过你们的车",
    "我13岁那年",
    "我小学毕业",
    "我是小学老师",
    "我在小学门口",
    "我在中学旁边抛锚了",
    "我去小学接孩子",
    "如果我13岁呢",
    "假如我今年12",
    "等我14岁",
    "在我13岁的时候",
    "你们把我当13岁的小孩吗",
    "我又不是13岁",
    "我不是小学生",
    "他说“我13岁”",
    "我今年12月买的车",
    "我今年12号来过",
    "我今年12万公里了",
    "我今年跑了12万",
    "我才3万公里",
    "我13号去的",
    "我12点到",
    "我13年买的",
    "我才开了5次",
    "我驾龄13年",
    "我等了13天",
    "我不到12点就来了",
    "我还没到4S店",
    "我不满意",
    "我没够钱",
    "我打了13个电话",
    "我初一去的",
    "我家老人80岁",
    "我老婆30岁",
    "未成年人能坐副驾吗",
    "我像13岁吗",
    "我以前上小学的时候",
    "",
    "你好",
]


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize(("text", "years"), SAID.items())
def test_who_says_his_own_age_is_heard(text: str, years: int | None) -> None:
    found = read_age(text)
    assert (found and found.years) == years


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize("text", OTHERS)
def test_who_speaks_of_others_of_things_or_of_the_past_says_nothing_of_himself(text: str) -> None:
    assert read_age(text) is None


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("我13岁", True),
        ("你好，我13岁", True),
        ("我说错了，我30岁", True),
        ("我13岁，刹车坏了", False),
        ("刹车坏了，我才12岁", False),
        ("我13岁能不能试驾", False),
        ("我13岁,我上小学", True),
    ],
)
def test_whether_the_message_says_anything_else(text: str, alone: bool) -> None:
    found = read_age(text)
    assert found is not None
    assert found.alone is alone


@pytest.mark.rule("CON-13")
@given(
    years=st.integers(3, 110), how=st.sampled_from(["我{}岁", "我今年{}岁了", "我已经{}岁", "其实我{}周岁"])
)
def test_any_age_that_people_have_is_read_as_it_is_written(years: int, how: str) -> None:
    found = read_age(how.format(years))
    assert found is not None
    assert found.years == years


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_it(text: str) -> None:
    found = read_age(text)
    assert found is None or 2 <= found.years <= 110
