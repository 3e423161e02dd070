"""A table of figures beside their limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and what it must stay within.  `at_least`: larger is better."""

    name: str
    value: float
    limit: float | None = None
    at_least: bool = False
    unit: str = ""

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def print_table(figures: list[Figure]) -> bool:
    """Print one line a figure; return whether every budget holds."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        limit = "" if figure.limit is None else f"{'≥' if figure.at_least else '≤'} {figure.limit:g}"
        verdict = "" if figure.limit is None else ("ok" if figure.holds else "MISSED")
        print(f"{figure.name:<{width}}  {figure.value:>10.3g} {figure.unit:<8} {limit:>8}  {verdict}")
    return all(figure.holds for figure in figures)
