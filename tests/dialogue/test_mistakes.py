"""第二张发错了: which file is meant."""

import pytest

from bot.dialogue.commands import TakeBack
from tests.dialogue.talk import Talk


def with_files() -> Talk:
    """A form that holds 图1, 视频1, 图2, 语音1, and asks for more."""
    talk = Talk()
    talk.says("空调不制冷")
    talk.says("不会")
    for _ in range(6):
        talk.says("跳过")
    for kind in ("photo", "video", "photo", "voice"):
        talk.sends(kind)
    return talk


@pytest.mark.rule("CMP-1")
@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("第二张发错了", ["图2"]),
        ("第二个发错了", ["视频1"]),
        ("图1不要了", ["图1"]),
        ("视频1删掉", ["视频1"]),
        ("把第一段视频删了", ["视频1"]),
        ("发错了", ["语音1"]),
        ("不好意思，刚才那个发错了", ["语音1"]),
        ("最后一个不要了", ["语音1"]),
        ("视频不要了", ["视频1"]),
        ("把视频删了吧", ["视频1"]),
        ("照片不要了", []),
        ("照片都发错了", ["图1", "视频1", "图2", "语音1"]),
        ("第九张发错了", []),
        ("不要删第二张", []),
        ("没有了", []),
        ("第二张发票开错了", []),
        ("第二天就坏了，不要这车了", []),
    ],
)
def test_the_file_he_names_is_deleted_and_no_other(said: str, gone: list[str]) -> None:
    """张 counts photos, 个 everything, and what stands alone is the last one; what is not there deletes nothing."""
    talk = with_files()
    before = talk.session.evidence
    talk.says(said)
    taken = [one for one in talk.commands if isinstance(one, TakeBack)]
    assert [one.name for one in taken] == gone
    assert talk.session.evidence == tuple(one for one in before if one.id not in {t.file for t in taken})


def test_the_question_goes_on_and_the_rest_is_counted() -> None:
    talk = with_files()
    assert "视频1已删除，剩3个。还有吗？" in talk.says("视频1发错了")
    talk.says("好了")
    told = talk.says("图1发错了")
    assert "图1已删除，剩2个。" in told
    assert "照片：2个" in told


def test_without_files_it_is_said_of_something_else() -> None:
    talk = Talk()
    talk.says("空调不制冷")
    talk.says("发错了")
    assert not any(isinstance(one, TakeBack) for one in talk.commands)
