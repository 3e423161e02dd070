"""Types of the Bot API, compiled into functions that name the first thing wrong with a value."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

# Returns "" or what is wrong, beginning with the path to it: ".inline_keyboard[0][1].text is missing".
Check = Callable[[Any], str]

# Fields whose published values are a closed list; other lists in the data are samples from prose.
CLOSED_FIELDS = frozenset({"type", "status", "source", "style"})
# A rich text is a string, a list or one of thirty objects, any of them inside any other; nobody here sends one.
UNCHECKED = frozenset({"RichText", "InputFile", "CallbackGame"})


class Types:
    """Checks by type name, made on first use: types refer to each other, and some to themselves."""

    def __init__(self, types: Iterable[Mapping[str, Any]], enums: Iterable[Mapping[str, Any]]) -> None:
        self._types = {one["name"]: one for one in types}
        self._values = _closed_values(self._types.values(), enums)
        self._made: dict[str, Check] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._types

    def parameter_check(self, name: str) -> Check:
        """Check a parameter of a method; files stand apart from parameters, so that any text may name one."""
        return _text if name in {"InputFile", "InputFile or String"} else self.check(name)

    def check(self, name: str) -> Check:
        if name not in self._made:
            # Whoever asks for this type while it is being made gets a promise of it.
            self._made[name] = lambda value: self._made[name](value)
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Check:
        if name in UNCHECKED:
            return _anything
        if name in PLAIN:
            return PLAIN[name]
        if name.startswith("Array of "):
            return _array(self.check(name.removeprefix("Array of ")))
        if len(parts := re.split(r", | or | and ", name)) > 1:
            return self._union(parts)
        if variants := self._variants(name):
            return self._union(variants)
        return self._object(name)

    def _variants(self, name: str) -> list[str]:
        if name == "BotCommandScope":  # its members stand in prose only
            return [one for one in self._types if one.startswith(name) and one != name]
        return list(self._types[name].get("variants", ()))

    def _union(self, names: list[str]) -> Check:
        """Check against whichever member the value says it is, or against all if members say nothing."""
        members = [(self._values.get(f"{one}.type"), self.check(one)) for one in names]
        family = " or ".join(names)

        def check(value: Any) -> str:
            kind = value.get("type") if isinstance(value, dict) else None
            fitting = [member for kinds, member in members if kinds is None or kind in kinds]
            faults = [member(value) for member in fitting]
            if not faults:
                return f" is none of {family}"
            return "" if "" in faults else max(faults, key=_depth)

        return check

    def _object(self, name: str) -> Check:
        fields = {one["name"]: self._field(name, one) for one in self._types[name]["fields"]}
        required = [one["name"] for one in self._types[name]["fields"] if one["required"]]

        def check(value: Any) -> str:
            if not isinstance(value, dict):
                return f" is no {name}: {value!r:.60}"
            for key in required:
                if key not in value:
                    return f".{key} is missing"
            for key, one in value.items():
                if key not in fields:
                    return f".{key} is not a field of {name}"
                if fault := fields[key](one):
                    return f".{key}{fault}"
            return ""

        return check

    def _field(self, owner: str, field: Mapping[str, Any]) -> Check:
        values = self._values.get(f"{owner}.{field['name']}")
        return _one_of(values) if values else self.check(field["type"])


def _closed_values(types: Iterable[Mapping[str, Any]], enums: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Values by "Type.field"; a constant that only its description names ("must be default") counts too."""
    values = {one["name"]: frozenset(one["values"]) for one in enums if one["name"].rpartition(".")[2] in CLOSED_FIELDS}
    for one in types:
        for field in one["fields"]:
            if field["name"] == "type" and (found := re.search(r"must be (\w+)$", field["description"])):
                values.setdefault(f"{one['name']}.type", frozenset({found[1]}))
    return values


def _depth(fault: str) -> int:
    """How far a check came before it failed; the member that came furthest is the one that was meant."""
    return len(fault.partition(" ")[0])


def _anything(_: Any) -> str:
    return ""


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else f" is no String: {value!r:.60}"


def _number(value: Any) -> str:
    return "" if type(value) in (int, float) else f" is no Float: {value!r:.60}"


def _exactly(kind: type, name: str) -> Check:
    return lambda value: "" if type(value) is kind else f" is no {name}: {value!r:.60}"


def _true(value: Any) -> str:
    return "" if value is True else f" is not True: {value!r:.60}"


def _one_of(values: frozenset[str]) -> Check:
    return lambda value: "" if value in values else f" is none of {', '.join(sorted(values))}: {value!r:.60}"


def _array(element: Check) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, list):
            return f" is no Array: {value!r:.60}"
        for index, one in enumerate(value):
            if fault := element(one):
                return f"[{index}]{fault}"
        return ""

    return check


PLAIN: Mapping[str, Check] = {
    "Integer": _exactly(int, "Integer"),
    "Float": _number,
    "String": _text,
    "Boolean": _exactly(bool, "Boolean"),
    "True": _true,
}
