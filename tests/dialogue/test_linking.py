"""What a turn comes to when a customer speaks of his other chat; what a code is worth is found out elsewhere."""

from dataclasses import replace

import pytest

from bot.dialogue import linking, router
from bot.dialogue.commands import AnswerLink, AskLinkCode, SendLinkCode, Unlink
from bot.dialogue.said import Said
from tests.dialogue.talk import Talk, reading

CODE = "7KQ4-M2XR-0VWA"


def asked(*, buttons: bool) -> Talk:
    """He was just asked whether to link."""
    talk = Talk(has_buttons=buttons)
    talk.says("你好")
    talk.session = router.showing(talk.session, linking.choices("n9"), talk.around())
    return talk


def sends_a_code(talk: Talk) -> str:
    return talk.turn(replace(Said(reading("关联码 [关联码]"), "关联码 [关联码]"), code=CODE))


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(
    ("answer", "yes"), [("1", True), ("确认关联", True), ("2", False), ("不关联", False)]
)
def test_the_questions_own_choices_answer_it(answer: str, yes: bool) -> None:
    talk = asked(buttons=False)
    talk.says(answer)
    assert talk.commands[-1] == AnswerLink("n9", yes)


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize("answer", ["好的", "同意", "可以", "确认", "是的", "关联"])
def test_no_other_word_does(answer: str) -> None:
    talk = asked(buttons=True)
    talk.says(answer)
    assert not any(isinstance(one, AnswerLink) for one in talk.commands)


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize("spoken", ["1", "一", "确认关联"])
def test_what_was_spoken_links_nothing_and_the_question_stands(spoken: str) -> None:
    talk = asked(buttons=False)
    said = talk.turn(replace(Said(reading(spoken), spoken), spoken=True))
    assert said.startswith("语音可能听错，要关联请打字")
    assert not any(isinstance(one, AnswerLink) for one in talk.commands)
    talk.says("1")
    assert talk.commands[-1] == AnswerLink("n9", yes=True)


def test_asked_and_taken_back_in_one_message_from_anywhere() -> None:
    talk = Talk()
    for text in ("刹车有异响", "关联微信", "解除关联"):
        talk.says(text)
    assert [one for one in talk.commands if isinstance(one, AskLinkCode | Unlink)] == [
        AskLinkCode(),
        Unlink(),
    ]
    assert talk.session.step == "safety"


@pytest.mark.rule("CON-6")
def test_where_numbers_mean_lines_a_code_is_not_used_up() -> None:
    talk = Talk(has_buttons=False)
    for text in ("空调不制冷", "不会", *["跳过"] * 6, "没有"):
        talk.says(text)
    assert talk.session.step == "summary"
    assert sends_a_code(talk).startswith("关联码等这一步填完再发，现在还没有用掉。")
    talk.says("提交")
    sends_a_code(talk)
    assert talk.commands[-1] == SendLinkCode(CODE)
