"""A line to a server that can be cut between a COMMIT and its answer."""

import contextlib
import re
import socket
import threading
from types import TracebackType

import sqlalchemy as sa

_COMMIT = re.compile(rb"^(Q\0\0\0\x0bCOMMIT\0|\x07\0\0\0\x03COMMIT)$")  # PostgreSQL's message, MariaDB's packet


class Line:
    """A TCP proxy to the server of a URL; the answer to COMMIT number `cut` never arrives. 0 cuts nothing."""

    def __init__(self, url: str, cut: int = 0) -> None:
        parsed = sa.make_url(url)
        self.upstream = (parsed.host, parsed.port)
        self.cut = cut
        self.commits = 0
        self.was_cut = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = parsed.set(port=self.listener.getsockname()[1]).render_as_string(False)
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> "Line":
        self._run(self._accept)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)

    def _run(self, work: object, *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.upstream)
            doomed = threading.Event()
            self._run(self._ask, client, server, doomed)
            self._run(self._answer, server, client, doomed)

    def _ask(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        while data := _receive(client):
            if _COMMIT.match(data):
                self.commits += 1
                if self.commits == self.cut:
                    doomed.set()
            try:
                server.sendall(data)
            except OSError:
                break
        _hang_up(server)

    def _answer(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        while data := _receive(server):
            if doomed.is_set():  # the server says that it is done; nobody hears it
                self.was_cut = True
                break
            try:
                client.sendall(data)
            except OSError:
                break
        _hang_up(client)
        _hang_up(server)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
