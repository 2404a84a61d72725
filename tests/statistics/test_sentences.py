from helpers.statistics.sentences import verdict_counts


def test_verdicts_are_counted_by_topic_in_their_order():
    found = verdict_counts({"a": ["inconsistent", "reproduced", "reproduced"], "b": []})
    assert found.to_dict("records") == [
        {"topic": "a", "verdict": "reproduced", "count": 2},
        {"topic": "a", "verdict": "inconsistent", "count": 1},
    ]
