"""The engine: functions over texts, and what hooks are given."""

from typing import Any, Optional

class Place:
    """A process, and where its channels lead."""

    @property
    def name(self) -> str: ...
    @property
    def incoming(self) -> tuple[str, ...]: ...
    @property
    def outgoing(self) -> tuple[str, ...]: ...
    @property
    def processes(self) -> tuple[str, ...]: ...
    def other_end(self, channel: str) -> str:
        """The process at the other end of a channel."""

class Step:
    """A step of a process, as an algorithm is asked about it, and what the algorithm does in it."""

    @property
    def place(self) -> Place: ...
    @property
    def process(self) -> str: ...
    @property
    def incoming(self) -> tuple[str, ...]: ...
    @property
    def outgoing(self) -> tuple[str, ...]: ...
    @property
    def channel(self) -> Optional[str]: ...
    @property
    def message(self) -> Optional[str]: ...
    @property
    def nth(self) -> Optional[int]: ...
    @property
    def tag(self) -> Any: ...
    @property
    def body(self) -> Any: ...
    @property
    def snapshot(self) -> Optional[int]: ...
    @property
    def snapshots(self) -> int: ...
    @property
    def before(self) -> Optional[str]: ...
    @property
    def state(self) -> str: ...
    @property
    def sends(self) -> list[tuple[str, str, Optional[int]]]: ...
    def record(self, snapshot: Optional[int] = None, *, before: bool = False) -> None:
        """Records the state of the process, after the step, or before the message that is received."""
    def record_message(self, snapshot: Optional[int] = None) -> None:
        """Records the message that is received."""
    def record_nth(self, channel: str, nth: int, message: str, snapshot: Optional[int] = None) -> None:
        """Records a message of a channel by its number."""
    def close(self, channel: str, snapshot: Optional[int] = None) -> None:
        """Says that the record of a channel is complete."""
    def send(self, channel: str, body: Any = None, snapshot: Optional[int] = None) -> None:
        """Sends a message of the algorithm."""
    def attach(self, value: Any) -> None:
        """Adds this to each message that the computation sends in the step."""
    def refuse(self, channel: str) -> None:
        """Takes nothing from a channel until the next step of the process."""
    def pause(self) -> None:
        """Keeps the computation from acting until the next step of the process."""

class Turn:
    """Something happens at a process of a computation, and what it sends."""

    @property
    def place(self) -> Place: ...
    @property
    def process(self) -> str: ...
    @property
    def incoming(self) -> tuple[str, ...]: ...
    @property
    def outgoing(self) -> tuple[str, ...]: ...
    @property
    def channel(self) -> Optional[str]: ...
    @property
    def message(self) -> Optional[str]: ...
    def send(self, channel: str, message: str, carried: int | dict[str, int] | None = None) -> None:
        """Sends a message, which carries so much."""

class Ran:
    @property
    def verdict(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def command(self) -> Optional[str]: ...
    @property
    def remarks(self) -> list[str]: ...
    def json(self) -> Optional[str]: ...
    def export(
        self, format: str, window: Optional[str], at_most: Optional[int], scheme: Optional[str]
    ) -> tuple[str, list[str]]: ...

def run(
    arguments: list[tuple[str, list[str]]], scenario: Optional[str], algorithm: Any = None, program: Any = None
) -> Ran: ...
def check(
    arguments: list[tuple[str, list[str]]],
    scenario: Optional[str],
    seeds: tuple[int, int],
    jobs: Optional[int] = None,
    algorithm: Any = None,
    program: Any = None,
) -> str: ...
def explore(
    arguments: list[tuple[str, list[str]]],
    scenario: Optional[str],
    bound: tuple[int, bool],
    jobs: Optional[int] = None,
    algorithm: Any = None,
    program: Any = None,
) -> str: ...
def judge(
    logs: list[tuple[str, Optional[str]]], pattern: Optional[str], record: Optional[str]
) -> tuple[str, Ran]: ...
def names() -> str: ...
