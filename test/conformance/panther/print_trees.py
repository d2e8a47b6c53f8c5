"""Prints the syntax trees of Python files as CPython has them, in the shape of src/formats/panther/python/ast.ts:
one JSON array a file, `null` where CPython refuses it. Names of files come on standard input, one a line."""

import ast
import json
import sys

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.And: "and", ast.Or: "or",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip


def op(node):
    return OPERATORS[type(node)]


def constant(value):
    if value is ...:
        return {"type": "ellipsis"}
    if isinstance(value, bytes):
        return {"type": "bytes", "value": value.decode("latin-1")}
    if isinstance(value, complex):
        return {"type": "unsupported", "construct": "complex number"}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return {"type": "constant", "value": value}
    if isinstance(value, int):
        return {"type": "constant", "value": {"int": str(value)}}
    return {"type": "constant", "value": {"float": value.hex()}}


def format_parts(values):
    parts = []
    for value in values:
        if isinstance(value, ast.Constant):
            parts.append(value.value)
            continue
        part = {"value": convert(value.value)}
        if value.conversion != -1:
            part["conversion"] = chr(value.conversion)
        if value.format_spec:
            part["spec"] = format_parts(value.format_spec.values)
        parts.append(part)
    return parts


def parameter(argument, default=None):
    found = {"name": argument.arg}
    if default is not None:
        found["default"] = convert(default)
    return found


def parameters(arguments):
    plain = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(plain) - len(arguments.defaults)) + arguments.defaults
    pairs = [parameter(*pair) for pair in zip(plain, defaults)]
    found = {
        "positionalOnly": pairs[: len(arguments.posonlyargs)],
        "positional": pairs[len(arguments.posonlyargs) :],
        "keywordOnly": [parameter(*pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults)],
    }
    if arguments.vararg:
        found["rest"] = parameter(arguments.vararg)
    if arguments.kwarg:
        found["keywords"] = parameter(arguments.kwarg)
    return found


def optional(**parts):
    return {name: convert(part) for name, part in parts.items() if part is not None}


def clauses(generators):
    return [
        {"target": convert(g.target), "iterable": convert(g.iter), "conditions": convert(g.ifs)} for g in generators
    ]


def keywords(found):
    return [{**({"name": k.arg} if k.arg else {}), "value": convert(k.value)} for k in found]


def imported(names):
    return [{"name": n.name, **({"as": n.asname} if n.asname else {})} for n in names]


def branches(node):
    found = []
    while True:
        found.append({"test": convert(node.test), "body": convert(node.body)})
        # An `elif` is an `if` alone in the `else` of the one before, and begins in the same column.
        rest = node.orelse
        if len(rest) == 1 and isinstance(rest[0], ast.If) and rest[0].col_offset == node.col_offset:
            node = rest[0]
        else:
            return {"branches": found, "otherwise": convert(rest)}


def unsupported(construct):
    return {"type": "unsupported", "construct": construct}


def convert(node):
    if isinstance(node, list):
        return [convert(item) for item in node]
    found = convert_node(node)
    if isinstance(node, (ast.expr, ast.stmt)) and found["type"] != "formatted":
        found["line"] = node.lineno
    return found


