"""Notebooks whose outputs are such as `Page` displays them."""

import base64

import nbformat
import pandas as pd

from helpers.presentation import tables
from helpers.presentation.language import Language

new = nbformat.v4
fr = Language("fr")
GROWTH = pd.DataFrame({"institute": ["GVR", "=1"], "growth": [39.147433768, -2.0]})


def shown(kind, name, frame=GROWTH, **told):
    """An output as `Page` displays it."""
    metadata = {"kind": kind, "name": name, "title": name, "base": "n = 2", "csv": tables.to_csv(frame, fr)}
    metadata |= {"columns": ["institute", "growth"], "computed": []} if kind != "cards" else {}
    metadata |= {"table": {"note": ""}, "figure": {"svg": f"<svg>{name}</svg>"}}.get(kind, {})
    data = {"image/png": base64.b64encode(b"png").decode()} if kind == "figure" else {}
    return new.new_output("display_data", data=data, metadata={"workbook": metadata | told})


def notebook(*outputs, question="# Question?"):
    cells = [new.new_markdown_cell(question, id="c0")]
    return new.new_notebook(cells=[*cells, new.new_code_cell("", outputs=list(outputs), id="c1")])
