"""The audit of a report: its claims, the checks they are put to, verdicts, and sets of claims in conflict."""
