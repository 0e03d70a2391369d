#!/usr/bin/env python3
"""compare_declarations.py HEADERS: compares the interfaces that are declared in this folder with those of Connector/C++ 8 or 9.

HEADERS is the folder jdbc of its sources, or include/jdbc of an installation. The script compares the functions of every class that is
declared here, with their order and types, and the free functions that return a driver. It also reports functions of the connector that
this folder lacks, except constructors, private members and inherited functions.
"""
import pathlib
import re
import sys

OURS = pathlib.Path(__file__).parent
CLASSES = {
    "cppconn/callback.h": ["Fido_Callback", "WebAuthn_Callback"],
    "cppconn/driver.h": ["Driver"],
    "cppconn/statement.h": ["Statement"],
    "mysql_driver.h": ["MySQL_Driver"],
}
GETTERS = r"_?get_(?:mysql_)?driver_instance(?:_by_name)?"


def read(path):
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", path.read_text(errors="replace"), flags=re.S)
    return re.sub(r"^\s*#[^\n]*(?:\\\n[^\n]*)*", "", text, flags=re.M)


def body_after(text, start):
    """Returns the text between the first opening brace after `start` and its closing brace."""
    begin = text.index("{", start)
    depth = 0
    for at in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[begin + 1 : at]
    raise ValueError("braces")


def without_bodies(text):
    while re.search(r"\{[^{}]*\}", text):
        text = re.sub(r"\{[^{}]*\}", ";", text)
    return text


def type_of(declared):
    """Returns the type of a parameter or result: `const sql::SQLString & hostName` becomes `const SQLString&`."""
    declared = re.sub(r"\b(?:virtual|inline|static|explicit|CPPCONN_PUBLIC_FUNC|override|class|struct|enum)\b", " ", declared)
    declared = re.sub(r"(?:::\s*)?\b(?:sql|std|mysql)::", "", declared)
    declared = re.sub(r"=.*$", "", declared).strip()
    words = re.findall(r"[\w:]+|[&*]+", declared)
    if len(words) > 1 and re.fullmatch(r"\w+", words[-1]) and words[-1] not in ("const", "int", "long", "char", "bool", "double"):
        if not (len(words) == 2 and words[0] in ("const", "unsigned")):
            words.pop()
    if words[-1:] == ["const"]:  # a const of the parameter itself does not belong to the type
        words.pop()
    return " ".join(words).replace(" *", "*").replace(" &", "&")


def function_of(statement):
    found = re.fullmatch(r"(.*?)(operator\s*[^\s(]+|~?\w+)\s*\((.*)\)\s*(const)?\s*(?:override)?\s*(?:=\s*(?:0|default))?", statement, flags=re.S)
    if not found:
        return None
    result, name, parameters, constant = found.groups()
    types = [type_of(one) for one in parameters.split(",")] if parameters.strip() not in ("", "void") else []
    return f"{type_of(result + ' x')} {name}({', '.join(types)}){' const' if constant else ''}"


def class_functions(text, name):
    found = re.search(rf"class\s+(?:CPPCONN_PUBLIC_FUNC\s+)?{name}\b[^;{{]*{{", text)
    if not found:
        return None
    functions = []
    public = False
    for statement in without_bodies(body_after(text, found.start())).split(";"):
        for access in re.findall(r"\b(public|private|protected)\s*:", statement):
            public = access == "public"
        statement = re.sub(r"\b(?:public|private|protected)\s*:", "", statement).strip()
        function = function_of(statement) if public and statement else None
        special = function is None or re.search(rf"\b~?{name}\(|operator", function)
        if not special:
            functions.append(function)
    return functions


def free_functions(text):
    functions = (function_of(one.strip()) for one in re.split(r"[;{}]", re.sub(r"\{[^{}]*\}", ";", text)) if re.search(GETTERS, one))
    return sorted({one for one in functions if one})


def main():
    theirs = pathlib.Path(sys.argv[1])
    differences = compared = 0

    def compare(what, ours, real):
        nonlocal differences, compared
        compared += len(real)
        for sign, functions in (("-", [one for one in real if one not in ours]), ("+", [one for one in ours if one not in real])):
            for function in functions:
                print(f"{sign} {what}: {function}")
                differences += 1
        if not differences and ours != real:
            print(f"! {what}: in another order")
            differences += 1

    for path, classes in CLASSES.items():
        real_path = next((theirs / at for at in (path, "driver/" + path) if (theirs / at).exists()), None)
        if real_path is None:
            sys.exit(f"no {path} in {theirs}")
        ours, real = read(OURS / path), read(real_path)
        for name in classes:
            functions = class_functions(real, name)
            if functions is None:
                sys.exit(f"no class {name} in {real_path}")
            compare(name, class_functions(ours, name), functions)
        if "driver" in path:
            compare(path, free_functions(ours), free_functions(real))
    print(f"{compared} functions compared, {differences} differences")
    sys.exit(differences != 0 or compared == 0)


main()
