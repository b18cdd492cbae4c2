"""The server as a process: it says where it is, ends when told, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from claims.errors import SettingError
from server.app import create_app
from server.serve import address, make_server, serve
from server.settings import Settings

_PROGRAM = """
import sys
from server.serve import serve
from server.settings import Settings
datasets = [f"scratch={sys.argv[1]}/scratch,writable"]
settings = Settings.load({}, home=sys.argv[1], port=0, dataset=datasets)
serve(settings, ready=lambda url: print(url, flush=True))
"""


def started(home: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def descendants(pid: int) -> list[int]:
    """Return the processes below this one (Linux)."""
    children: list[int] = []
    for file in Path("/proc", str(pid), "task").glob("*/children"):
        for child in map(int, file.read_text().split()):
            children += [child, *descendants(child)]
    return children


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_outlives_the_server(make_server_on: Any, number: int) -> None:
    home = make_server_on().home
    make_server_on().publish(1, 5)
    process, url = started(home)
    try:
        assert urllib.request.urlopen(f"{url}sparql?query=ASK%7B%7D").status == 200
        below = descendants(process.pid)
        process.send_signal(number)
        status = process.wait(20)
    finally:
        process.kill()
        process.communicate()
    assert status == (-number if number == signal.SIGKILL else 0)
    end = time.monotonic() + 20
    while any(map(alive, below)):
        assert time.monotonic() < end, "a worker is left"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_long_query_is_told_that_the_server_ends(make_server_on: Any, number: int) -> None:
    home = make_server_on().home
    make_server_on().publish(1, 200)
    process, url = started(home)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port)) as client:
        try:
            client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.0\r\n\r\n".encode())
            end = time.monotonic() + 20
            while len(below := descendants(process.pid)) < 2:
                assert time.monotonic() < end, "no worker began"
                time.sleep(0.05)
            process.send_signal(number)
            assert process.wait(20) == 0
        finally:
            process.kill()
            _, errors = process.communicate()
    assert "still running" not in errors, "it waited for the query"
    while any(map(alive, below)):
        assert time.monotonic() < end + 20, "a worker is left"
        time.sleep(0.05)


def test_an_address_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings.load({}, home=tmp_path, port=port)
        with pytest.raises(SettingError, match=f"127.0.0.1:{port}") as caught:
            serve(settings)
    assert "--port" in caught.value.hint
    assert caught.value.message.count(str(port)) == 1


def test_the_address_can_be_opened(tmp_path: Path) -> None:
    settings = Settings.load({}, home=tmp_path, port=0, host="0.0.0.0")
    server = make_server(create_app(settings), settings)
    assert address(server, settings).startswith("http://127.0.0.1:")
    server.close()
