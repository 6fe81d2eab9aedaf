"""After the longest story no byte of the data directory or of the logs holds anything personal (SEC-1, SEC-6)."""

from pathlib import Path

import pytest

from tests.crashes.process import process_on
from tests.scan import story
from tests.scan.scanner import leaks


@pytest.mark.rule("SEC-1")
@pytest.mark.rule("SEC-6")
def test_after_the_longest_story_neither_data_nor_logs_hold_anything_personal(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with process_on(tmp_path, YINUO_LOG__LEVEL="DEBUG", YINUO_LOG__FORMAT="json") as process:
        process.start()
        with story.Teller(process) as tell:
            story.first_part(tell)
        process.kill()
        nothing_leaks(data, process.logs)
    with process_on(tmp_path, YINUO_LOG__LEVEL="DEBUG", YINUO_LOG__FORMAT="console") as process:
        process.start()
        with story.Teller(process) as tell:
            story.second_part(tell)
            seen = " ".join(event["text"] for event in tell.events("room:aftersales.1"))
            assert story.WORDS in seen  # the story was told
            assert story.NAME in seen
        nothing_leaks(data, process.logs)
        assert process.stop() == 0
    nothing_leaks(data, process.logs)
    story.break_rows(data)
    with process_on(tmp_path, YINUO_LOG__LEVEL="DEBUG", YINUO_LOG__FORMAT="console") as process:
        process.start()
        with story.Teller(process) as tell:
            story.after_the_break(tell)
        assert "Tampered" in process.said()  # it did fail, and said what and where
        process.kill()
    nothing_leaks(data, process.logs)


def nothing_leaks(data: Path, log: Path) -> None:
    files = [path for path in data.rglob("*") if path.is_file() and path.name != "keyring.json"]
    names = [path.name for path in files]
    assert "yinuo.db" in names
    assert any(path.parent.name == "media" for path in files)
    assert leaks([*files, log], story.SECRETS) == []
    everywhere = "\n".join(str(path.relative_to(data)) for path in files)
    assert not any(isinstance(secret, str) and secret in everywhere for secret in story.SECRETS.values())
