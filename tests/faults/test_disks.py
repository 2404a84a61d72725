"""Disks that are full, or may not be written."""

import contextlib
import resource
import shutil
import subprocess

import pytest
from faulted import touched

pytestmark = pytest.mark.faults


@contextlib.contextmanager
def mounted(folder, size):
    """A small file system of its own; skipped where mounting is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder, leave):
    """Fill a file system but for some bytes."""
    free = shutil.disk_usage(folder).free
    (folder / "filler").write_bytes(b"\0" * (free - leave))


def test_a_disk_that_fills_while_notebooks_run(again, tmp_path):
    before = touched(again.report)
    again.add("02_regions", "print('x' * 3_000_000)")
    again.add("03_offers", "1 + 1")
    with mounted(tmp_path / "disk", "2m") as disk:
        again.given["WORKBOOK_CACHE"] = str(disk)
        code, _, said = again.run("--jobs", "1")  # another one at the same moment has no room either
        assert code == 1
        causes = [line for line in said.splitlines() if line.startswith("workbook: ")]
        assert causes == [f"workbook: 02_regions (en): {disk} cannot be written: No space left on device"]
        assert again.to_run() == ["02_regions"], "the others finished and are kept"
    assert touched(again.report) == before
    assert "Traceback" not in said


def test_a_disk_too_full_for_the_report(again, tmp_path):
    with mounted(tmp_path / "disk", "4m") as disk:
        shutil.copytree(again.place / "reports", disk, dirs_exist_ok=True)
        again.given["WORKBOOK_REPORTS"] = str(disk)
        before = touched(again.report)
        again.add("03_offers", "1 + 1")
        fill(disk, 40_000)
        code, _, said = again.run()
        assert code == 1
        assert "No space left on device" in said.splitlines()[-1]
        assert "Traceback" not in said
        assert touched(again.report) == before
        assert sorted(path.name for path in again.report.parent.iterdir()) == ["en"]
        (disk / "filler").unlink()
        assert again.to_run() == []
        assert again.run()[0] == 0


def test_a_write_that_fails(again):
    """Without a file system of its own: no file may grow beyond a few bytes."""
    before = touched(again.report)
    again.add("03_offers", "1 + 1")
    code, _, said = again.run(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))
    assert code == 1
    [cause] = [line for line in said.splitlines() if line.startswith("workbook: ")]
    assert cause == f"workbook: 03_offers (en): {again.cache} cannot be written: File too large"
    assert "Traceback" not in said
    assert touched(again.report) == before


def test_a_folder_that_may_not_be_written(again, tmp_path):
    with mounted(tmp_path / "disk", "4m") as disk:
        shutil.copytree(again.place / "reports", disk, dirs_exist_ok=True)
        again.given["WORKBOOK_REPORTS"] = str(disk)
        before = touched(again.report)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert again.run()[0] == 0, "what is up to date needs no writing"
        again.add("03_offers", "1 + 1")
        code, _, said = again.run()
        assert code == 1
        assert said.splitlines()[-1] == f"workbook: {disk}/.study-2023.lock: Read-only file system"
        assert touched(again.report) == before


def test_a_file_where_a_folder_is_expected(fresh, tmp_path):
    (tmp_path / "file").write_text("")
    for name in ("WORKBOOK_REPORTS", "WORKBOOK_CACHE"):
        fresh.given = {name: str(tmp_path / "file")}
        code, _, said = fresh.run()
        assert code == 1
        assert said.splitlines()[-1].startswith(f"workbook: {tmp_path / 'file'}")
        assert "Traceback" not in said
