"""The `workbook` command."""

import sys
from typing import Annotated, Any

import typer

from helpers import parameters, paths

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Run the workbook's notebooks and write reports that can be mailed.",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"workbook {version('digital-twin-workbook')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Run the workbook's notebooks and write reports that can be mailed."""


@app.command()
def run(
    wave: Annotated[str | None, typer.Option(help="The wave, a folder under data/.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="en or fr; give it twice for both, the default.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any parameter of the notebooks.")
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="01,02", help="Run these notebooks; the report keeps its other pages.")
    ] = None,
) -> None:
    """Run the notebooks of a wave and write its report."""
    settings, languages = _settings(wave, language or [], setting or [])
    from helpers.pipeline import command

    for index in command.make_report(settings, languages, [n.strip() for n in only.split(",")] if only else []):
        typer.echo(str(index))


@app.command()
def waves() -> None:
    """List the waves that can be run."""
    from helpers.sources import waves as known

    for name in paths.waves():
        settings = known.read(name)
        typer.echo(f"{name}  {settings.kind}, n = {settings.respondents}: {settings.title_en}")


@app.command()
def refresh() -> None:
    """Run the committed notebooks again, in place (`make notebooks`)."""
    from helpers.pipeline import run as runner

    runner.refresh(lambda path: typer.echo(path.name))


def _settings(wave: str | None, languages: list[str], given: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Parameters and languages from the options; every slip is reported at once."""
    problems = [f"--set {text!r} is not of the form name=value" for text in given if "=" not in text]
    pairs = [text.split("=", 1) for text in given if "=" in text] + (
        [["wave", wave]] if wave is not None else []
    )
    names = [name.strip() for name, _ in pairs]
    problems += [f"{name!r} is given more than once" for name in dict.fromkeys(names) if names.count(name) > 1]
    settings = {name.strip(): value.strip() for name, value in pairs}
    if "language" in settings:
        if languages:
            problems.append("give the language by --language or by --set, not both")
        languages = [settings.pop("language")]
    if problems:
        _stop(problems)
    return settings, list(dict.fromkeys(languages)) or list(parameters.LANGUAGES)


def _stop(problems: list[str]) -> None:
    for problem in problems:
        typer.echo(f"workbook: {problem}", err=True)
    raise typer.Exit(1)


def main() -> None:
    """Entry point: what a user can mend is said in plain sentences, without a traceback."""
    from helpers.pipeline.errors import RunError
    from helpers.sources.problems import DataError

    try:
        app(standalone_mode=True)
    except (RunError, DataError) as stopped:
        for problem in stopped.problems:
            print(f"workbook: {problem}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
