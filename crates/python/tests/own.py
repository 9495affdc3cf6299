"""Algorithms and computations for the tests, right and wrong."""

import sim_lab as sim


class ChandyLamport(sim.Algorithm):
    """Chandy and Lamport's: a marker on each channel behind the record."""

    order = "fifo"

    def initiate(self, me, step):
        return self.record(step)

    def receive(self, me, step):
        if me is not None and step.channel in me:
            step.record_message()

    def control(self, me, step):
        if me is None:
            me = self.record(step)
        step.close(step.channel)
        return me - {step.channel}

    def record(self, step):
        step.record()
        for channel in step.outgoing:
            step.send(channel)
        return frozenset(step.incoming)


class ClosesAtOnce(ChandyLamport):
    """Wrong: it closes its channels when it records, so what is under way is lost."""

    def receive(self, me, step):
        return None

    def control(self, me, step):
        return me if me is not None else self.record(step)

    def record(self, step):
        for channel in step.incoming:
            step.close(channel)
        return super().record(step)


class Colours(sim.Algorithm):
    """Lai and Yang's idea: a colour on each message; messages are counted, so that channels can be closed."""

    def begin(self, place):
        return False

    def initiate(self, me, step):
        step.record()
        for channel in step.outgoing:
            step.send(channel, ("red", 1))
        step.attach("red")
        return True

    def act(self, me, step):
        if me:
            step.attach("red")

    def receive(self, me, step):
        if step.tag == "red" and not me:
            step.record(1, before=True)
            step.attach("red")
            for channel in step.outgoing:
                step.send(channel, ("red", 1), 1)
            return True
        if me:
            step.attach("red")
            if step.tag is None:
                step.record_message(1)

    def control(self, me, step):
        assert step.body == ("red", 1)
        if not me:
            step.record()
            for channel in step.outgoing:
                step.send(channel, ("red", 1))
        step.close(step.channel)
        return True


class Marbles(sim.Computation):
    """Each process rolls its marbles to its neighbours."""

    goods = ("marble",)
    ends = False

    def __init__(self, count=3):
        self.count = count

    def initial(self, place):
        return self.count

    def held(self, state):
        return state

    def offers(self, place, state):
        return [f"roll to {channel}" for channel in place.outgoing] if state > 0 else []

    def command(self, state, turn, command):
        turn.send(command[len("roll to ") :], "marble", carried=1)
        return state - 1

    def receive(self, state, turn):
        return state + 1
