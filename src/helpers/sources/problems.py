"""What is wrong with a file, in the reader's words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a data file: where it stands, what was found and what is allowed."""

    file: str
    problem: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column!r}"] if self.column else []
        where = ", ".join([self.file, *place])
        found = f" (found {self.value[:40]!r})" if self.value is not None else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{where}: {self.problem}{found}{allowed}"


class DataError(ValueError):
    """Data that cannot be used; carries every problem found, one line each."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return ["The data cannot be used:", *(f"- {problem}" for problem in self.problems)]
