"""Faults provoked for real: nothing half made, nothing left running, the last good report as it was."""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
import tiny
from faulted import contents, touched

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc"),
]

SEED = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


def ended_well(workbook, undisturbed):
    """Whatever happened before: a run now gives the report that an undisturbed one gives."""
    code, _, said = workbook.run()
    assert code == 0, said
    assert contents(workbook.report) == contents(undisturbed[0].report)
    beside = [path.name for path in workbook.report.parent.iterdir()]
    assert beside == ["en"], "something was left beside the report"
    assert workbook.left() == []


def test_a_kernel_that_is_killed(again):
    before = touched(again.report)
    again.add("02_regions", tiny.SIGN, "time.sleep(60)")
    again.add("03_offers", "1 + 1")
    started = again.start()
    os.kill(again.signed(), signal.SIGKILL)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 1
    causes = [line for line in said.splitlines() if line.startswith("workbook: ")]
    kept = again.cache / "failed" / "study-2023" / "en" / "02_regions.ipynb"
    cause = "cell 4: the kernel died (perhaps out of memory)"
    assert causes == [f"workbook: 02_regions (en): {cause} (read it in {kept})"]
    outputs = [cell.outputs for cell in tiny.nbformat.read(kept, as_version=4).cells if "outputs" in cell]
    assert any(outputs), "the part that ran is kept"
    assert cause in (kept.parent / "manifest.json").read_text()
    assert touched(again.report) == before
    assert again.to_run() == ["02_regions"], "the other notebook finished and is kept"
    assert again.left() == []


@pytest.mark.parametrize("point", range(5))
def test_a_run_that_is_killed_resumes_from_what_had_finished(fresh, undisturbed, turn, point):
    chance = random.Random(f"{SEED} {turn} {point}")
    after = (point + chance.random()) / 5 * undisturbed[1]
    print(f"FAULTS_SEED={SEED}: killed after {after:.2f} s of {undisturbed[1]:.2f} s")
    started = fresh.start()
    time.sleep(after)
    started.kill()
    started.communicate()
    assert fresh.left() == [], "processes outlive the run by less than five seconds"
    finished = fresh.results()
    code, _, said = fresh.run()
    assert code == 0, said
    again = [line for line in said.splitlines() if line.endswith("unchanged")]
    many = f"{len(finished)} notebook{'s' if len(finished) > 1 else ''} unchanged"
    assert again == ([many] if finished else [])
    ended_well(fresh, undisturbed)


@pytest.mark.parametrize(("number", "whole"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_a_run_that_is_stopped_leaves_nothing_behind(again, number, whole):
    """Ctrl-C in a terminal goes to every process of the run, `kill` to the first only."""
    before = touched(again.report)
    again.add("02_regions", tiny.SIGN, "time.sleep(60)")
    started = again.start()
    again.signed()
    at = time.monotonic()
    (os.killpg if whole else os.kill)(started.pid, number)
    out, said = started.communicate(timeout=60)
    assert time.monotonic() - at < 5
    assert started.returncode == 128 + number
    assert out == ""
    told = [line for line in said.splitlines() if "unchanged" not in line]
    assert told == ["workbook: stopped; what had finished is kept and will not run again"]
    assert again.left(1) == []
    assert touched(again.report) == before
    assert not list((again.cache / "running").iterdir())


def test_two_runs_at_once_wait_for_each_other(fresh, undisturbed):
    fresh.add("02_regions", tiny.SIGN)
    undisturbed_of = [fresh.start()]
    fresh.signed()
    undisturbed_of.append(fresh.start())
    said = [started.communicate(timeout=60)[1] for started in undisturbed_of]
    assert [started.returncode for started in undisturbed_of] == [0, 0], said
    waiting = f"another run of study-2023 is under way (process {undisturbed_of[0].pid}): waiting for it to end"
    assert said[1].splitlines() == [waiting, "4 notebooks unchanged"]
    assert waiting not in said[0]


def test_a_cell_that_never_ends(again):
    before = touched(again.report)
    again.add("02_regions", "while True: pass")
    code, _, said = again.run("--timeout", "3")
    assert code == 1
    assert "workbook: 02_regions (en): cell 3: it took longer than 3 s (read it in " in said
    assert touched(again.report) == before
    assert again.left() == []


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
