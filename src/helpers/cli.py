"""The `workbook` command."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

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
        str | None,
        typer.Option(metavar="01,02", help="Run these notebooks again; of the others, those that changed."),
    ] = None,
    segment: Annotated[
        str | None, typer.Option(metavar="QUESTION=ITEM", help="Only the firms with this answer.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="QUESTION", help="One report an answer, and an index."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run every notebook, changed or not.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would run and why; nothing is run or written.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Notebooks run at once; as many as there are cores by default.")
    ] = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that a cell may take.")] = 300,
    cold: Annotated[
        bool, typer.Option("--cold", help="Start each kernel from nothing: slower, with the same results.")
    ] = False,
    scheduler: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="Run on the workers of a Dask scheduler.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each report as report.pdf too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the paths of the reports only.")] = False,
) -> None:
    """Run the notebooks of a wave that changed and write its report."""
    if by and (segment or dry_run):
        _stop([f"give {'--segment' if segment else '--dry-run'} or --by, not both"])
    given = {"wave": wave, "segment": segment}
    settings, languages = _settings(given, language or [], setting or [])
    numbers = [n.strip() for n in only.split(",")] if only else []
    from helpers.pipeline import command
    from helpers.pipeline.running.jobs import Manner
    from helpers.pipeline.running.planning import Asked

    asked = Asked(settings, languages, numbers, force, timeout)
    if dry_run:
        for line in command.would_do(asked):
            typer.echo(line)
        return
    if pdf:
        from helpers.pipeline.rendering import printing

        printing.browser()  # where there is none, that is said before a notebook runs
    manner = Manner(jobs or os.cpu_count() or 1, quiet=quiet, cold=cold, scheduler=scheduler or "", pdf=pdf)
    made = command.make_segments(asked, manner, by) if by else command.make_report(asked, manner)
    for page in made.pages:
        typer.echo(str(page))
    _stop(made.failures)


@app.command()
def waves() -> None:
    """List the waves that can be run."""
    from helpers.sources import waves as known

    for name in paths.waves():
        settings = known.read(name)
        held = f"printed tables, n = {settings.respondents}" if settings.kind == "published" else "answers"
        typer.echo(f"{name}  {held}: {settings.title_en}")


@app.command("new-wave")
def new_wave(
    name: Annotated[str, typer.Argument(help="Name of the wave: its folder under data/.")],
    export: Annotated[
        Path, typer.Option("--from", help="The survey tool's export; it is copied, not changed.")
    ],
    structure: Annotated[Path | None, typer.Option(help="LimeSurvey structure export (.txt).")] = None,
    form: Annotated[str, typer.Option("--format", help="Kind of export, where it is not recognised.")] = "",
    encoding: Annotated[str, typer.Option(help="Encoding of a text file, such as cp1252.")] = "",
    delimiter: Annotated[str, typer.Option(help="What stands between the cells of a text file.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook.")] = "",
) -> None:
    """Make a wave from an export: copy it, and propose which column answers which question."""
    from helpers.sources import new_wave as wave

    read = {"form": form, "encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    for line in wave.sentences(wave.make(name, export, structure, **read)):
        typer.echo(line)


@app.command("check-data")
def check_data(
    wave: Annotated[str, typer.Argument(help="The wave, a folder under data/.")] = "study-2023",
) -> None:
    """Check a wave's data and list every problem; the exit is not zero if there is any."""
    from helpers.sources import checks, responses
    from helpers.sources import waves as known

    settings = known.read(wave)
    if settings.kind == "published":
        checks.ensure(known.folder(wave))
        typer.echo(f"{wave}: every table is as described")
        return
    checked = responses.check(wave)
    typer.echo(responses.report(wave, checked))
    if len(checked.problems):
        raise typer.Exit(1)
    if settings.weighted:
        from helpers.statistics import survey  # imported late: it takes a second

        _stop([f"{wave}: {problem}" for problem in survey.weight_problems(wave)])


@app.command()
def questionnaire(
    out: Annotated[Path, typer.Option(help="File to write; it must not be there yet.")] = Path(
        "questionnaire.txt"
    ),
    form: Annotated[Literal["limesurvey"], typer.Option("--format", help="The survey tool.")] = "limesurvey",
) -> None:
    """Write the questionnaire in both languages for a survey tool, so that its export needs no mapping."""
    from helpers.sources import questionnaire as asked

    if out.exists():
        _stop([f"{out} is there already; name another file with --out"])
    try:
        out.write_text(asked.structure(*asked.asked()), encoding="utf-8-sig", newline="\n")
    except OSError as refused:
        _stop([f"{out} cannot be written: {refused.strerror}"])
    typer.echo(f"{out}: import it into LimeSurvey (Create survey, Import)")


@app.command()
def audit(
    path: Annotated[
        Path | None, typer.Argument(help="A ledger of claims (CSV); without it, that of the published study.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only the claims on this topic.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Only the claims with this verdict.")] = None,
) -> None:
    """Judge every claim of a report against its other figures."""
    from helpers.pipeline import auditing

    for line in auditing.report(path, topic, verdict):
        typer.echo(line)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="REPORT_A", help="Folder of a report: reports/study-2023/en.")],
    new: Annotated[Path, typer.Argument(metavar="REPORT_B", help="Folder of the report to compare with it.")],
    everything: Annotated[bool, typer.Option("--all", help="List what moved within rounding too.")] = False,
    form: Annotated[Literal["text", "markdown"], typer.Option("--format", help="How it is printed.")] = "text",
) -> None:
    """Say what moved from one report to another; the exit is 1 if anything did beyond rounding."""
    from helpers.pipeline.comparing import telling
    from helpers.pipeline.errors import RunError

    try:
        told = telling.report(old, new, everything)
    except RunError as refused:
        _stop([telling.plain(problem) for problem in refused.problems], code=2)
    for line in telling.markdown(told.sections) if form == "markdown" else telling.text(told.sections):
        typer.echo(line)
    if told.moved:
        raise typer.Exit(1)


@app.command()
def refresh() -> None:
    """Run the committed notebooks again, in place (`make notebooks`)."""
    from helpers.pipeline.running import run as runner

    runner.refresh(lambda path: typer.echo(path.name))


def _settings(
    options: dict[str, str | None], languages: list[str], given: list[str]
) -> tuple[dict[str, Any], list[str]]:
    """Parameters and languages from the options; every slip is reported at once."""
    problems = [f"--set {text!r} is not of the form name=value" for text in given if "=" not in text]
    pairs = [text.split("=", 1) for text in given if "=" in text]
    pairs += [[name, value] for name, value in options.items() if value is not None]
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


def _stop(problems: list[str], code: int = 1) -> None:
    """End with these problems, if there are any."""
    _say(problems)
    if problems:
        raise typer.Exit(code)


def main() -> None:
    """Entry point: what a user can mend is said in plain sentences, without a traceback."""
    from helpers.pipeline.errors import RunError
    from helpers.pipeline.running.stopping import Stopped
    from helpers.sources.problems import DataError

    try:
        app(standalone_mode=True)
    except (RunError, DataError) as stopped:
        _say(stopped.problems)
        sys.exit(1)
    except OSError as refused:
        place = f"{refused.filename}: " if refused.filename else ""
        _say([f"{place}{refused.strerror or refused}"])
        sys.exit(1)
    except Stopped as stopped:
        _say(["stopped; what had finished is kept and will not run again"])
        sys.exit(stopped.code)


def _say(problems: list[str]) -> None:
    for problem in problems:
        print(f"workbook: {problem}", file=sys.stderr)


if __name__ == "__main__":
    main()
