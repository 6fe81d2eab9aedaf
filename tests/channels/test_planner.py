"""A message becomes what a platform can do, and nothing of it is lost on the way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Buttons, Capabilities
from bot.channels.language import Action, Attachment, MediaKind, Message
from bot.channels.planner import (
    CannotBeSaid,
    Operation,
    SayText,
    ShowAlbum,
    ShowMedia,
    numbered,
    plan,
    plan_revision,
    sends,
    written_choices,
)
from bot.channels.splitting import length, may_cut, shorten, split, whole


def platform(
    buttons: Buttons = Buttons.INLINE,
    text_limit: int = 4096,
    text_unit: str = "utf16",
    caption_limit: int = 1024,
    album: tuple[int, int] | None = (2, 10),
    documents: bool = True,
    force_reply: bool = True,
) -> Capabilities:
    return Capabilities(
        buttons=buttons,
        edits=True,
        deletes=True,
        threads=True,
        force_reply=force_reply,
        hears_all=True,
        text_limit=text_limit,
        text_unit=text_unit,
        caption_limit=caption_limit,
        album=album,
        documents=documents,
    )


TELEGRAM = platform()
WECHAT = platform(Buttons.NUMBERED, 1800, "utf8", album=None, documents=False, force_reply=False)
YES, NO, UNSURE = Action("a1", "会"), Action("a2", "不会"), Action("a3", "不确定")


def photo(number: int) -> Attachment:
    return Attachment(f"p{number}", MediaKind.PHOTO, f"{number}.jpg")


def document(number: int) -> Attachment:
    return Attachment(f"d{number}", MediaKind.DOCUMENT, f"{number}.pdf")


VOICE = Attachment("v1", MediaKind.VOICE, "1.ogg")
VIDEO = Attachment("f1", MediaKind.VIDEO, "1.mp4")


# --- choices -------------------------------------------------------------------------------------------


def test_buttons_stand_under_the_text_in_their_rows() -> None:
    message = Message("影响行车安全吗?", actions=((YES, NO), (UNSURE,)))
    assert plan(message, TELEGRAM) == (SayText("影响行车安全吗?", ((YES, NO), (UNSURE,))),)


@pytest.mark.parametrize("buttons", [Buttons.NUMBERED, Buttons.NONE])
def test_without_buttons_the_choices_are_written_out_with_numbers(buttons: Buttons) -> None:
    message = Message("影响行车安全吗?", actions=((YES, NO, UNSURE),))
    assert plan(message, platform(buttons)) == (SayText("影响行车安全吗?\n1 会 2 不会 3 不确定"),)


def test_each_row_is_a_line_and_the_numbers_go_on() -> None:
    assert written_choices(((YES, NO), (UNSURE,))) == "1 会 2 不会\n3 不确定"
    assert numbered(((YES, NO), (UNSURE,)))[2] is UNSURE


def test_choices_without_any_text_are_a_text_where_there_are_no_buttons() -> None:
    assert plan(Message("", actions=((YES, NO),)), WECHAT) == (SayText("1 会 2 不会"),)


def test_choices_with_nothing_to_stand_under_are_refused() -> None:
    with pytest.raises(CannotBeSaid):
        plan(Message(" ", actions=((YES,),)), TELEGRAM)


def test_an_invitation_to_reply_stands_on_the_last_message_only_where_there_are_no_buttons() -> None:
    assert plan(Message("请回复", ask_reply=True), TELEGRAM) == (SayText("请回复", (), True),)
    assert plan(Message("请回复", ((YES,),), ask_reply=True), TELEGRAM) == (SayText("请回复", ((YES,),)),)
    assert plan(Message("请回复", ask_reply=True), WECHAT) == (SayText("请回复"),)


def test_nothing_to_say_is_nothing_to_do() -> None:
    assert plan(Message(" \n"), TELEGRAM) == ()


# --- files ---------------------------------------------------------------------------------------------


def test_one_file_carries_a_short_text_and_its_buttons() -> None:
    message = Message("请看", ((YES,),), (photo(1),))
    assert plan(message, TELEGRAM) == (ShowMedia(photo(1), "请看", ((YES,),)),)


@pytest.mark.parametrize(("characters", "fits"), [(1024, True), (1025, False)])
def test_a_caption_longer_than_its_limit_is_a_text_of_its_own(characters: int, fits: bool) -> None:
    text = "字" * characters
    expected = (ShowMedia(photo(1), text),) if fits else (ShowMedia(photo(1)), SayText(text))
    assert plan(Message(text, media=(photo(1),)), TELEGRAM) == expected


def test_several_pictures_are_one_album_with_the_text_as_caption() -> None:
    assert plan(Message("三张", media=(photo(1), VIDEO, photo(2))), TELEGRAM) == (
        ShowAlbum((photo(1), VIDEO, photo(2)), "三张"),
    )


def test_an_album_cannot_carry_buttons_so_the_text_comes_after_it() -> None:
    message = Message("请选", ((YES,),), (photo(1), photo(2)))
    assert plan(message, TELEGRAM) == (ShowAlbum((photo(1), photo(2))), SayText("请选", ((YES,),)))


def test_buttons_without_text_stand_under_the_last_picture() -> None:
    message = Message("", ((YES,),), (photo(1), photo(2), photo(3)))
    assert plan(message, TELEGRAM) == (ShowAlbum((photo(1), photo(2))), ShowMedia(photo(3), "", ((YES,),)))
    two = Message("", ((YES,),), (photo(1), photo(2)))
    assert plan(two, TELEGRAM) == (ShowMedia(photo(1)), ShowMedia(photo(2), "", ((YES,),)))


def test_the_eleventh_picture_goes_alone_and_no_kind_is_mixed_with_another() -> None:
    pictures = tuple(photo(number) for number in range(11))
    message = Message("", media=(VOICE, *pictures, document(1), document(2)))
    assert plan(message, TELEGRAM) == (
        ShowAlbum(pictures[:10]),
        ShowMedia(pictures[10]),
        ShowAlbum((document(1), document(2))),
        ShowMedia(VOICE),
    )


def test_without_albums_each_file_goes_alone_and_documents_are_named() -> None:
    message = Message("两张", media=(photo(1), photo(2), document(7)))
    assert plan(message, WECHAT) == (ShowMedia(photo(1)), ShowMedia(photo(2)), SayText("两张\n📎 7.pdf"))


# --- long texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("12345678", 8, ("12345678",)),
        ("一二三。四五六。七八", 8, ("一二三。四五六。", "七八")),
        ("第一段\n\n第二段。第三句", 9, ("第一段", "第二段。第三句")),
        ("第一行\n第二行。第三", 9, ("第一行", "第二行。第三")),
        ("one two three", 8, ("one two", "three")),
        ("一二三四五六", 4, ("一二三四", "五六")),
        ("好" * 3 + "👍🏽", 6, ("好好好", "👍🏽")),
        ("ab👨‍👩‍👧cd", 9, ("ab", "👨‍👩‍👧c", "d")),
        ("🇨🇳🇩🇪", 6, ("🇨🇳", "🇩🇪")),
        ("aé́", 2, ("a", "é́")),
        ("\n\n\n\n\n", 2, ()),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split(text, limit, "utf16") == pieces


@pytest.mark.parametrize(
    ("text", "unit", "units"),
    [("中", "utf16", 1), ("中", "utf8", 3), ("🚗", "utf16", 2), ("🚗", "utf8", 4), ("é", "utf8", 2)],
)
def test_length_is_counted_in_the_platforms_unit(text: str, unit: str, units: int) -> None:
    assert length(text, unit) == units


@pytest.mark.parametrize(("emoji", "messages"), [(2048, 1), (2049, 2)])
def test_telegrams_limit_counts_an_emoji_twice(emoji: int, messages: int) -> None:
    assert len(plan(Message("🚗" * emoji), TELEGRAM)) == messages


def test_buttons_of_a_long_text_stand_under_its_last_piece_only() -> None:
    operations = plan(Message("字" * 5000, ((YES,),)), TELEGRAM)
    assert [operation.rows for operation in operations if isinstance(operation, SayText)] == [(), ((YES,),)]


def test_half_a_character_is_replaced_because_it_could_not_be_sent() -> None:
    assert whole("a\ud83db") == "a�b"
    assert whole("\ud83d\ude97") == "🚗"


PIECES = st.sampled_from(
    ["字", "a", "🚗", "👍🏽", "👨‍👩‍👧", "🇨🇳", "é", " ", "\n", "\n\n", "。", ",", "​", "\u202e"]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@given(TEXTS, st.integers(12, 40), st.sampled_from(["utf16", "utf8"]))
def test_no_piece_is_too_long_or_blank_and_only_white_space_is_lost(text: str, limit: int, unit: str) -> None:
    limit = limit if unit == "utf16" else limit * 2
    pieces = split(text, limit, unit)
    assert all(length(piece, unit) <= limit and piece.strip() for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@given(TEXTS, st.integers(12, 40))
def test_no_visible_character_is_ever_cut_through(text: str, limit: int) -> None:
    position = 0
    for piece in split(text, limit, "utf16"):
        position = text.index(piece, position) + len(piece)
        assert may_cut(text, position)


@given(st.text(max_size=200), st.integers(1, 30))
def test_any_text_at_all_is_split_and_shortened_within_the_limit(text: str, limit: int) -> None:
    for unit, least in (("utf16", 3), ("utf8", 7)):
        assert all(length(piece, unit) <= max(limit, least) for piece in split(text, max(limit, least), unit))
        assert length(shorten(text, max(limit, least), unit), unit) <= max(limit, least)


ATTACHMENTS = st.lists(
    st.builds(Attachment, st.uuids().map(str), st.sampled_from(MediaKind), st.just("x"), st.just("")),
    max_size=25,
)


def attachments_of(operation: Operation) -> tuple[Attachment, ...]:
    match operation:
        case ShowMedia(attachment):
            return (attachment,)
        case ShowAlbum(attachments):
            return attachments
        case SayText():
            return ()


@given(ATTACHMENTS, st.integers(1, 3000), st.booleans())
def test_every_file_is_shown_once_and_every_button_stands_once(
    files: list[Attachment], characters: int, choices: bool
) -> None:
    rows = ((YES, NO),) if choices else ()
    operations = plan(Message("字" * characters, rows, tuple(files)), TELEGRAM)
    shown = [item.key for operation in operations for item in attachments_of(operation)]
    assert sorted(shown) == sorted(item.key for item in files)
    assert [operation for operation in operations if getattr(operation, "rows", ())] == (
        [operations[-1]] if choices else []
    )
    assert all(2 <= len(item.attachments) <= 10 for item in operations if isinstance(item, ShowAlbum))


# --- revisions -----------------------------------------------------------------------------------------


# --- where each send counts ------------------------------------------------------------------------------------

COUNTED = platform(Buttons.NONE, 90, "utf8", caption_limit=0, album=None, documents=False, force_reply=False)


def test_a_message_falls_into_its_sends_with_the_choices_under_the_last() -> None:
    """Ninety bytes are thirty characters; `\\n1 会 2 不会` takes fourteen bytes of the last."""
    message = Message("一" * 28 + "。" + "二" * 24, ((YES, NO),), (photo(1), document(2)))
    assert sends(message, COUNTED) == (
        Message("", media=(photo(1),)),
        Message("", media=(document(2),)),
        Message("一" * 25),
        Message("一" * 3 + "。" + "二" * 21),
        Message("二" * 3, ((YES, NO),)),
    )
    assert sends(Message("好", ((YES, NO),)), COUNTED) == (Message("好", ((YES, NO),)),)
    assert sends(Message("", ((YES, NO),), (photo(1),)), COUNTED) == (
        Message("", media=(photo(1),)),
        Message("", ((YES, NO),)),
    )


@given(
    st.text(max_size=200),
    st.lists(st.sampled_from([photo(1), photo(2), document(3)]), max_size=4),
    st.sampled_from([(), ((YES, NO), (UNSURE,))]),
)
def test_every_send_is_one_and_together_they_say_what_the_message_says(
    text: str, media: list[Attachment], actions: tuple[tuple[Action, ...], ...]
) -> None:
    """Documents are named in sends of their own; nothing else differs from the plan of the whole."""
    message = Message(text, actions, tuple(media))
    parts = sends(message, COUNTED)
    planned = [plan(part, COUNTED) for part in parts]
    assert all(len(one) == 1 for one in planned) or (parts == (message,) and not plan(message, COUNTED))
    files = [item for part in parts for item in part.media]
    assert files == media
    assert parts[-1].actions == actions
    said = "".join(part.text for part in parts)
    assert "".join(said.split()) == "".join(whole(text).split())


def test_a_revision_is_one_message_and_is_shortened_with_an_ellipsis() -> None:
    assert plan_revision(Message("字" * 4097, ((YES,),)), TELEGRAM) == SayText("字" * 4095 + "…", ((YES,),))
    assert plan_revision(Message("字" * 4096), TELEGRAM) == SayText("字" * 4096)


def test_a_revision_of_a_file_changes_its_caption() -> None:
    message = Message("字" * 1025, media=(photo(1),))
    assert plan_revision(message, TELEGRAM) == ShowMedia(photo(1), "字" * 1023 + "…")
