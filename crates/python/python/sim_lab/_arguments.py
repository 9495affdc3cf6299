"""Keyword arguments, as the engine takes them: each with its values as texts."""

from __future__ import annotations

import os
import warnings
from typing import Any, Optional

from ._error import SimError, SimWarning
from ._own import Algorithm, Computation


def as_texts(name: str, value: Any) -> list[str]:
    """The values of an argument: a text, a number, a range, a path, or several of them."""
    if isinstance(value, bool):
        raise SimError(f"'{name}' is a text or a number, and not {value!r}")
    if isinstance(value, (str, int)):
        return [str(value)]
    if isinstance(value, range):
        if value.step != 1 or len(value) == 0:
            raise SimError(f"'{name}' is a range of numbers one after another, and not {value!r}")
        return [f"{value[0]}..={value[-1]}"]
    if isinstance(value, os.PathLike):
        return [os.fspath(value)]
    if isinstance(value, dict):
        return [f"{key}={each}" for key, each in value.items()]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in as_texts(name, each)]
    raise SimError(f"'{name}' is a text, a number, a range, or a list of them, and not {value!r}")


def split(arguments: dict[str, Any]) -> tuple[list[tuple[str, list[str]]], dict[str, Any]]:
    """What is said in texts, and what is written in Python."""
    own: dict[str, Any] = {}
    said = []
    for name, value in arguments.items():
        if value is None:
            continue
        if isinstance(value, (Algorithm, Computation)):
            role = "algorithm" if isinstance(value, Algorithm) else "program"
            if name != role:
                raise SimError(f"'{name}' is no {type(value).__name__}", f"{role}={type(value).__name__}() is one")
            own[name] = value._hooks()
        elif isinstance(value, type) and issubclass(value, (Algorithm, Computation)):
            raise SimError(f"'{name}' is an object, and not a class", f"{name}={value.__name__}()")
        else:
            said.append((name, as_texts(name, value)))
    return said, own


def scenario_text(scenario: Optional[object]) -> Optional[str]:
    """The name of a scenario file, or its text."""
    if scenario is None or isinstance(scenario, str):
        return scenario
    if isinstance(scenario, os.PathLike):
        name = os.fspath(scenario)
        if isinstance(name, str):
            return name
    raise SimError(f"'scenario' is a path or a text in TOML, and not {scenario!r}")


def remark(remarks: list[str]) -> None:
    """Tells the user of what is done in another way than may have been meant."""
    for what in remarks:
        warnings.warn(what, SimWarning, stacklevel=3)
