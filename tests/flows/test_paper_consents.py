"""Consent from a paper: entered with its evidence, told to its owner at once, disowned by one tap (CON-12)."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import Connection, select

from core.case import Case
from storage import phones, suppressions
from storage.tables.consent import ConsentEventRow
from storage.tables.types import table_of
from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.flows.test_contact import NUMBER, leaves_number, whispered
from tests.flows.test_papers import SCHEMA, sent, words_of

ROOM = "aftersales.1"
PHOTO = ("signed.jpg", b"\xff\xd8\xff\xe0signed", "image/jpeg")
SHA256 = hashlib.sha256(PHOTO[1]).hexdigest()
WORDS = "/登记同意 A001 保养提醒 电话 3月10日"


async def known(desk: Desk) -> str:
    """A complaint of a customer's who agreed to calls about it and left his number."""
    await workshop(desk)
    return await leaves_number(desk, "c1")


def keyed(connection: Connection) -> list[tuple[str, str, str, str, str | None]]:
    """(purpose, channel, kind, source, evidence) of whatever did not come from his chat."""
    row = table_of(ConsentEventRow)
    found = connection.execute(
        select(row.c.purpose, row.c.channel, row.c.kind, row.c.source, row.c.evidence)
        .where(row.c.source != "chat")
        .order_by(row.c.id)
    )
    return [tuple(one) for one in found.all()]


