# Written by make_stub.py from stub.pyi.in; a test holds it against the engine.
import os
from concurrent.futures import Executor
from typing import Any, Hashable, Iterable, Optional, Sequence, Union

from ._engine import Place as Place, Step as Step, Turn as Turn

Ticks = Union[int, str, range]
Names = Union[str, Sequence[str]]
Log = Union[str, os.PathLike[str], Iterable[dict[str, Any]]]

__version__: str

class SimError(ValueError):
    what: str
    tip: Optional[str]
    def __init__(self, what: str, tip: Optional[str] = None) -> None: ...

class SimWarning(UserWarning): ...

class Check:
    told: dict[str, Any]
    name: str
    ok: Optional[bool]
    reason: Optional[str]
    story: list[str]

class Snapshot:
    told: dict[str, Any]
    id: int
    processes: dict[str, Any]
    channels: dict[str, Any]
    started_at: Optional[int]
    completed_at: Optional[int]
    checks: list[Check]
    @property
    def recorded(self) -> str: ...
    def __getattr__(self, name: str) -> Any: ...

class _Drawn:
    def export(
        self,
        format: str,
        *,
        window: Optional[str] = None,
        at_most: Optional[int] = None,
        scheme: Optional[str] = None,
    ) -> str: ...
    def svg(
        self, *, window: Optional[str] = None, at_most: Optional[int] = None, scheme: Optional[str] = None
    ) -> str: ...
    def html(
        self, *, window: Optional[str] = None, at_most: Optional[int] = None, scheme: Optional[str] = None
    ) -> str: ...
    def save(
        self,
        path: Union[str, os.PathLike[str]],
        *,
        window: Optional[str] = None,
        at_most: Optional[int] = None,
        scheme: Optional[str] = None,
    ) -> None: ...
    def _repr_svg_(self) -> str: ...

class Run(_Drawn):
    @property
    def verdict(self) -> str: ...
    @property
    def command(self) -> Optional[str]: ...
    @property
    def told(self) -> dict[str, Any]: ...
    @property
    def snapshots(self) -> list[Snapshot]: ...
    @property
    def checks(self) -> list[Check]: ...
    @property
    def digest(self) -> str: ...
    @property
    def events(self) -> Any: ...
    def text(self) -> str: ...
    def json(self) -> str: ...

class RecordedState:
    told: dict[str, Any]
    state: str
    times: int
    first_seed: int

class Checked:
    told: dict[str, Any]
    verdict: str
    seeds: int
    failed: int
    unknown: int
    first_failure: Optional[int]
    first_unknown: Optional[int]
    recorded: list[RecordedState]
    command: Optional[str]
    def run(self, seed: Optional[int] = None) -> Run: ...

class Outcome:
    told: dict[str, Any]
    state: str
    verdict: str
    failed: list[str]
    ends: int
    schedule: str
    def run(self) -> Run: ...

class Explored:
    told: dict[str, Any]
    verdict: str
    states: int
    steps: int
    ends: int
    complete: bool
    ending: str
    recorded: list[Outcome]
    command: Optional[str]
    @property
    def why(self) -> Optional[str]: ...

class JudgedSnapshot:
    told: dict[str, Any]
    id: int
    recorded: dict[str, str]
    checks: list[Check]
    too_late: list[dict[str, Any]]

class Judged(_Drawn):
    told: dict[str, Any]
    verdict: str
    processes: list[str]
    events: int
    messages: int
    faults: list[str]
    checks: list[Check]
    snapshots: list[JudgedSnapshot]

class Algorithm:
    order: str
    waits: bool
    numbers: bool
    def begin(self, place: Place) -> Hashable: ...
    def initiate(self, me: Any, step: Step) -> Hashable: ...
    def act(self, me: Any, step: Step) -> Hashable: ...
    def receive(self, me: Any, step: Step) -> Hashable: ...
    def control(self, me: Any, step: Step) -> Hashable: ...

