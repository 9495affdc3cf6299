"""Logs of other programs."""

from __future__ import annotations

import json
import os
from typing import Any, Iterable, Optional, Union

from . import _engine
from ._arguments import remark
from ._error import SimError
from ._run import Check, Drawn, Told

Log = Union[str, os.PathLike[str], Iterable[dict[str, Any]]]


class JudgedSnapshot(Told):
    """A snapshot of a log: `id`, where each process `recorded`, the `checks`, and who recorded `too_late`."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told)
        #: What is said of it.
        self.checks = [Check(check) for check in told["checks"]]

    def __repr__(self) -> str:
        return f"<Snapshot {self.id}: {self.checks}>"


class Judged(Told, Drawn):
    """What is said of a log: `verdict`, `checks`, `snapshots`, `processes`, `events`, `messages`, `faults`; it can be drawn."""

    def __init__(self, told: dict[str, Any], ran: _engine.Ran) -> None:
        super().__init__(told)
        self._ran = ran
        #: What is said of the run as a whole.
        self.checks = [Check(check) for check in told["checks"]]
        #: The snapshots in it.
        self.snapshots = [JudgedSnapshot(each) for each in told["snapshots"]]

    def __repr__(self) -> str:
        return f"<Judged {self.verdict}: {self.events} events, snapshots {[each.id for each in self.snapshots]}>"


def judge(*logs: Log, pattern: Optional[str] = None, record: Optional[str] = None) -> Judged:
    """Judges the snapshots in the logs of another program, as `sim judge` does.

    A log is a file, its text (if it has a line break), or dictionaries, one a line.

    >>> import sim_lab as sim
    >>> judged = sim.judge([
    ...     {"p": "a", "send": "m1", "to": "b"},
    ...     {"p": "a", "record": 1},
    ...     {"p": "b", "record": 1},
    ...     {"p": "b", "recv": "m1"},
    ... ])
    >>> judged.snapshots[0].checks[1]
    <ok consistent>

    `pattern` is how a line of any text is read, by named groups, and `record` tells which lines are recordings.
    """
    if not logs:
        raise SimError("there is no log to judge", 'judge("run.log") judges a file')
    named = [_log(number, log) for number, log in enumerate(logs, 1)]
    told, ran = _engine.judge(named, pattern, record)
    remark(ran.remarks)
    return Judged(json.loads(told), ran)


def _log(number: int, log: Log) -> tuple[str, Optional[str]]:
    """The name of a log, and its text, if it is no file."""
    name = f"log {number}"
    if isinstance(log, str):
        return (name, log) if "\n" in log else (log, None)
    if isinstance(log, os.PathLike):
        return (os.fspath(log), None)
    if isinstance(log, dict):
        raise SimError("a log is a list of dictionaries, one a line, and not one of them")
    lines = []
    for line in log:
        if not isinstance(line, dict):
            raise SimError(f"a line of a log is a dictionary, and not {line!r}")
        try:
            lines.append(json.dumps(line, allow_nan=False) + "\n")
        except (TypeError, ValueError) as error:
            raise SimError(f"a line of a log is JSON, and {line!r} is not: {error}") from error
    return (name, "".join(lines))
