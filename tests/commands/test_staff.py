"""`staff invite` and `staff offboard`, beside a server that is running (SEC-3, SEC-4)."""

import re
from datetime import datetime, timedelta

import pytest

from tests.commands.program import Program, get, post

AT = "2026-11-23T09:00:00+08:00"
NOBODY = "http://127.0.0.1:9/bot"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")


@pytest.mark.rule("SEC-3")
def test_an_invitation_says_all_that_is_needed_to_hand_it_on(program: Program) -> None:
    before = datetime.now().astimezone()
    made = program(
        "staff", "invite", "--role", "服务顾问", "--department", "售后部", "--name", "李娜", "--json"
    ).object
    assert CODE.fullmatch(made.pop("code"))
    expires = datetime.fromisoformat(made.pop("expires_at"))
    assert timedelta(hours=168) <= expires - before < timedelta(hours=168, minutes=2)
    assert made == {
        "staff_code": "工号01",
        "role": "service_advisor",
        "department": "aftersales",
        "store": "main",
    }
    line = program("staff", "invite", "--role", "observer").line
    assert line.startswith("Invited 工号02 as observer: send the bot /join ")


def test_an_invitation_is_good_without_its_link_where_telegram_is_out_of_reach(program: Program) -> None:
    telegram = {"TELEGRAM__TOKEN": "7000001:AAfake-token_0123456789", "TELEGRAM__BASE_URL": NOBODY}
    made = program("staff", "invite", "--role", "operator", "--json", **telegram).object
    assert "link" not in made
    line = program("staff", "invite", "--role", "operator", **telegram).line
    assert line.startswith("Invited 工号02 as operator: send the bot /join ")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--role", "king"), "There is no role king"),
        (("--role", "service_advisor"), "--department"),
        (("--role", "service_advisor", "--department", "kitchen"), "There is no department kitchen"),
        (("--role", "observer", "--store", "moon"), "There is no store moon: the policy knows main."),
    ],
)
def test_a_role_a_department_or_a_store_that_there_is_not_is_named(
    program: Program, arguments: tuple[str, ...], named: str
) -> None:
    assert named in program("staff", "invite", *arguments).sentence


@pytest.mark.parametrize("who", ["工号07", "7", "nobody", "99999999999999999999"])
def test_nobody_is_offboarded_who_is_not_there(program: Program, who: str) -> None:
    said = program("staff", "offboard", who).sentence
    assert said == f"There is no member of staff {who} in store main: give a staff code such as 工号07."


@pytest.mark.rule("SEC-4")
def test_an_invitation_that_was_not_used_yet_dies_with_its_member(program: Program) -> None:
    made = program("staff", "invite", "--role", "operator", "--json").object
    assert program("staff", "offboard", "1").line.startswith("工号01 has lost role, groups and claims")
    assert "has left before" in program("staff", "offboard", "工号01").sentence
    with program.serving(SANDBOX__CLOCK="virtual", SANDBOX__START=AT) as url:
        post(f"{url}/sandbox/api/staff", {"id": "wang", "name": "王", "role": "operator"})
        answer = join(url, "stranger", made["code"])
    assert "工号01" not in answer


@pytest.mark.rule("SEC-4")
def test_a_leaver_loses_his_claims_and_is_a_stranger_while_the_server_runs(program: Program) -> None:
    clock = {"SANDBOX__CLOCK": "virtual", "SANDBOX__START": AT}
    with program.serving(**clock) as url:
        api = f"{url}/sandbox/api"
        for who in ("li", "wu"):
            person = {"id": who, "name": who, "role": "service_advisor", "department": "other"}
            post(f"{api}/staff?settle=1", person)
            post(f"{api}/rooms/other.1/members?settle=1", {"staff": who, "action": "join"})
        post(f"{api}/customers?settle=1", {"id": "w1", "profile": "telegram"})
        post(f"{api}/customers/w1/messages?settle=1", {"text": "人工"})
        assert "工号01处理中" in said_in_room(url, "li", "/claim A001")[-1]
        before = get(f"{api}/events?after=0")["last"]
        left = program("staff", "offboard", "工号01", "--json", **clock)
        assert left.object == {"staff_code": "工号01", "store": "main", "released": 1}
        answers = said_in_room(url, "li", "/claim A001", since=before)
        assert sum("群里有未登记的成员，客户内容暂不显示" in one for one in answers) == 1
        assert "您还没有登记" in answers[-1]
        post(f"{api}/rooms/other.1/members?settle=1", {"staff": "li", "action": "leave"})
        assert "工号02处理中" in said_in_room(url, "wu", "/claim A001")[-1]


def test_an_invitation_expires_on_the_sandboxs_own_clock(program: Program) -> None:
    clock = {"SANDBOX__CLOCK": "virtual", "SANDBOX__START": AT}
    made = program("staff", "invite", "--role", "operator", "--json", **clock).object
    assert datetime.fromisoformat(made["expires_at"]) == datetime.fromisoformat(AT) + timedelta(hours=168)


def join(url: str, who: str, code: str) -> str:
    """Somebody unknown types the code in private; what he is answered, or why he cannot."""
    api = f"{url}/sandbox/api"
    post(f"{api}/customers?settle=1", {"id": who, "profile": "telegram"})
    post(f"{api}/customers/{who}/messages?settle=1", {"text": f"/join {code}"})
    events = get(f"{api}/events?after=0&chat=customer:{who}")["events"]
    return str(events[-1]["text"])


def said_in_room(url: str, who: str, text: str, since: int | None = None) -> list[str]:
    """What the room has heard from the bot after somebody spoke there; also before, `since` an event."""
    api = f"{url}/sandbox/api"
    before = get(f"{api}/events?after=0")["last"] if since is None else since
    post(f"{api}/rooms/other.1/messages?settle=1", {"staff": who, "text": text})
    events = get(f"{api}/events?after={before}&chat=room:other.1")["events"]
    return [one["text"] for one in events if one["sender"] == "bot"]
