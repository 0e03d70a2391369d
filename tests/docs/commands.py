"""Fails if a document names a command, option, variable or preset that does not exist: commands.py ROOT.

Reads the blocks of shell commands of all documents, and `./run …` and `dbspan …` in their text.
"""
import json
import pathlib
import re
import subprocess
import sys

# Other programs that the blocks use; ./app and paths stand for the reader's own programs.
PROGRAMS = {"apt", "cmake", "ctest", "export"}


def shell_lines(text):
    """Yields the commands of a document's blocks: all lines of sh, the lines with `$ ` of console and plain blocks."""
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines():
            if language == "sh" or (language in ("", "console") and line.startswith("$ ")):
                yield from re.split(r" && | \| ", re.sub(r"(^|\s)#.*", "", line.removeprefix("$ ")).strip())


class Project:
    def __init__(self, root):
        self.root = root
        presets = json.loads((root / "CMakePresets.json").read_text())
        self.presets = {preset["name"] for kind, list_ in presets.items() if kind.endswith("Presets") for preset in list_}
        page = (root / "docs/dbspan.1").read_text().replace("\\-", "-")
        self.subcommands = set(re.findall(r'command == "(\w+)"', (root / "cli/main.cc").read_text()))
        self.options = set(re.findall(r"--[a-z][a-z-]+", page)) | {"--help", "--version"}
        self.rings = set(re.findall(r'"(\w+)"', (root / "recorder/rings/dbspan_rings.cc").read_text()))
        names = [root / "CMakeLists.txt", *root.glob("cmake/*"), *root.glob("*/*/client.cmake")]
        self.build = " ".join(path.read_text() for path in names)
        self.code = " ".join(path.read_text() for folder in ("core", "recorder", "sdk", "pg", "redis", "mysql", "insight", "examples")
                             for path in root.glob(f"{folder}/**/*.*") if path.suffix in (".cc", ".h", ".inc"))

    def problems(self, command):
        """Yields what is wrong with a shell command."""
        words = command.split()
        while words and re.match(r"\w+=", words[0]):
            name = words.pop(0).split("=")[0]
            if not self.is_variable(name):
                yield f"there is no variable {name}"
        if words[:1] == ["export"]:
            yield from self.problems(words[1])
        elif words:
            yield from self.program_problems(words)

    def is_variable(self, name):
        suffix = re.sub(r"^DBSPAN_(PG_|REDIS_|MYSQL_)?", "", name)
        return re.search(rf'"({name}|{suffix}|{suffix.removesuffix("S")})"', self.code) or name.startswith("OTEL_EXPORTER_OTLP_")

    def program_problems(self, words):
        program, *rest = words
        if program == "./run":
            if rest and not list(self.root.glob(f"tools/{rest[0].replace('…', '*')}.sh")):
                yield f"there is no ./run {rest[0]}"
        elif program == "dbspan":
            own = rest[:rest.index("--")] if "--" in rest else rest
            if own and own[0] not in self.subcommands:
                yield f"dbspan has no command {own[0]}"
            yield from (f"dbspan has no option {word}" for word in own if word.startswith("--") and word.split("=")[0] not in self.options)
        elif program == "dbspan-rings":
            if rest[0] not in self.rings:
                yield f"dbspan-rings has no command {rest[0]}"
        elif program not in PROGRAMS and not re.match(r"(\./|build/)\w", program):
            yield f"the program {program} is not known"
        for name in re.findall(r"--preset (\S+)", " ".join(rest)):
            if name not in self.presets:
                yield f"there is no preset {name}"
        for name in re.findall(r"-D(DBSPAN_\w+)=", " ".join(rest)):
            option = name.removeprefix("DBSPAN_")
            if not re.search(rf"\b({name}|OPTION {option}|NAME {option.lower()})\b|dbspan_choose\({option} ", self.build):
                yield f"there is no option {name}"


def main():
    root = pathlib.Path(sys.argv[1])
    project = Project(root)
    names = subprocess.run(["git", "-C", root, "ls-files", "*.md", ":!CHANGELOG.md"], text=True, capture_output=True).stdout.split()
    failures = commands = 0
    for name in names:
        text = (root / name).read_text()
        inline = re.findall(r"`((?:\./run|dbspan) [a-z][^`\n]*)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        for command in filter(None, [*shell_lines(text), *inline]):
            commands += 1
            for problem in project.problems(command):
                failures += 1
                print(f"{name}: {command}: {problem}")
    print(f"{commands} commands in {len(names)} documents")
    sys.exit(1 if failures or commands < 100 else 0)


if __name__ == "__main__":
    main()
