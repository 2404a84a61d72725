"""environment.yml, pyproject.toml and the lock agree, by reading the files."""

import re
import subprocess
import sys
import tomllib

import pytest

from helpers import paths

ROOT = paths.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def locked():
    pins = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", LOCK, flags=re.M):
        pins.setdefault(name, []).append(version)
    return pins


def minimum(requirement):
    name, version = re.match(r"([A-Za-z0-9._-]+)>=([\d.]+)", requirement).groups()
    return name.lower(), tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("requirement", PROJECT["project"]["dependencies"])
def test_every_dependency_is_locked_at_an_allowed_version(requirement):
    name, least = minimum(requirement)
    assert name in locked()
    for version in locked()[name]:
        assert tuple(int(part) for part in re.findall(r"\d+", version)[: len(least)]) >= least


def test_the_build_backend_is_locked():
    assert "setuptools" in locked()


def test_every_pin_has_a_hash():
    pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=\S+( \\)?)+", LOCK, flags=re.M)
    assert len(pins) == sum(len(versions) for versions in locked().values())


def test_conda_takes_everything_from_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert re.search(r"- pip:\n\s+- -r requirements\.lock\n*$", text)
    assert f"python{PROJECT['project']['requires-python']}" in text


def test_the_packages_the_user_set_are_there():
    named = {"jupyterlab", "pandas", "matplotlib", "seaborn", "statsmodels", "papermill", "nbval"}
    assert named <= {minimum(requirement)[0] for requirement in PROJECT["project"]["dependencies"]}


def test_no_host_is_named_in_the_lock():
    assert "://" not in LOCK


def test_importing_helpers_imports_nothing_heavy():
    code = "import sys, helpers; print([m for m in ('pandas', 'matplotlib', 'papermill') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_imports_point_down_only():
    """cli -> pipeline -> presentation -> statistics -> sources -> paths, parameters."""
    order = ["paths", "parameters", "sources", "statistics", "presentation", "pipeline", "cli"]
    rank = {room: position for position, room in enumerate(order)}
    package = ROOT / "src" / "helpers"
    for file in package.rglob("*.py"):
        room = file.relative_to(package).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for used in re.findall(r"^\s*from helpers(?:\.(\w+))?[\w.]* import", file.read_text(), flags=re.M):
            assert rank.get(used or room, 0) <= rank[room], f"{file.name} imports from {used}"


def test_notebooks_are_run_without_a_thought_of_pages_and_reports_compared_without_either():
    allowed = {"running": set(), "comparing": set(), "rendering": {"running"}}
    for room, below in allowed.items():
        for file in (ROOT / "src" / "helpers" / "pipeline" / room).glob("*.py"):
            used = set(re.findall(r"helpers\.pipeline\.(running|rendering|comparing)\b", file.read_text()))
            assert used <= {room} | below, f"{file.name} of {room} imports from {used}"


def test_statistics_open_no_file_and_draw_nothing():
    # where answers pass from sources, and labels for sentences on them
    asking = {"survey.py", "findings.py", "answer_findings.py"}
    for file in (ROOT / "src" / "helpers" / "statistics").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\bopen\(|read_csv|matplotlib|pathlib", text), file.name
        assert "helpers.sources" not in text or file.name in asking, file.name
