"""Checks which folders include headers of which others (docs/design.md, "What is where"): arrows.py ROOT."""
import pathlib
import re
import sys

SYSTEMS = ("pg", "redis", "mysql")
# Folder: the folders whose headers it may include, besides its own. `public` are the headers in include/dbspan that belong to no system.
ALLOWED = {
    "public": {"detail"},
    "detail": {"public"},
    "core": {"public", "detail"},
    "insight": {"public", "detail", "core"},
    "api": {"public", "detail", "core", "insight"},
    "recorder": {"public", "detail", "core", "insight"},
    "sdk": {"public", "core", "insight", "recorder"},
    "testing": {"public", "core", "insight"},
    "view": {"public", "insight"},
    "cli": {"public", "core", "insight", "recorder", "view"},
    # What the clients of a system share, and its headers. A client may include these, too, but no other client.
    **{system: {"public", "detail", "core", f"{system}.public", f"{system}.detail"} for system in SYSTEMS},
    **{f"{system}.public": {"public", "detail", f"{system}.detail"} for system in SYSTEMS},
    **{f"{system}.detail": {"public", "detail", f"{system}.public"} for system in SYSTEMS},
}
ALLOWED["redis"].add("redis.resp")
# Folders of a system that are no clients: all of its clients use them.
SHARED = {"redis": ("client", "resp")}


def public_folder(parts):
    """Returns the folder of a header in include/dbspan."""
    detail = parts[0] == "detail"
    parts = parts[1:] if detail else parts
    first = re.sub(r"^(hiredis|valkey).*", "redis", re.sub(r"^(mysql_.*|cppconn)$", "mysql", re.sub(r"^pqxx.*", "pg", parts[0])))
    kind = "detail" if detail else "public"
    return f"{first}.{kind}" if first in SYSTEMS else kind


def folder_of(path):
    parts = path.split("/")
    if parts[:2] == ["include", "dbspan"]:
        return public_folder(parts[2:])
    if parts[0] == "dbspan":
        return public_folder(parts[1:])
    if parts[0] in SYSTEMS and len(parts) > 2:
        return f"{parts[0]}.{parts[1]}"
    return parts[0]


def allowed(folder):
    if folder in ALLOWED:
        return ALLOWED[folder]
    system, client = folder.split(".")
    if folder == "redis.resp":
        return ALLOWED[system]
    return ALLOWED[system] | {system} | {f"{system}.{name}" for name in SHARED.get(system, ())}


def main():
    root = pathlib.Path(sys.argv[1])
    known = set(ALLOWED) - {"public", "detail"} - {f"{system}.{kind}" for system in SYSTEMS for kind in ("public", "detail")}
    arrows, failures = set(), 0
    for top in sorted({folder.split(".")[0] for folder in known} | {"include"}):
        for path in sorted((root / top).rglob("*")):
            if not path.is_file() or path.suffix not in (".h", ".cc", ".c", ".inc", ""):
                continue
            name = str(path.relative_to(root))
            here = folder_of(name)
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                included = re.match(r'#include [<"]([^">]+)[">]', line)
                if not included:
                    continue
                target = included.group(1)
                if re.match(r"opentelemetry/(sdk|exporters)/", target):
                    there = "the SDK"
                elif target.split("/")[0] in {"dbspan", *(folder.split(".")[0] for folder in known)} and "/" in target and (
                        target.startswith("dbspan/") or (root / target).is_file()):
                    there = folder_of(target)
                else:
                    continue  # of a client, of C++, or generated
                arrows.add((here, there))
                fine = here in ("sdk",) or name.startswith("include/dbspan/sdk/") if there == "the SDK" else (
                    there == here or there in allowed(here))
                if not fine:
                    failures += 1
                    print(f"{name}:{number}: {here} must not include headers of {there}: {target}")
    print(f"{len(arrows)} arrows between folders, {failures} forbidden includes")
    return 1 if failures or len(arrows) < 30 else 0


sys.exit(main())
