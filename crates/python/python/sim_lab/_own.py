"""Algorithms and computations of one's own: classes with pure hooks."""

from __future__ import annotations

from typing import Any, Hashable, Iterable, Optional, Union


class Algorithm:
    """A snapshot algorithm of one's own.

    A hook is asked once a step of a process. It is given what the process remembers, `me`, and a `step`: what happened, and what the
    algorithm does about it. What it returns is what the process remembers from now on; `None` leaves that as it is. A hook is pure: it
    depends on nothing but what it is given. What is remembered can be hashed: texts, numbers, tuples, frozensets, frozen dataclasses.

    >>> class ChandyLamport(sim.Algorithm):
    ...     order = "fifo"
    ...
    ...     def begin(self, place):
    ...         return None  # the channels that are still recorded, once it has recorded its state
    ...
    ...     def initiate(self, me, step):
    ...         return self.record(step, frozenset(step.incoming))
    ...
    ...     def receive(self, me, step):
    ...         if me is not None and step.channel in me:
    ...             step.record_message()
    ...
    ...     def control(self, me, step):
    ...         me = me if me is not None else self.record(step, frozenset(step.incoming))
    ...         step.close(step.channel)
    ...         return me - {step.channel}
    ...
    ...     def record(self, step, channels):
    ...         step.record()
    ...         for channel in step.outgoing:
    ...             step.send(channel)
    ...         return channels
    """

    #: The order of messages that it needs: "any", "fifo" or "causal".
    order = "any"
    #: Whether it ever refuses a message, or keeps the computation from acting.
    waits = False
    #: Whether messages are numbered, channel by channel.
    numbers = False

    def begin(self, place: Any) -> Hashable:
        """What the process remembers at first."""
        return None

    def initiate(self, me: Any, step: Any) -> Hashable:
        """The process starts the snapshot `step.snapshot`."""
        raise NotImplementedError(f"{type(self).__name__}.initiate says how a snapshot begins")

    def act(self, me: Any, step: Any) -> Hashable:
        """The computation did something of its own accord."""

    def receive(self, me: Any, step: Any) -> Hashable:
        """The process received `step.message` of the computation from `step.channel`."""

    def control(self, me: Any, step: Any) -> Hashable:
        """The process received a message of the algorithm from `step.channel`; it says `step.body`."""

    def _hooks(self) -> Any:
        def hook(name: str) -> Optional[object]:
            return None if getattr(type(self), name) is getattr(Algorithm, name) else getattr(self, name)

        return _Hooks(
            name=type(self).__name__,
            order=self.order,
            waits=bool(self.waits),
            numbers=bool(self.numbers),
            begin=self.begin,
            initiate=self.initiate,
            act=hook("act"),
            receive=hook("receive"),
            control=hook("control"),
        )


class Computation:
    """A computation of one's own: what the processes do.

    A state is any value that can be hashed; its `str()` is what is written of it, so two states must not print alike. A message is a text. A hook
    is pure: it depends on nothing but what it is given. What it returns is the next state; `None` leaves it as it is.

    >>> class Marbles(sim.Computation):
    ...     goods = ("marble",)
    ...     ends = True
    ...
    ...     def initial(self, place):
    ...         return 3
    ...
    ...     def held(self, state):
    ...         return state
    ...
    ...     def offers(self, place, state):
    ...         return [f"roll to {channel}" for channel in place.outgoing] if state > 0 else []
    ...
    ...     def command(self, state, turn, command):
    ...         turn.send(command.removeprefix("roll to "), "marble", carried=1)
    ...         return state - 1
    ...
    ...     def receive(self, state, turn):
    ...         return state + 1
    """

    #: The names of what is conserved.
    goods: tuple[str, ...] = ()
    #: Whether every run of it comes to an end.
    ends = False
    #: Whether a process never sends in the step that receives a message.
    silent = False

    def initial(self, place: Any) -> Hashable:
        """The state in which the process begins."""
        raise NotImplementedError(f"{type(self).__name__}.initial says in which state a process begins")

    def offers(self, place: Any, state: Any) -> Iterable[str]:
        """What the process may do of its own accord in this state, each with a name."""
        return ()

    def held(self, state: Any) -> Union[int, dict[str, int]]:
        """How much of the goods is held in this state."""
        return 0

    def receive(self, state: Any, turn: Any) -> Hashable:
        """The process receives `turn.message` from `turn.channel`."""
        raise NotImplementedError(f"{type(self).__name__}.receive says what a message does")

    def command(self, state: Any, turn: Any, command: str) -> Hashable:
        """The process does what it offered."""
        raise NotImplementedError(f"{type(self).__name__}.command says what is done: {command}")

    def _hooks(self) -> Any:
        goods = (self.goods,) if isinstance(self.goods, str) else tuple(self.goods)
        return _Hooks(
            name=type(self).__name__,
            goods=goods,
            ends=bool(self.ends),
            silent=bool(self.silent),
            initial=self.initial,
            receive=self.receive,
            command=self.command,
            offers=self.offers,
            held=self.held,
        )


class _Hooks:
    """What the engine is given of an object: plain attributes."""

    def __init__(self, **hooks: Any) -> None:
        self.__dict__.update(hooks)
