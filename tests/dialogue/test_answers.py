"""What an answer fills, and what it does not."""

import pytest

from bot.dialogue import memory
from bot.dialogue.answering import is_content
from bot.dialogue.session import Session
from tests.dialogue.talk import Talk


def at(step: str) -> Talk:
    """A talk in which `step` is being asked."""
    talk = Talk()
    talk.says("空调不制冷")
    facts = talk.session.facts
    for slot in ("safety", "when", "where", "model", "mileage_km", "purchase", "expectation"):
        if slot == step:
            break
        facts = facts.decline(slot)
    talk.session = talk.session.on(facts=facts, step=step, asked=("phenomenon", step), options=(), labels=())
    return talk


@pytest.mark.parametrize(
    ("step", "said", "value"),
    [
        ("safety", "会的", "yes"),
        ("safety", "不会", "no"),
        ("safety", "说不好", "unsure"),
        ("where", "绕城高速", "绕城高速"),
        ("where", "老地方", "老地方"),
        ("model", "星驰S7", "星驰S7"),
        ("model", "凯美瑞，没有车架号", "凯美瑞"),
        ("model", "OK", None),
        ("expectation", "没", None),
        ("model", "开的汉兰达", "汉兰达"),
        ("model", "我的车是迈腾", "迈腾"),
        ("model", "老款途观 其他不记得了", "老款途观"),
        ("mileage_km", "三万二", 32000),
        ("mileage_km", "23000", 23000),
        ("mileage_km", "3.2", 32000),
        ("expectation", "免费修好", "repair"),
        ("expectation", "给个说法", "explanation"),
    ],
)
def test_an_answer_fills_the_slot_that_was_asked(step: str, said: str, value: object) -> None:
    talk = at(step)
    talk.says(said)
    assert talk.session.facts[step].value == value


@pytest.mark.parametrize("step", ["where", "model", "mileage_km", "purchase", "expectation", "when"])
@pytest.mark.parametrize(
    "said", ["嗯嗯那个", "你们几点下班", "保养多少钱", "/foo", "👍", "5", "烦死了", "要车牌干嘛", "？？"]
)
def test_what_is_no_answer_fills_nothing(step: str, said: str) -> None:
    """Not fillers, questions, commands, signs, lone digits or anger."""
    talk = at(step)
    talk.says(said)
    assert not talk.session.facts[step].known


def test_two_facts_in_one_answer_fill_two_slots() -> None:
    talk = at("when")
    told = talk.says("上周五，在绕城高速上，星驰S7")
    facts = talk.session.facts
    assert (facts["where"].value, facts["model"].value) == ("绕城高速", "星驰S7")
    assert "3月7日（周五）" in told
    assert talk.session.step == "mileage_km"


def test_an_answer_is_not_repeated_when_it_says_no_more_than_was_said() -> None:
    """维修 is not echoed; a date is, with its weekday, and a rough mileage is, in figures."""
    assert "记下了" not in at("expectation").says("维修")
    assert "记下了" not in at("where").says("绕城高速")
    assert "记下了：3月11日（周二）" in at("when").says("昨天")
    assert "记下了：约32000公里" in at("mileage_km").says("三万二")


def test_the_label_of_a_choice_may_be_typed() -> None:
    talk = Talk()
    talk.says("空调不制冷")
    talk.says("不会")
    talk.says("取消")
    assert "已删除" in talk.says("现在删除")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("嗯", False),
        ("那个呀", False),
        ("好的。", False),
        ("5", False),
        ("三万", False),
        ("异响", True),
        ("/foo", False),
    ],
)
def test_content_is_more_than_fillers_and_figures(text: str, content: bool) -> None:
    assert is_content(text) is content


def test_a_draft_of_an_older_version_is_read() -> None:
    """What is absent has its default, what is unknown is left out."""
    old = {"conversation": "complaint", "step": "when", "asked": ["phenomenon"], "gone": 1}
    assert memory.from_json(old) == Session(
        conversation=Session().conversation.COMPLAINT, step="when", asked=("phenomenon",)
    )


@pytest.mark.parametrize("said", ["维修", "S7"])
def test_what_says_something_else_is_no_place(said: str) -> None:
    """A wish or a car, said where the place was asked for, fills its own slot alone."""
    talk = at("where")
    talk.says(said)
    facts = talk.session.facts
    assert not facts["where"].known
    assert facts["expectation"].known or facts["model"].known


def test_what_stands_under_a_picture_names_no_car() -> None:
    talk = at("model")
    talk.sends("photo", text="这张是对的")
    assert not talk.session.facts["model"].known
    assert len(talk.session.evidence) == 1
