"""Whatever he answers to whatever service: it is arranged, and nothing is granted that he did not choose."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.commands import Arrange, ShowConsents
from bot.dialogue.session import Conversation
from core.case import Stage
from core.policy import PurposeClass
from tests.dialogue.talk import Talk, policy

WANTS = {"testdrive": "我想试驾", "service": "约个保养", "presales": "想看看车", "membership": "入会"}
ANSWERS = (
    "S7",
    "浙A12345",
    "周六上午",
    "明天下午3点",
    "首保",
    "落地价",
    "跳过",
    "不知道",
    "没有",
    "嗯嗯那个",
    "1",
    "2",
    "加入",
    "好的",
    "为什么要这个",
    "你们几点下班",
    "上一步",
    "不想留电话",
    "13800138000",
    "帮助",
    "随便",
    "都行",
    "保养多少钱",
    "留电话",
)
REPLIES = (
    "1",
    "2",
    "1 3",
    "都不用",
    "全部同意",
    "以后",
    "不留",
    "13800138000",
    "好的",
    "可以",
    "同意",
    "不同意",
    "行吧",
    "都行",
    "嗯",
    "你好",
    "退订",
    "空调不制冷",
    "随便你们",
    "我同意",
    "没问题",
    "进度",
    "留电话",
    "3",
    "取消",
)
OUTSIDE = (PurposeClass.MARKETING, PurposeClass.THIRD_PARTY, PurposeClass.CARE, PurposeClass.SURVEY)


def booked(talk: Talk) -> bool:
    return any(case.scene for case in talk.cases)


@pytest.mark.rule("CON-4")
@settings(max_examples=120)
@given(
    st.sampled_from(sorted(WANTS)),
    st.lists(st.sampled_from(ANSWERS), max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_any_service_is_arranged_after_any_answers_without_a_number(
    scene: str, answers: list[str], has_buttons: bool, refuses: bool
) -> None:
    """What he leaves out is left out; at the latest, skipping the rest arranges it."""
    talk = Talk(has_buttons=has_buttons)
    talk.says(WANTS[scene])
    for answer in answers:
        if not booked(talk):
            talk.says(answer)
    for _ in range(6):
        if not booked(talk) and talk.session.booking is not None:
            talk.says("加入" if talk.session.step == "join" else "跳过")
    if talk.session.booking is None and not booked(talk):
        assert scene == "membership"  # nothing but yes: he said no
        return
    assert booked(talk)
    assert not talk.answered
    assert not talk.phone
    case = talk.cases[0]
    talk.says("都不用" if refuses else "以后")
    assert talk.cases[0] == case
    assert not [one for one in talk.events if one.kind.is_positive]


def chosen_by(saying: str, shown: ShowConsents) -> set[tuple[str, str]]:
    """What a reply names of a prompt, read by hand from CON-2, CON-3 and CON-6."""
    alone = policy().purposes[shown.items[0][0]].purpose_class in OUTSIDE
    if alone:
        return set(shown.items) if saying in ("1", "同意") else set()
    if saying == "全部同意":
        return set(shown.items)
    if saying.replace(" ", "").isdigit() and len(saying) <= 3:
        numbers = [int(one) for one in saying.split()]
        if all(1 <= n <= len(shown.items) for n in numbers):
            return {shown.items[n - 1] for n in numbers}
    return set()


@pytest.mark.rule("CON-2")
@pytest.mark.rule("CON-6")
@settings(max_examples=150)
@given(st.sampled_from(sorted(WANTS)), st.lists(st.sampled_from(REPLIES), max_size=14), st.booleans())
def test_nothing_is_granted_that_was_not_chosen_by_number_or_word_of_the_prompt(
    scene: str, replies: list[str], has_buttons: bool
) -> None:
    talk = Talk(has_buttons=has_buttons)
    talk.says(WANTS[scene])
    for _ in range(3):
        if not booked(talk):
            talk.says("加入" if talk.session.step == "join" else "跳过")
    chosen: dict[str, set[tuple[str, str]]] = {}
    for reply in replies:
        prompt = talk.prompted[-1][1] if talk.prompted else None
        if prompt is not None and reply in ("1", "2", "1 3", "3", "全部同意", "同意"):
            chosen.setdefault(prompt.prompt, set()).update(chosen_by(reply, prompt))
        talk.says(reply)
    for answer in talk.answered:
        granted = {(purpose, channel) for purpose, channel, yes in answer.answers if yes}
        assert granted <= chosen.get(answer.prompt, set())
        assert answer.phone or all(channel == "chat" for _, channel in granted)


@pytest.mark.rule("CON-11")
@settings(max_examples=100)
@given(st.lists(st.sampled_from((*WANTS.values(), *REPLIES, "跳过", "加入")), max_size=20))
def test_a_conversation_holds_one_question_nobody_asked_for(sayings: list[str]) -> None:
    """Everything else he asked for himself: 留电话."""
    talk = Talk()
    asked_for = 0
    for saying in sayings:
        before = len(talk.prompted)
        talk.says(saying)
        if len(talk.prompted) > before and saying == "留电话":
            asked_for += 1
    assert len(talk.prompted) - asked_for <= 1


@pytest.mark.rule("CON-11")
@given(
    st.sampled_from(("垃圾店 骗子 退钱", "刹车失灵了", "烦死了，天天骗人")), st.sampled_from(sorted(WANTS))
)
def test_who_is_angry_or_unsafe_is_asked_for_nothing_of_the_kind(trouble: str, scene: str) -> None:
    """Until that conversation is over."""
    talk = Talk()
    talk.says(trouble)
    talk.says("取消")
    talk.presses("draft:delete")
    talk.says(WANTS[scene])
    for _ in range(4):
        talk.says("加入" if talk.session.step == "join" else "跳过")
    assert not talk.prompted


@pytest.mark.rule("CON-3")
def test_no_marketing_question_comes_before_the_service_is_arranged() -> None:
    for scene, words in WANTS.items():
        talk = Talk()
        talk.says(words)
        while not booked(talk):
            assert not talk.prompted, scene
            talk.says("加入" if talk.session.step == "join" else "跳过")


@pytest.mark.rule("CMP-2")
@given(st.lists(st.sampled_from(ANSWERS), max_size=6))
def test_a_resting_complaint_is_not_touched_by_a_booking(answers: list[str]) -> None:
    talk = Talk()
    talk.says("空调不制冷")
    talk.says("晚点说")
    kept = talk.session.facts
    talk.says("我想试驾")
    for answer in answers:
        if talk.session.conversation is Conversation.ENQUIRY:
            talk.says(answer)
    assert talk.session.facts == kept
    assert all(
        command.service.scene == "testdrive" for command in talk.commands if isinstance(command, Arrange)
    )


@pytest.mark.rule("CON-7")
@pytest.mark.rule("CON-11")
def test_consent_on_terms_that_have_changed_is_asked_anew_once_at_the_next_conversation() -> None:
    """When what he came for is done, alone in its message; not in that conversation again, nor the next day."""
    talk = Talk()
    for saying in ("我想试驾", "跳过", "跳过", "1"):
        talk.says(saying)
    talk.events[0] = replace(talk.events[0], material="older terms")

    def asked() -> bool:
        talk.says("进度")
        return talk.asked_alone is not None

    assert not asked()
    talk.later(hours=9)
    assert asked()
    assert talk.prompted[-1][1].items == (("testdrive_booking", "chat"),)
    talk.says("以后再说")
    assert not asked()
    talk.later(hours=24)
    assert not asked()
    talk.later(days=30)
    assert asked()
    talk.says("同意")
    assert talk.events[-1].kind.is_positive
    talk.later(days=31)
    assert not asked()


@pytest.mark.rule("CON-6")
def test_a_question_that_stood_for_a_day_grants_nothing_any_more() -> None:
    talk = Talk()
    for saying in ("问问优惠", "跳过"):
        talk.says(saying)
    action = next(one for one in talk.session.options if one.endswith(":yes"))
    talk.later(hours=24, seconds=1)
    assert "过期" in talk.presses(action)
    assert not talk.events


@pytest.mark.rule("CON-11")
def test_after_a_refusal_a_second_booking_asks_for_nothing_that_was_refused() -> None:
    talk = Talk()
    for saying in ("我想试驾", "跳过", "跳过", "都不用"):
        talk.says(saying)
    talk.cases = tuple(replace(case, stage=Stage.CLOSED, closed_at=talk.now) for case in talk.cases)
    for days, lists in ((1, 1), (178, 1), (1, 2)):
        talk.later(days=days)
        for saying in ("我想试驾", "跳过", "跳过", "都不用"):
            talk.says(saying)
        talk.cases = tuple(replace(case, stage=Stage.CLOSED, closed_at=talk.now) for case in talk.cases)
        assert sum(len(prompt.items) == 3 for _, prompt in talk.prompted) == lists
