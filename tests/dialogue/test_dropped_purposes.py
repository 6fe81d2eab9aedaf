"""A store drops a purpose while somebody is being asked about it: nobody is caught in that question (CON-2)."""

from pathlib import Path

import pytest

from bot.dialogue.session import Conversation
from core.policy import Policy, load_policy
from tests.dialogue.talk import Talk

WASH = """extends = "dealer"
[purposes.washing]
name = "洗车提醒"
text = "提醒您来洗车"
basis = "law:pipl-13"
scene = "service"
department = "aftersales"
lawful_basis = "contract"
purpose_class = "service"
channels = ["chat"]
data = "手机号"
retention = "完工后 30 天"
[scenes.service]
asks = [{ purpose = "washing", channel = "chat" }, { purpose = "service_booking", channel = "chat" }]
"""


def with_washing(folder: Path) -> Policy:
    path = folder / "policy.toml"
    path.write_text(WASH, "utf8")
    return load_policy(path)


@pytest.mark.rule("CON-2", "CON-6")
@pytest.mark.parametrize("said", ["1", "都不用", "嗯嗯那个", "留电话"])
def test_his_next_word_is_heard_as_itself_and_agrees_to_nothing(tmp_path: Path, said: str) -> None:
    talk = Talk(rules=with_washing(tmp_path))
    for saying in ("约个保养", "跳过", "跳过"):
        talk.says(saying)
    assert talk.session.consents is not None
    assert ("washing", "chat") in talk.session.consents.items
    talk.rules = load_policy("dealer")
    talk.says(said)
    items = talk.session.consents.items if talk.session.consents is not None else ()
    assert ("washing", "chat") not in items
    assert talk.session.conversation is Conversation.IDLE or said == "留电话"
    assert not any(event.kind.is_positive for event in talk.events)
