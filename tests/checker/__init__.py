"""The checker: reads what a run has left behind, and says which promises it broke.

A program of its own that shares nothing with the product: it has the tables' and columns' names, the state tables and
the promises written down a second time.  See `README.md`.
"""

from tests.checker.checking import check
from tests.checker.evidence import Evidence
from tests.checker.gathering import gather
from tests.checker.limits import Limits
from tests.checker.report import Report, Violation

__all__ = ["Evidence", "Limits", "Report", "Violation", "check", "gather"]
