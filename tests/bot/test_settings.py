"""What the operator may say, and the one sentence for what he may not."""

from pathlib import Path

import pytest

from bot.parts import CannotStart, wechat_of, wecom_of
from bot.settings import SettingsError, load_settings


def test_with_nothing_said_the_sandbox_opens_on_loopback() -> None:
    settings = load_settings({})
    assert settings.sandbox_on
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8080)
    assert settings.keyring_path == Path("data/keyring.json")


def test_a_real_channel_switches_the_sandbox_off() -> None:
    assert not load_settings({"YINUO_TELEGRAM__TOKEN": "1:abcdefghijk"}).sandbox_on


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "yinuo.toml"
    file.write_text('policy = "workshop"\n[http]\nport = 9000\nhost = "::1"\n', "utf8")
    settings = load_settings({"YINUO_CONFIG": str(file), "YINUO_HTTP__PORT": "9001"})
    assert (settings.policy, settings.http.port, settings.http.host) == ("workshop", 9001, "::1")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"YINUO_HTTP__PORT": "many"}, "YINUO_HTTP__PORT"),
        ({"YINUO_HTTP__PROT": "1"}, "YINUO_HTTP__PROT"),
        ({"YINUO_COLOUR": "red"}, "YINUO_COLOUR"),
        ({"YINUO_HTTP__HOST": "0.0.0.0"}, "YINUO_HTTP__HOST"),
        ({"YINUO_TELEGRAM__TOKEN": "1:abc", "YINUO_SANDBOX__ENABLED": "true"}, "YINUO_SANDBOX__ENABLED"),
        ({"YINUO_SANDBOX__ENABLED": "false", "YINUO_SANDBOX__CLOCK": "virtual"}, "YINUO_SANDBOX__CLOCK"),
        ({"YINUO_SANDBOX__START": "2026-11-22T10:00:00"}, "YINUO_SANDBOX"),
        ({"YINUO_DATABASE_URL": "postgresql://u:secret-pw@h/d"}, "YINUO_DATABASE_URL"),
        ({"YINUO_CONFIG": "/nowhere/yinuo.toml"}, "YINUO_CONFIG"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)
    assert "secret-pw" not in str(caught.value)


@pytest.mark.rule("SEC-6")
def test_no_secret_is_shown_when_settings_are_printed() -> None:
    assert "abcdefghijk" not in repr(load_settings({"YINUO_TELEGRAM__TOKEN": "1:abcdefghijk"}))


def test_the_sandbox_may_stand_beside_channels_that_are_all_on_loopback() -> None:
    environ = {
        "YINUO_TELEGRAM__TOKEN": "1:abcdefghijk",
        "YINUO_TELEGRAM__BASE_URL": "http://127.0.0.1:1/bot",
        "YINUO_TELEGRAM__BASE_FILE_URL": "http://127.0.0.1:1/file/bot",
        "YINUO_SANDBOX__ENABLED": "true",
        "YINUO_SANDBOX__WITH_CHANNELS": "true",
    }
    assert load_settings(environ).sandbox_on
    with pytest.raises(SettingsError):
        load_settings({**environ, "YINUO_TELEGRAM__BASE_URL": "https://example.org/bot"})


