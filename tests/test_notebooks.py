"""Every notebook against the house rules, and run once with other parameters."""

import ast
import io
import itertools
import re
import statistics
import tokenize

import pytest

from helpers import parameters, paths
from helpers.pipeline import notebooks
from helpers.pipeline.readme import table
from helpers.pipeline.rendering import displays, pages
from helpers.pipeline.running import planning, run
from helpers.pipeline.running.jobs import Manner

NOTEBOOKS = notebooks.every()
OTHER = {"rounding": "truncation", "target_year": 2027}

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path):
    return [cell for cell in notebooks.read(path).cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


@each
def test_parameters_are_literals_that_agree_with_the_model(path):
    notebook = notebooks.read(path)
    model = parameters.Parameters.model_fields
    shipped = "study-2023" if "published" in notebooks.kinds(notebook) else "demo-2026"
    for name, default in notebooks.declared(notebook).items():
        assert name in model, f"{name} is not in helpers.parameters"
        expected = shipped if name == "wave" else model[name].default
        assert default == expected, f"{name}: {default!r} here, {expected!r} expected"
    source = notebooks.parameters_cell(notebook).source
    assert all("#" in line for line in source.splitlines()), "each parameter has a comment"


@each
def test_every_code_cell_was_executed_and_none_failed(path):
    for cell in code_cells(path):
        assert cell.execution_count is not None, f"{cell.id} was never executed: nbval would compare nothing"
        assert all(output.output_type != "error" for output in cell.outputs)


@each
def test_a_checked_cell_shows_something(path):
    checked = [cell for cell in code_cells(path) if "nbval-check-output" in tags(cell)]
    assert checked, "no cell is checked"
    for cell in checked:
        assert cell.outputs, f"{cell.id} is checked but shows nothing"


@each
def test_tables_figures_and_findings_are_checked(path):
    for cell in code_cells(path):
        # what speaks of answers shows nothing on the committed wave: tests of the demo wave look at it
        if re.search(r"page\.(table|figure|say|tell)\(", cell.source) and "answers" not in tags(cell):
            assert "nbval-check-output" in tags(cell), f"{cell.id} shows a result unchecked"


@each
def test_a_cell_for_one_kind_of_wave_says_so_in_code_and_tag(path):
    """Whoever runs all cells in JupyterLab meets the `if`; the report goes by the tag."""
    for cell in code_cells(path):
        for kind in ("published", "answers"):
            guarded = bool(re.match(rf"if known\.{kind}( and not segment)?:", cell.source))
            assert guarded == (kind in tags(cell)), f"{cell.id}: tag {kind!r} and `if known.{kind}` go together"


@each
def test_a_notebook_is_thin(path):
    cells = code_cells(path)
    lines = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells]
    assert len(cells) <= 25
    assert max(lines) <= 15
    assert statistics.median(lines) <= 7


@each
def test_a_notebook_defines_nothing_and_names_no_path(path):
    for cell in code_cells(path):
        tree = ast.parse(cell.source)
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, kinds) for node in ast.walk(tree)), f"{cell.id} defines something"
        assert not re.search(r"^[%!]|sys\.path|open\(|\.to_csv|savefig", cell.source, flags=re.M), cell.id
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type == tokenize.STRING:
                assert "/" not in token.string.replace("and/or", ""), f"{cell.id}: a path? {token.string}"


@each
def test_imports_come_from_the_middle_rooms_and_stand_in_one_cell(path):
    importing = [cell for cell in code_cells(path) if re.search(r"^(from|import) ", cell.source, flags=re.M)]
    assert len(importing) == 1
    for node in ast.walk(ast.parse(importing[0].source)):
        assert not isinstance(node, ast.Import), "imports are from helpers only"
        if isinstance(node, ast.ImportFrom):
            assert re.match(r"helpers\.(sources|statistics|presentation)", node.module), node.module


@each
def test_prose_types_no_computed_number(path):
    """Digits may name years, sections, annexes, results and horizons; nothing else."""
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"([Ss]ections?|annex(es)?|Result) [\d.]+((,| and| to) [\d.]+)*", "", cell.source)
            prose = re.sub(r"\b(19|20)\d\d\b|\d(-\d)? years|7\.5|\b[35] and 5 years", "", prose)
            assert not re.search(r"\d", prose), (
                f"{cell.id}: {re.search('.{20}[0-9].{0,20}', prose, flags=re.S)}"
            )


@each
def test_the_first_cell_gives_question_part_and_what_is_reproduced(path):
    head = notebooks.heading(notebooks.read(path))
    assert head.question.endswith("?")
    assert all(head)


@each
def test_headings_are_a_ladder_with_one_first_level(path):
    levels = [entry["level"] for entry in pages.contents(notebooks.read(path))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@each
def test_what_it_loads_is_what_it_requires(path):
    notebook = notebooks.read(path)
    code = "\n".join(cell.source for cell in code_cells(path))
    loaded = set(re.findall(r'study\.load\(wave, "(\w+)"\)', code))
    if "published" in notebooks.kinds(notebook) and "survey.read(" in code:
        loaded |= {"survey_figures", "wordings"}  # read for every published wave
    assert loaded == set(notebooks.requires(notebook))


@each
def test_it_runs_with_other_parameters(path, tmp_path, monkeypatch):
    """papermill with another rounding rule and year: what depends on them changes, nothing fails."""
    settings = {name: str(value) for name, value in OTHER.items()}
    settings["wave"] = notebooks.declared(notebooks.read(path))["wave"]
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    jobs = planning.plan(planning.Asked(settings, ["en"]), tmp_path)
    [job] = [job for job in jobs if job.notebook == path]
    [outcome] = run.execute([job], lambda outcome: None, Manner(1))
    assert not outcome.cause, outcome.failure
    before, after = (
        {shown["name"]: shown["csv"] for shown, _ in displays.of(book, "table")}
        for book in (notebooks.read(path), notebooks.read(outcome.notebook))
    )
    assert before.keys() == after.keys()
    assert (before != after) == bool(set(OTHER) & set(job.parameters))


def test_the_readme_lists_every_notebook():
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    assert table() in text, "run `make readme`"