@pytest.mark.rule("CON-12")
async def test_with_its_photo_it_enters_the_ledger_and_the_customer_reads_it_at_once(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.types("wang", ROOM, "/联系 A001 保养提醒")
        assert "没有同意" in await desk.last(f"room:{ROOM}")
        await desk.shows("wang", ROOM, WORDS, PHOTO)
        assert await desk.last(f"room:{ROOM}") == (
            "【A001】已登记：“保养提醒”（电话），3月10日（周一）签。已告诉客户，他可以一键否认。"
        )
        assert await desk.last("customer:c1") == (
            "星驰4S店根据您3月10日（周一）签的纸，登记了：同意用电话联系您，用于“保养提醒”，到2027年3月10日（周三）。"
            "如果不是您同意的，请回复“我没有同意”，马上停止。\n1 我没有同意"
        )
        assert await desk.inside(keyed) == [("maintenance_reminder", "call", "given", "paper", SHA256)]
        await desk.types("wang", ROOM, "/联系 A001 保养提醒")
        assert NUMBER in str(await whispered(desk, "wang"))


@pytest.mark.rule("CON-12")
@pytest.mark.parametrize("how", ["我没有同意", "1", "我没同意过", "不是我签的"])
async def test_he_says_that_he_never_agreed_and_it_is_withdrawn_and_looked_into(
    tmp_path: Path, how: str
) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.shows("wang", ROOM, WORDS, PHOTO)
        await desk.says("c1", how)
        assert (await desk.last("customer:c1")).startswith("已停止“保养提醒”（电话），现在就生效")
        assert await desk.last(f"room:{ROOM}") == (
            "【A001】客户否认同意过“保养提醒”（电话，3月10日（周一）签），已经停止。请核对凭证，查清是谁录入的。"
        )
        await desk.types("wang", ROOM, "/联系 A001 保养提醒")
        assert "撤回了同意" in await desk.last(f"room:{ROOM}")
        await desk.says("c1", "我没有同意")
        assert await desk.last("customer:c1") == "没有别人替您登记过的同意。回复“我的同意”可以看全部。"
        await desk.shows("wang", ROOM, WORDS, PHOTO)
        assert "以后来的为准：现在不能联系" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-12")
async def test_without_evidence_nothing_is_entered_and_a_reply_with_the_photo_completes_it(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.types("wang", ROOM, WORDS)
        asked = (await desk.heard(f"room:{ROOM}"))[-1]
        assert "还差凭证" in asked.text
        await desk.types("wang", ROOM, "照片稍后", reply_to=asked.seq)
        assert await desk.inside(keyed) == []
        await desk.shows("wang", ROOM, "", PHOTO, reply_to=asked.seq)
        assert await desk.inside(keyed) == [("maintenance_reminder", "call", "given", "paper", SHA256)]
        await desk.shows("wang", ROOM, "", PHOTO, reply_to=asked.seq)
        assert len(await desk.inside(keyed)) == 1


@pytest.mark.rule("CON-12")
async def test_a_recorded_call_is_evidence_of_a_call_and_a_film_is_none(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.shows("wang", ROOM, f"{WORDS} 14:30", ("call.ogg", b"OggSvoice", "audio/ogg"))
        assert [one[3] for one in await desk.inside(keyed)] == ["phone"]
        assert "电话里说的" in await desk.last("customer:c1")
        await desk.shows("wang", ROOM, WORDS, ("film.mp4", b"film", "video/mp4"))
        assert "凭证要是照片、文件或录音" in await desk.last(f"room:{ROOM}")
        assert len(await desk.inside(keyed)) == 1


@pytest.mark.rule("CON-12", "CON-9")
@pytest.mark.parametrize(
    ("source", "said", "file"),
    [
        ("paper", "纸上签字", PHOTO),
        ("phone", "电话录音", ("call.ogg", b"OggSvoice", "audio/ogg")),
    ],
)
async def test_the_record_the_paper_and_the_copy_say_what_proves_it_and_who_keyed_it_in(
    tmp_path: Path, source: str, said: str, file: tuple[str, bytes, str]
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.says("c1", "可以留电话")
        await desk.says("c1", "1")
        await desk.says("c1", NUMBER)
        await desk.waits(minutes=5)
        await desk.shows("wang", ROOM, f"{WORDS} 14:30", file)
        sha256 = hashlib.sha256(file[1]).hexdigest()
        _, [(_, _, data)] = await sent(desk, "同意记录数据")
        record = json.loads(data)
        checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
        assert [problem.message for problem in checker.iter_errors(record)] == []
        events = {
            event["dpv:hasIndicationMethod"]: event
            for one in record["dpv:hasProcess"]
            for event in one["dpv:hasConsentHistory"]
        }
        assert events["chat"]["dct:provenance"] is None
        assert events[source]["dpv:isIndicatedAtTime"] == "2025-03-10T06:30:00+00:00"
        assert events[source]["dct:provenance"] == {
            "@type": "dct:ProvenanceStatement",
            "dct:identifier": f"evidence sha256:{sha256}",
            "dct:creator": "工号01",
            "dct:created": "2025-03-12T02:35:00+00:00",
        }
        events[source]["dct:provenance"] = None
        assert list(checker.iter_errors(record)) != []
        line = f"2025年3月10日14:30同意（{said}，工号01于2025年3月12日10:35录入）"
        _, [(_, _, pdf)] = await sent(desk, "授权书")
        for expected in (line, f"凭证SHA-256{sha256}"):
            assert expected in words_of(pdf)
        _, files = await sent(desk, "导出我的信息")
        copy = json.loads(files[1][2])["consents"]
        assert copy[-2:] == [
            f"2025年3月10日 14:30 同意：保养提醒（电话）（{said}，工号01于2025年3月12日 10:35录入）",
            f"凭证SHA-256 {sha256}",
        ]


@pytest.mark.rule("CON-12")
async def test_a_refusal_since_it_was_signed_stands(tmp_path: Path) -> None:
    """He left his number today and agreed to nothing else; the paper is of this morning, without an hour."""
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.shows("wang", ROOM, "/登记同意 A001 维修进度 短信 今天", PHOTO)
        assert "以后来的为准：现在不能联系" in await desk.last(f"room:{ROOM}")
        assert "以您后来说的为准，不会为此联系您" in await desk.last("customer:c1")
        await desk.types("wang", ROOM, "/联系 A001 维修进度 短信")
        assert "拒绝了“维修进度”" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-12", "GATE-6")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("/登记同意 A001 续保 电话 3月10日", "归销售部，其他部门不能用"),
        ("/登记同意 A001 保养提醒 电话 3月10日 9999", "不是客户现在的号码"),
        ("/登记同意 A001 保养提醒 电话 3月10日 13900000000", "不是客户现在的号码"),
        ("/登记同意 A001 保养提醒 电话 2025-03-13", "签字时间在将来"),
        ("/登记同意 A001 保养提醒 电话 2020-03-13", "过了有效期"),
        ("/登记同意 A001 闲聊 电话 3月10日", "没有这个用途"),
    ],
)
async def test_what_may_not_be_keyed_in_is_not_and_he_hears_nothing(
    tmp_path: Path, words: str, why: str
) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        before = await desk.texts("customer:c1")
        await desk.shows("wang", ROOM, words, PHOTO)
        assert why in await desk.last(f"room:{ROOM}")
        assert await desk.inside(keyed) == []
        assert await desk.texts("customer:c1") == before
        assert list((tmp_path / "media").glob("*")) == []


@pytest.mark.rule("CON-12")
@pytest.mark.parametrize("number", ["5678", "尾号5678", NUMBER])
async def test_his_own_number_is_known_by_its_last_digits_too(tmp_path: Path, number: str) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.shows("wang", ROOM, f"{WORDS} {number}", PHOTO)
        assert len(await desk.inside(keyed)) == 1


@pytest.mark.rule("CON-12", "SAFE-5")
async def test_a_suppressed_number_stays_suppressed(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await known(desk)
        case = await desk.case(number)
        await desk.inside(suppress, desk, case)
        await desk.shows("wang", ROOM, "/登记同意 A001 保养提醒 电话 今天", PHOTO)
        assert "免打扰名单" in await desk.last(f"room:{ROOM}")
        assert await desk.inside(keyed) == []


def suppress(connection: Connection, desk: Desk, case: Case) -> None:
    phone = phones.current(connection, desk.server.product.vault, case.customer)
    assert phone is not None
    suppressions.put(connection, phone.suppression, desk.now - timedelta(days=30), "erased")


@pytest.mark.rule("CON-12", "CON-4")
async def test_who_left_no_number_or_cannot_be_told_has_nothing_keyed_in_for_him(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "删掉我的手机号")
        await desk.shows("wang", ROOM, WORDS, PHOTO)
        assert "客户没有留电话" in await desk.last(f"room:{ROOM}")
        await desk.blocks("c1")
        await desk.shows("wang", ROOM, "/登记同意 A001 保养提醒 聊天 3月10日", PHOTO)
        assert "客户屏蔽了我们" in await desk.last(f"room:{ROOM}")
        assert [one for one in await desk.inside(keyed) if one[2] == "given"] == []
