"""How fast the module is here: seeds that are judged in a second, and what it costs to call a hook."""

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
    few = range(0, 300)
    arguments = {"trigger": 1, "max_events": 20_000, "hold": 0, "snapshots": 1}
    events = sim.run(algorithm=Called(), seed=0, **arguments).events
    received = sum(1 for kind in list(events["kind"]) if kind == "recv")
    bare = took(lambda: sim.check(few, algorithm=Nothing(), **arguments))
    called = took(lambda: sim.check(few, algorithm=Called(), **arguments))
    calls = received * len(few)
    print(f"{received} receipts a run, {calls} calls: {1e9 * (called - bare) / calls:,.0f} ns a call; a step without one {1e9 * bare / calls:,.0f} ns")


if __name__ == "__main__":
    main()
