"""The XML of a reply to a callback, by the library's own template, with what would break it taken out."""

from typing import Final

from wechatpy.replies import TextReply

_NOT_XML: Final = {one: None for one in (*range(0x20), 0xFFFE, 0xFFFF) if one not in (0x09, 0x0A, 0x0D)}


def text_reply(to: str, by: str, text: str, at: int) -> str:
    """`text` for `to`. `]]>` in it would end the section that it stands in: it is divided over two."""
    said = text.translate(_NOT_XML).replace("]]>", "]]]]><![CDATA[>")
    xml: str = TextReply(target=to, source=by, content=said, time=at).render()
    return xml
