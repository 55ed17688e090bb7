"""Checks an example against the sources that jsii generates: it must parse, and every class of the library, keyword
argument, member of an enumeration and method that it names must be there."""

import ast
import sys

LIBRARY = "cdk_codeartifact_disposal"


def read(path):
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read(), path)


def keywords(function):
    return {argument.arg for argument in function.args.kwonlyargs}


def members(definition):
    """The functions and the names that a class has, with those of no other class."""
    functions = {node.name: node for node in definition.body if isinstance(node, ast.FunctionDef)}
    names = {
        target.id
        for node in definition.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return functions, names | set(functions)


def main(generated, example):
    classes = {node.name: node for node in ast.walk(read(generated)) if isinstance(node, ast.ClassDef)}
    tree = read(example)
    problems = []
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == LIBRARY
        for alias in node.names
    }
    problems += [f"{LIBRARY} has no {name}" for name in sorted(imported - set(classes))]
    variables = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            if node.value.func.id in imported:
                variables[node.targets[0].id] = node.value.func.id
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in imported & set(classes):
            functions, _ = members(classes[node.func.id])
            used = {keyword.arg for keyword in node.keywords}
            count += len(used)
            wrong = sorted(used - keywords(functions["__init__"]))
            problems += [f"line {node.lineno}: {node.func.id} takes no {name}" for name in wrong]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = variables.get(node.value.id, node.value.id if node.value.id in imported else None)
            if name in classes:
                _, names = members(classes[name])
                count += 1
                if node.attr not in names:
                    problems.append(f"line {node.lineno}: {name} has no {node.attr}")
    if count < 10:
        problems.append(f"the example must name at least 10 arguments and members; got {count}")
    print("\n".join(problems) if problems else f"{count} names of the example are in the generated sources")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
