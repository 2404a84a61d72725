"""What a run has decided on showing answers is what its kernels go by, and they decide alike without it."""

import json
import shutil

import pytest

from helpers import paths
from helpers.pipeline.running import checking
from helpers.sources import decisions
from helpers.statistics import disclosure, survey

WAVE = "demo-2026"


@pytest.fixture(autouse=True)
def anew():
    survey._released.cache_clear()
    yield
    survey._released.cache_clear()


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Tell this process a decision, as a run tells its kernels."""

    def tell(text):
        file = tmp_path / f"{WAVE}-0f.json"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("WORKBOOK_DECIDED", str(file))

    return tell


def test_a_decision_survives_being_written():
    released = survey._released(WAVE)[1]
    plain = json.loads(json.dumps(released.plain()))
    assert disclosure.released(plain, "strict") == released


def test_a_kernel_shows_what_the_run_has_decided_and_no_more(told):
    decision = survey.decision(WAVE)
    shown = set(survey.read(WAVE).shares.question)
    survey._released.cache_clear()
    where = [[unit, [] if unit == "partnerships" else segments] for unit, segments in decision["where"]]
    told(json.dumps(decision | {"where": where}))
    assert set(survey.read(WAVE).shares.question) == shown - {"partnerships"} != shown


@pytest.mark.parametrize("text", ["", "{", "\x00"])
def test_without_a_decision_that_can_be_read_the_kernel_decides(told, text):
    told(text)
    assert not survey.read(WAVE).shares.empty


def test_a_decision_on_another_wave_is_not_taken_for_this_one(tmp_path, monkeypatch):
    file = tmp_path / "demo-0f.json"
    file.write_text('{"where": []}', encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_DECIDED", str(file))
    assert decisions.read(WAVE) is None


def test_a_decision_is_kept_until_an_answer_or_the_rule_changes(tmp_path, monkeypatch):
    shutil.copytree(paths.ROOT / "data" / WAVE, tmp_path / "data" / WAVE)
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    first = checking.decided(WAVE)
    assert first == checking.decided(WAVE)
    settings = tmp_path / "data" / WAVE / "wave.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "# looked at\n", encoding="utf-8")
    assert checking.decided(WAVE) != first
    monkeypatch.setattr(checking, "JUDGED_BY", ("sources",))
    assert checking.decided(WAVE) not in (first, None)


def test_no_answer_is_kept_with_a_decision():
    """Names of questions, items, horizons and segments, nothing else: no number, no text of the export."""
    released = survey._released(WAVE)[1]
    units = (key if isinstance(key, tuple) else (key,) for key in released.where)
    names = {"", *released.runnable, *released.refused, *(name for unit in units for name in unit)}
    assert set(texts(list(survey.decision(WAVE).values()))) <= names


def texts(value):
    if isinstance(value, str):
        return [value]
    assert isinstance(value, dict | list | tuple), value
    return [text for each in (*value, *getattr(value, "values", tuple)()) for text in texts(each)]


def test_what_may_be_shown_of_printed_tables_is_not_decided():
    assert checking.decided("study-2023") is None
