"""Keep what was computed last: bounded, safe for threads, and computed once where several ask at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(slots=True)
class _Place:
    """Room for one value; whoever comes second waits for the first instead of computing it again."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    is_made: bool = False
    value: Any = None


class Kept(Generic[Key, Value]):
    """The last ``size`` values by key; the one used longest ago goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._places: OrderedDict[Key, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``; ``make`` it where it is not there. What ``make`` raises is kept by nobody."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._size:
                self._places.popitem(last=False)
        with place.lock:
            if not place.is_made:
                place.value = make()
                place.is_made = True
            value: Value = place.value
            return value
