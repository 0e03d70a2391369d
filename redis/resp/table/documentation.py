"""Converts the arguments in a server's COMMAND DOCS to the language of patterns.py."""
from rules import HIDDEN_NUMBERS, KIND_OF_ARGUMENT, SHOWN_STRINGS

COUNTS = ("numkeys", "numfields", "num-vertices")


def kind_of(command, argument):
    name, type_ = argument["name"], argument["type"]
    if (command, name) in KIND_OF_ARGUMENT:
        return KIND_OF_ARGUMENT[command, name]
    if type_ in ("key", "pattern"):
        return type_
    if name in HIDDEN_NUMBERS:
        return "value"
    if type_ in ("integer", "unix-time"):
        return "integer"
    if type_ == "double":
        return "number"
    return next((kind for kind, names in SHOWN_STRINGS.items() if name in names), "value")


def is_optional(argument):
    return "optional" in argument.get("flags", [])


def is_repeated(argument):
    return "multiple" in argument.get("flags", [])


def begins_with_word(argument):
    if argument.get("token"):
        return True
    if argument["type"] == "oneof":
        return all(begins_with_word(one) for one in argument["arguments"])
    return argument["type"] == "block" and begins_with_word(argument["arguments"][0])


class Converter:
    """Converts the arguments of one command to text."""

    def __init__(self, command):
        self.command = command

    def sequence(self, arguments):
        parts = []  # texts, and lists of options to which later arguments may add
        arguments = list(arguments)
        for index, argument in enumerate(arguments):
            rest = arguments[index + 1:]
            if begins_with_word(argument):
                options = self.options(argument)
                before_others = any(not begins_with_word(one) for one in rest)
                if argument["type"] == "oneof" and not is_optional(argument) and before_others:
                    parts.append("<" + " | ".join(options) + ">")
                elif parts and isinstance(parts[-1], list):
                    parts[-1] += [one for one in options if one not in parts[-1]]
                else:
                    parts.append(options)
            elif is_repeated(argument):
                text = self.one(argument)
                if parts and parts[-1] == "integer" and arguments[index - 1]["name"] in COUNTS:
                    parts[-1] = "#{" + text + "}"
                else:
                    left = sum(1 for one in rest if not begins_with_word(one))
                    parts.append("{" + text + "}" + (f"-{left}" if left else ""))
            else:
                parts += self.parts_of(argument)
        return " ".join("[" + " | ".join(one) + "]" if isinstance(one, list) else one for one in parts)

    def parts_of(self, argument):
        text = self.one(argument)
        return [text] if text else []

    def one(self, argument):
        if argument["type"] == "block":
            return self.sequence(argument["arguments"])
        if argument["type"] == "oneof":  # `*` or an id: the kind `id` accepts the word `*`
            return self.one(next(one for one in argument["arguments"] if not begins_with_word(one)))
        return kind_of(self.command, argument)

    def options(self, argument):
        """Returns the options of an argument that begins with a word."""
        type_, token = argument["type"], argument.get("token")
        if type_ == "oneof":
            inner = [option for one in argument["arguments"] for option in self.options(one)]
            return [f"{token} <{' | '.join(inner)}>"] if token else inner
        if type_ == "pure-token":
            return [token]
        if type_ == "block" and not token:
            return self.block_options(argument["arguments"])
        text = self.one(argument)
        if is_repeated(argument) and "multiple_token" not in argument.get("flags", []):
            text = "{" + text + "}"
        return [f"{token} {text}"]

    def block_options(self, arguments):
        first, rest = arguments[0], arguments[1:]
        if first["name"] in COUNTS:
            return [f"{first['token']} #{{{self.sequence(rest).strip('{}')}}}"]
        tail = [one for one in rest if is_optional(one) and begins_with_word(one)]
        body = self.sequence([one for one in rest if one not in tail])
        heads = [f"{one} {body}".strip() for one in self.options(first)]
        return heads + [option for one in tail for option in self.options(one)]


def arguments_text(command, arguments):
    return Converter(command).sequence(arguments or [])