class Computation:
    goods: tuple[str, ...]
    ends: bool
    silent: bool
    def initial(self, place: Place) -> Hashable: ...
    def offers(self, place: Place, state: Any) -> Iterable[str]: ...
    def held(self, state: Any) -> Union[int, dict[str, int]]: ...
    def receive(self, state: Any, turn: Turn) -> Hashable: ...
    def command(self, state: Any, turn: Turn, command: str) -> Hashable: ...

def run(
    *,
    scenario: Optional[Union[str, os.PathLike[str]]] = None,
    # From here to the end: the options of `sim`.
    topology: Optional[Union[str, os.PathLike[str]]] = None,
    back_edges: Optional[Names] = None,
    program: Optional[Union[str, Computation]] = None,
    param: Optional[dict[str, Union[str, int]]] = None,
    events: Optional[Union[str, os.PathLike[str]]] = None,
    delays: Optional[Union[str, os.PathLike[str]]] = None,
    algorithm: Optional[Union[str, Algorithm]] = None,
    trigger: Optional[Union[int, str]] = None,
    start: Optional[Ticks] = None,
    initiators: Optional[Names] = None,
    snapshots: Optional[int] = None,
    stable: Optional[Names] = None,
    delay: Optional[Ticks] = None,
    hold: Optional[Ticks] = None,
    links: Optional[str] = None,
    fault: Optional[Names] = None,
    max_events: Optional[int] = None,
    seed: Optional[int] = None,
    schedule: Optional[Union[str, os.PathLike[str]]] = None,
) -> Run: ...
def check(
    seeds: range,
    *,
    jobs: Optional[int] = None,
    executor: Optional[Executor] = None,
    portion: int = 20_000,
    scenario: Optional[Union[str, os.PathLike[str]]] = None,
    # From here to the end: the options of `sim`.
    topology: Optional[Union[str, os.PathLike[str]]] = None,
    back_edges: Optional[Names] = None,
    program: Optional[Union[str, Computation]] = None,
    param: Optional[dict[str, Union[str, int]]] = None,
    events: Optional[Union[str, os.PathLike[str]]] = None,
    delays: Optional[Union[str, os.PathLike[str]]] = None,
    algorithm: Optional[Union[str, Algorithm]] = None,
    trigger: Optional[Union[int, str]] = None,
    start: Optional[Ticks] = None,
    initiators: Optional[Names] = None,
    snapshots: Optional[int] = None,
    stable: Optional[Names] = None,
    delay: Optional[Ticks] = None,
    hold: Optional[Ticks] = None,
    links: Optional[str] = None,
    fault: Optional[Names] = None,
    max_events: Optional[int] = None,
) -> Checked: ...
def explore(
    *,
    max_states: int = 1_000_000,
    reduce: bool = False,
    jobs: Optional[int] = None,
    scenario: Optional[Union[str, os.PathLike[str]]] = None,
    # From here to the end: the options of `sim`.
    topology: Optional[Union[str, os.PathLike[str]]] = None,
    back_edges: Optional[Names] = None,
    program: Optional[Union[str, Computation]] = None,
    param: Optional[dict[str, Union[str, int]]] = None,
    events: Optional[Union[str, os.PathLike[str]]] = None,
    delays: Optional[Union[str, os.PathLike[str]]] = None,
    algorithm: Optional[Union[str, Algorithm]] = None,
    trigger: Optional[Union[int, str]] = None,
    initiators: Optional[Names] = None,
    snapshots: Optional[int] = None,
    stable: Optional[Names] = None,
    links: Optional[str] = None,
    fault: Optional[Names] = None,
) -> Explored: ...
def judge(*logs: Log, pattern: Optional[str] = None, record: Optional[str] = None) -> Judged: ...
def algorithms() -> dict[str, str]: ...
def programs() -> dict[str, str]: ...
def arguments() -> dict[str, str]: ...
def formats() -> dict[str, str]: ...
