"""What is killed: a kernel, or the run itself at any moment."""

import os
import random
import signal
import time

import pytest
import tiny
from faulted import contents, touched

pytestmark = pytest.mark.faults

SEED = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


@pytest.mark.parametrize("kernels", [(), ("--cold",)], ids=["warm", "cold"])
def test_a_kernel_that_is_killed(again, kernels):
    before = touched(again.report)
    again.add("02_regions", tiny.SIGN, "time.sleep(60)")
    again.add("03_offers", "1 + 1")
    started = again.start(*kernels)
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


def test_a_process_of_the_run_that_is_killed(again):
    """The system may take the process that speaks with the kernel instead of the kernel."""
    before = touched(again.report)
    again.add("02_regions", tiny.SIGN, "time.sleep(60)")
    again.add("03_offers", tiny.SIGN, "time.sleep(60)")
    started = again.start()
    again.signed()
    [*_, worker] = [process for process in again.running() if "LokyProcess" in again.command(process)]
    os.kill(worker, signal.SIGKILL)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 1
    [cause] = [line for line in said.splitlines() if line.startswith("workbook: ")]
    assert cause.startswith("workbook: a process of the run was killed (perhaps out of memory)")
    assert "Traceback" not in said
    assert touched(again.report) == before
    assert again.left() == []


@pytest.mark.parametrize("point", range(5))
def test_a_run_that_is_killed_resumes_from_what_had_finished(fresh, undisturbed, turn, point):
    chance = random.Random(f"{SEED} {turn} {point}")
    after = (point + chance.random()) / 5 * undisturbed[1]
    print(f"FAULTS_SEED={SEED}: killed after {after:.2f} s of {undisturbed[1]:.2f} s")
    started = fresh.start()
    time.sleep(after)
    started.kill()
    started.communicate(timeout=60)
    assert fresh.left() == [], "processes outlive the run by seconds only"
    finished = fresh.results()
    code, _, said = fresh.run()
    assert code == 0, said
    again = [line for line in said.splitlines() if line.endswith("unchanged")]
    many = f"{len(finished)} notebook{'s' if len(finished) > 1 else ''} unchanged"
    assert again == ([many] if finished else [])
    ended_well(fresh, undisturbed)


def ended_well(workbook, undisturbed):
    """Whatever happened before: a run now gives the report that an undisturbed one gives."""
    code, _, said = workbook.run()
    assert code == 0, said
    assert contents(workbook.report) == contents(undisturbed[0].report)
    beside = [path.name for path in workbook.report.parent.iterdir()]
    assert beside == ["en"], "something was left beside the report"
    assert not list((workbook.cache / "running").iterdir()), "something was left where notebooks run"
    assert not list(workbook.temporary.iterdir()), "something was left in the system's temporary folder"
    assert workbook.left() == []
