"""The pages of a PDF as pictures: WeChat takes no documents."""

import threading
from typing import Final

import pypdfium2
from PIL import Image

from bot.channels.wechat.pictures import smaller

MOST: Final = 4
"""So many pages are shown: with the words beside them they are as much as a window takes."""
_SCALE: Final = 2.0
"""144 dots an inch: an A4 page is 1190 by 1684, and small print can be read."""
_LONGEST: Final = 2400
_one_at_a_time = threading.Lock()
"""The library under it is not made for threads."""


class NoPages(ValueError):
    """These bytes are no document that we can read."""


def pictures_of(content: bytes) -> tuple[list[bytes], int]:
    """The first pages as JPEG, and how many there are. Raises `NoPages`."""
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
            try:
                count = len(document)
                images = [_drawn(document[number]) for number in range(min(count, MOST))]
            finally:
                document.close()
        except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError) as problem:
            raise NoPages(type(problem).__name__) from None
    if not images:
        raise NoPages("no pages")
    return [smaller(image) for image in images], count


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    scale = min(_SCALE, _LONGEST / max(*page.get_size(), 1.0))
    image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return image
