"""The platform's window: what the customer's acts allow is counted, kept in order, and never overdrawn."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.channels.capabilities import Window
from storage import lanes
from storage.claims import Claimed
from storage.pace import NOTHING, Allowance, Pace
from storage.sealed import Vault
from storage.settling import Again, Delivered, InDoubt, Never, NotNow, recover
from tests.storage.road_world import (
    NOW,
    RETRY,
    SECOND,
    end,
    lane,
    look,
    new_chat,
    row,
    say,
    state,
    take_one,
)

WECHAT = Window(after_message=(5, timedelta(hours=48)), after_other=(3, timedelta(minutes=1)))
MICROSECOND = timedelta(microseconds=1)


def ten_letters(bodies: Sequence[str], asking: bool) -> bool:
    """A platform whose messages are ten letters long; the request takes four, and a picture carries none."""
    long = sum(len(body) for body in bodies) + (4 if asking else 0)
    return long <= 10 and not (asking and bodies[0].startswith("pic"))


def windowed(_channel: str, _kind: str) -> Pace:
    return Pace(window=WECHAT, are_one=ten_letters)


def take(connection: Connection, vault: Vault, now: object = NOW) -> Claimed:
    return take_one(connection, vault, now, pace=windowed)  # type: ignore[arg-type]


def left(connection: Connection, chat: int, now: object = NOW) -> int:
    return lanes.slots(connection, chat, WECHAT, now)  # type: ignore[arg-type]


# --- the ledger, pure ------------------------------------------------------------------------------------------


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("act", "after", "room"),
    [
        ("message", timedelta(0), 5),
        ("message", timedelta(hours=48) - MICROSECOND, 5),
        ("message", timedelta(hours=48), 0),
        ("message", timedelta(hours=48) + MICROSECOND, 0),
        ("other", timedelta(0), 3),
        ("other", timedelta(seconds=60) - MICROSECOND, 3),
        ("other", timedelta(seconds=60), 0),
    ],
)
def test_the_windows_last_instant_is_outside(act: str, after: timedelta, room: int) -> None:
    """From 04:00:00 UTC: 48 hours after a message, 60 seconds after a tap, a follow, a scan."""
    allowed = NOTHING.acted(act, NOW)
    assert allowed.left(WECHAT, NOW + after) == room
    lasts = timedelta(hours=48) if act == "message" else timedelta(seconds=60)
    assert allowed.closes_at(WECHAT, NOW + after) == (NOW + lasts if room else None)


def test_a_tap_leaves_the_wider_window_alone_and_adds_its_own() -> None:
    """Four of five are used: after a tap there is room for three, and for the fifth once its minute is over."""
    allowed = NOTHING.acted("message", NOW).used(NOW, 4).acted("other", NOW + SECOND)
    assert allowed.left(WECHAT, NOW + SECOND) == 3
    assert allowed.left(WECHAT, NOW + timedelta(minutes=2)) == 1
    assert allowed.used(NOW + SECOND).left(WECHAT, NOW + timedelta(minutes=2)) == 0


def test_what_went_out_after_a_message_that_we_hear_of_late_is_counted() -> None:
    """He wrote at 04:00:01, we answered at 04:00:02, and only then is the message handled."""
    allowed = NOTHING.acted("message", NOW).used(NOW + SECOND).used(NOW + 2 * SECOND)
    late = allowed.acted("message", NOW + SECOND)
    assert late.left(WECHAT, NOW + 3 * SECOND) == 4
    assert late.closes_at(WECHAT, NOW + 3 * SECOND) == NOW + SECOND + timedelta(hours=48)


@pytest.mark.parametrize(
    ("acted", "sent", "room"),
    [
        (timedelta(0), timedelta(0), 5),
        (timedelta(0), SECOND - MICROSECOND, 5),
        (timedelta(0), SECOND, 4),
        (timedelta(milliseconds=500), timedelta(milliseconds=500), 5),
        (timedelta(milliseconds=500), timedelta(milliseconds=500, microseconds=1), 4),
    ],
)
def test_a_platform_that_counts_whole_seconds_may_mean_any_moment_of_one(
    acted: timedelta, sent: timedelta, room: int
) -> None:
    """WeChat dates a message 04:00:00 although it came later in that second, after what we had sent in it."""
    allowed = NOTHING.acted("message", NOW - SECOND).used(NOW + sent).acted("message", NOW + acted)
    assert allowed.left(WECHAT, NOW + SECOND) == room


def test_an_older_act_changes_nothing() -> None:
    allowed = NOTHING.acted("message", NOW).used(NOW)
    assert allowed.acted("message", NOW - SECOND) == allowed


acts = st.lists(st.tuples(st.sampled_from(["message", "other", "send"]), st.integers(0, 4000)), max_size=60)


@pytest.mark.rule("STAFF-3")
@given(acts)
def test_we_never_think_that_there_is_more_room_than_the_platform_gives(
    steps: list[tuple[str, int]],
) -> None:
    """Beside a platform that renews each grant by its act and spends the one that ends first; and what is stored
    is the same when it is read."""
    now, ours, grants = NOW, NOTHING, dict[str, tuple[int, object]]()
    for act, wait in steps:
        now += timedelta(seconds=wait)
        if act == "send":
            if ours.left(WECHAT, now):
                usable = [(until, of) for of, (n, until) in grants.items() if n and now < until]  # type: ignore[operator]
                assert usable, "we sent, and the platform refused"
                of = min(usable)[1]
                grants[of] = (grants[of][0] - 1, grants[of][1])
                ours = ours.used(now)
        else:
            count, lasts = WECHAT.after_message if act == "message" else WECHAT.after_other
            grants[act] = (count, now + lasts)
            ours = ours.acted(act, now)
        assert Allowance.from_json(ours.to_json()) == ours
        assert len(json.loads(ours.to_json() or "{}").get("message", ())) <= 21


# --- the lanes -------------------------------------------------------------------------------------------------


def test_without_a_word_from_the_customer_everything_is_held(connection: Connection, vault: Vault) -> None:
    """He writes: it goes out, in order."""
    chat = new_chat(connection, vault)
    ids = [say(connection, vault, chat, str(n)) for n in range(2)]
    assert look(connection, vault, pace=windowed).claimed == ()
    assert [state(connection, number) for number in ids] == ["held", "held"]
    late = say(connection, vault, chat, "2")
    assert look(connection, vault, pace=windowed).claimed == ()
    assert state(connection, late) == "held"
    assert lanes.spoke(connection, chat, "message", NOW, WECHAT) is True
    assert [state(connection, number) for number in (*ids, late)] == ["queued"] * 3
    assert take(connection, vault).id == ids[0]


def test_the_window_opens_when_he_spoke_and_not_when_we_heard_of_it(
    connection: Connection, vault: Vault
) -> None:
    """The process was down for an hour; and a platform whose clock is fast opens no window in the future."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT, NOW - timedelta(hours=1))
    say(connection, vault, chat)
    assert not look(connection, vault, NOW + timedelta(hours=47), pace=windowed).claimed
    lanes.spoke(connection, chat, "message", NOW, WECHAT, NOW + timedelta(hours=1))
    assert lanes.allowance(connection, chat).closes_at(WECHAT, NOW) == NOW + timedelta(hours=48)


