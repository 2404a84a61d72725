"""What JupyterLab saves as HTML when it was started by `make lab`, asked of a server on this machine."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest
from browsing import Elements

from helpers import paths
from helpers.presentation.language import Language

CONFIG = paths.ROOT / "src" / "helpers" / "pipeline" / "rendering" / "site" / "jupyter"
TOKEN = "of-this-test"

new = nbformat.v4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A committed notebook, and one that no report made, with parameters of its own."""
    folder = tmp_path_factory.mktemp("lab")
    name = "05_uses_sectors.ipynb"
    (folder / name).write_bytes((paths.NOTEBOOKS / name).read_bytes())
    picture = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure 1>"}
    cells = [
        new.new_code_cell('language = "fr"\nwave = "demo-2026"', metadata={"tags": ["parameters"]}),
        new.new_markdown_cell("## Essai\n\nTexte."),
        new.new_code_cell("2", outputs=[new.new_output("execute_result", {"text/plain": "<b>2</b>"})]),
        new.new_code_cell("draw()", outputs=[new.new_output("display_data", picture)]),
    ]
    nbformat.write(new.new_notebook(cells=cells), folder / "own.ipynb")
    return folder


@pytest.fixture(scope="module")
def saved(folder, tmp_path_factory):
    """What the server answers for a notebook."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = {"JUPYTER_CONFIG_PATH": str(CONFIG), "HOME": str(tmp_path_factory.mktemp("home"))}
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root", f"--notebook-dir={folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *options, f"--IdentityProvider.token={TOKEN}"],
        env=os.environ | home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield lambda name: _asked(f"http://127.0.0.1:{port}/nbconvert/html/{name}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _asked(address, seconds=60):
    asked = urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"})
    for _ in range(2 * seconds):
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server does not answer")


def test_a_notebook_is_saved_in_the_form_of_a_page(saved):
    html = saved("05_uses_sectors.ipynb")
    page = Elements(html)
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("h1")) == 1
    assert page.of("title")
    assert "Skills, jobs and training needs for the digital twin in France" in html
    for part in ('class="brief"', 'class="contents"', 'class="under"', 'class="code"', "--measure: 43rem"):
        assert part in html, part
    assert re.findall(r'(?:href|src)="(?!#|data:)[^"]*"', html) == []
    assert "**Part of the study" not in html


def test_a_notebook_of_no_report_is_saved_in_its_own_language_with_its_warning(saved):
    html = saved("own.ipynb")
    page = Elements(html)
    assert page.of("html") == [{"lang": "fr"}]
    assert '<h2 id="essai">Essai</h2>' in html
    assert Language("fr").text("Code") in html
    assert re.search(r'<p class="banner">SYNTHÉTIQUE', html)
    assert "&lt;b&gt;2&lt;/b&gt;" in html
    assert page.of("img") == [{"src": "data:image/png;base64,iVBORw0KGgo=", "alt": "<Figure 1>"}]
