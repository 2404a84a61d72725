"""Fixtures for the readers: a wave's folder, exports written into it, and what is said of a bad one."""

import hashlib
import os

import pytest

from helpers.sources import readers, waves
from helpers.sources.problems import DataError


class Wave:
    """A folder with an export, and what the readers say of it."""

    def __init__(self, folder, form):
        self.folder, self.form = folder, form

    def export(self, file, **settings):
        return waves.Export(file=file, format=self.form, **settings)

    def write(self, file, content, encoding="utf-8"):
        content = content if isinstance(content, bytes) else content.encode(encoding)
        (self.folder / file).write_bytes(content)

    def layout(self, file, **settings):
        return readers.layout(self.folder, self.export(file, **settings))

    def cells(self, file, *names, **settings):
        return readers.cells(self.folder, self.export(file, **settings), names)

    def lists(self, file, *names, **settings):
        """The cells as lists by column, None where empty."""
        frame = self.cells(file, *names, **settings).astype(object)
        return {name: frame[name].where(frame[name].notna(), None).tolist() for name in frame}

    def said(self, file, *names, **settings):
        """The words of the error, of `layout` or, with names, of `cells`; the file stays as it was."""
        before = self._digest(file)
        with pytest.raises(DataError) as refused:
            (self.cells if names else self.layout)(file, *names, **settings)
        assert self._digest(file) == before
        return str(refused.value)

    def _digest(self, file):
        path = self.folder / file
        return hashlib.sha256(path.read_bytes()).digest() if os.path.isfile(path) else b""


@pytest.fixture
def wave(tmp_path, request):
    """A folder `w`; the format is that in the name of the test's module, unless it sets `FORM`."""
    folder = tmp_path / "w"
    folder.mkdir()
    form = getattr(request.module, "FORM", request.module.__name__.rpartition("test_")[2])
    return Wave(folder, form)