def test_the_last_slot_asks_him_to_write_again_when_more_waits(connection: Connection, vault: Vault) -> None:
    """Five after a message: four as they are, the fifth with the request, the rest held."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    ids = [say(connection, vault, chat, str(n)) for n in range(7)]
    asks = []
    while found := look(connection, vault, pace=windowed).claimed:
        asks.append(found[0].window_ask)
        end(connection, vault, found[0], Delivered(("1",)))
    assert asks == ["", "", "", "", "more"]
    assert [state(connection, number) for number in ids[5:]] == ["held", "held"]
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    assert take(connection, vault).id == ids[5]


@pytest.mark.parametrize(("case", "ask"), [(None, ""), (5, "last")])
def test_with_nothing_behind_it_the_last_slot_says_so_where_a_case_goes_on(
    connection: Connection, vault: Vault, case: int | None, ask: str
) -> None:
    """Whoever has no case is asked for nothing."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    asks = []
    for n in range(5):
        say(connection, vault, chat, str(n), case_id=case)
        claimed = take(connection, vault)
        asks.append(claimed.window_ask)
        end(connection, vault, claimed, Delivered(("1",)))
    assert asks == ["", "", "", "", ask]


@pytest.mark.parametrize("outcome", [Delivered(("9",)), InDoubt("timeout")])
def test_what_cannot_carry_the_request_waits_and_the_request_goes_alone(
    connection: Connection, vault: Vault, outcome: Delivered | InDoubt
) -> None:
    """A picture in the last slot while its words wait behind it: he is told first, and gets both later."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    for _ in range(4):
        say(connection, vault, chat)
        end(connection, vault, take(connection, vault), Delivered(("1",)))
    picture, words = say(connection, vault, chat, "pic"), say(connection, vault, chat, "words")
    claimed = take(connection, vault)
    assert (claimed.id, claimed.window_ask) == (picture, "alone")
    settled = end(connection, vault, claimed, outcome)
    assert settled.state == "held"
    assert [state(connection, one) for one in (picture, words)] == ["held", "held"]
    assert left(connection, chat) == 0
    lanes.spoke(connection, chat, "message", NOW + SECOND, WECHAT)
    assert [take(connection, vault, NOW + SECOND).id, left(connection, chat, NOW + SECOND)] == [picture, 5]


def test_what_was_surely_not_delivered_used_no_slot_and_an_album_used_more(
    connection: Connection, vault: Vault
) -> None:
    """Three references are three messages; a refused one is none; an unknown one is one."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    room = []
    at = NOW
    for outcome in (Again("busy"), Delivered(("1", "2", "3")), InDoubt("timeout"), Never("rejected")):
        say(connection, vault, chat, repeat="never", now=at)
        end(connection, vault, take(connection, vault, at), outcome, at)
        room.append(left(connection, chat, at))
        at += 5 * SECOND
    assert room == [5, 2, 1, 1]


