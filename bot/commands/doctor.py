"""`doctor`: every fault of the set-up with its cure."""

from bot.channels.problems import Problem
from bot.commands.ending import AsJson, Failed, done
from bot.commands.opened import settings_of_this_process


def doctor(as_json: AsJson = False) -> None:
    """Name each set-up fault and its cure; exit 1 if there is any. Nothing is changed."""
    import asyncio

    from bot import logs
    from bot.doctor import examine
    from bot.settings import SettingsError

    try:
        settings = settings_of_this_process()
        logs.set_up(settings.log)
        found = asyncio.run(examine(settings))
    except SettingsError as problem:
        found = [Problem("settings", str(problem), "Mend it, or take it away.")]
    found = sorted(found, key=lambda one: not one.fatal)
    faults = [one for one in found if one.fatal]
    if not as_json:
        for one in found:
            print(f"{'fault' if one.fatal else 'warning'}  {one.where}: {one.what} {one.cure}")
    said = [{"where": one.where, "what": one.what, "cure": one.cure, "fatal": one.fatal} for one in found]
    line = f"Examined: {_count(len(faults), 'fault')}, {_count(len(found) - len(faults), 'warning')}."
    if not faults or as_json:
        done(as_json, line, {"ok": not faults, "problems": said})
    if faults:
        raise Failed(f"The set-up has {_count(len(faults), 'fault')}: mend what is named above.", told=True)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
