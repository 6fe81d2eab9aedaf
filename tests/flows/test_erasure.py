"""A customer who wants to be forgotten is let alone at once and gone after a day, and we can show that he is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, select

from storage import customers, phones, suppressions
from storage.sealed import SubjectKey, Tampered, Vault
from storage.tables import metadata
from storage.tables.erasure import ErasureRow
from storage.tables.people import Customer
from storage.tables.types import table_of
from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.storage.test_erasure_matrix import matrix

NUMBER = "13812345678"
CANARY = "金丝雀专用描述"


async def known(desk: Desk, name: str = "c1") -> str:
    """A complaint with files, words and a number, and staff who answered; it is closed."""
    await workshop(desk)
    number = await complains(desk, name, f"上周五高速上刹车有异响，{CANARY}", photos=2)
    await desk.says(name, "可以留电话")
    await desk.says(name, "1 2")
    await desk.says(name, NUMBER)
    await desk.types("wang", "aftersales.1", f"/r A001 好的，{CANARY}收到")
    await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
    await desk.types("wang", "aftersales.1", f"/close A001 已换刹车片，{CANARY}")
    await desk.waits(minutes=5)
    return number


@pytest.mark.rule("SAFE-5")
async def test_he_is_told_what_goes_and_what_stays_and_nothing_happens_before_he_confirms(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "/erase")
        told = await desk.last("customer:c1")
        assert "删除后不能恢复" in told
        assert "不再联系这个号码" in told
        assert "24小时内可以反悔" in told
        await desk.says("c1", "我的同意")
        assert "投诉处理（电话）：同意" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-5")
async def test_from_the_confirmation_on_nobody_may_contact_him(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "删除我的信息")
        await desk.chooses("c1", "确认删除")
        assert (await desk.last("customer:c1")).startswith("已登记删除，从现在起任何人不能联系您")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        denied = await desk.last("room:aftersales.1")
        assert "客户已删除资料" in denied
        assert "免打扰名单" in denied
        await desk.says("c1", "确认删除")
        assert "已经登记过删除了" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-5")
@pytest.mark.parametrize(
    ("wait", "back"), [(timedelta(hours=24) - timedelta(seconds=1), True), (timedelta(hours=24), False)]
)
async def test_within_a_day_he_may_take_it_back_and_everything_stands_again(
    tmp_path: Path, wait: timedelta, back: bool
) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "确认删除")
        await desk.until(desk.now + wait)
        await desk.says("c1", "恢复资料")
        told = await desk.last("customer:c1")
        assert told.startswith("已恢复，您的资料都还在。已恢复：投诉处理（电话）、投诉处理（短信）") is back
        if back:
            await desk.waits(hours=2)
            await desk.says("c1", "我的同意")
            assert "投诉处理（电话）：同意" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-5")
async def test_after_a_day_nothing_of_him_can_be_read_anywhere(tmp_path: Path) -> None:
    """With every key that is left, over every table, the log and the media: no word, no number, no address."""
    async with open_desk(tmp_path) as desk:
        await known(desk)
        media = tmp_path / "media"
        assert len(list(media.iterdir())) == 2
        vault = desk.server.product.vault
        before = await desk.inside(readable, vault)
        assert any(CANARY in text for text in before.values())
        await desk.says("c1", "确认删除")
        await desk.waits(hours=25)
        after = await desk.inside(readable, vault)
        assert [place for place, text in after.items() if CANARY in text or NUMBER in text] == []
        assert [place for place, text in after.items() if "customer:c1" in text] == []
        assert list(media.iterdir()) == []
        assert await desk.inside(unblanked) == []
        assert (tmp_path / "yinuo.db-wal").stat().st_size < 100_000
        rooms = [await desk.texts(f"room:{room}") for room in ("aftersales.1", "supervisors")]
        assert CANARY not in str(rooms)


@pytest.mark.rule("SAFE-5")
async def test_a_re_import_of_the_same_number_cannot_be_called(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "确认删除")
        await desk.waits(hours=26)
        product = desk.server.product

        def imported(connection: Connection) -> Any:
            customer = customers.add(connection, product.vault, "main", desk.now)
            phone = phones.add(connection, product.vault, customer.id, f"+86{NUMBER}", desk.now)
            return suppressions.since(connection, phone.suppression)

        assert await desk.inside(imported) is not None


@pytest.mark.rule("SAFE-5")
async def test_an_open_complaint_holds_what_it_needs_until_it_is_closed(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", f"刹车有异响，{CANARY}")
        await desk.says("c1", "删除我的信息")
        assert f"正在处理的{number}办结之前" in await desk.last("customer:c1")
        await desk.chooses("c1", "确认删除")
        assert f"除了{number}的处理" in await desk.last("customer:c1")
        await desk.waits(hours=30)
        vault = desk.server.product.vault
        assert any(CANARY in text for text in (await desk.inside(readable, vault)).values())
        await desk.types("wang", "aftersales.1", "/close A001 已修好")
        await desk.waits(hours=50)
        assert not any(CANARY in text for text in (await desk.inside(readable, vault)).values())


@pytest.mark.rule("SAFE-5")
async def test_that_he_once_left_a_number_holds_nothing(tmp_path: Path) -> None:
    """His complaint is closed; the enquiry by which sales know of his number is one that nobody closes."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.joins("wu", "sales_consultant", "sales", "sales.1")
        await complains(desk, "c1")
        for said in ("可以留电话", "1", NUMBER):
            await desk.says("c1", said)
        await desk.chooses("c1", "同意")
        assert "【A002】" in (await desk.card("sales.1")).text
        await desk.types("wang", "aftersales.1", "/r A001 好的")
        await desk.types("wang", "aftersales.1", "/close A001 已修好")
        await desk.says("c1", "确认删除")
        assert (await desk.last("customer:c1")).startswith("已登记删除，从现在起任何人不能联系您")
        await desk.waits(hours=26)
        assert await desk.inside(unblanked) == []