def test_what_a_dead_process_was_sending_is_counted(connection: Connection, vault: Vault) -> None:
    """It may have arrived."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    say(connection, vault, chat)
    take(connection, vault)
    recover(connection, NOW, RETRY, [])
    assert left(connection, chat) == 4


# --- in one breath ---------------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-9")
def test_waiting_texts_become_one_message_and_each_keeps_its_case_role_and_clocks(
    connection: Connection, vault: Vault
) -> None:
    """Consecutive plain ones only; all of them are settled together. A reply takes the notice before it along."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    about = (("notice", 7, "again", ""), ("reply", 8, "never", "SLA-2"), ("reply", 9, "never", "SLA-2"))
    ids = [
        say(connection, vault, chat, f"m{n}", plain=True, role=role, case_id=case, repeat=again, satisfies=of)
        for n, (role, case, again, of) in enumerate(about, 1)
    ]
    ids += [say(connection, vault, chat, "m4"), say(connection, vault, chat, "m5", plain=True)]
    first = take(connection, vault)
    assert first.bodies == ("m1", "m2", "m3")
    assert [(one.role, one.case_id, one.satisfies) for one in first.lines] == [
        ("notice", 7, ()),
        ("reply", 8, ("SLA-2",)),
        ("reply", 9, ("SLA-2",)),
    ]
    assert first.repeat == "never"
    settled = end(connection, vault, first, Delivered(("9",)))
    assert settled.lines == first.lines
    assert [state(connection, number) for number in ids] == ["sent"] * 3 + ["queued"] * 2
    assert row(connection, ids[2]).reference == "9"
    assert left(connection, chat) == 4
    assert take(connection, vault).bodies == ("m4",)


