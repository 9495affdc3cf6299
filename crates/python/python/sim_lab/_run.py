"""One run."""

from __future__ import annotations

import json
import os
import pathlib
import warnings
from typing import Any, Optional, Union

from . import _engine
from ._arguments import remark, scenario_text, split
from ._error import SimError, SimWarning


class Told:
    """What a dictionary says, as attributes too."""

    def __init__(self, told: dict[str, Any]) -> None:
        #: All that is told, as it is in JSON.
        self.told = told

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["told"][name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no '{name}'") from None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.told})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.told == other.told

    __hash__ = None  # type: ignore[assignment]


class Check(Told):
    """What an oracle says: `name`, `ok` (`None` where that cannot be said), and `reason` where it does not hold."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__({"reason": None, "story": [], **told})

    def __repr__(self) -> str:
        word = {True: "ok", False: "FAIL", None: "?"}[self.ok]
        return f"<{word} {self.name}>" if self.ok else f"<{word} {self.name}: {self.reason}>"


class Snapshot(Told):
    """A snapshot: `id`, `processes`, `channels`, `started_at`, `completed_at`, `checks`, and what is said of it in JSON."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told)
        #: What the oracles say of it.
        self.checks = [Check(check) for check in told["checks"]]

    @property
    def recorded(self) -> str:
        """The recorded global state, in a line."""
        states = [f"{name}: {_state(record)}" for name, record in self.told["processes"].items()]
        channels = self.told.get("channels") or {}
        carried = [f"{name}: {_messages(messages)}" for name, messages in channels.items() if messages]
        return ", ".join(states + carried)

    def __repr__(self) -> str:
        return f"<Snapshot {self.id}: {self.recorded}>"


def _state(record: Any) -> str:
    return "not recorded" if record is None else str(record.get("state"))


def _messages(messages: Any) -> str:
    return " ".join(str(message["body"]) for message in messages)


class Drawn:
    """What can be drawn."""

    _ran: _engine.Ran

    def export(
        self,
        format: str,
        *,
        window: Optional[str] = None,
        at_most: Optional[int] = None,
        scheme: Optional[str] = None,
    ) -> str:
        """A drawing, or a form for another program: svg, html, shiviz, mermaid, dot, csv, perfetto or simlog.

        `window` is "all", "snapshot" or "A..B", `at_most` how many events are shown. Of what was asked for and is left out there is a
        `SimWarning`; the drawing itself says what it does not show.
        """
        text, left_out = self._ran.export(format, window, at_most, scheme)
        if window is not None or at_most is not None:
            for what in left_out:
                warnings.warn(what, SimWarning, stacklevel=2)
        return text

    def svg(self, **options: Any) -> str:
        """The space-time diagram with the cut."""
        return self.export("svg", **options)

    def html(self, **options: Any) -> str:
        """A page to step through the run and to move the cut, in one text without anything from outside."""
        return self.export("html", **options)

    def save(self, path: Union[str, os.PathLike[str]], **options: Any) -> None:
        """Writes the form that the name of the file ends with: .svg, .html, .json, .txt, .csv and so on."""
        file = pathlib.Path(path)
        ending = file.suffix.removeprefix(".").lower()
        # A log that was judged is no run, and has no report.
        whole = {"json": getattr(self, "json", None), "txt": getattr(self, "text", None)}.get(ending)
        text = whole() if whole is not None else self.export(ending, **options)
        file.write_bytes(text.encode())

    def _repr_svg_(self) -> str:
        return self.svg()


class Run(Drawn):
    """A run that was made and judged."""

    def __init__(self, ran: _engine.Ran) -> None:
        self._ran = ran
        self._told: Optional[dict[str, Any]] = None

    @property
    def verdict(self) -> str:
        """"ok", "failed", or "unknown" where not all checks could be made."""
        return self._ran.verdict

    @property
    def command(self) -> Optional[str]:
        """The command of `sim` that shows the run again; `None` where a part of it is written in Python."""
        return self._ran.command

    @property
    def told(self) -> dict[str, Any]:
        """All that the JSON says."""
        if self._told is None:
            self._told = json.loads(self.json())
        return self._told

    @property
    def snapshots(self) -> list[Snapshot]:
        """The snapshots that were taken."""
        return [Snapshot(each) for each in self.told["snapshots"]]

    @property
    def checks(self) -> list[Check]:
        """What the oracles say of the run."""
        return [Check(check) for check in self.told["checks"]]

    @property
    def digest(self) -> str:
        """The digest of its events: two runs with the same one are the same."""
        return str(self.told["outcome"]["digest"])

    @property
    def events(self) -> Any:
        """Everything that happened: a `pandas.DataFrame` if pandas is installed, else a list of dictionaries."""
        try:
            import pandas  # type: ignore[import-untyped,unused-ignore]
        except ImportError:
            return self.told["events"]
        return pandas.DataFrame(self.told["events"]).convert_dtypes()

    def text(self) -> str:
        """The report for people."""
        return self._ran.text

    def json(self) -> str:
        """The same bytes as `sim run -f json`."""
        text = self._ran.json()
        assert text is not None, "a run that is over has a result"
        return text

    def __repr__(self) -> str:
        recorded = "; ".join(snapshot.recorded for snapshot in self.snapshots)
        return f"<Run {self.verdict}: {recorded or 'no snapshot'}>"


def run(*, scenario: Optional[object] = None, **arguments: Any) -> Run:
    """Makes one run, judges it, and keeps it.

    The arguments are the options of `sim`, with underscores: topology, program, param, algorithm, trigger, initiators, snapshots, delay, hold, links,
    fault, tokens, back_edges, max_events, seed, schedule and the others that `sim_lab.arguments()` lists. `scenario` is a file, or TOML in a text.
    `algorithm` and `program` may be objects of your own classes.

    >>> import sim_lab as sim
    >>> run = sim.run(topology="ring:3", program="bank", seed=7)
    >>> run.verdict
    'ok'
    >>> run.snapshots[0].processes["p0"]["state"]
    '8 (8 to go)'
    >>> run.save("run.svg")  # doctest: +SKIP
    """
    said, own = split(arguments)
    ran = _engine.run(said, scenario_text(scenario), **own)
    remark(ran.remarks)
    return Run(ran)


__all__ = ["Check", "Drawn", "Run", "SimError", "Snapshot", "run"]
