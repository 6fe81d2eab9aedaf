"""Whatever is sent to the webhook: no exception leaves it, no 5xx, and nothing of it stands in a log."""

import asyncio
import json
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Unreadable
from bot.channels.language import Incoming
from tests.channels.test_telegram_updates import JSON
from tests.channels.test_telegram_webhook import AUTHENTIC, HEADER, SECRET, UPDATE, Stored, ask

methods = st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"])
secrets = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


def answered(method: str, body: bytes, headers: dict[str, str]) -> tuple[int, list[Incoming | Unreadable]]:
    stored = Stored()
    with structlog.testing.capture_logs() as lines:
        status = asyncio.run(ask(stored, method, body, headers))
    assert lines == []
    return status, stored.events


@pytest.mark.rule("SEC-7")
@given(methods, st.binary(max_size=300), secrets)
def test_without_the_secret_nothing_is_heard(method: str, body: bytes, secret: str) -> None:
    headers = {} if secret == SECRET else {HEADER: secret}
    assert answered(method, body, headers) == (403, [])


@pytest.mark.rule("SEC-7")
@given(st.binary(max_size=400) | JSON.map(lambda one: json.dumps(one).encode()))
def test_whatever_is_authentic_is_kept_or_is_not_for_us(body: bytes) -> None:
    status, events = answered("POST", body, AUTHENTIC)
    assert status == 200
    assert len(events) <= 1


@pytest.mark.rule("SEC-7")
@given(st.data())
def test_an_update_however_bent_is_answered(data: st.DataObject) -> None:
    update: dict[str, Any] = json.loads(json.dumps(UPDATE))
    for _ in range(data.draw(st.integers(1, 4))):
        inside = data.draw(st.sampled_from([update, update["message"]]))
        if not isinstance(inside, dict) or not inside or update.get("message") is not update["message"]:
            break
        name = data.draw(
            st.sampled_from([*(set(inside) - {"message"}), "photo", "reply_to_message", "entities"])
        )
        inside[name] = data.draw(JSON)
    status, events = answered("POST", json.dumps(update).encode(), AUTHENTIC)
    assert status == 200
    assert len(events) <= 1


@pytest.mark.rule("SEC-7")
@given(st.integers(1, 5))
def test_a_replay_has_the_key_that_the_first_had(times: int) -> None:
    body = json.dumps(UPDATE).encode()
    keys = {event.dedupe_key for _ in range(times) for event in answered("POST", body, AUTHENTIC)[1]}
    assert len(keys) == 1
