"""Receives OTLP over HTTP in JSON, and keeps the spans."""

import http.server
import json
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        if self.server.sink.hangs:
            self.server.sink.ended.wait()
            return
        if self.server.sink.refuses:
            return self.send_error(503)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/v1/traces":
            self.server.sink.take(json.loads(body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # killed programs break their connections


class Sink:
    """A receiver on a free port, for the duration of a `with` block. `behaviour` is "answers", "hangs" (never answers) or "refuses" (status 503)."""

    def __init__(self, behaviour="answers"):
        self.hangs = behaviour == "hangs"
        self.refuses = behaviour == "refuses"
        self.ended = threading.Event()

    def __enter__(self):
        self.lock = threading.Lock()
        self.received = []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.sink = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def take(self, request):
        spans = [span for resource in request.get("resourceSpans", []) for scope in resource.get("scopeSpans", [])
                 for span in scope.get("spans", [])]
        with self.lock:
            self.received += spans

    @property
    def spans(self):
        with self.lock:
            return list(self.received)
