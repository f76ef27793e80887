"""Every bound has a name and a note beside it."""

import re
from pathlib import Path

from liance.core import limits


def test_every_bound_is_positive_and_documented() -> None:
    source = Path(limits.__file__).read_text(encoding="utf-8")
    names = [name for name in vars(limits) if name.isupper()]
    assert len(names) > 15
    for name in names:
        assert getattr(limits, name) > 0
        if name.startswith("MAX_"):
            assert re.search(rf"#: .+\n(?:#: .+\n)*{name}: Final", source), f"say what {name} bounds"
