"""The operator's settings: environment `YINUO_…` (nested with `__`) over `yinuo.toml` over the defaults.

A wrong or unknown setting stops the start with one sentence that names it, and never shows its value.
"""

import os
import tomllib
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

PREFIX: Final = "YINUO_"
CONFIG: Final = "YINUO_CONFIG"


class SettingsError(Exception):
    """A setting cannot be used; the sentence names it, why, and what to do."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Http(Part):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class Sandbox(Part):
    enabled: bool | None = None
    """Unset: on when no real channel is configured."""
    clock: Literal["real", "virtual"] = "real"
    start: datetime | None = None
    with_channels: bool = False

    @model_validator(mode="after")
    def _aware(self) -> Self:
        if self.start is not None and self.start.tzinfo is None:
            raise ValueError("must be an ISO instant with its offset, as 2026-11-22T10:00:00+08:00")
        return self


class Telegram(Part):
    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    secret: SecretStr = SecretStr("")
    proxy: SecretStr = SecretStr("")


class WeChat(Part):
    app_id: str = ""
    app_secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    api_base_url: str = "https://api.weixin.qq.com/cgi-bin/"
    passive_seconds: float = 3.5
    album_seconds: float = 0.8

    @property
    def said(self) -> bool:
        """Whether the operator has begun to set it up; what is still missing stops the start."""
        return bool({"app_id", "app_secret", "token", "aes_key"} & self.model_fields_set)


class WeCom(Part):
    bot_id: str = ""
    secret: SecretStr = SecretStr("")
    ws_url: str = "wss://openws.work.weixin.qq.com"

    @property
    def said(self) -> bool:
        """Whether the operator has begun to set it up; what is still missing stops the start."""
        return bool({"bot_id", "secret"} & self.model_fields_set)


class Log(Part):
    format: Literal["console", "json"] = "console"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Settings(Part):
    """Everything the operator may say. `sandbox_on` and the paths are what follows from it."""

    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    keyring: Path | None = None
    policy: str = "dealer"
    vehicles: Path | None = None
    http: Http = Http()
    sandbox: Sandbox = Sandbox()
    telegram: Telegram = Telegram()
    wechat: WeChat = WeChat()
    wecom: WeCom = WeCom()
    log: Log = Log()

    @property
    def keyring_path(self) -> Path:
        return self.keyring or self.data_dir / "keyring.json"

    @property
    def database_path(self) -> Path:
        return self.data_dir / "yinuo.db"

    @property
    def channels(self) -> tuple[str, ...]:
        """The real channels that are configured."""
        said = {
            "telegram": self.telegram.token is not None,
            "wechat": self.wechat.said,
            "wecom": self.wecom.said,
        }
        return tuple(name for name, on in said.items() if on)

    @property
    def has_channels(self) -> bool:
        return bool(self.channels)

    @property
    def sandbox_on(self) -> bool:
        return not self.has_channels if self.sandbox.enabled is None else self.sandbox.enabled

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.database_url is not None:
            raise ValueError(
                "database_url: only the embedded SQLite database is supported; remove the setting"
            )
        if self.sandbox_on and not is_loopback(self.http.host):
            raise ValueError("http.host: the sandbox opens on loopback only; use 127.0.0.1 or switch it off")
        if self.sandbox_on and self.has_channels and not self._loopback_channels():
            raise ValueError(
                "sandbox.enabled: the sandbox does not run beside a real channel; switch one of them off"
            )
        if self.sandbox.clock == "virtual" and not self.sandbox_on:
            raise ValueError(
                "sandbox.clock: a virtual clock needs the sandbox; switch it on or use the real clock"
            )
        return self

    def _loopback_channels(self) -> bool:
        addresses = {
            "telegram": (self.telegram.base_url, self.telegram.base_file_url),
            "wechat": (self.wechat.api_base_url,),
            "wecom": (self.wecom.ws_url,),
        }
        return self.sandbox.with_channels and all(
            is_loopback(urlsplit(url).hostname or "") for name in self.channels for url in addresses[name]
        )


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises `SettingsError`."""
    environ = os.environ if environ is None else environ
    said = _merge(_from_file(environ), _from_environment(environ))
    try:
        return Settings.model_validate(said)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def is_loopback(host: str) -> bool:
    """Whether that host is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _from_file(environ: Mapping[str, str]) -> dict[str, Any]:
    named = environ.get(CONFIG)
    path = Path(named or "yinuo.toml")
    if not named and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf8"))
    except OSError as error:
        raise SettingsError(f"{CONFIG}: {path} cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """`YINUO_HTTP__PORT=80` as `{"http": {"port": "80"}}`; an empty value says nothing."""
    found: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name == CONFIG or not value:
            continue
        *path, last = name.removeprefix(PREFIX).lower().split("__")
        table = found
        for part in path:
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise SettingsError(f"{name}: {part} is a single setting and has no parts.")
        table[last] = value
    return found


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _sentence(error: ValidationError) -> str:
    """The first fault, by the name the operator gave it; its value may be a secret and is not shown."""
    fault = error.errors(include_input=False, include_url=False)[0]
    place = [str(part) for part in fault["loc"]]
    reason = str(fault["msg"]).removeprefix("Value error, ")
    if not place:
        first, _, rest = reason.partition(": ")
        return f"{_name(first.split('.'))}: {rest}."
    if fault["type"] == "extra_forbidden":
        return f"{_name(place)}: there is no such setting; README.md lists them."
    return f"{_name(place)}: {reason[:1].lower()}{reason[1:]}."


def _name(place: list[str]) -> str:
    return PREFIX + "__".join(place).upper()
