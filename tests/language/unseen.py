"""Reads source for reasons whose words the catalogues would miss."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

__all__ = ["unseen"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SLOT = re.compile(r"\{\w+\}")


def unseen(source: str) -> list[str]:
    """Return the calls of `because` and `Reason` in a module whose clause the collection does not see.

    `because` needs a literal or something that was marked with `clause(...)`, on its way through names, tables and
    arguments of functions of the same module. `Reason` may hold somebody else's words, but no literal ones.
    """
    module = ast.parse(source)
    return [
        f"line {call.lineno}: {ast.unparse(call)[:120]}"
        for call, within in _calls(module, ())
        if not _seen(call, _Reader(module), within)
    ]


def _calls(node: ast.AST, within: tuple[Function, ...]) -> Iterator[tuple[ast.Call, tuple[Function, ...]]]:
    """Yield every call with the functions around it, the innermost last."""
    if isinstance(node, ast.Call):
        yield node, within
    inner = (*within, node) if isinstance(node, Function) else within
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, inner)


def _seen(call: ast.Call, reader: _Reader, within: tuple[Function, ...]) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else None
    if name not in ("because", "Reason") or len(call.args) < 2:
        return True
    text = call.args[1]
    literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
    if name == "because":
        return literal or reader.marked(text, within)
    return not literal or not re.search(r"\w", _SLOT.sub("", ast.literal_eval(text)))


class _Reader:
    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self.calls = tuple(_calls(module, ()))

    def marked(self, node: ast.expr, within: tuple[Function, ...]) -> bool:
        """Return whether everything that this can be is a marked clause."""
        match node:
            case ast.Call(func=ast.Name(id="clause")):
                return True
            case ast.IfExp(body=one, orelse=other):
                return self.marked(one, within) and self.marked(other, within)
            case ast.Subscript(value=ast.Name(id=name)):
                return self.named(name, within)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, *default]):
                return self.named(name, within) and all(self.marked(each, within) for each in default)
            case ast.Dict(values=values):
                return all(self.marked(value, within) for value in values)
            case ast.Name(id=name):
                return self.named(name, within)
        return False

    def named(self, name: str, within: tuple[Function, ...]) -> bool:
        """Return whether everything that a name stands for is marked; the innermost scope that knows it decides."""
        for depth in range(len(within), 0, -1):
            function = within[depth - 1]
            values = [value for target, value in _assigned(ast.walk(function)) if target == name]
            if name in _arguments(function):
                return self.handed_over(function, name)
            if values:
                return all(self.marked(value, within[:depth]) for value in values)
        values = [value for target, value in _assigned(self.module.body) if target == name]
        return bool(values) and all(self.marked(value, ()) for value in values)

    def handed_over(self, function: Function, name: str) -> bool:
        """Return whether every call of the function in this module hands a marked clause to this argument."""
        place, handed = _arguments(function).index(name), list[bool]()
        for call, within in self.calls:
            if isinstance(call.func, ast.Name) and call.func.id == function.name:
                words = [word.value for word in call.keywords if word.arg == name]
                handed += [self.marked(value, within) for value in (*call.args[place : place + 1], *words)]
        return bool(handed) and all(handed)


def _assigned(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (
                    (each.id, value) for each, value in zip(names, values, strict=True) if isinstance(each, ast.Name)
                )


def _arguments(function: Function) -> list[str]:
    own = function.args
    return [argument.arg for argument in (*own.posonlyargs, *own.args, *own.kwonlyargs)]
