"""Many seeds, and every schedule."""

from __future__ import annotations

import concurrent.futures
import functools
import json
from typing import Any, Optional

from . import _engine
from ._arguments import remark, scenario_text, split
from ._error import SimError
from ._run import Run, Told, run


class RecordedState(Told):
    """A state that was recorded: `state` in a line, `times`, `first_seed`."""

    def __repr__(self) -> str:
        return f"<{self.state}: {self.times} times, first by seed {self.first_seed}>"


class Checked(Told):
    """What many seeds came to: `verdict`, `seeds`, `failed`, `unknown`, `first_failure`, `first_unknown`, `recorded`, `command`."""

    def __init__(self, told: dict[str, Any], how: dict[str, Any]) -> None:
        super().__init__(told)
        self._how = how
        #: The states that were recorded, the most frequent first.
        self.recorded = [RecordedState(state) for state in told["recorded"]]

    def run(self, seed: Optional[int] = None) -> Run:
        """The run of a seed; unless it is said, of the first for which a check fails, or cannot be made."""
        seeds = (seed, self.first_failure, self.first_unknown)
        seed = next((each for each in seeds if each is not None), None)
        if seed is None:
            raise SimError("no check fails", "run(seed) makes the run of any seed")
        return run(seed=seed, **self._how)

    def __repr__(self) -> str:
        return f"<Checked {self.verdict}: {self.seeds} seeds, {self.failed} failed, {self.unknown} unknown>"


def check(
    seeds: range,
    *,
    jobs: Optional[int] = None,
    executor: Optional[concurrent.futures.Executor] = None,
    portion: int = 20_000,
    scenario: Optional[object] = None,
    **arguments: Any,
) -> Checked:
    """Runs and judges each of these seeds, on all cores.

    >>> import sim_lab as sim
    >>> sim.check(range(0, 1000), topology="ring:3", program="bank")
    <Checked ok: 1000 seeds, 0 failed, 0 unknown>
    >>> wrong = sim.check(range(0, 1000), links="unordered")
    >>> wrong.verdict, wrong.run().verdict
    ('failed', 'failed')

    The other arguments are those of `run`. What is written in Python is asked on one thread.

    With an `executor`, such as a `ProcessPoolExecutor`, or that of a Dask cluster (`client.get_executor()`), it has the seeds done in portions,
    each on one thread unless `jobs` says more. What they come to is the same.
    """
    _refuse_seeds(seeds)
    how = {"scenario": scenario, **arguments}
    if executor is None:
        told = _part(how, seeds.start, seeds.stop, _jobs(jobs))
    else:
        told = _on(executor, how, seeds, portion, 1 if jobs is None else _jobs(jobs))
    remark(told.pop("remarks"))
    return Checked(told, how)


def _refuse_seeds(seeds: object) -> None:
    if not isinstance(seeds, range):
        raise SimError(f"the seeds are a range, and not {seeds!r}", "range(0, 1000) is the first thousand")
    if seeds.step != 1:
        raise SimError(f"the seeds are one after another, and {seeds!r} goes by {seeds.step}")
    if len(seeds) == 0 or seeds.start < 0 or seeds.stop > 2**64 - 1:
        raise SimError(f"the seeds are numbers from 0 to 2**64 - 2, one at least, and not {seeds!r}")


def _part(how: dict[str, Any], start: int, stop: int, jobs: Optional[int]) -> dict[str, Any]:
    """What these seeds come to."""
    arguments = dict(how)
    scenario = scenario_text(arguments.pop("scenario"))
    said, own = split(arguments)
    told: dict[str, Any] = json.loads(_engine.check(said, scenario, (start, stop), jobs, **own))
    return told


