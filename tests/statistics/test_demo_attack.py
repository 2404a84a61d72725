"""The attack on the reports of the demonstration wave; `make attack` tries every question, the tests a few."""

import os

import attack
import pytest

from helpers.sources import codebook, responses, waves
from helpers.statistics import disclosure

WAVE = "demo-2026"
FEW = ["partnerships", "staff_growth", "training_wishes"]
EVERY = list(codebook.questions().question)


@pytest.fixture(scope="module")
def release():
    frame, settings = responses.load(WAVE).frame, waves.read(WAVE)
    routes = codebook.questions().set_index("question").asked_if.dropna().to_dict()
    segments = disclosure.candidates(frame, settings.segments)
    return frame, routes, segments, disclosure.release(frame, routes, segments, settings.disclosure)


@pytest.mark.parametrize("question", EVERY if os.environ.get("ATTACK") == "all" else FEW)
def test_every_withheld_count_of_the_demonstration_keeps_three_values(release, question):
    frame, routes, segments, released = release
    found = list(attack.ranges(frame, routes, segments, released, [question]))
    assert found or question not in FEW, "nothing of it is withheld: the attack would see nothing"
    assert [one for one in found if one.values < 3 and not one.implied] == []
