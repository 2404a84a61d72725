"""The order of rows in a table."""

import pandas as pd


def together(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows with those of one value of `column` together, in the order in which the values first occur."""
    order = {value: place for place, value in enumerate(dict.fromkeys(frame[column]))}
    return frame.sort_values(column, key=lambda values: values.map(order), kind="stable", ignore_index=True)
