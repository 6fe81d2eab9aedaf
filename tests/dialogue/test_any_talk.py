"""Whatever a customer says, in whatever order: the conversation answers, and remembers what it must."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.asking import ORDER
from bot.dialogue.commands import KNOWN
from bot.dialogue.session import Conversation
from bot.understand.words import Word
from core.facts import SlotState
from tests.dialogue.talk import Talk

SAYINGS = (
    "你好", "/start", "/help", "/foo", "投诉", "空调不制冷", "昨天刹车失灵了", "我在高速上，车头冒烟了",
    "星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷", "会", "不会", "不确定", "不知道",
    "跳过", "上一步", "不改", "取消", "算了不投诉了", "删除", "保留", "晚点说", "继续", "提交", "好了", "没有",
    "不对", "不对，是上周四", "公里数说错了，是两万三", "10月3号早上", "三万二", "23000", "绕城高速", "浙A12345",
    "维修", "免费修好", "为什么问这个", "要车牌干嘛", "看例子", "你们几点下班", "保养多少钱", "进度", "人工",
    "我想试驾", "约个保养", "问问优惠", "入会", "预约", "加入", "周六上午", "请给我回电", "明天下午3点打给我",
    "电话将用于哪些场景", "同意",
    "留电话", "1", "2", "3", "9", "1 3", "12", "都不用", "全部同意", "以后", "不留", "13800138000", "退订", "T",
    "全部退订", "别打电话", "不需要此类服务", "垃圾店 骗子 退钱", "烦死了", "谢谢你们，服务很好", "😡", "嗯嗯那个",
    "我的同意", "删除我的信息", "我身份证11010519491231002X", "销售答应退我定金，一直不退", "接受", "不接受",
)  # fmt: skip
ACTIONS = (
    "word:submit", "word:skip", "word:human", "word:example", "word:continue", "word:enquire", "word:status",
    "draft:keep", "draft:delete", "draft:restart", "danger:yes", "danger:no", "talk:add", "talk:new", "stale",
    "slot:safety=yes", "slot:expectation=refund", "number:n1:done", "number:n3:tick:0", "number:n2:none",
    "scene:testdrive", "scene:nothing", "booking:join", "booking:not", "word:book", "number:n2:yes", "number:n3:no",
    "case:1:accept:1", "case:9:object:1",
)  # fmt: skip
CHOICES = ("1", "2", "3", "1 3", "12", "全部同意", "同意")
"""What agrees by itself: the number of a choice or its own words, and all of the list (CON-3)."""
ACTS = st.one_of(
    st.sampled_from(SAYINGS).map(lambda text: ("says", text)),
    st.sampled_from(ACTIONS).map(lambda action: ("presses", action)),
    st.integers(0, 8).map(lambda n: ("option", str(n))),
    st.sampled_from(("photo", "video", "voice", "document")).map(lambda kind: ("sends", kind)),
    st.sampled_from(("1", "25", "200")).map(lambda hours: ("waits", hours)),
    st.text(min_size=1, max_size=40).filter(str.strip).map(lambda text: ("says", text)),
)

TALKS = st.lists(ACTS, min_size=6, max_size=40)
WORDS = st.lists(st.sampled_from(SAYINGS), min_size=4, max_size=25)


def act(talk: Talk, kind: str, what: str) -> str:
    match kind:
        case "says":
            return talk.says(what)
        case "presses":
            return talk.presses(what)
        case "option" if talk.session.options:
            return talk.presses(talk.session.options[int(what) % len(talk.session.options)])
        case "sends":
            return talk.sends(what)
        case "waits":
            talk.later(hours=float(what))
    return ""


@pytest.mark.rule("CMP-2")
@settings(max_examples=150)
@given(TALKS, st.booleans(), st.booleans())
def test_every_turn_has_an_answer_that_can_be_read(
    acts: list[tuple[str, str]], has_buttons: bool, on_duty: bool
) -> None:
    """Nothing raises; every text exists with its arguments; every session survives being stored; the bot is
    silent only while a person holds the talk, or when it files, hands over, or answers through the case."""
    talk = Talk(has_buttons=has_buttons, on_duty=on_duty)
    for kind, what in acts:
        held = talk.around().held
        turns = talk.turns
        told = act(talk, kind, what)
        step = talk.last
        if step is None or talk.turns == turns:
            continue
        assert "{" not in told or any("{" in words for _, words in acts)
        assert "亲，" not in told
        if step.reply is not None and not held:
            assert told or step.commands
        if step.reply is None and not held:
            assert step.commands
        if talk.session.conversation is Conversation.IDLE:
            assert talk.session.step == ""


@given(WORDS, st.booleans())
def test_never_two_questions_in_one_message(sayings: list[str], has_buttons: bool) -> None:
    """One thing at a time, whatever was said before."""
    talk = Talk(has_buttons=has_buttons)
    for saying in sayings:
        told = talk.says(saying)
        assert told.count("？") <= 1, told


@given(WORDS)
def test_nothing_unclear_is_answered_in_the_same_words_twice(sayings: list[str]) -> None:
    """Every re-prompt differs from the last, up to the point where a way out is offered."""
    talk = Talk()
    for saying in sayings:
        talk.says(saying)
    if talk.around().held or talk.session.step in (
        "",
        "consents",
        "alone",
        "phone",
        "danger",
        "cancel",
        "evidence",
    ):
        return
    first = talk.says("嗯嗯那个")
    second = talk.says("就那个呀")
    assert first != second


@pytest.mark.rule("CMP-3")
@settings(max_examples=60)
@given(TALKS)
def test_nothing_is_filed_before_it_was_confirmed(acts: list[tuple[str, str]]) -> None:
    """A complaint comes of 提交 under the summary alone, and holds what happened and the safety answer."""
    talk = Talk()
    for kind, what in acts:
        before, complaints = talk.session, sum(case.kind == "complaint" for case in talk.cases)
        act(talk, kind, what)
        if sum(case.kind == "complaint" for case in talk.cases) > complaints:
            assert before.step == "summary"
            assert before.facts["phenomenon"].known
            assert before.facts["safety"].known


@pytest.mark.rule("CON-6")
@settings(max_examples=60)
@given(TALKS)
def test_fuzzy_language_never_grants(acts: list[tuple[str, str]]) -> None:
    """Whatever was said before, a grant needs a choice of his own, and where it needs a number then that."""
    talk = Talk()
    for saying in ("空调不制冷", "不会", "退车", "没有"):
        talk.says(saying)
    for kind, what in acts:
        answers = len(talk.answered)
        before = talk.session
        act(talk, kind, what)
        for answer in talk.answered[answers:]:
            if any(granted for _, _, granted in answer.answers):
                assert before.consents is not None
                if answer.phone in ("", KNOWN):
                    assert before.step in ("alone", "consents")
                    assert kind in ("option", "presses") or what in CHOICES
                else:
                    assert before.step == "phone"
                    assert answer.phone == "+8613800138000"
                    assert before.consents.ticked


@given(st.integers(0, 20).map(str), st.sampled_from(("空调不制冷", "投诉", "你好", "取消")))
def test_digits_are_options_only_while_options_are_shown(digit: str, first: str) -> None:
    """Without choices a number fills nothing but the mileage or a line of the summary."""
    talk = Talk()
    talk.says(first)
    talk.session = talk.session.on(options=(), labels=())
    facts = talk.session.facts
    talk.says(digit)
    assert talk.session.facts == facts


@settings(max_examples=60)
@given(TALKS, st.sampled_from(ORDER[2:8]))
def test_what_was_declined_is_not_asked_again(acts: list[tuple[str, str]], slot: str) -> None:
    """跳过 is remembered for as long as the form lives, unless the customer goes back himself."""
    talk = Talk()
    talk.says("空调不制冷")
    talk.session = talk.session.on(facts=talk.session.facts.decline(slot))
    form = talk.session.form
    for kind, what in acts:
        if what in ("上一步",):
            continue
        act(talk, kind, what)
        session = talk.session
        if session.form != form or session.facts[slot].state is not SlotState.DECLINED:
            return
        in_form = session.conversation is Conversation.COMPLAINT
        assert session.step != slot or session.revisiting or not in_form


@given(WORDS, st.sampled_from(("退订", "T", "别再联系我", "拒收")))
@pytest.mark.rule("CON-8")
def test_an_opt_out_acts_from_any_state(before: list[str], word: str) -> None:
    """In one message, whatever was being asked, and whoever holds the talk."""
    talk = Talk()
    for saying in before:
        talk.says(saying)
    told = talk.says(word)
    assert talk.last is not None
    assert [type(command).__name__ for command in talk.last.commands][:1] == ["Withdraw"]
    assert re.search("已停止", told)
    assert talk.session.conversation is not Conversation.NUMBER


def test_every_control_word_is_taken_by_somebody_in_the_form() -> None:
    """No word that a customer is told to say ends in 没看懂."""
    for saying in (
        "跳过",
        "上一步",
        "取消",
        "晚点说",
        "继续",
        "人工",
        "进度",
        "帮助",
        "留电话",
        "退订",
        "不留",
    ):
        talk = Talk()
        talk.says("空调不制冷")
        talk.says("不会")
        assert "没看懂" not in talk.says(saying), saying
    assert Word.SKIP.value == "skip"


@pytest.mark.rule("CON-8", "CON-6")
@pytest.mark.parametrize("words", ["恢复同意", "恢复授权", "撤销退订", "退订错了", "取消错了", "撤销撤回。"])
def test_words_that_take_a_stop_back_stop_nothing(words: str) -> None:
    talk = Talk()
    talk.says(words)
    assert [type(command).__name__ for command in talk.commands] == ["RestoreConsents"]
