import csv
import os
import sys
import tomllib
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from helpers import paths, sources
from helpers.sources import codebook, mapping, new_wave, waves
from helpers.sources.problems import DataError, Problem

HEADINGS = ["id", "usesNow[costs]", "Région du siège", "Secteurs clients", "Votre avis", "e-mail"]


@dataclass(frozen=True)
class Layout:
    columns: tuple
    found: waves.Export
    notes: tuple = ("read as utf-8",)


def column(name, *labels):
    return SimpleNamespace(name=name, code=name, labels=labels, values={}, missing=())


def layout(folder, export):
    with (folder / export.file).open(encoding="utf-8", newline="") as text:
        names = next(csv.reader(text, delimiter=";"), None)
    if not names:
        raise DataError([Problem(f"{folder.name}/{export.file}", "the file is empty")])
    columns = tuple(column(name, name) for name in names)
    return Layout(columns, export.model_copy(update={"encoding": "utf-8", "delimiter": ";"}))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """An empty data folder, and a reader of headings in place of the real ones."""
    reader = SimpleNamespace(layout=layout, guess=lambda file: "delimited")
    monkeypatch.setitem(sys.modules, "helpers.sources.readers", reader)
    monkeypatch.setattr(sources, "readers", reader, raising=False)
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def export(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(";".join(HEADINGS) + "\n1;Y;Bretagne;Énergie;x;a@example.org\n", encoding="utf-8")
    return file


def left(data):
    return sorted(os.listdir(data)) if data.exists() else []


def test_a_new_wave_can_be_read_at_once(data, export):
    made = new_wave.make("2026", export)
    settings = waves.read("2026")
    assert made.path == data / "2026" / "wave.toml"
    assert settings.columns == made.proposal.columns
    assert [c.question for c in settings.columns] == ["uses", "region", "client_sector"]
    assert settings.id == "id"
    assert settings.ignored == ("e-mail",)
    assert settings.export.delimiter == ";"
    assert settings.segments == ("activity", "size", "client_sector")


def test_files_are_copied_and_the_originals_stay(data, export, tmp_path):
    structure = tmp_path / "structure.txt"
    structure.write_text("class\tname\n")
    before = export.read_bytes()
    new_wave.make("2026", export, structure)
    assert (data / "2026" / "export.csv").read_bytes() == before == export.read_bytes()
    assert waves.read("2026").export.structure == "structure.txt"
    assert left(data / "2026") == ["export.csv", "structure.txt", "wave.toml"]
    assert left(data) == ["2026"]


def test_proposals_are_marked_and_what_is_not_mapped_is_a_comment(data, export):
    text = new_wave.make("2026", export).path.read_text(encoding="utf-8")
    assert text.count("confirmed = false # proposed: look at it, then remove this line") == 2
    assert "# not mapped: column 'Votre avis': no question or item has this heading" in text
    assert '"e-mail", # personal' in text
    lines = [line for line in text.partition("[export]")[0].splitlines() if " = " in line]
    assert all("#" in line for line in lines if not line.startswith(("kind", "ignored")))


def test_hostile_headings_stay_in_their_place(data, export):
    name = 'a"\n[[columns]]\nquestion = "=1+1"' + "x" * 10_000
    columns = (column(name), column(name + "y", "Région du siège"))
    found = Layout(columns, waves.Export(file="a.csv", format="delimited"))
    proposal = mapping.propose(found, codebook.questions(), codebook.items())
    text = new_wave.settings("2026", found, proposal)
    read = waves.Answered.model_validate(tomllib.loads(text))
    assert [column.name for column in read.columns] == [name + "y"]
    assert max(len(line) for line in text.splitlines() if line.startswith("#")) < 150


@pytest.mark.parametrize("name", ["../evil", "..", "a/b", "", ".hidden", "x" * 65, "a b", "2026\n", "/tmp/x"])
def test_a_name_that_could_leave_the_data_folder_is_refused(data, export, name):
    with pytest.raises(DataError, match="not a name for a wave"):
        new_wave.make(name, export)
    assert left(data) == []


@pytest.mark.parametrize("name", ["codebook", "Study-2023", "demo-2026"])
def test_folders_of_the_workbook_are_not_overwritten(data, export, name):
    with pytest.raises(DataError, match="a folder of the workbook"):
        new_wave.make(name, export)


def test_the_workbooks_folders_are_those_git_keeps():
    kept = [line for line in (paths.ROOT / ".gitignore").read_text().splitlines() if line.startswith("!/data/")]
    assert {line.removeprefix("!/data/").removesuffix("/") for line in kept} == set(new_wave.SHIPPED)


def test_a_wave_is_never_replaced(data, export):
    made = new_wave.make("2026", export)
    made.path.write_text(made.path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    with pytest.raises(DataError, match="a wave of this name already"):
        new_wave.make("2026", export)
    assert made.path.read_text(encoding="utf-8").endswith("# edited\n")


def test_a_folder_that_is_no_wave_is_not_touched_either(data, export):
    (data / "2026").mkdir(parents=True)
    (data / "2026" / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="a wave of this name already"):
        new_wave.make("2026", export)
    assert left(data / "2026") == ["notes.txt"]


def test_what_cannot_be_read_leaves_nothing_behind(data, export, tmp_path):
    export.write_text("")
    with pytest.raises(DataError, match=r"2026/export\.csv: the file is empty"):
        new_wave.make("2026", export)
    with pytest.raises(DataError, match="no such file"):
        new_wave.make("2026", tmp_path / "nothing.csv")
    assert left(data) == []


def test_files_that_would_take_each_others_place_are_refused(data, export, tmp_path):
    twin = tmp_path / "other" / "export.csv"
    twin.parent.mkdir()
    twin.write_text("x")
    settings = tmp_path / "wave.toml"
    settings.write_text("x")
    for files in ((export, twin), (settings, None)):
        with pytest.raises(DataError, match="names of their own"):
            new_wave.make("2026", *files)


def test_a_folder_that_cannot_be_written_is_an_error_in_words(data, export):
    data.write_text("a file where the data folder should be")
    with pytest.raises(DataError, match="the wave cannot be made"):
        new_wave.make("2026", export)


def test_the_user_is_told_what_was_found_and_what_comes_next(data, export):
    said = new_wave.sentences(new_wave.make("2026", export))
    assert "read as utf-8." in said
    assert "Columns mapped by code: 1; by label: 2." in said
    assert "Proposed, to be looked at: 2 ('Région du siège', 'Secteurs clients')." in said
    assert any("separated by ';'" in line and "'Secteurs clients'" in line for line in said)
    assert "Taken as `id`: column 'id'." in said
    assert "Left unread, personal: 1 ('e-mail')." in said
    assert "Not mapped, column 'Votre avis': no question or item has this heading." in said
    assert any(line.startswith("Questions without a column") and "size" in line for line in said)
    assert said[-1].endswith("workbook check-data 2026")
