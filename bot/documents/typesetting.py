"""A template and its data become a PDF; the same data give the same bytes."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


def set_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The document `template` (a `.typ` beside this file) with its data. Blocks for about 0.1 s.

    The data go in as JSON: whatever a customer wrote is shown, never executed.
    """
    import typst

    document = typst.compile(
        FOLDER / f"{template}.typ",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
    )
    assert isinstance(document, bytes)
    return document


@cache
def _fonts() -> Path:
    """The fonts that came with the packages: no system has to have one."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path()).parent