def test_only_what_fits_into_one_message_is_joined(connection: Connection, vault: Vault) -> None:
    """Ten letters; and in the last slot the request must fit as well."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    for text in ("aaaa", "bbbb", "cccc", "dd", "ee"):
        say(connection, vault, chat, text, plain=True)
    said = []
    for _ in range(2):
        claimed = take(connection, vault)
        said.append((claimed.bodies, claimed.window_ask))
        end(connection, vault, claimed, Delivered(("1", "2")))
    say(connection, vault, chat, "ffff", plain=True)
    say(connection, vault, chat, "gggg", plain=True)
    claimed = take(connection, vault)
    said.append((claimed.bodies, claimed.window_ask))
    assert said == [(("aaaa", "bbbb"), ""), (("cccc", "dd", "ee"), ""), (("ffff",), "more")]


def test_what_carries_a_ticket_is_said_by_itself(connection: Connection, vault: Vault) -> None:
    """It expires, and it is judged again as it is sent (GATE-1)."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    say(connection, vault, chat, "a", plain=True)
    say(connection, vault, chat, "b", plain=True, not_after=NOW + SECOND)
    assert take(connection, vault).bodies == ("a",)


# --- the platform's word ---------------------------------------------------------------------------------------


@pytest.mark.rule("STAFF-3")
def test_where_the_platform_counts_otherwise_its_word_counts(connection: Connection, vault: Vault) -> None:
    """45047: the message and what follows wait for the customer, and the ledger says that nothing is left."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    first, second = (say(connection, vault, chat, str(n)) for n in range(2))
    assert end(connection, vault, take(connection, vault), NotNow("45047")).state == "held"
    assert left(connection, chat) == 0
    assert look(connection, vault, NOW + timedelta(days=1), pace=windowed).claimed == ()
    assert [state(connection, number) for number in (first, second)] == ["held", "held"]
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    assert left(connection, chat) == 5
    assert take(connection, vault).id == first


def test_even_where_we_count_no_window_the_platform_may_close_it(
    connection: Connection, vault: Vault
) -> None:
    chat = new_chat(connection, vault)
    first, second = (say(connection, vault, chat, str(n)) for n in range(2))
    assert end(connection, vault, take_one(connection, vault), NotNow("45015")).state == "held"
    assert [state(connection, number) for number in (first, second)] == ["held", "held"]
    lanes.spoke(connection, chat, "message", NOW)
    assert take_one(connection, vault).id == first


@pytest.mark.rule("STAFF-3")
def test_a_refusal_that_comes_back_after_his_next_word_holds_nothing(
    connection: Connection, vault: Vault
) -> None:
    """He wrote while the message was under way: it goes out at once, in the window that he opened."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    number = say(connection, vault, chat)
    claimed = take(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    assert end(connection, vault, claimed, NotNow("45047")).state == "queued"
    assert lane(connection, chat).held is False
    assert left(connection, chat) == 5
    again = take(connection, vault)
    assert again.id == number
    assert end(connection, vault, again, NotNow("45047")).state == "held"


def test_what_was_sent_in_the_old_window_takes_nothing_from_the_new_one_twice(
    connection: Connection, vault: Vault
) -> None:
    """It arrived while he wrote, nobody knows before or after: it is counted once, as if after."""
    chat = new_chat(connection, vault)
    lanes.spoke(connection, chat, "message", NOW, WECHAT)
    say(connection, vault, chat)
    claimed = take(connection, vault)
    lanes.spoke(connection, chat, "message", NOW + SECOND, WECHAT)
    end(connection, vault, claimed, Again("busy"), NOW + SECOND)
    assert left(connection, chat, NOW + SECOND) == 5
    again = take(connection, vault, NOW + 5 * SECOND)
    end(connection, vault, again, Delivered(("1",)), NOW + 5 * SECOND)
    assert left(connection, chat, NOW + 5 * SECOND) == 4
