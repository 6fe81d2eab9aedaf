"""Pictures as WeChat takes them: JPEG, PNG or GIF of at most 2 MB; anything larger is made smaller."""

import io
from typing import Final

from PIL import Image, ImageOps

LARGEST: Final = 2 * 1024 * 1024
"""Bytes. WeChat's documents say 10 MB; what is over 2 MB is refused by some of its servers."""
MOST_PIXELS: Final = 100_000_000
LONGEST_SIDE: Final = 2560
_TAKEN: Final = (b"\xff\xd8", b"\x89PNG", b"GIF8")


class NoPicture(ValueError):
    """These bytes are no picture that we can read."""


def fitting(content: bytes) -> bytes:
    """The same picture as WeChat takes it. Raises `NoPicture`."""
    if content.startswith(_TAKEN) and len(content) <= LARGEST:
        return content
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NoPicture("too many pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image = ImageOps.exif_transpose(opened)
            return smaller(_on_white(image))
    except NoPicture:
        raise
    except Exception as problem:  # noqa: BLE001 - the library raises whatever a broken file leads to
        raise NoPicture(type(problem).__name__) from None


def smaller(image: Image.Image) -> bytes:
    """A JPEG of at most 2 MB, with as much of the picture as fits."""
    side = LONGEST_SIDE
    while True:
        image.thumbnail((side, side))
        for quality in (85, 70, 55):
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= LARGEST:
                return out.getvalue()
        side = side * 3 // 4


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG has no transparency: what was transparent is white, not black."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shown = image.convert("RGBA")
        white = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(white, shown).convert("RGB")
    return image.convert("RGB")
