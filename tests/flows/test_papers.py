"""A customer can have everything he agreed to as a paper, and as data that validate against the schema (CON-9)."""

import json
from pathlib import Path

import jsonschema
import pypdfium2
import pytest

from tests.flows.desk import Desk, complains, open_desk

SCHEMA = json.loads((Path(__file__).parents[2] / "core" / "consent_record.schema.json").read_text("utf8"))
NUMBER = "13812345678"


async def decided(desk: Desk, profile: str) -> None:
    """He agreed to calls about his complaint, refused the rest, and later stopped the calls."""
    await complains(desk, "c1", profile=profile)
    await desk.says("c1", "可以留电话")
    await desk.says("c1", "1")
    await desk.says("c1", NUMBER)
    await desk.waits(minutes=5)


async def sent(desk: Desk, text: str) -> tuple[str, list[tuple[str, str, bytes]]]:
    """What he asked for: the words beside it, and each file's kind, name and bytes."""
    asked = await desk.says("c1", text)
    answers = [
        one for one in await desk.events("customer:c1") if one["sender"] == "bot" and one["seq"] > asked
    ]
    files = []
    for item in (item for one in answers for item in one["media"]):
        answer = await desk.http.get(item["url"])
        answer.raise_for_status()
        files.append((item["kind"], item["name"], answer.content))
    return str(answers[-1]["text"]), files


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.rule("CON-9")
async def test_the_paper_says_each_answer_with_its_history_and_masks_the_number(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await decided(desk, "telegram")
        await desk.says("c1", "别打电话")
        await desk.waits(minutes=5)
        told, [(kind, name, pdf)] = await sent(desk, "授权书")
        assert told.startswith("这是您的个人信息使用授权书")
        assert (kind, name) == ("document", "个人信息使用授权书.pdf")
        words = words_of(pdf)
        for expected in (
            "个人信息使用授权书",
            "处理者：星驰4S店",
            "手机号138****5678",
            "不提供给任何第三方",
            "投诉处理（电话）",
            "已撤回",
            "维修进度（短信）",
            "不同意",
            "2025年3月12日10:30同意",
            "2025年3月12日10:35撤回（连同其他用途）",
            "结案后30天",
            "投诉留电话-2",
        ):
            assert expected in words, expected
        assert NUMBER not in words


@pytest.mark.rule("CON-9")
async def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await decided(desk, "telegram")
        _, [(_, _, first)] = await sent(desk, "请给我授权书")
        _, [(_, _, second)] = await sent(desk, "我的授权书")
        assert first == second


@pytest.mark.rule("CON-9")
async def test_wechat_shows_its_pages_as_pictures(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await decided(desk, "wechat")
        _, files = await sent(desk, "授权书")
        assert [kind for kind, _, _ in files] == ["photo"]
        assert files[0][2].startswith(b"\xff\xd8\xff")
        told, files = await sent(desk, "同意记录数据")
        assert told.startswith("微信里发不了数据文件")
        assert files == []


@pytest.mark.rule("CON-9")
@pytest.mark.parametrize("after", [(), ("别打电话",), ("全部退订",), ("别打电话", "恢复同意")])
async def test_the_record_validates_whatever_was_said(tmp_path: Path, after: tuple[str, ...]) -> None:
    async with open_desk(tmp_path) as desk:
        await decided(desk, "telegram")
        for text in after:
            await desk.says("c1", text)
            await desk.waits(minutes=1)
        _, [(_, name, content)] = await sent(desk, "同意记录数据")
        assert name == "consent-record.jsonld"
        record = json.loads(content)
        checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
        assert [problem.message for problem in checker.iter_errors(record)] == []
        assert NUMBER not in content.decode()
        call = record["dpv:hasProcess"][0]
        given = not after or after[-1] == "恢复同意"
        assert (call["dpv:hasConsentStatus"] == "dpv:ConsentGiven") is given
        assert call["dpv:hasNotice"] is None or call["dpv:hasNotice"]["dct:hasVersion"] == "投诉留电话-2"


@pytest.mark.rule("CON-9")
async def test_in_the_middle_of_a_form_the_form_goes_on(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.customer("c1")
        await desk.says("c1", "空调突然不制冷")
        told, files = await sent(desk, "授权书")
        assert "影响行车安全吗" in told
        assert "没有保存您的手机号" in words_of(files[0][2])