@pytest.mark.rule("SAFE-5")
@pytest.mark.rule("CON-8")
async def test_his_number_alone_is_deleted_at_once_in_the_middle_of_a_form(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.says("c1", "投诉")
        await desk.says("c1", "空调不制冷")
        await desk.says("c1", "删掉我的手机号")
        told = await desk.last("customer:c1")
        assert told.startswith("您的手机号已经删除，现在就生效")
        assert "影响行车安全吗" in told
        await desk.says("c1", "删掉我的手机号")
        assert (await desk.last("customer:c1")).startswith("我们没有保存您的手机号。")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "客户没有留电话" in await desk.last("room:aftersales.1")


@pytest.mark.rule("SAFE-5")
async def test_whoever_writes_again_afterwards_is_somebody_new(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await known(desk)
        await desk.says("c1", "确认删除")
        await desk.waits(hours=26)
        await desk.says("c1", "进度")
        assert number not in await desk.last("customer:c1")
        await desk.types("wang", "aftersales.1", f"/why {number}")
        assert f"没有找到{number}" in await desk.last("room:aftersales.1")


def readable(connection: Connection, vault: Vault) -> dict[str, str]:
    """Everything outside the imitated platform that any key which is left can open, and every plain text."""
    people = table_of(Customer)
    keys = [vault.system]
    for row in connection.execute(select(people.c.id, people.c.wrapped_key)):
        if row.wrapped_key:
            keys.append(vault.key(row.id, row.wrapped_key))
    found: dict[str, str] = {}
    for table in metadata.sorted_tables:
        if not table.name.startswith("sandbox_"):
            for row in connection.execute(select(table)):
                place = [getattr(row, column.name) for column in table.primary_key.columns]
                for column in table.columns:
                    value = getattr(row, column.name)
                    text = (
                        _opened(keys, table.name, column.name, row, value)
                        if isinstance(column.type, LargeBinary)
                        else str(value)
                    )
                    found[f"{table.name}.{column.name} {place}"] = text
    return found


def _opened(keys: list[SubjectKey], table: str, column: str, row: Any, sealed: bytes | None) -> str:
    if not sealed:
        return ""
    places = [getattr(row, name) for name in ("id", "chat_id", "token") if hasattr(row, name)]
    for key in keys:
        for place in places:
            try:
                return key.open(table, column, place, sealed).decode("utf8", "replace")
            except Tampered:
                continue
    return ""


def unblanked(connection: Connection) -> list[str]:
    """Columns that the matrix calls blanked, and that still hold something for an erased customer."""
    people = table_of(Customer)
    gone = list(connection.execute(select(people.c.id).where(people.c.wrapped_key == b"")).scalars())
    assert len(gone) == 1
    requests = table_of(ErasureRow)
    chats = list(connection.execute(select(requests.c.chat_id)).scalars())
    left: list[str] = []
    for table in metadata.sorted_tables:
        for column, kind in matrix()[table.name].items():
            if "customer_id" in table.c and table.name != "chat":
                rows = connection.execute(select(table.c[column]).where(table.c.customer_id.in_(gone)))
            elif table.name == "chat":
                rows = connection.execute(select(table.c[column]).where(table.c.id.in_(chats)))
            else:
                continue
            values = [value for value in rows.scalars() if value not in (None, b"", "")]
            if kind == "row" and values:
                left.append(f"{table.name} has rows")
            elif (
                kind in ("sealed", "blanked", "key")
                and values
                and column not in ("address_index", "address_sealed", "reason")
            ):
                left.append(f"{table.name}.{column}")
    return left


@pytest.mark.rule("SAFE-5", "CON-8")
async def test_what_asking_to_be_forgotten_stopped_comes_back_with_everything_else(tmp_path: Path) -> None:
    """The words themselves stop every contact, before he confirms: the undo covers that, too."""
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.waits(minutes=1)
        await desk.says("c1", "删除我的信息")
        await desk.waits(minutes=1)
        await desk.says("c1", "确认删除")
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复资料")
        assert "投诉处理（电话）" in await desk.last("customer:c1")
        await desk.says("c1", "我的同意")
        assert "投诉处理（电话）：同意" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-5", "CON-8")
async def test_what_he_had_stopped_in_other_words_stays_stopped_when_he_stays(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await known(desk)
        await desk.waits(minutes=1)
        await desk.says("c1", "全部退订")
        await desk.waits(minutes=1)
        await desk.says("c1", "确认删除")
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复资料")
        assert "没有恢复任何同意" in await desk.last("customer:c1")
        await desk.says("c1", "我的同意")
        assert "：同意" not in await desk.last("customer:c1")
