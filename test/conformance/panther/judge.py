"""Runs the rules of a pack against events in CPython and prints what they say, one JSON object a line.

Standard input: one JSON object a line, {"rule": path of the rule's file, "function": "rule" or "policy", "events": [JSON text]}.
First argument: a JSON file with {"globals": {module name: path}, "models": [{"types", "file", "mappings"}]}.

The event class here is written from Panther's documentation and from what the pack's own tests expect: dicts that ignore the
case of their keys, lists that cannot be changed, deep_get, deep_walk and udm.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType


class Dict(Mapping):
    """Named as Panther names it, since `str` of it may end up in a title."""

    def __init__(self, held):
        self.held = held

    def __getitem__(self, key):
        if key in self.held or not self.held:
            return wrap(self.held[key])
        small = key.lower()
        for own in self.held:
            if own.lower() == small:
                return wrap(self.held[own])
        raise KeyError(key)

    def __iter__(self):
        return iter(self.held)

    def __len__(self):
        return len(self.held)

    def __repr__(self):
        return f"{type(self).__name__}({self.held})"

    def copy(self):
        return json.loads(json.dumps(self.held))

    to_dict = copy


class List(Sequence):
    def __init__(self, held):
        self.held = tuple(held)

    def __getitem__(self, at):
        return wrap(self.held[at])

    def __len__(self):
        return len(self.held)

    def __iter__(self):
        return (wrap(item) for item in self.held)

    def __repr__(self):
        return f"{type(self).__name__}({self.held})"

    def __eq__(self, other):
        if isinstance(other, List):
            return self.held == other.held
        return isinstance(other, (list, tuple)) and self.held == tuple(other)

    __hash__ = None

    def copy(self):
        return json.loads(json.dumps(self.held))


def wrap(value):
    if type(value) is dict:
        return Dict(value)
    if type(value) is list:
        return List(value)
    return value


def walk(value, keys, default, wanted):
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    if not keys:
        return default if value is None or empty(value) else value
    if isinstance(value, Mapping):
        return walk(value.get(keys[0], default), keys[1:], default, wanted)
    found = {}
    for item in value if is_list else ():
        inner = walk(item, keys, default, wanted)
        if isinstance(inner, Sequence) and not isinstance(inner, str):
            found.update(dict.fromkeys(inner))
        elif inner is not None:
            found[inner] = None
    values = list(found)
    if not values:
        return default
    choices = {"first": values[0], "last": values[-1], "all": values[0] if len(values) == 1 else values}
    return choices.get(wanted, "all")


def empty(value):
    return isinstance(value, Sequence) and not isinstance(value, str) and all(empty(item) for item in value)


class Event(Dict):
    def __init__(self, held, model):
        super().__init__(held)
        self.model = model

    def deep_get(self, *keys, default=None):
        value = self
        for key in keys:
            value = value.get(key, default) if isinstance(value, Mapping) else default
        return default if value is None else value

    def deep_walk(self, *keys, default=None, return_val="all"):
        return walk(self.held, keys, default, return_val)

    def udm(self, *keys, default=None):
        if len(keys) == 1 and self.model and keys[0] in self.model:
            mapping = self.model[keys[0]]
            if callable(mapping):
                return wrap(mapping(Dict(self.held)))
            found = self.held
            for step in mapping:
                if not isinstance(found, dict) or step not in found:
                    return default
                found = found[step]
            return wrap(found)
        if not keys:
            return default
        return self.deep_get("p_udm", *keys) or self.deep_get(*keys) or default


Dict.__name__ = "ImmutableCaseInsensitiveDict"
List.__name__ = "ImmutableList"
Event.__name__ = "PantherEvent"


def stand_in(name, **members):
    module = ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


stand_in("panther_core", PantherEvent=Event, __path__=[])
stand_in("panther_core.immutable", ImmutableCaseInsensitiveDict=Dict, ImmutableList=List)


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class PackFinder:
    """Imports the pack's helpers by name, when they are asked for."""

    def __init__(self, paths):
        self.paths = paths

    def find_spec(self, name, _path=None, _target=None):
        path = self.paths.get(name)
        return path and importlib.util.spec_from_file_location(name, path)


def load_models(models):
    found = {}
    for at, model in enumerate(models):
        module = load(f"data_model_{at}", model["file"]) if model["file"] else None
        fields = {m["name"]: m["path"] if "path" in m else getattr(module, m["method"]) for m in model["mappings"]}
        found.update(dict.fromkeys(model["types"], fields))
    return found


def text_of(module, name, event):
    function = getattr(module, name, None)
    if function is None:
        return None
    try:
        value = function(event)
    except Exception as error:
        return {"error": type(error).__name__}
    return value if isinstance(value, str) else {"type": type(value).__name__}


def judge(module, function, text, models):
    held = json.loads(text)
    event = held if function == "policy" else Event(held, models.get(held.get("p_log_type")))
    try:
        matched = bool(getattr(module, function)(event))
    except Exception as error:
        return {"error": type(error).__name__}
    if not matched:
        return {"match": False}
    return {"match": True, "title": text_of(module, "title", event), "dedup": text_of(module, "dedup", event)}


def main():
    # What rules print is not an answer.
    out = os.fdopen(os.dup(1), "w")
    sys.stdout = open(os.devnull, "w", encoding="utf-8")
    with open(sys.argv[1], encoding="utf-8") as file:
        pack = json.load(file)
    sys.meta_path.insert(0, PackFinder(pack["globals"]))
    models = load_models(pack["models"])
    for line in sys.stdin:
        task = json.loads(line)
        try:
            module = load("rule_under_test", task["rule"])
            answers = [judge(module, task["function"], text, models) for text in task["events"]]
        except Exception as error:
            answers = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answers) + "\n")
        out.flush()


main()
