import pandas as pd

from helpers.statistics.ordering import together


def test_rows_of_one_value_stand_together_in_the_order_of_their_first():
    frame = pd.DataFrame(
        {"region": ["world", "asia", "world", "europe", "asia"], "n": [1, 2, 3, 4, 5]}, index=range(5, 10)
    )
    found = together(frame, "region")
    assert list(found.n) == [1, 3, 2, 5, 4]
    assert list(found.index) == [0, 1, 2, 3, 4]
