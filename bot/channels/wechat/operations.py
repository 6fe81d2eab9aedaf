"""The operations of a plan, as calls of WeChat's interface."""

from collections.abc import Mapping
from typing import Any, Final

from bot.channels.language import MediaKind
from bot.channels.planner import CannotBeSaid, Operation, SayText, ShowAlbum, ShowMedia
from bot.channels.wechat.api import Api
from bot.channels.wechat.client import Failure, NotWeChats, QuietClient, Refused
from bot.channels.wechat.fitting import Upload

_SENDS: Final = {"image": "send_image", "voice": "send_voice", "video": "send_video"}


class NotUploaded(Failure):
    """The file did not get there, and so the message was not sent."""


async def carry_out(api: Api, operation: Operation, openid: str, files: Mapping[str, Upload]) -> None:
    """WeChat has it when this returns. Raises `Failure`."""
    match operation:
        case SayText(text):
            await api.call(lambda client: _sent(client.message.send_text(openid, text)))
        case ShowMedia(attachment):
            upload = files.get(attachment.key)
            if upload is None or attachment.kind is MediaKind.DOCUMENT:
                raise CannotBeSaid("WeChat shows no file of this kind.")
            media_id = await _uploaded(api, upload)
            await api.call(
                lambda client: _sent(getattr(client.message, _SENDS[upload.kind])(openid, media_id))
            )
        case ShowAlbum():
            raise CannotBeSaid("WeChat has no albums.")


async def _uploaded(api: Api, upload: Upload) -> str:
    """Whatever the network does to an upload, nobody has seen anything of it yet."""

    def work(client: QuietClient) -> Any:
        # As bytes: an open file would have been read when the request is made again.
        return client.media.upload(upload.kind, (upload.name, upload.content, upload.mime))

    try:
        media_id = (await api.call(work)).get("media_id")
    except Refused:
        raise
    except Failure as failure:
        raise NotUploaded(str(failure)) from None
    if not isinstance(media_id, str) or not media_id:
        raise NotUploaded("an answer without the file's id")
    return media_id


def _sent(answer: Any) -> None:
    """Nothing but errcode 0 is success."""
    if not isinstance(answer, dict) or answer.get("errcode") != 0:
        raise NotWeChats(200)
