"""Why a run stopped, for its user."""


class RunError(Exception):
    """A run that cannot start or did not finish; one plain sentence a problem."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple:
        """How it comes from another process: with its problems one by one."""
        return type(self), (self.problems,)
