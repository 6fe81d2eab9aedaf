"""The library's client has eight defects; here is one test for each, and that ours has none of them."""

import asyncio
import logging
import socket
import time
import traceback

import pytest
from wechatpy.client import WeChatClient

from bot.channels.language import Message, NotSent, OutcomeUnknown, Sent, Undeliverable
from bot.channels.wechat.api import Api
from bot.channels.wechat.client import Failure, NeverLeft, NoAnswer, NotWeChats, QuietClient, Refused
from bot.channels.wechat.fields import fields_of
from bot.channels.wechat.replies import text_reply
from bot.channels.wechat.tokens import NoToken, OwnShelf
from tests.channels.wechat_setup import channel_to, following, settings_for, to
from tests.fakes.wechat_api import APP_SECRET, WeChatServer
from tests.fakes.wechat_faults import Fault, Happens, refused
from tests.fakes.wechat_people import OPENID

HTML = "<html><h1>请先登录本网络</h1></html>"


def send_text(client: QuietClient) -> object:
    return client.message.send_text(OPENID, "您好")


async def failing(api: Api) -> Failure:
    with pytest.raises(Failure) as caught:
        await api.call(send_text)
    return caught.value


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


async def test_1_a_server_that_keeps_refusing_the_token_is_asked_twice_not_for_ever() -> None:
    async with WeChatServer() as server:
        following(server)
        server.fault(refused(40001, "message/custom/send", times=100))
        async with channel_to(server) as channel:
            told = await channel.send(to(Message("您好")))
        assert isinstance(told, Undeliverable)
        assert told.cause == "unauthorised"
        assert len(server.called("message/custom/send")) <= 2


async def test_2_fetching_the_token_gives_up_in_time() -> None:
    async with WeChatServer() as server:
        server.fault(Fault(happens=Happens.LOST_BEFORE, method="stable_token"))
        api = Api(settings_for(server, patience=0.2), OwnShelf(), server.clock)
        began = time.perf_counter()
        failure = await failing(api)
        api.close()
        assert time.perf_counter() - began < 2
        assert isinstance(failure, NoToken)
        assert isinstance(failure.why, NoAnswer)


async def test_3_however_many_begin_at_once_fetch_one_token() -> None:
    async with WeChatServer() as server:
        following(server)
        server.quota.enabled, server.latency = False, 0.02
        async with channel_to(server) as channel:
            receipts = await asyncio.gather(
                *(channel.send(to(Message(f"{n}"), key=f"{n}")) for n in range(40))
            )
        assert all(isinstance(one, Sent) for one in receipts)
        assert server.tokens.fetched == 1
        assert sorted(int(shown.text) for shown in server.sent_to(OPENID)) == list(range(40))


async def test_4_what_one_process_knows_of_the_token_the_next_knows_too() -> None:
    async with WeChatServer() as server:
        following(server)
        shelf = OwnShelf()
        for _ in range(3):
            async with channel_to(server, shelf=shelf) as channel:
                assert isinstance(await channel.send(to(Message("您好"))), Sent)
        assert server.tokens.fetched == 1


@pytest.mark.parametrize("answer", [HTML, "", "[]", '"ok"', "{}", '{"errcode": null}', '{"errcode": "0"}'])
async def test_5_a_page_with_status_200_is_never_sent(answer: str) -> None:
    async with WeChatServer() as server:
        following(server)
        server.fault(Fault(html=answer or " ", method="message/custom/send"))
        async with channel_to(server) as channel:
            told = await channel.send(to(Message("您好")))
        assert isinstance(told, OutcomeUnknown)
        assert server.sent_to(OPENID) == []


async def test_6_an_upload_that_is_made_again_is_the_whole_file_again() -> None:
    content = b"\xff\xd8" + bytes(range(256)) * 40
    async with WeChatServer() as server:
        following(server)
        api = Api(settings_for(server), OwnShelf(), server.clock)
        await api.call(send_text)
        server.tokens.revoke()
        found = await api.call(lambda client: client.media.upload("image", ("x.jpg", content, "image/jpeg")))
        api.close()
        assert [asked["media"] for asked in server.called("media/upload")] == [content, content]
        assert server.media.get(found["media_id"]).content == content


