"""What a user writes, for mypy --strict: every word of it has a type."""

from __future__ import annotations

import pathlib
from typing import FrozenSet, Optional

import sim_lab as sim

Open = Optional[FrozenSet[str]]


class ChandyLamport(sim.Algorithm):
    order = "fifo"

    def begin(self, place: sim.Place) -> Open:
        return None

    def initiate(self, me: Open, step: sim.Step) -> Open:
        step.record()
        for channel in step.outgoing:
            step.send(channel)
        return frozenset(step.incoming)

    def receive(self, me: Open, step: sim.Step) -> Open:
        if me is not None and step.channel in me:
            step.record_message()
        return me

    def control(self, me: Open, step: sim.Step) -> Open:
        open_channels = me if me is not None else self.initiate(me, step)
        assert open_channels is not None and step.channel is not None
        step.close(step.channel)
        return open_channels - {step.channel}


class Marbles(sim.Computation):
    goods = ("marble",)

    def initial(self, place: sim.Place) -> int:
        return 3

    def offers(self, place: sim.Place, state: int) -> list[str]:
        return list(place.outgoing) if state else []

    def held(self, state: int) -> int:
        return state

    def command(self, state: int, turn: sim.Turn, command: str) -> int:
        turn.send(command, "marble", carried=1)
        return state - 1

    def receive(self, state: int, turn: sim.Turn) -> int:
        return state + 1


def main() -> None:
    run = sim.run(topology="ring:3", program=Marbles(), algorithm=ChandyLamport(), hold=range(0, 31), seed=7)
    states: list[str] = [snapshot.recorded for snapshot in run.snapshots]
    run.save(pathlib.Path("run.svg"), window="all")
    checked = sim.check(range(0, 1000), program="bank", param={"balance": 4}, links="unordered")
    first: Optional[int] = checked.first_failure
    times: list[int] = [state.times for state in checked.recorded]
    found = sim.explore(trigger=1, param={"receipts": 3}, max_states=1000)
    why: Optional[str] = found.why
    judged = sim.judge([{"p": "a", "record": 1}])
    late = [each["process"] for snapshot in judged.snapshots for each in snapshot.too_late]
    print(states, first, times, why, late)
