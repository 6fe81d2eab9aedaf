"""`migrate`: the database brought to the version that this program knows."""

from bot.commands.ending import AsJson, done
from bot.commands.opened import opened


def migrate(as_json: AsJson = False) -> None:
    """Bring the database up to date; `serve` does the same by itself."""
    with opened() as parts:
        path, before, after = parts.database.path, parts.versions[0], parts.versions[1]
    if before == after:
        line = f"The database {path} is at version {after} already."
    else:
        line = f"The database {path} is at version {after} now ({before or 'it was empty'} before)."
    done(as_json, line, {"database": str(path), "before": before, "after": after})
