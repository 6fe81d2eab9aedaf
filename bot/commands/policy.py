"""`policy check`, `policy show`, `policy form`: what a store promises, before it promises it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.ending import AsJson, Failed, done
from bot.commands.opened import settings_of_this_process

app = typer.Typer(rich_markup_mode=None, help="Check and show what the store promises.")


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A TOML file, or a preset's name.")],
    as_json: AsJson = False,
) -> None:
    """Say of each error of a policy file the line and the reason."""
    from core.policy import check_policy

    problems = check_policy(file)
    found = [{"line": one.line, "key": one.key, "reason": one.reason} for one in problems]
    if not problems:
        done(as_json, f"The policy {file} can be used.", {"file": file, "ok": True, "errors": found})
        return
    for problem in problems[1:]:
        if not as_json:
            print(f"{file}, {problem}")
    if as_json:
        done(as_json, "", {"file": file, "ok": False, "errors": found})
    count = "1 error" if len(problems) == 1 else f"{len(problems)} errors, the first of them"
    raise Failed(f"The policy {file} has {count}: {problems[0]}.", told=True)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Print the whole policy in force: the store's own file merged over what it extends."""
    from bot.parts import policy_of
    from bot.policy_text import as_data, as_toml

    settings = settings_of_this_process()
    policy = policy_of(settings)
    head = f"# The policy in force (YINUO_POLICY={settings.policy}), whole.\n"
    done(as_json, head + as_toml(policy), {"policy": settings.policy, **as_data(policy)})


@app.command()
def form(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the PDF goes.")],
    as_json: AsJson = False,
) -> None:
    """Write the blank consent form that customers sign at the counter, from the policy in force."""
    from bot.documents.typesetting import set_pdf
    from bot.paper_form import form
    from bot.parts import policy_of

    pdf = set_pdf("paper_form", form(policy_of(settings_of_this_process())))
    try:
        file.write_bytes(pdf)
    except OSError as problem:
        raise Failed(f"The form cannot be written to {file} ({problem.strerror}).") from None
    done(as_json, f"The form is in {file}.", {"file": str(file), "bytes": len(pdf)})