@pytest.mark.rule("SEC-6")
@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, html=HTML),
        Fault(status=502, html=HTML),
        Fault(status=404, html=HTML),
        Fault(status=302, html=HTML),
        Fault(html=HTML),
        Fault(happens=Happens.LOST_BEFORE),
        Fault(happens=Happens.CUT_AFTER),
        Fault(errcode=40001, errmsg=f"invalid credential {APP_SECRET} 1_fake-access-token"),
        Fault(errcode=45009, errmsg=f"reach max api daily quota limit {APP_SECRET} 1_fake-access-token"),
        Fault(errcode=40164, errmsg=f"invalid ip 203.0.113.7 {APP_SECRET}, not in whitelist"),
    ],
    ids=lambda fault: f"{fault.happens.name}-{fault.status}-{fault.errcode}",
)
@pytest.mark.parametrize("method", ["stable_token", "message/custom/send"])
async def test_7_neither_secret_nor_token_is_in_any_failure_or_log(
    fault: Fault, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with WeChatServer() as server:
        following(server)
        fault.method, fault.times = method, 5
        server.fault(fault)
        api = Api(settings_for(server, patience=0.2), OwnShelf(), server.clock)
        failure = await failing(api)
        api.close()
        told = "".join(traceback.format_exception(failure)) + repr(failure) + repr(vars(failure))
        assert failure.__context__ is None or failure.__suppress_context__
        for secret in (APP_SECRET, "fake-access-token", "access_token=", server.base_url):
            assert secret not in told
            assert secret not in caplog.text
        shown = repr(api._client) + repr(settings_for(server))
        assert APP_SECRET not in shown
        assert "fake-access-token" not in shown


@pytest.mark.rule("SEC-6")
async def test_7_nor_where_there_is_no_network_at_all() -> None:
    server = WeChatServer()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server.port = door.getsockname()[1]
        api = Api(settings_for(server), OwnShelf(), server.clock)
        failure = await failing(api)
    api.close()
    assert isinstance(failure, NoToken)
    assert isinstance(failure.why, NeverLeft)
    assert str(failure) == "no access token: ConnectionError"


@pytest.mark.parametrize(
    "text", ["数组a[b[0]]>1", "]]>", "]]]]>>", "]]><Content>x</Content><![CDATA[", "a\x00b\x0b"]
)
def test_8_the_xml_of_a_reply_holds_whatever_was_said(text: str) -> None:
    xml = text_reply(OPENID, "gh_1", text, 1764000000)
    assert not {"\x00", "\x0b"} & set(xml)
    found = fields_of(xml.encode())
    assert found["Content"] == text.replace("\x00", "").replace("\x0b", "")
    assert (found["ToUserName"], found["FromUserName"], found["MsgType"]) == (OPENID, "gh_1", "text")


# --- that they are defects ---------------------------------------------------------------------------------


async def test_the_librarys_own_client_has_them() -> None:
    """Where a newer one has not, ours can lose what is there for it."""

    def asked(client: WeChatClient) -> object:
        return client.message.send_text(OPENID, "您好")

    async with WeChatServer() as server:
        following(server)
        plain = WeChatClient(server.app_id, APP_SECRET, access_token="1_fake-access-token")
        plain.API_BASE_URL = server.base_url
        server.fault(Fault(html=HTML))
        assert (await asyncio.to_thread(asked, plain)).status_code == 200  # type: ignore[attr-defined]
        plain.API_BASE_URL = "http://127.0.0.1:9/"
        with pytest.raises(Exception, match="access_token=1_fake-access-token"):
            await asyncio.to_thread(asked, plain)
        plain._http.close()


# --- what failed, and whether it may have arrived ----------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(happens=Happens.LOST_AFTER), NoAnswer),
        (Fault(happens=Happens.CUT_AFTER), NoAnswer),
        (Fault(status=500, html=HTML), NotWeChats),
        (refused(45002), Refused),
    ],
    ids=["lost", "cut", "page", "refused"],
)
async def test_a_failure_is_named_by_what_is_known_of_the_request(fault: Fault, kind: type[Failure]) -> None:
    async with WeChatServer() as server:
        following(server)
        fault.method = "message/custom/send"
        server.fault(fault)
        api = Api(settings_for(server, patience=0.2), OwnShelf(), server.clock)
        assert type(await failing(api)) is kind
        api.close()


async def test_a_redirect_is_not_followed_with_the_token_in_the_address() -> None:
    async with WeChatServer() as server:
        following(server)
        moved = Fault(status=307, html=HTML, location=f"{server.base_url}elsewhere")
        moved.method = "message/custom/send"
        server.fault(moved)
        async with channel_to(server) as channel:
            assert isinstance(await channel.send(to(Message("您好"))), OutcomeUnknown)
        assert server.called("elsewhere") == []


async def test_an_answer_is_wechats_with_status_200_alone() -> None:
    async with WeChatServer() as server:
        following(server)
        server.fault(Fault(errcode=0, errmsg="ok", status=203, method="message/custom/send"))
        async with channel_to(server) as channel:
            assert isinstance(await channel.send(to(Message("您好"))), OutcomeUnknown)


async def test_without_wechat_nothing_is_sent_and_that_is_known() -> None:
    async with WeChatServer() as server:
        await server.stop()
        async with channel_to(server) as channel:
            assert await channel.send(to(Message("您好"))) == NotSent(
                "not sent: no access token: ConnectionError"
            )
            assert [(one.what, one.fatal) for one in await channel.problems()] == [
                ("WeChat cannot be reached (ConnectionError).", False)
            ]
