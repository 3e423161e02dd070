"""The published Bot API as checks: what a method takes, what a type holds.

Everything is compiled on first use and kept, because a benchmark sends hundreds of calls a second through here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.telegram.fake.shapes import Check, Types

SPEC_FILE = Path(__file__).resolve().parents[2] / "data" / "botapi" / "botapi-10.2.json"

Decode = Callable[[Any], Any]

_INTEGER = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    required: bool
    decode: Decode
    check: Check


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Bot API; `name` is spelt as published."""

    name: str
    parameters: Mapping[str, Parameter]
    returns: Check

    def decode(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Read parameters as they came over the wire, where numbers and objects may have travelled as text."""
        known = self.parameters
        return {name: known[name].decode(value) if name in known else value for name, value in raw.items()}

    def faults(self, given: Mapping[str, Any]) -> list[str]:
        """Name everything in decoded parameters that the specification does not know or want."""
        faults = [f"{self.name}.{name} is not a parameter" for name in given if name not in self.parameters]
        for name, parameter in self.parameters.items():
            if name not in given:
                if parameter.required:
                    faults.append(f"{self.name}.{name} is missing")
            elif fault := parameter.check(given[name]):
                faults.append(f"{self.name}.{name}{fault}")
        return faults


class Spec:
    """All methods and types of one version."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.version = str(data["version"])
        self._types = Types(data["types"], data["enums"])
        self._raw = {method["name"].lower(): method for method in data["methods"]}
        self._methods: dict[str, Method] = {}

    def method(self, name: str) -> Method | None:
        """Find a method; as the real server does, regardless of case."""
        key = name.lower()
        if key not in self._methods and key in self._raw:
            self._methods[key] = self._compile(self._raw[key])
        return self._methods.get(key)

    def faults_of(self, type_name: str, value: Any) -> list[str]:
        """Name what is wrong with a value of a type, `"Update"` or `"Array of Message"`."""
        fault = self._types.check(type_name)(value)
        return [f"{type_name}{fault}"] if fault else []

    def _compile(self, raw: Mapping[str, Any]) -> Method:
        parameters = {
            one["name"]: Parameter(
                one["name"], one["required"], _decoder(one["type"]), self._types.parameter_check(one["type"])
            )
            for one in raw["parameters"]
        }
        return Method(raw["name"], parameters, self._types.check(_returned(raw["returnType"], self._types)))


@cache
def load_spec() -> Spec:
    """The one specification, read once per process."""
    return Spec(json.loads(SPEC_FILE.read_text(encoding="utf-8")))


def _returned(prose: str, types: Types) -> str:
    """Find the type in a sentence such as "an Array of Message objects is returned"."""
    if found := re.search(r"Array of (\w+)", prose):
        return found[0]
    named = [
        word for word in re.findall(r"\b[A-Z]\w+", prose) if word in types or word in {"True", "String", "Integer"}
    ]
    return " or ".join(dict.fromkeys(named)) or "True"


def _decoder(type_name: str) -> Decode:
    match type_name:
        case "Integer" | "Integer or String":
            return _integer
        case "Float":
            return _float
        case "Boolean":
            return _boolean
        case "String" | "InputFile" | "InputFile or String":
            return _as_it_is
    return _object


def _as_it_is(value: Any) -> Any:
    return value


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


def _float(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _boolean(value: Any) -> Any:
    return (
        {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
        if isinstance(value, str)
        else value
    )


def _object(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
