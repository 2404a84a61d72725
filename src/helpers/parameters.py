"""Every parameter a notebook may declare: type, range, default and one line of help."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LANGUAGES = ("en", "fr")
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""What the name of a wave may be: a folder of its own, never a way out of one."""
ROUNDING_RULES = ("half-up", "half-even", "truncation")


class Parameters(BaseModel):
    """The parameters of a run. A notebook's `parameters` cell declares those it uses, with these defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wave: str = Field(
        "study-2023",
        pattern=NAME,
        description="folder under data/",
        json_schema_extra={"allowed": "a name of letters, digits, '.', '_' and '-'"},
    )
    baseline: str = Field(
        "study-2023",
        pattern=NAME,
        description="wave that the wave is compared with",
        json_schema_extra={"allowed": "a name of letters, digits, '.', '_' and '-'"},
    )
    segment: str = Field(
        "",
        pattern=r"^([a-z][a-z0-9_]*=[a-z][a-z0-9_]*)?$",
        description="firms that a run is restricted to, a question and its item; empty: all",
        json_schema_extra={"allowed": "empty, or a question and its item, as activity=engineering"},
    )
    language: Literal["en", "fr"] = Field("en", description="language of labels and numbers")
    rounding: Literal["half-up", "half-even", "truncation"] = Field(
        "half-up", description="rule by which the study's figures are taken to be rounded"
    )
    confidence: float = Field(
        0.95, ge=0.5, le=0.999, description="confidence of the intervals, as a share of one"
    )
    method: Literal["wilson", "clopper-pearson", "hypergeometric"] = Field(
        "wilson",
        description="method of the intervals of shares; hypergeometric is for a random draw from a stated "
        "population",
    )
    base_policy: Literal["flag-30", "nchs"] = Field(
        "flag-30",
        description="which small bases are flagged; nchs is made for larger surveys and at n = 36 would "
        "withhold nearly everything",
    )
    target_year: int = Field(
        2030, ge=2023, le=2032, description="year on which the institutes' markets are compared with 2022"
    )


def check(given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The given values in their declared types, and one plain sentence for each that is not allowed.

    Text is read as the declared type (`"2030"` becomes 2030), since values come from a command line.
    """
    problems = [_unknown(name) for name in given if name not in Parameters.model_fields]
    known = {name: value for name, value in given.items() if name in Parameters.model_fields}
    try:
        checked = Parameters.model_validate(known)
    except ValidationError as refused:
        return {}, problems + [_sentence(error) for error in refused.errors()]
    return {name: getattr(checked, name) for name in known}, problems


def allowed(name: str) -> str:
    """What a parameter may be, in words: `a whole number from 2023 to 2032`."""
    schema = Parameters.model_json_schema()["properties"][name]
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if "allowed" in schema:
        return schema["allowed"]
    kind = "a whole number" if schema["type"] == "integer" else "a number"
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    return f"{kind} from {low} to {high}"


def _unknown(name: str) -> str:
    return f"parameter {name!r} is not known; known are {', '.join(Parameters.model_fields)}"


def _sentence(error: Any) -> str:
    name = str(error["loc"][0])
    return f"parameter {name!r} is {str(error['input'])[:40]!r}; it must be {allowed(name)}"
