"""Writes python/sim_lab/__init__.pyi: the arguments of `run`, `check` and `explore` are those that the engine has."""

import pathlib

import sim_lab

KINDS = {
    "algorithm": "Union[str, Algorithm]",
    "program": "Union[str, Computation]",
    "topology": "Union[str, os.PathLike[str]]",
    "events": "Union[str, os.PathLike[str]]",
    "delays": "Union[str, os.PathLike[str]]",
    "schedule": "Union[str, os.PathLike[str]]",
    "param": "dict[str, Union[str, int]]",
    "delay": "Ticks",
    "hold": "Ticks",
    "start": "Ticks",
    "trigger": "Union[int, str]",
    "seed": "int",
    "snapshots": "int",
    "max_events": "int",
    "tokens": "Union[int, str, Sequence[int]]",
    "back_edges": "Names",
    "initiators": "Names",
    "stable": "Names",
    "fault": "Names",
}
HERE = pathlib.Path(__file__).parent
BEGIN = "    # From here to the end: the options of `sim`.\n"


def keywords(leaving_out: set[str]) -> str:
    names = [name for name in sim_lab.arguments() if name not in leaving_out]
    return BEGIN + "".join(f"    {name}: Optional[{KINDS.get(name, 'str')}] = None,\n" for name in names)


def stub() -> str:
    text = (HERE / "stub.pyi.in").read_text()
    choosing = {"seed", "schedule"}
    timing = {"delay", "hold", "start", "max_events"}
    text = text.replace("    # ALL\n", keywords(set()))
    text = text.replace("    # MANY\n", keywords(choosing))
    return text.replace("    # EVERY\n", keywords(choosing | timing))


if __name__ == "__main__":
    (HERE / "python/sim_lab/__init__.pyi").write_text(stub())
