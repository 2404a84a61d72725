"""What a notebook's result rests on."""

import os
import subprocess
import sys

import pytest

from helpers import paths
from helpers.pipeline.running import inputs


def traced(code, tmp_path, **environment):
    """The files that code is seen to read below the data folders and the package."""
    trace = tmp_path / "reads"
    start = f"from helpers.pipeline.running import traced; traced.install({str(trace)!r})\n"
    before = f"{environment.pop('before', '')}\n"
    subprocess.run([sys.executable, "-c", before + start + code], check=True, env=os.environ | environment)
    first, *read = trace.read_text(encoding="utf-8").splitlines()
    assert first == "files read"
    return read


@pytest.mark.parametrize(
    "code",
    [
        "open(file).read()",
        "import os; os.close(os.open(file, os.O_RDONLY))",
        "import pathlib; pathlib.Path(file).read_bytes()",
        "import pandas; pandas.read_csv(file)",
        "import os; os.chdir('/'); open(file.removeprefix('/')).read()",
    ],
)
def test_a_file_is_seen_however_python_reads_it(code, tmp_path):
    file = str(paths.ROOT / "data" / "study-2023" / "offers.csv")
    assert traced(f"file = {file!r}\n{code}", tmp_path) == [file]


def test_modules_and_files_elsewhere_are_not_noted(tmp_path):
    (tmp_path / "elsewhere").write_text("")
    code = f"open({str(tmp_path / 'elsewhere')!r}); import helpers.sources.waves; open('/dev/null', 'w')"
    assert traced(code, tmp_path) == []


def test_what_was_read_before_the_fork_is_noted(tmp_path):
    """A warm kernel comes from a process that watched from its start."""
    file = str(paths.ROOT / "data" / "study-2023" / "offers.csv")
    before = f"from helpers.pipeline.running import traced; traced.watch(); open({file!r}).read()"
    assert traced("", tmp_path, before=before) == [file]


def test_another_data_folder_is_watched_too(wave_copy, tmp_path):
    file = str(wave_copy / "offers.csv")
    assert traced(f"open({file!r})", tmp_path) == [file]
    assert inputs.name(wave_copy / "offers.csv") == "data/study-2023/offers.csv"
    assert inputs.file("data/study-2023/offers.csv") == wave_copy / "offers.csv"


def test_a_name_leads_back_to_its_file():
    for file in (
        paths.CODEBOOK / "items.csv",
        paths.ROOT / "data" / "demo-2026" / "limesurvey.csv",
        paths.PACKAGE / "presentation" / "catalogues" / "fr.po",
        paths.PACKAGE / "paths.py",
    ):
        assert inputs.file(inputs.name(file)) == file
    assert inputs.name(paths.ROOT / "README.md") is None
    assert inputs.value("data/no-such-wave/x.csv") == ""


def test_the_export_of_answers_counts_whichever_way_it_was_read():
    """The readers of some formats open files without Python knowing."""
    rested = inputs.rested_on([paths.ROOT / "data" / "demo-2026" / "wave.toml"], [])
    assert {"data/demo-2026/limesurvey.csv", "data/demo-2026/structure.txt"} <= set(rested)
    assert "list of files in data/demo-2026" in rested
    assert "data/demo-2026/answers.sav" not in rested, "the wave's other files are not its export"


def test_a_file_that_changed_is_read_again_though_it_was_known(wave_copy):
    name = "data/study-2023/offers.csv"
    known = inputs.known([name])
    assert inputs.value(name, known) == known[name][0]
    with (wave_copy / "offers.csv").open("a") as file:
        file.write("\n")
    assert inputs.value(name, known) != known[name][0]
