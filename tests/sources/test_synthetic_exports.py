import csv
import hashlib
import html
import subprocess
import tomllib
import unicodedata
from functools import cache

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from helpers import paths
from helpers.sources import synthetic, synthetic_exports, waves

DEMO = paths.ROOT / "data" / "demo-2026"
FORMATS = ("limesurvey", "surveymonkey", "spreadsheet", "spss")
TICKED = {"y", "yes", "x", "1"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    synthetic_exports.write(folder)
    return folder


def settings(form):
    return tomllib.loads(synthetic_exports.settings(form))


def hashes(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def codebook(table):
    with (paths.CODEBOOK / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_rows(folder, form):
    encoding, delimiter = {"limesurvey": ("cp1252", ";"), "surveymonkey": ("utf-8-sig", ",")}[form]
    with (folder / synthetic_exports.FILES[form]).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def raw(folder, form):
    """The export as text: one row a questionnaire, indexed by its row in the file, named as in wave.toml."""
    if form == "limesurvey":
        head, *rows = text_rows(folder, form)
        return pd.DataFrame(rows, columns=head, index=range(2, len(rows) + 2))
    if form == "surveymonkey":
        first, second, *rows = text_rows(folder, form)
        filled = pd.Series(first).replace("", np.nan).ffill()
        names = [f"{a} | {b}" if b else a for a, b in zip(filled, second, strict=True)]
        return pd.DataFrame(rows, columns=names, index=range(3, len(rows) + 3))
    if form == "spreadsheet":
        book = openpyxl.load_workbook(folder / "answers.xlsx")
        head, *rows = book[settings(form)["export"]["sheet"]].iter_rows(values_only=True)
        frame = pd.DataFrame(rows, columns=head, index=range(2, len(rows) + 2), dtype=object)
        return frame.map(lambda cell: "" if cell is None else str(cell))
    frame, _ = pyreadstat.read_sav(folder / "answers.sav")
    frame.index = range(2, len(frame) + 2)
    return frame.astype(object).map(lambda cell: "" if pd.isna(cell) else str(cell).removesuffix(".0"))


def kept(folder, form):
    said = settings(form)
    frame = raw(folder, form)
    frame = frame.drop(index=[entry["row"] for entry in said["exclude"]])
    return frame[frame[said["completed"]] != ""]


def plain(text):
    text = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u202f", " "))
    return text.strip().casefold()


@cache
def option(form, question):
    """What an export writes for each answer of a question -> item."""
    items = [row for row in codebook("items") if row["question"] == question and row["origin"] != "statistic"]
    if form == "spss":
        return {str(row["order"]): row["item"] for row in items}
    if form == "limesurvey":
        labels = {row["label_en"]: row["item"] for row in items}
        return {plain(code): labels[label] for code, label in structure()[question].items() if label in labels}
    language = {"surveymonkey": "label_fr", "spreadsheet": "label_en"}[form]
    return {plain(row[language]): row["item"] for row in items}


@cache
def structure():
    """question -> code of each answer in the shipped LimeSurvey structure -> its English label."""
    named = {
        column["name"].partition("[")[0]: column["question"] for column in settings("limesurvey")["columns"]
    }
    found, question = {}, ""
    with (DEMO / "structure.txt").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["class"] == "Q" and row["language"] == "en":
                question = named[row["name"]]
            elif row["class"] in ("A", "SQ") and row["language"] == "en":
                found.setdefault(question, {})[row["name"]] = html.unescape(row["text"])
    return found


def number(cell):
    cell = plain(cell).replace(" ", "").replace(",", ".")
    return np.nan if cell in ("", "n/a") else float(cell)


def decoded(form, column, cells):
    """The cells of one column as the contract has them; blanks of a multiple question come out as 0."""
    kind = next(row["type"] for row in codebook("questions") if row["question"] == column["question"])
    if kind == "number":
        return [number(cell) for cell in cells]
    if kind == "multiple":
        label = {key for key, item in option(form, column["question"]).items() if item == column["item"]}
        return [int(plain(cell) in (label | TICKED if form != "spss" else TICKED)) for cell in cells]
    return [option(form, column["question"]).get(plain(cell)) for cell in cells]


@pytest.mark.parametrize("form", FORMATS)
def test_each_export_read_by_a_plain_library_gives_the_answers_of_the_generator(demo, form):
    frame, expected = kept(demo, form), synthetic.firms(240, 2026)
    seen = []
    for column in settings(form)["columns"]:
        key = (column["question"], column.get("item", ""), column.get("horizon", "now"))
        found, right = decoded(form, column, frame[column["name"]]), expected[key]
        if right.dtype == float:
            np.testing.assert_array_equal(found, right, err_msg=str(key))
        elif right.dtype == np.int8:
            assert found == right.clip(lower=0).tolist(), key
        else:
            assert found == right.astype(object).where(right.notna(), None).tolist(), key
        seen.append(key)
    assert sorted(seen) == sorted(expected.columns)


@pytest.mark.parametrize("form", FORMATS)
def test_settings_name_every_column_of_the_export_once(demo, form, monkeypatch):
    said = settings(form)
    beside = [said["id"], said["completed"], *said["ignored"]]
    named = [column["name"] for column in said["columns"]] + beside
    assert sorted(named) == sorted(raw(demo, form).columns)
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("form", FORMATS)
def test_settings_are_those_of_a_synthetic_wave_of_answers(tmp_path, form, monkeypatch):
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    (tmp_path / form).mkdir()
    (tmp_path / form / "wave.toml").write_text(synthetic_exports.settings(form), encoding="utf-8")
    wave = waves.read(form)
    assert (wave.kind, wave.synthetic, wave.sampling) == ("answers", True, "random")
    assert (wave.population, wave.disclosure) == (1200, "strict")
    assert wave.title_en.startswith("SYNTHETIC")
    assert wave.title_fr.startswith("SYNTHÉTIQUE")
    assert wave.export.file == synthetic_exports.FILES[form]
    assert wave.segments == ("activity", "size", "client_sector")


@pytest.mark.parametrize("form", FORMATS)
def test_questionnaires_were_sent_during_fieldwork(demo, form):
    said = settings(form)
    sent = kept(demo, form)[said["completed"]]
    days = pd.to_datetime(sent, format="mixed", dayfirst=form == "surveymonkey").dt.date
    assert said["fieldwork_start"] <= days.min() <= days.max() <= said["fieldwork_end"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_test_row_and_unfinished_questionnaires_lie_among_the_firms(demo, form):
    said, frame = settings(form), raw(demo, form)
    assert len(frame) == 1 + 240 + 8
    assert [entry["row"] for entry in said["exclude"]] == [frame.index[0]]
    stopped = frame[frame[said["completed"]] == ""]
    assert len(stopped) == 8
    assert stopped.index.min() < 10
    last = [column["name"] for column in said["columns"] if column["question"] == "apprentices"]
    assert {cell for name in last for cell in stopped[name]} <= {""}


def test_the_same_seed_writes_the_same_bytes(demo, tmp_path):
    synthetic_exports.write(tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(demo)


def test_the_committed_files_are_what_the_generator_writes(demo):
    for file in ("limesurvey.csv", "surveymonkey.csv", "structure.txt", "wave.toml"):
        assert (DEMO / file).read_bytes() == (demo / file).read_bytes(), f"{file}: run `make demo`"


def test_the_committed_workbook_holds_what_the_generator_writes(demo):
    """Its bytes may change with the version of a library: its content may not."""
    pd.testing.assert_frame_equal(raw(DEMO, "spreadsheet"), raw(demo, "spreadsheet"))


def test_the_committed_spss_file_holds_what_the_generator_writes(demo):
    committed, said = pyreadstat.read_sav(DEMO / "answers.sav", user_missing=True)
    written, meta = pyreadstat.read_sav(demo / "answers.sav", user_missing=True)
    pd.testing.assert_frame_equal(committed, written)
    for part in ("variable_value_labels", "missing_ranges", "column_names_to_labels", "file_label"):
        assert getattr(said, part) == getattr(meta, part)


def test_spss_values_are_labelled_and_missing_ones_declared():
    frame, meta = pyreadstat.read_sav(DEMO / "answers.sav", user_missing=True)
    assert meta.variable_value_labels["partnerships"] == {
        **{1: "Yes", 2: "No"},
        **{-99: "No answer", -9: "Not asked"},
    }
    assert meta.missing_ranges["domains_bim"] == [{"lo": -99, "hi": -99}, {"lo": -9, "hi": -9}]
    assert meta.column_names_to_labels["uses_now_design"] == "Uses of digital twins: Optimise design (now)"
    assert all(len(name) <= 64 and name.isidentifier() for name in frame)
    asked = frame["partnerships"] == 1
    assert set(frame["partner_kinds_other"][~asked]) == {-9}
    assert set(frame["partner_kinds_other"][asked]) == {-99, 0, 1}
    hard = frame["recruit_difficulty_data_engineer"]
    posts = frame["recruit_posts_in_3_to_5_years_data_engineer"]
    assert set(hard[posts <= 0]) == {-9}
    assert -9 not in set(hard[posts > 0])


def test_the_sheet_of_answers_is_one_of_several_and_holds_no_formula():
    book = openpyxl.load_workbook(DEMO / "answers.xlsx")
    assert book.sheetnames == ["Notes", "Réponses"]
    cells = [cell for row in book["Réponses"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not book["Réponses"].merged_cells.ranges
    assert {"Yes", "YES", "yes", "No", "x", "X"} <= {cell.value for cell in cells}


def test_the_dirt_of_real_exports_is_there():
    lime, monkey = (DEMO / name for name in ("limesurvey.csv", "surveymonkey.csv"))
    with pytest.raises(UnicodeDecodeError):
        lime.read_text(encoding="utf-8")
    said = lime.read_text(encoding="cp1252")
    for piece in ("Œnologie", "\u00a0", '"n/a"', '" Y"', '"Y  "', "firm17@example.org", "Merci ; l’enquête"):
        assert piece in said
    assert monkey.read_bytes().startswith(b"\xef\xbb\xbf")
    said = monkey.read_text(encoding="utf-8-sig")
    for piece in ("\u202f", ",Oui,", ",OUI,", ",oui,", ",n/a,", "Respondent ID", "Collector ID", "IP Address"):
        assert piece in said


def test_text_and_addresses_are_obviously_invented(demo):
    frame = raw(demo, "limesurvey")
    assert frame["email"].str.fullmatch(r"firm\d+@example\.org").all()
    assert frame["ipaddr"].str.startswith("192.0.2.").all()


def test_the_shipped_wave_is_small():
    assert sum(file.stat().st_size for file in DEMO.rglob("*") if file.is_file()) < 2_000_000


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("demo-2026/limesurvey.csv", False),
        ("2026/export.csv", True),
        ("anything-else/wave.toml", True),
        ("demo-2027/answers.sav", True),
    ],
)
def test_git_ignores_every_wave_but_the_shipped_ones(path, ignored):
    if not (paths.ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    asked = subprocess.run(["git", "check-ignore", "-q", f"data/{path}"], cwd=paths.ROOT, check=False)
    assert asked.returncode == (0 if ignored else 1)
