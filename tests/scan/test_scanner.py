"""The scanner sees: a scan that finds nothing proves something only where a planted secret is found."""

import base64
from pathlib import Path

import pytest

from tests.scan.scanner import disguises, leaks

PHONE = "13800138001"
NAME = "金丝雀"


@pytest.mark.parametrize(
    "planted",
    [
        "拨打13800138001。".encode(),
        "+8613800138001".encode("utf-16-le"),
        "电话13800138001".encode("utf-16-be"),
        b"138 0013 8001",
        "138-0013-8001".encode("utf-16-le"),
        b"3133383030313338303031",
        (13800138001).to_bytes(6, "big"),
        base64.b64encode(b"a13800138001 z"),
        base64.b64encode(b"ab13800138001"),
        base64.b64encode(b"abc13800138001zz"),
        base64.b64encode("金13800138001".encode("utf-16-le")),
    ],
)
def test_a_planted_number_is_found_in_any_dress(planted: bytes, tmp_path: Path) -> None:
    (tmp_path / "yinuo.db").write_bytes(b"\0\xff" * 999 + planted + b"\x01" * 999)
    assert leaks([tmp_path / "yinuo.db"], {"phone": PHONE}) == ["yinuo.db: phone"]


@pytest.mark.parametrize(
    "planted",
    [
        NAME.encode(),
        NAME.encode("gb18030"),
        b'"\\u91d1\\u4e1d\\u96c0"',
        b"E98791E4B89DE99B80",
        b"/x?q=%E9%87%91%E4%B8%9D%E9%9B%80",
    ],
)
def test_a_planted_name_is_found_in_any_dress(planted: bytes, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"event=" + planted)
    assert leaks([tmp_path / "log"], {"name": NAME}) == ["log: name"]


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"13800138002 \xe9\x87\x91")
    assert leaks([tmp_path / "log"], {"phone": PHONE, "name": NAME}) == []


def test_no_dress_is_so_short_that_chance_would_wear_it() -> None:
    for secret in (PHONE, NAME, "浙A7K3Q9", b"canary bytes"):
        assert min(map(len, disguises(secret))) >= 5