def convert_node(node):
    n = node
    match node:
        case ast.Constant():
            return constant(n.value)
        case ast.JoinedStr():
            return {"type": "formatted", "parts": format_parts(n.values)}
        case ast.Name():
            return {"type": "name", "id": n.id}
        case ast.Attribute():
            return {"type": "attribute", "object": convert(n.value), "name": n.attr}
        case ast.Subscript():
            return {"type": "subscript", "object": convert(n.value), "index": convert(n.slice)}
        case ast.Slice():
            return {"type": "slice", **optional(lower=n.lower, upper=n.upper, step=n.step)}
        case ast.Call():
            return {"type": "call", "callee": convert(n.func), "args": convert(n.args), "keywords": keywords(n.keywords)}
        case ast.UnaryOp():
            return {"type": "unary", "op": op(n.op), "operand": convert(n.operand)}
        case ast.BinOp():
            return {"type": "binary", "op": op(n.op), "left": convert(n.left), "right": convert(n.right)}
        case ast.BoolOp():
            return {"type": "boolean", "op": op(n.op), "values": convert(n.values)}
        case ast.Compare():
            links = [{"op": op(o), "right": convert(c)} for o, c in zip(n.ops, n.comparators)]
            return {"type": "comparison", "first": convert(n.left), "links": links}
        case ast.IfExp():
            return {"type": "conditional", **optional(test=n.test, then=n.body, otherwise=n.orelse)}
        case ast.Lambda():
            return {"type": "lambda", "parameters": parameters(n.args), "body": convert(n.body)}
        case ast.List() | ast.Tuple() | ast.Set():
            return {"type": type(n).__name__.lower(), "items": convert(n.elts)}
        case ast.Dict():
            entries = [{**optional(key=k), "value": convert(v)} for k, v in zip(n.keys, n.values)]
            return {"type": "dict", "entries": entries}
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            kind = {"ListComp": "list", "SetComp": "set", "GeneratorExp": "generator"}[type(n).__name__]
            return {
                "type": "comprehension", "kind": kind, "element": convert(n.elt), "clauses": clauses(n.generators),
            }  # fmt: skip
        case ast.DictComp():
            found = optional(key=n.key, value=n.value)
            return {"type": "dict-comprehension", **found, "clauses": clauses(n.generators)}
        case ast.NamedExpr():
            return {"type": "named", "name": n.target.id, "value": convert(n.value)}
        case ast.Starred():
            return {"type": "starred", "value": convert(n.value)}
        case ast.Yield() | ast.YieldFrom():
            return unsupported("yield")
        case ast.Await():
            return unsupported("await")
        case ast.Expr():
            return {"type": "expression", "value": convert(n.value)}
        case ast.Return():
            return {"type": "return", **optional(value=n.value)}
        case ast.Assign():
            return {"type": "assign", "targets": convert(n.targets), "value": convert(n.value)}
        case ast.AnnAssign():
            return {"type": "annotated", **optional(target=n.target, annotation=n.annotation, value=n.value)}
        case ast.AugAssign():
            return {"type": "augment", "target": convert(n.target), "op": op(n.op), "value": convert(n.value)}
        case ast.If():
            return {"type": "if", **branches(n)}
        case ast.For():
            return {"type": "for", **optional(target=n.target, iterable=n.iter, body=n.body, otherwise=n.orelse)}
        case ast.While():
            return {"type": "while", **optional(test=n.test, body=n.body, otherwise=n.orelse)}
        case ast.Try():
            handlers = [
                {**optional(exception=h.type), **({"name": h.name} if h.name else {}), "body": convert(h.body)}
                for h in n.handlers
            ]
            found = optional(body=n.body, otherwise=n.orelse)
            return {"type": "try", **found, "handlers": handlers, "finally": convert(n.finalbody)}
        case ast.Raise():
            return {"type": "raise", **optional(exception=n.exc, cause=n.cause)}
        case ast.Pass() | ast.Break() | ast.Continue():
            return {"type": type(n).__name__.lower()}
        case ast.Global() | ast.Nonlocal():
            return {"type": type(n).__name__.lower(), "names": n.names}
        case ast.Delete():
            return {"type": "delete", "targets": convert(n.targets)}
        case ast.Assert():
            return {"type": "assert", **optional(test=n.test, message=n.msg)}
        case ast.Import():
            return {"type": "import", "names": imported(n.names)}
        case ast.ImportFrom():
            if n.names[0].name == "*":
                return unsupported("import *")
            return {"type": "import-from", "module": n.module or "", "level": n.level, "names": imported(n.names)}
        case ast.FunctionDef():
            return {
                "type": "function", "name": n.name, "parameters": parameters(n.args),
                **optional(body=n.body, decorators=n.decorator_list),
            }  # fmt: skip
        case ast.ClassDef():
            return {
                "type": "class", "name": n.name, "keywords": keywords(n.keywords),
                **optional(bases=n.bases, body=n.body, decorators=n.decorator_list),
            }  # fmt: skip
        case ast.Match():
            cases = [{"pattern": pattern(c.pattern), **optional(guard=c.guard, body=c.body)} for c in n.cases]
            return {"type": "match", "subject": convert(n.subject), "cases": cases}
        case ast.With():
            return unsupported("with statement")
        case ast.AsyncFunctionDef():
            return unsupported("async def")
        case ast.AsyncFor():
            return unsupported("async for")
        case ast.AsyncWith():
            return unsupported("async with")
        case ast.TryStar():
            return unsupported("except*")
    raise TypeError(f"no form for {type(node).__name__}")


def named(name):
    return {"name": name} if name else {}


def pattern(p):
    match p:
        case ast.MatchValue():
            return {"type": "value", "value": convert(p.value)}
        case ast.MatchSingleton():
            return {"type": "value", "value": {"type": "constant", "value": p.value, "line": p.lineno}}
        case ast.MatchAs():
            return {"type": "capture", **named(p.name), **({"pattern": pattern(p.pattern)} if p.pattern else {})}
        case ast.MatchOr():
            return {"type": "or", "patterns": [pattern(q) for q in p.patterns]}
        case ast.MatchSequence():
            return {"type": "sequence", "items": [pattern(q) for q in p.patterns]}
        case ast.MatchStar():
            return {"type": "star", **named(p.name)}
        case ast.MatchMapping():
            entries = [{"key": convert(k), "pattern": pattern(q)} for k, q in zip(p.keys, p.patterns)]
            return {"type": "mapping", "entries": entries, **({"rest": p.rest} if p.rest else {})}
        case ast.MatchClass():
            pairs = [{"name": k, "pattern": pattern(q)} for k, q in zip(p.kwd_attrs, p.kwd_patterns)]
            positional = [pattern(q) for q in p.patterns]
            return {"type": "class", "class": convert(p.cls), "positional": positional, "keywords": pairs}
    raise TypeError(f"no form for {type(p).__name__}")


for line in sys.stdin:
    with open(line.rstrip("\n"), encoding="utf-8", newline="") as file:
        source = file.read()
    try:
        tree = convert(ast.parse(source).body)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        tree = None
    sys.stdout.write(json.dumps(tree) + "\n")
