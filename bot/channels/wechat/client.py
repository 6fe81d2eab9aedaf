"""The library's client without its defects: what fails is named by what is known of the request, and nothing of
what failed is quoted — addresses and bodies hold the access token and the AppSecret.

It never fetches a token and never tries again: `bot.channels.wechat.api` does, for all threads at once.
"""

import json
import logging
import re
import threading
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.channels.wechat.settings import WeChatSettings

THREADS: Final = 16
LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a file; WeChat's own limits are lower."""
CONNECT: Final = 5.0
"""Seconds in which a connection must be there."""
_FILE: Final = ("image/", "audio/", "voice/", "video/", "application/octet-stream")
_ADDRESS: Final = re.compile(r"invalid ip ([0-9a-fA-F.:]{3,45})")


class Failure(Exception):
    """A request came to nothing. Its text may be logged and shown."""


class NeverLeft(Failure):
    """No connection was made: the request surely did not arrive."""


class NoAnswer(Failure):
    """The request left, and nobody knows what became of it."""


class NotWeChats(Failure):
    """An answer that cannot be WeChat's: a web page, an error of something on the way."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}, not WeChat's answer")
        self.status = status


class Refused(Failure):
    """WeChat's own refusal. `address`: ours as WeChat sees it, where it is not on the account's list (40164)."""

    def __init__(self, errcode: int, address: str = "") -> None:
        super().__init__(f"WeChat refuses it ({errcode})")
        self.errcode = errcode
        self.address = address


class TooLarge(Failure):
    """A file that is larger than anybody may send."""


class QuietClient(WeChatClient):  # type: ignore[misc]
    """For threads: each request is made with the token that its thread holds."""

    def __init__(self, settings: WeChatSettings) -> None:
        for library in ("urllib3", "requests", "wechatpy"):  # they would log addresses with the token in them
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        timeout = (CONNECT, settings.patience)
        super().__init__(settings.app_id, settings.app_secret, timeout=timeout, auto_retry=False)
        self.API_BASE_URL = settings.api_base_url
        self._held = threading.local()
        self._http.trust_env = False
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, HTTPAdapter(pool_maxsize=THREADS))

    def __repr__(self) -> str:
        return "QuietClient"

    @property
    def access_token(self) -> str:
        return str(self._held.token)

    def hold(self, token: str) -> None:
        """This thread's requests are made with it."""
        self._held.token = token

    def fetch_access_token(self) -> None:
        raise AssertionError("tokens are fetched for all threads at once")

    def stable_token(self, *, force: bool) -> tuple[str, int]:
        """The account's token and for how many seconds it is good."""
        asked = {
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self.secret,
            "force_refresh": force,
        }
        # Parameters that are no dictionary: none are added.
        answer = self._request("post", "stable_token", data=asked, params=())
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or type(seconds) is not int:
            raise NotWeChats(200)
        return token, seconds

    def file(self, media_id: str) -> bytes:
        """What somebody sent; of a film WeChat tells the address, and it is fetched from there."""
        found = self._request("get", "media/get", params={"media_id": media_id}, stream=True)
        if isinstance(found, dict):
            address = found.get("video_url")
            if not isinstance(address, str) or not address.startswith(("https://", "http://")):
                raise NotWeChats(200)
            found = self._request("get", address, params=(), stream=True)
            if isinstance(found, dict):
                raise NotWeChats(200)
        return _content(found)

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """The answer, an object of WeChat's; or the open response with a file. Raises `Failure`."""
        failure: Failure
        try:
            return super()._request(method, url_or_endpoint, allow_redirects=False, **kwargs)
        except WeChatClientException as error:
            failure = NotWeChats(error.response.status_code)
        except requests.RequestException as error:
            failure = _named(error)
        # Outside the `except`, so that the failure does not carry the other one, which knows the address.
        raise failure

    def _handle_result(self, res: Any, *_asked: Any, **kwargs: Any) -> Any:
        kind = res.headers.get("Content-Type", "")
        if kwargs.get("stream") and res.status_code == 200 and kind.startswith(_FILE):
            return res
        answer = _object(res.content)
        if answer is None or res.status_code != 200:
            raise NotWeChats(res.status_code)
        errcode = answer.get("errcode", 0)
        if type(errcode) is not int:
            raise NotWeChats(res.status_code)
        if errcode:
            found = _ADDRESS.search(str(answer.get("errmsg", "")))
            raise Refused(errcode, found[1] if found else "")
        return answer


def _content(response: Any) -> bytes:
    """The file's bytes. Raises `TooLarge`, or `NoAnswer` where the connection breaks on the way."""
    content = bytearray()
    failure: Failure
    try:
        with response:
            for chunk in response.iter_content(64 * 1024):
                content += chunk
                if len(content) > LARGEST:
                    raise TooLarge("the file is too large")
            return bytes(content)
    except requests.RequestException as error:
        failure = NoAnswer(type(error).__name__)
    raise failure


def _named(error: requests.RequestException) -> Failure:
    kind = type(error).__name__
    early = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, early) or isinstance(reason, NewConnectionError) or isinstance(error, ValueError):
        return NeverLeft(kind)
    return NoAnswer(kind)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        # Control characters in a nickname are WeChat's own habit.
        answer = json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
