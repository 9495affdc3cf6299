"""How fast the module is here: seeds that are judged in a second, and what it costs to call a hook."""

import statistics
import time

import sim_lab as sim


class Nothing(sim.Algorithm):
    """Records and does nothing else; no hook is called for a message."""

    def initiate(self, me, step):
        step.record()


class Called(Nothing):
    """The same, but the hook for messages is called."""

    def receive(self, me, step):
        return me


def took(work):
    """The shortest time of three, in seconds."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main():
    sim.check(range(0, 100))
    seeds = range(0, 200_000)
    print(f"{len(seeds) / took(lambda: sim.check(seeds)):,.0f} judged seeds a second")
    few = range(0, 100)
    arguments = {"trigger": 1, "max_events": 20_000, "hold": 0, "snapshots": 1}
    events = sim.run(algorithm=Called(), seed=0, **arguments).events
    received = sum(1 for kind in list(events["kind"]) if kind == "recv")
    calls = received * len(few)
    # In turns, and by the time of the processor: what else the machine does is then the same for both, or nothing.
    bare, called = [], []
    for _ in range(15):
        for times, algorithm in ((bare, Nothing()), (called, Called())):
            begun = time.process_time()
            sim.check(few, algorithm=algorithm, **arguments)
            times.append(1e9 * (time.process_time() - begun) / calls)
    shortest = min(called) - min(bare)
    usual = statistics.median(called) - statistics.median(bare)
    print(f"{received} receipts a run: {shortest:,.0f} to {usual:,.0f} ns a call; a step without one {min(bare):,.0f} to {statistics.median(bare):,.0f} ns")


if __name__ == "__main__":
    main()
