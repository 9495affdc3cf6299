"""A deterministic simulator for distributed snapshot algorithms, with oracles that judge every run.

>>> import sim_lab as sim
>>> run = sim.run(seed=7)                          # one run, judged and kept; in a notebook it is a picture
>>> many = sim.check(range(0, 1000))               # many seeds
>>> every = sim.explore(topology="ring:2", param={"receipts": 3}, trigger=1)  # every order of events
>>> log = sim.judge("other.log")                   # the log of another program  # doctest: +SKIP

An algorithm of your own is a class: `sim.Algorithm`; a computation, `sim.Computation`.
"""

from __future__ import annotations

import json as _json

from . import _engine
from ._engine import Place, Step, Turn
from ._error import SimError, SimWarning
from ._judge import Judged, JudgedSnapshot, judge
from ._many import Checked, Explored, Outcome, RecordedState, check, explore
from ._own import Algorithm, Computation
from ._run import Check, Run, Snapshot, run

_NAMES = _json.loads(_engine.names())

__version__: str = _NAMES["version"]


def algorithms() -> dict[str, str]:
    """The algorithms there are, each with what it does."""
    return _names("algorithms")


def programs() -> dict[str, str]:
    """The computations there are, each with what it does."""
    return _names("programs")


def arguments() -> dict[str, str]:
    """The arguments of `run`, `check` and `explore`, each with what it does."""
    return _names("arguments")


def formats() -> dict[str, str]:
    """The forms of `Run.export`, each with what it is."""
    return _names("formats")


def _names(kind: str) -> dict[str, str]:
    return {each["name"]: each["about"] for each in _NAMES[kind]}


__all__ = [
    "Algorithm",
    "Check",
    "Checked",
    "Computation",
    "Explored",
    "Judged",
    "JudgedSnapshot",
    "Outcome",
    "Place",
    "RecordedState",
    "Run",
    "SimError",
    "SimWarning",
    "Snapshot",
    "Step",
    "Turn",
    "algorithms",
    "arguments",
    "check",
    "explore",
    "formats",
    "judge",
    "programs",
    "run",
]
