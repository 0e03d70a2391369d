"""A client that queries a Redis or Valkey server in RESP2."""
import socket


class Server:
    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._stream = socket.create_connection((host or "127.0.0.1", int(port)), 10).makefile("rwb")

    def ask(self, *words):
        self._stream.write(b"*%d\r\n" % len(words))
        for word in words:
            data = word.encode()
            self._stream.write(b"$%d\r\n%s\r\n" % (len(data), data))
        self._stream.flush()
        return self._reply()

    def _reply(self):
        line = self._stream.readline().decode().rstrip("\r\n")
        mark, rest = line[0], line[1:]
        if mark == "-":
            raise RuntimeError(rest)
        if mark == ":":
            return int(rest)
        if mark == "$":
            return None if rest == "-1" else self._stream.read(int(rest) + 2)[:-2].decode()
        if mark == "*":
            return None if rest == "-1" else [self._reply() for _ in range(int(rest))]
        return rest

    def version(self):
        lines = dict(line.split(":", 1) for line in self.ask("INFO", "server").splitlines() if ":" in line)
        if "valkey_version" in lines:
            return "Valkey " + lines["valkey_version"]
        return "Redis " + lines["redis_version"]

    def documentation(self):
        """Returns the arguments by name in upper case (CONFIG|GET); None for a command that has subcommands."""
        commands = {}
        self._collect(self.ask("COMMAND", "DOCS"), commands)
        for entry in self.ask("COMMAND"):  # commands of modules are not documented
            commands.setdefault(entry[0].upper(), [])
        return commands

    def first_keys(self):
        """Returns the position of the first key by name in upper case; 0 if there is no key."""
        return {entry[0].upper(): entry[3] for entry in self.ask("COMMAND")}

    def _collect(self, flat, commands):
        for name, entry in zip(flat[::2], flat[1::2]):
            entry = dict(zip(entry[::2], entry[1::2]))
            subcommands = entry.get("subcommands")
            commands[name.upper()] = None if subcommands else [_argument(one) for one in entry.get("arguments", [])]
            if subcommands:
                self._collect(subcommands, commands)


def _argument(flat):
    argument = dict(zip(flat[::2], flat[1::2]))
    argument["arguments"] = [_argument(one) for one in argument.get("arguments", [])]
    return argument
