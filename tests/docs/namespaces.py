"""Checks which names the public headers declare: namespaces.py ROOT.

Fails for a name that a header in include/dbspan/detail declares outside dbspan::detail, and for a name that another header declares
outside it without a documentation comment: Doxygen (tools/site/Doxyfile) shows neither.
"""
import pathlib
import re
import sys

COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)
NAMESPACE = re.compile(r"^(inline )?namespace ?((\w|::)*)$")
VERSION = "DBSPAN_VERSION_NAMESPACE"


def without_comments(text):
    """Replaces comments and texts by blanks, and documentation comments by the mark `@` at their start."""
    def blank(match):
        mark = "@" if match.group().startswith(("///", "/** ")) and not match.group().startswith("///<") else " "
        return mark + re.sub(r"[^\n]", " ", match.group()[1:])
    text = COMMENT_OR_TEXT.sub(blank, text)
    text = text.replace("OPENTELEMETRY_BEGIN_NAMESPACE", "namespace opentelemetry {").replace("OPENTELEMETRY_END_NAMESPACE", "}")
    directive = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", re.M)
    return directive.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def declarations(text):
    """Yields each declaration at the scope of a namespace: its line, its namespace and its text up to its `;` or `{`."""
    scopes, start, at = [], 0, 0
    while at < len(text):
        char = text[at]
        if char == "(":  # parameters and attributes may contain braces
            depth = 0
            while True:
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                at += 1
                if not depth:
                    break
            continue
        if char in ";{":
            head = text[start:at]
            words = " ".join(head.replace("@", " ").split())
            opened = NAMESPACE.match(words) or re.match(r'^(extern) ("C"|)$', words + (" " if words == "extern" else ""))
            if char == "{" and opened:
                scopes.append("" if opened.group(1) == "extern" else opened.group(2))
            elif words:
                yield text.count("\n", 0, start + len(head) - len(head.lstrip())) + 1, "::".join(filter(None, scopes)), head + char
                if char == "{":
                    at = end_of_block(text, at)
                    following = re.compile(r"\s*;").match(text, at)
                    at = following.end() if following else at
                    start = at
                    continue
            at += 1
            start = at
            continue
        if char == "}":
            scopes.pop()
            start = at + 1
        at += 1


def end_of_block(text, at):
    """Returns the position after the `}` for the `{` at this position, and after the handlers of a function's `try`."""
    depth = 0
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if not depth:
            handler = re.compile(r"\s*catch\b[^{]*").match(text, at)
            if not handler:
                return at
            at = handler.end()


def name_of(words):
    """Returns the kind and the name of a declaration."""
    words = re.sub(r"\[\[.*?\]\]|__attribute__ ?\(\(.*?\)\)", " ", words)
    while words.lstrip().startswith("template"):  # its parameters may contain <>
        words = words[words.index("<"):]
        depth = 0
        for at, char in enumerate(words):
            depth += {"<": 1, ">": -1}.get(char, 0)
            if not depth:
                words = words[at + 1:]
                break
    words = " ".join(words.split())
    kind = re.match(r"(enum class|class|struct|enum|using namespace|using|typedef|static_assert)\b ?(.*)", words)
    if kind:
        imported = kind.group(1) == "using" and "=" not in kind.group(2)
        return kind.group(1), kind.group(2) if imported else re.split(r"[ :=<]", kind.group(2))[0]
    made = re.match(r"DBSPAN_[A-Z]+ ?\((\w+)", words)  # by a macro
    if made:
        return "class", made.group(1)
    words = words.replace("decltype(auto)", "auto").split(" = ")[0]
    function = re.search(r"([\w:~]+|operator ?[^\w ]+) ?(?:\(|$)", words)
    return ("namespace" if words.startswith("namespace ") else "function"), function.group(1) if function else words


def main():
    root = pathlib.Path(sys.argv[1])
    headers = [path for path in sorted((root / "include/dbspan").rglob("*")) if path.is_file() and path.suffix in ("", ".h")]
    found = []
    for path in headers:
        lines = path.read_text().splitlines()
        text = without_comments(path.read_text())
        for line, scope, head in declarations(text):
            kind, name = name_of(head[:-1].replace("@", " "))
            parts = [part for part in scope.split("::") if part and part != VERSION]
            after = lines[line - 1 + head.lstrip().count("\n")]  # `int x;  ///< comment`
            found.append((path.relative_to(root), line, parts, kind, name, "@" in head or "///<" in after, head))
    documented = {name for path, _, _, _, name, doc, _ in found if doc and path.parts[2] != "detail"}
    failures = count = 0
    for path, line, parts, kind, name, doc, head in found:
        if parts[:1] != ["dbspan"] or kind in ("static_assert", "using namespace", "namespace"):
            continue  # of a client or of OpenTelemetry
        count += 1
        inside = "detail" in parts
        forward = kind in ("class", "struct") and re.search(r"\b(class|struct) \w+\s*;$", head) and name in documented
        if path.parts[2] == "detail":
            if inside or forward:
                continue
            problem = "is declared outside dbspan::detail"
        else:
            member = "::" in name  # defined out of its class, or a name of libpqxx
            if inside or doc or forward or member or name.startswith("operator") or (kind == "using" and name in documented):
                continue
            problem = "has no documentation comment; if it is internal, declare it in dbspan::detail"
        failures += 1
        print(f"{path}:{line}: {'::'.join(parts + [name])} {problem}")
    print(f"{count} declarations in {len(headers)} headers")
    return 1 if failures or count < 100 else 0


sys.exit(main())