WECHAT = {
    "YINUO_WECHAT__APP_ID": "wx0123456789abcdef",
    "YINUO_WECHAT__APP_SECRET": "app-secret-canary",
    "YINUO_WECHAT__TOKEN": "token-canary",
    "YINUO_WECHAT__AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


def test_an_official_account_is_a_real_channel() -> None:
    settings = load_settings(WECHAT)
    found = wechat_of(settings)
    assert found is not None
    assert (settings.channels, settings.sandbox_on) == (("wechat",), False)
    assert found.api_base_url == "https://api.weixin.qq.com/cgi-bin/"
    assert len(found.key) == 32
    assert wechat_of(load_settings({})) is None


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"APP_ID": ""}, "YINUO_WECHAT__APP_ID"),
        ({"APP_ID": "my account"}, "YINUO_WECHAT__APP_ID"),
        ({"APP_SECRET": ""}, "YINUO_WECHAT__APP_SECRET"),
        ({"TOKEN": ""}, "YINUO_WECHAT__TOKEN is missing"),
        ({"TOKEN": " "}, "YINUO_WECHAT__TOKEN"),
        ({"AES_KEY": ""}, "YINUO_WECHAT__AES_KEY"),
        ({"AES_KEY": "abc"}, "YINUO_WECHAT__AES_KEY"),
        ({"AES_KEY": WECHAT["YINUO_WECHAT__AES_KEY"] + "="}, "YINUO_WECHAT__AES_KEY"),
        ({"API_BASE_URL": "https://api.weixin.qq.com/cgi-bin"}, "YINUO_WECHAT__API_BASE_URL"),
        ({"API_BASE_URL": "ftp://x/"}, "YINUO_WECHAT__API_BASE_URL"),
        ({"PASSIVE_SECONDS": "5"}, "YINUO_WECHAT__PASSIVE_SECONDS"),
    ],
)
def test_an_account_that_is_half_set_up_is_refused_with_the_name_of_what_is_missing(
    changed: dict[str, str], named: str
) -> None:
    said = {**WECHAT, **{f"YINUO_WECHAT__{name}": value for name, value in changed.items()}}
    with pytest.raises(CannotStart) as caught:
        wechat_of(load_settings(said))
    assert str(caught.value).startswith(named)
    assert "canary" not in str(caught.value)


@pytest.mark.rule("SEC-6")
def test_no_secret_of_the_account_is_shown_when_settings_are_printed() -> None:
    settings = load_settings(WECHAT)
    assert "canary" not in repr(settings) + repr(wechat_of(settings))
    assert WECHAT["YINUO_WECHAT__AES_KEY"] not in repr(settings) + repr(wechat_of(settings))


def test_the_sandbox_may_not_stand_beside_a_real_account() -> None:
    allowed = {**WECHAT, "YINUO_SANDBOX__ENABLED": "true", "YINUO_SANDBOX__WITH_CHANNELS": "true"}
    with pytest.raises(SettingsError):
        load_settings(allowed)
    beside = {**allowed, "YINUO_WECHAT__API_BASE_URL": "http://127.0.0.1:1/cgi-bin/"}
    assert load_settings(beside).sandbox_on
    with pytest.raises(SettingsError):
        load_settings({**beside, "YINUO_TELEGRAM__TOKEN": "1:abcdefghijk"})


WECOM = {"YINUO_WECOM__BOT_ID": "aibot-0001", "YINUO_WECOM__SECRET": "wecom-canary"}


def test_a_wecom_bot_is_a_real_channel() -> None:
    settings = load_settings(WECOM)
    found = wecom_of(settings)
    assert found is not None
    assert (settings.channels, settings.sandbox_on) == (("wecom",), False)
    assert found.ws_url == "wss://openws.work.weixin.qq.com"
    assert wecom_of(load_settings({})) is None
    assert "canary" not in repr(settings) + repr(found)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"BOT_ID": ""}, "YINUO_WECOM__BOT_ID is missing"),
        ({"SECRET": ""}, "YINUO_WECOM__SECRET is missing"),
        ({"SECRET": "a canary"}, "YINUO_WECOM__SECRET"),
        ({"WS_URL": "ws://example.org"}, "YINUO_WECOM__WS_URL"),
    ],
)
def test_a_bot_that_is_half_set_up_is_refused_with_the_name_of_what_is_missing(
    changed: dict[str, str], named: str
) -> None:
    said = {**WECOM, **{f"YINUO_WECOM__{name}": value for name, value in changed.items()}}
    with pytest.raises(CannotStart) as caught:
        wecom_of(load_settings(said))
    assert str(caught.value).startswith(named)
    assert "canary" not in str(caught.value)


def test_the_sandbox_stands_beside_wecom_on_loopback_alone() -> None:
    allowed = {**WECOM, "YINUO_SANDBOX__ENABLED": "true", "YINUO_SANDBOX__WITH_CHANNELS": "true"}
    with pytest.raises(SettingsError):
        load_settings(allowed)
    assert load_settings({**allowed, "YINUO_WECOM__WS_URL": "ws://127.0.0.1:1"}).sandbox_on
