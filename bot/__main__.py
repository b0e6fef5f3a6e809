"""The operator's command line: python -m bot."""

import gc

gc.disable()  # what is imported now stays: looking for garbage in it took a third of a start

import sys
from collections.abc import Callable, Sequence

try:
    import typer

    from bot.commands import (
        case,
        check,
        demo,
        forget,
        incident,
        invite,
        office,
        qr,
        rekey,
        replay,
        retention,
        role,
        running,
        verify,
        zalo,
    )
    from bot.commands.speaking import Exit, complain, explained
except KeyboardInterrupt:  # in the first second, while all this is imported
    sys.exit(1)

gc.freeze()
gc.enable()

COMMANDS: dict[str, Callable[..., None]] = {
    "run": running.run,
    "demo": demo.demo,
    "check": check.check,
    "invite": invite.invite,
    "replay": replay.replay,
    "case": case.case,
    "qr": qr.qr,
    "verify": verify.verify,
    "incident": incident.incident,
    "retention": retention.retention,
    "forget": forget.forget,
    "rekey": rekey.rekey,
}
OFFICE: dict[str, Callable[..., None]] = {"check": office.check, "load": office.load}
ROLE: dict[str, Callable[..., None]] = {"list": role.list_, "end": role.end}
ZALO: dict[str, Callable[..., None]] = {
    "authorise": zalo.authorise,
    "seed": zalo.seed,
    "status": zalo.status,
}

app = typer.Typer(
    help="The reception desk in a chat. Exit codes: 0 fine, 1 something is wrong, 2 mend the"
    " command line or the settings first.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
of_office = typer.Typer(help="Look an office file over, or put it in force.", no_args_is_help=True)
app.add_typer(of_office, name="office")
of_zalo = typer.Typer(help="The desk's rights at Zalo's Official Account.", no_args_is_help=True)
app.add_typer(of_zalo, name="zalo")
of_role = typer.Typer(help="Who holds which role, and until when.", no_args_is_help=True)
app.add_typer(of_role, name="role")
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
for _name, _command in OFFICE.items():
    of_office.command(_name)(_command)
for _name, _command in ROLE.items():
    of_role.command(_name)(_command)
for _name, _command in ZALO.items():
    of_zalo.command(_name)(_command)
# `migrate -1` takes one step back, and is no option.
app.command("migrate", context_settings={"ignore_unknown_options": True})(running.migrate)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; returns the exit code. Whatever goes wrong is said in one sentence."""
    try:
        code = app(arguments, prog_name="python -m bot", standalone_mode=False)
    except typer.TyperException as error:
        told = error.format_message()
        if told.startswith("Usage:"):  # nothing was asked for: this page is the answer
            complain(told)
        elif told:
            complain(" ".join(told.replace("Value error, ", "").split()))
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return Exit.WRONG
    except Exception as error:  # noqa: BLE001  # the edge: an operator gets a sentence
        sentence, code = explained(error)
        complain(sentence)
    return int(code or 0)


if __name__ == "__main__":
    sys.exit(main())
