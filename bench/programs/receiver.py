"""Receives OTLP over HTTP in protobuf, in a process of its own, and counts the spans."""

import http.server
import multiprocessing
import socketserver


def fields(message):
    """The fields of a protobuf message that hold other messages or texts."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == 2:
            size, at = varint(message, at)
            yield tag >> 3, message[at:at + size]
            at += size
        elif kind == 0:
            _, at = varint(message, at)
        else:
            at += {1: 8, 5: 4}[kind]


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def count_spans(request):
    """Field 1 of a request is a resource's, 2 of that a scope's, and 2 of that a span."""
    return sum(number == 2
               for one, resource in fields(request) if one == 1
               for two, scope in fields(resource) if two == 2
               for number, _ in fields(scope))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = memoryview(self.read_body())
        if self.path == "/v1/traces":
            with self.server.count.get_lock():
                self.server.count.value += count_spans(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def read_body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *arguments):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # programs that end leave connections behind


def serve(port, count):
    server = Server(("127.0.0.1", 0), Handler)
    server.count = count
    port.send(server.server_port)
    server.serve_forever()


class Receiver:
    """Runs while the `with` block lasts."""

    def __enter__(self):
        self.count = multiprocessing.Value("q", 0)
        ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=serve, args=(theirs, self.count), daemon=True)
        self.process.start()
        self.url = f"http://127.0.0.1:{ours.recv()}"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()

    def take_count(self):
        with self.count.get_lock():
            spans, self.count.value = self.count.value, 0
        return spans
