"""What is wrong with what was asked for."""

from __future__ import annotations

from typing import Optional


class SimError(ValueError):
    """Something cannot be: what is wrong, in the words of the command line, and how to mend it."""

    def __init__(self, what: str, tip: Optional[str] = None) -> None:
        super().__init__(what if tip is None else f"{what}\n  tip: {tip}")
        self.what = what
        self.tip = tip

    def __reduce__(self) -> tuple[type[SimError], tuple[str, Optional[str]]]:
        return (type(self), (self.what, self.tip))


class SimWarning(UserWarning):
    """Something is done in another way than may have been meant, or a drawing leaves something out."""