def _on(
    executor: concurrent.futures.Executor, how: dict[str, Any], seeds: range, portion: int, jobs: Optional[int]
) -> dict[str, Any]:
    """What these seeds come to, portion by portion, wherever they are run."""
    if not isinstance(portion, int) or portion < 1:
        raise SimError(f"'portion' is a number of seeds, and not {portion!r}")
    starts = range(seeds.start, seeds.stop, portion)
    parts = [executor.submit(_part, how, start, min(start + portion, seeds.stop), jobs) for start in starts]
    return functools.reduce(_merged, (part.result() for part in parts))


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What both come to; `other` has the later seeds."""
    counts = {name: one[name] + other[name] for name in ("seeds", "failed", "unknown")}
    firsts = {name: other[name] if one[name] is None else one[name] for name in ("first_failure", "first_unknown")}
    states = {state["state"]: dict(state) for state in one["recorded"]}
    for state in other["recorded"]:
        if state["state"] in states:
            states[state["state"]]["times"] += state["times"]
        else:
            states[state["state"]] = state
    recorded = sorted(states.values(), key=lambda state: (-state["times"], state["first_seed"], state["state"]))
    verdict = "failed" if counts["failed"] else "unknown" if counts["unknown"] else "ok"
    command = one["command"] and one["command"].rpartition("..")[0] + ".." + other["command"].rpartition("..")[2]
    return {**one, **counts, **firsts, "verdict": verdict, "recorded": recorded, "command": command}


class Outcome(Told):
    """What can be recorded: `state` in a line, `verdict`, the checks that `failed`, `ends`, and a `schedule` to one of them."""

    def __init__(self, told: dict[str, Any], how: dict[str, Any]) -> None:
        super().__init__(told)
        self._how = how

    def run(self) -> Run:
        """The run that follows the schedule."""
        return run(schedule=self.schedule, **self._how)

    def __repr__(self) -> str:
        return f"<{self.verdict}: {self.state}>"


class Explored(Told):
    """What a search came to: `verdict`, `states`, `steps`, `ends`, `complete`, `ending`, `recorded`, `command`."""

    def __init__(self, told: dict[str, Any], how: dict[str, Any]) -> None:
        super().__init__(told)
        #: What can be recorded, each with a schedule; the shortest first.
        self.recorded = [Outcome(each, how) for each in told["recorded"]]

    @property
    def why(self) -> Optional[str]:
        """Why not all there is was found; `None` if it was."""
        return {
            "exhausted": None,
            "max-states": f"the search was to stop at {self.told['states']} states",
            "max-memory": "there was no room to go on",
        }.get(self.told["ending"], str(self.told["ending"]))

    def __repr__(self) -> str:
        whole = "all" if self.complete else "not all"
        return f"<Explored {self.verdict}: {whole} of {self.states} states, {len(self.recorded)} recorded>"


def explore(
    *,
    max_states: int = 1_000_000,
    reduce: bool = False,
    jobs: Optional[int] = None,
    scenario: Optional[object] = None,
    **arguments: Any,
) -> Explored:
    """Tries every order of events, up to so many states: which global states can be recorded, and is each as it should be?

    >>> import sim_lab as sim
    >>> found = sim.explore(topology="ring:2", param={"receipts": 3}, trigger=1)
    >>> found.verdict, found.complete
    ('ok', True)

    With `reduce` orders that cannot matter are left out. If there are more states, and nothing is wrong so far, the verdict is "unknown", and `why` says so.
    """
    said, own = split(arguments)
    if not isinstance(max_states, int) or isinstance(max_states, bool) or not 0 < max_states < 2**63:
        raise SimError(f"'max_states' is a number from 1, and not {max_states!r}")
    told = json.loads(_engine.explore(said, scenario_text(scenario), (max_states, bool(reduce)), _jobs(jobs), **own))
    remark(told.pop("remarks"))
    return Explored(told, {"scenario": scenario, **arguments})


def _jobs(jobs: Optional[int]) -> Optional[int]:
    if jobs is None or (isinstance(jobs, int) and 0 < jobs < 2**16):
        return jobs
    raise SimError(f"'jobs' is a number of threads, and not {jobs!r}")
