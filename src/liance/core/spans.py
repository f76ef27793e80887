"""Places in a text: half-open ranges of code points."""

from __future__ import annotations

from dataclasses import dataclass

_set = object.__setattr__


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """The code points ``start`` (included) to ``end`` (excluded) of a text.

    Raises:
        ValueError: if the end lies before the start, or the start before 0.
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        # Written out: spans are made by the thousand, and the generated one takes twice as long.
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        _set(self, "start", start)
        _set(self, "end", end)

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end
