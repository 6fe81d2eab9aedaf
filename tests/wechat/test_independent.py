"""Ours and the fake of WeChat against two implementations in another language that know neither.

They are installed for the test where node is; without node, or a registry that answers soon, it is skipped.
"""

import asyncio
import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.envelope import DoesNotOpen, Envelope, ForAnother
from bot.channels.wechat.fields import fields_of
from bot.channels.wechat.settings import WeChatSettings
from tests.channels.wechat_setup import SETTINGS, following
from tests.fakes import wechat_crypto
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer
from tests.fakes.wechat_people import OPENID

PACKAGES = ("wechat-crypto@0.0.2", "node-easywechat@3.6.2", "node-socialite@1.4.1")
PATIENCE = 60
"""Seconds in which they must be installed."""
CHANCE = random.Random(20261122)
TEXTS = ["", "<xml>你好</xml>", "🙂" * 30, "]]>", *("字" * CHANCE.randrange(1, 900) for _ in range(25))]


class Node:
    """The script with both implementations, which answers line by line."""

    def __init__(self, folder: Path, base: str) -> None:
        account = {"id": APP_ID, "secret": APP_SECRET, "token": TOKEN, "key": AES_KEY, "base": base}
        self.process = subprocess.Popen(
            ["node", "--no-deprecation", "independent.js", json.dumps(account)],
            cwd=folder,  # it keeps its token in a file where it stands
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, do: str, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert "problem" not in found, found
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script and what it needs."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no node here, which runs the other implementations")
    folder = tmp_path_factory.mktemp("node")
    shutil.copy(Path(__file__).with_name("independent.js"), folder)
    asked = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES]
    try:
        done = subprocess.run(asked, cwd=folder, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the other implementations could not be fetched in time")
    if done.returncode:
        pytest.skip("the other implementations could not be fetched")
    return folder


@pytest.fixture(scope="module")
def node(installed: Path) -> Iterator[Node]:
    running = Node(installed, "http://127.0.0.1:9/")
    yield running
    running.close()


@pytest.mark.parametrize("text", TEXTS)
def test_what_others_encrypt_and_sign_we_open(node: Node, text: str) -> None:
    ours = Envelope(SETTINGS)
    made = node("plainEncrypts", text=text, timestamp="1764000000", nonce="n0")
    assert ours.open(made["encrypted"]) == text.encode()
    assert ours.is_signed(made["signature"], "1764000000", "n0", made["encrypted"])
    found = fields_of(node("easyEncrypts", text=text, timestamp="1764000000", nonce="n0")["xml"].encode())
    assert ours.open(found["Encrypt"]) == text.encode()
    assert ours.is_signed(found["MsgSignature"], found["TimeStamp"], found["Nonce"], found["Encrypt"])


@pytest.mark.parametrize("text", TEXTS)
def test_what_we_encrypt_and_sign_others_open(node: Node, text: str) -> None:
    found = fields_of(Envelope(SETTINGS).seal(text, 1764000000).encode())
    asked = {"encrypted": found["Encrypt"], "timestamp": found["TimeStamp"], "nonce": found["Nonce"]}
    opened = node("plainDecrypts", **asked)
    assert opened == {"text": text, "id": APP_ID, "signature": found["MsgSignature"]}
    assert node("easyDecrypts", **asked, signature=found["MsgSignature"]) == {"text": text}


def test_what_the_fake_encrypts_and_signs_others_open(node: Node) -> None:
    for text in TEXTS:
        encrypted = wechat_crypto.encrypt(AES_KEY, APP_ID, text.encode())
        signed = wechat_crypto.signature(TOKEN, "1764000000", "n0", encrypted)
        asked = {"encrypted": encrypted, "timestamp": "1764000000", "nonce": "n0"}
        assert node("plainDecrypts", **asked) == {"text": text, "id": APP_ID, "signature": signed}
        made = node("plainEncrypts", text=text, timestamp="1764000000", nonce="n0")
        assert wechat_crypto.decrypt(AES_KEY, made["encrypted"]) == (text.encode(), APP_ID)


def test_what_others_make_for_another_account_or_key_is_refused(node: Node) -> None:
    made = node("plainEncrypts", text="x", timestamp="1764000000", nonce="n0")["encrypted"]
    elsewhere = WeChatSettings("wxanother00000000", APP_SECRET, TOKEN, AES_KEY)
    with pytest.raises(ForAnother):
        Envelope(elsewhere).open(made)
    with pytest.raises(DoesNotOpen):
        Envelope(WeChatSettings(APP_ID, APP_SECRET, TOKEN, AES_KEY[::-1])).open(made)


async def test_another_client_gets_on_with_the_fake(installed: Path) -> None:
    """Its token, its sends, and the refusals, as that client knows them from WeChat."""
    async with WeChatServer() as server:
        running = Node(installed, server.base_url.removesuffix("cgi-bin/"))
        try:
            following(server)
            told = await asyncio.to_thread(running, "sends", openid=OPENID, text="您好")
            assert told == {"answer": {"errcode": 0, "errmsg": "ok"}, "token": server.tokens.current}
            server.following.discard(OPENID)
            told = await asyncio.to_thread(running, "sends", openid=OPENID, text="还在吗")
            assert told["answer"]["errcode"] == 43004
            assert server.tokens.fetched == 1
            assert server.violations == []
        finally:
            running.close()
