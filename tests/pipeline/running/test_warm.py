"""Warm kernels: the same results as ordinary ones, each kernel alone, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest

from helpers import paths
from helpers.pipeline.running import kernels, warm

pytestmark = pytest.mark.skipif(not warm.SUPPORTED, reason="warm kernels are for Linux")

SHOWN = "import os, random, numpy; print(os.getpid(), random.random(), numpy.random.random(), os.getcwd())"


def source(tmp_path, *cells):
    path = tmp_path / "source.ipynb"
    written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    written.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(written, path)
    return path


def execute(path, output, address, monkeypatch, **options):
    monkeypatch.setenv(warm.SERVER, address)
    return papermill.execute_notebook(
        path,
        output,
        engine_name="whole",
        whole_output=str(output),
        request_save_on_cell_execute=False,
        kernel_manager_class=f"{kernels.__name__}.PrivateKernelManager",
        shutdown_kernel="immediate",
        progress_bar=False,
        **options,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder whose modules the server's kernels can run."""
    return tmp_path_factory.mktemp("modules")


@pytest.fixture(scope="module")
def server(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        with warm.serving(["helpers.presentation.page", "matplotlib.pyplot"]) as address:
            yield address


def gone(pid, seconds=5.0):
    """Whether a process ends within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def ask(server, folder):
    """A forked process that runs Python code as a kernel's command would be run."""

    def asked(code):
        name = f"asked_{len(list(folder.glob('*.py')))}"
        (folder / f"{name}.py").write_text(code)
        return warm.Forked(server, ["python", "-m", name], str(folder), dict(os.environ))

    return asked


def test_a_kernel_has_its_own_process_seed_and_folder(server, tmp_path, monkeypatch):
    path = source(tmp_path, SHOWN)
    said = []
    for run in ("first", "second"):
        done = execute(path, tmp_path / f"{run}.ipynb", server, monkeypatch, cwd=str(tmp_path))
        said.append(done.cells[0].outputs[0].text.split())
    for one, other in zip(*(values[:3] for values in said), strict=True):
        assert one != other
    assert [values[3] for values in said] == [str(tmp_path)] * 2


def test_a_kernel_is_forked_with_its_libraries(server, tmp_path, monkeypatch):
    """Its parent is the server, and what the server imported is there before the first cell."""
    path = source(tmp_path, "import os, sys; print(os.getppid(), 'helpers.presentation.page' in sys.modules)")
    text = execute(path, tmp_path / "out.ipynb", server, monkeypatch).cells[0].outputs[0].text.split()
    command = Path(f"/proc/{text[0]}/cmdline").read_text()
    assert "helpers.pipeline.running.warm" in command
    assert text[1] == "True"


def test_a_figure_of_pyplot_is_the_same_picture(server, tmp_path, monkeypatch):
    """Without the inline backend no picture is emitted; with the wrong settings another one is."""
    path = source(tmp_path, "from matplotlib import pyplot\npyplot.plot([1, 3, 2])\npyplot.show()")
    pictures = [
        [output.data["image/png"] for output in done.cells[0].outputs if "image/png" in output.get("data", {})]
        for done in (execute(path, tmp_path / "out.ipynb", address, monkeypatch) for address in ("", server))
    ]
    assert len(pictures[0]) == 1
    assert pictures[0] == pictures[1]


def test_an_exit_code_is_heard(ask):
    assert ask("import sys; sys.exit(0)").wait() == 0
    assert ask("import os, signal; os.kill(os.getpid(), signal.SIGKILL)").wait() == -signal.SIGKILL


def test_a_kernel_that_is_killed_is_no_longer_alive(ask):
    process = ask("import time; time.sleep(60)")
    assert process.poll() is None
    process.kill()
    assert process.wait() == process.poll() == -signal.SIGKILL
    process.send_signal(signal.SIGTERM)  # to nobody: its number may be another's by now


def test_a_kernel_ends_with_its_client(ask):
    process = ask("import time; time.sleep(60)")
    pid = process.pid
    assert not gone(pid, 0.3)
    process._answers.close()
    process._connection.close()
    assert gone(pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_that_dies_takes_its_kernels_along(how, tmp_path, monkeypatch):
    (tmp_path / "sleeps.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    with warm.serving([]) as address:
        process = warm.Forked(address, ["-m", "sleeps"], str(tmp_path), dict(os.environ))
        parent = int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[1])
        assert not gone(process.pid, 0.3)
        os.kill(parent, how)
        assert process.wait() == -signal.SIGKILL
        assert gone(process.pid)


def test_a_run_that_is_killed_leaves_no_server_and_no_kernel(tmp_path, monkeypatch):
    (tmp_path / "sleeps.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    run = """
import os, time
from helpers.pipeline.running import warm
with warm.serving([]) as address:
    kernel = warm.Forked(address, ["-m", "sleeps"], "/", dict(os.environ))
    print(kernel.pid, open(f"/proc/{kernel.pid}/stat").read().rpartition(")")[2].split()[1], flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", run], stdout=subprocess.PIPE, text=True)
    kernel, server = process.stdout.readline().split()
    time.sleep(0.5)
    assert not gone(kernel, 0.1)
    process.kill()
    assert gone(kernel)
    assert gone(server)
    process.communicate()


def test_without_its_server_a_kernel_is_an_ordinary_one(tmp_path, monkeypatch):
    path = source(tmp_path, "import os; print(os.getppid())")
    done = execute(path, tmp_path / "out.ipynb", str(tmp_path / "nobody"), monkeypatch)
    assert int(done.cells[0].outputs[0].text) == os.getpid()


def test_notebooks_give_the_same_outputs_warm_and_cold(server, tmp_path, monkeypatch):
    """To the byte, pictures included. All of them are compared in `end_to_end/test_same_report.py`."""
    for name in ("02_market_regions.ipynb", "09_use_cases.ipynb"):
        found = [
            execute(paths.NOTEBOOKS / name, tmp_path / name, address, monkeypatch) for address in ("", server)
        ]
        outputs = [[cell.get("outputs") for cell in done.cells] for done in found]
        assert outputs[0] == outputs[1]
        assert "image/png" in str(outputs[0])
