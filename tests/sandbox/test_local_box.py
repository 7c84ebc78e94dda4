"""What a box on this machine can reach, and who ends it."""

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import checks
from sandbox.providers import Launch, Provider, Ref, SandboxError, bubblewrap, local, supervisor
from sandbox.providers.local import LocalProvider
from tests.sandbox.conftest import eventually

sealed = pytest.mark.skipif(not local.sealed(), reason="bubblewrap does not work here")

Order = Callable[..., Launch]
Ending = Callable[[Provider], Provider]


def said(settings: Any, key: str = "r1", last: str = "END") -> str:
    log = Path(settings.VAR_DIR) / "sandbox-logs" / f"{key}.log"
    eventually(lambda: log.exists() and last in log.read_text(errors="replace"))
    return log.read_text(errors="replace")


@contextlib.contextmanager
def echoing(server: socket.socket) -> Iterator[None]:
    """Answer connections with what the client sends, until closed."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                with server.accept()[0] as client:
                    client.sendall(client.recv(100))

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


@sealed
def test_a_box_reaches_the_gateways_socket_and_no_other_address(
    state: Path, order: Order, ending: Ending, settings: Any
) -> None:
    probe = """
import socket, sys
def attempt(name, family, address):
    try:
        with socket.socket(family) as s:
            s.settimeout(3); s.connect(address); s.sendall(b"hello"); print(name, s.recv(100))
    except OSError as error:
        print(name, "unreachable", type(error).__name__)
attempt("gateway", socket.AF_UNIX, "/run/gateway/gateway.sock")
attempt("host", socket.AF_INET, ("127.0.0.1", int(sys.argv[1])))
attempt("abstract", socket.AF_UNIX, "\\0" + sys.argv[2])
attempt("internet", socket.AF_INET, ("192.0.2.1", 443))
print("END")
"""
    settings.GATEWAY_SOCKET.parent.mkdir()
    gateway, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    gateway.bind(str(settings.GATEWAY_SOCKET))
    abstract.bind(name := f"\0gizmo-test-{os.getpid()}")
    host = socket.create_server(("127.0.0.1", 0))
    for server in (gateway, abstract):
        server.listen()
    with echoing(gateway), echoing(abstract), echoing(host):
        command = [sys.executable, "-c", probe, str(host.getsockname()[1]), name[1:]]
        ending(LocalProvider(command)).launch(order())
        lines = said(settings).splitlines()

    assert lines[0] == "gateway b'hello'"
    assert lines[1].startswith("host unreachable")
    assert lines[2].startswith("abstract unreachable")
    assert lines[3].startswith("internet unreachable")


@sealed
def test_a_box_sees_nothing_of_this_machine_but_what_it_needs(
    state: Path, order: Order, ending: Ending, settings: Any
) -> None:
    hidden = [
        bubblewrap.REPOSITORY / "manage.py",
        settings.VAR_DIR,
        Path("/etc/passwd"),
        Path("/etc/claude-code"),
        state,
    ]
    looked = " ".join(f"'{path}'" for path in hidden)
    script = f"""
        for path in {looked}; do [ -e "$path" ] && echo "SEES $path"; done
        ls /run/gateway /home; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status
        find / -xdev -writable -type d 2>/dev/null | sed 's/^/WRITABLE /'
        find /dev /etc /home /opt /run /srv /tmp -type s | sed 's/^/SOCKET /'; echo END
    """
    (settings.VAR_DIR / "secret_key").write_text("secret")
    ending(LocalProvider(["/bin/sh", "-c", script])).launch(order())

    lines = said(settings).splitlines()
    assert [line for line in lines if line.startswith("SEES")] == []
    assert [line for line in lines if line.startswith("SOCKET")] == []
    assert {line for line in lines if line.startswith("WRITABLE")} == {"WRITABLE /home/runner", "WRITABLE /tmp"}
    assert "CapEff:\t0000000000000000" in lines
    assert "NoNewPrivs:\t1" in lines
    assert "runner" in lines


@sealed
def test_a_box_outlives_the_thread_that_launched_it_and_dies_with_all_it_started(
    state: Path, order: Order, ending: Ending, settings: Any
) -> None:
    marker = f"4242.{os.getpid()}"
    provider = ending(LocalProvider(["/bin/sh", "-c", f"setsid sleep {marker} & echo END; sleep {marker}"]))
    given = order()
    launcher = threading.Thread(target=lambda: provider.launch(given))
    launcher.start()
    launcher.join()
    said(settings)
    eventually(lambda: len(processes(marker)) >= 2)

    # Another process knows no more than the state directory.
    (found,) = LocalProvider().list()
    assert LocalProvider().kill(found.ref) is True

    assert processes(marker) == []
    assert list((settings.VAR_DIR / "sandboxes").iterdir()) == []
    assert "killed" in said(settings, last="exit code")


@sealed
def test_launches_of_one_key_at_once_are_one_box(state: Path, order: Order, ending: Ending, settings: Any) -> None:
    provider, given = ending(LocalProvider(["/bin/sh", "-c", "echo started; echo END; sleep 60"])), order()
    found: list[Ref] = []
    threads = [threading.Thread(target=lambda: found.append(provider.launch(given))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert said(settings).count("started") == 1


@sealed
def test_a_box_does_not_outlive_its_supervisor(state: Path, order: Order, ending: Ending, settings: Any) -> None:
    marker = f"4343.{os.getpid()}"
    provider = ending(LocalProvider(["/bin/sh", "-c", f"echo END; sleep {marker}"]))
    ref = provider.launch(order())
    said(settings)
    eventually(lambda: processes(marker) != [])
    assert ref.pid is not None

    os.kill(ref.pid, signal.SIGKILL)

    eventually(lambda: processes(marker) == [])
    assert provider.describe(ref) is None
    assert provider.kill(ref) is False


def processes(marker: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().split(b"\0")[:2] == [b"sleep", marker.encode()]:
                found.append(path.parent.name)
    return found


@sealed
def test_a_pid_that_was_given_to_another_process_is_left_alone(
    state: Path, order: Order, ending: Ending, settings: Any
) -> None:
    folder = settings.VAR_DIR / "sandboxes" / "r1"
    folder.mkdir(parents=True)
    mine = os.getpid()
    facts = {"key": "r1", "started_at": 0.0, "metadata": {}, "pid": mine, "born": supervisor.born(mine) - 1}
    (folder / "box.json").write_text(json.dumps({**facts, "boot": supervisor.boot()}))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        assert LocalProvider().kill(Ref("r1")) is False
        assert not folder.exists()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@sealed
def test_what_a_box_says_is_kept_up_to_a_limit(state: Path, order: Order, ending: Ending, settings: Any) -> None:
    ending(LocalProvider(["/bin/sh", "-c", "yes | head -c 3000000; echo done"])).launch(order())

    said(settings, last="[the rest was dropped]")
    eventually(lambda: list((settings.VAR_DIR / "sandboxes").iterdir()) == [])
    assert (settings.VAR_DIR / "sandbox-logs" / "r1.log").stat().st_size < supervisor.LOG_BYTES + 1000


@sealed
def test_a_socket_in_a_shared_directory_is_refused(state: Path, order: Order, settings: Any) -> None:
    settings.GATEWAY_SOCKET.parent.mkdir()
    (settings.GATEWAY_SOCKET.parent / "docker.sock").touch()

    with pytest.raises(SandboxError, match=r"directory of its own.*docker\.sock") as refused:
        LocalProvider().launch(order())

    assert refused.value.permanent
    assert not (settings.VAR_DIR / "sandboxes" / "r1").exists()


def test_a_key_is_never_a_path(state: Path, order: Order) -> None:
    with pytest.raises(SandboxError, match="not a sandbox key"):
        LocalProvider().launch(order("../../etc"))


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "probe", lambda: ((), "There is no bwrap here."))


def test_without_bubblewrap_a_box_is_a_plain_subprocess_and_everybody_is_told(
    unsealed: None,
    state: Path,
    order: Order,
    ending: Ending,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PYLON_API_TOKEN", "canary-of-the-site")
    marker = f"4444.{os.getpid()}"
    script = f"env; cat $RUN_JOB; echo END; sleep {marker} & sleep {marker}"
    provider = ending(LocalProvider(["/bin/sh", "-c", script]))

    with caplog.at_level(logging.WARNING):
        ref = provider.launch(order())

    told = said(settings)
    assert "canary" not in told
    assert f"GATEWAY_URL=http://127.0.0.1:{settings.GATEWAY_PORT}" in told
    assert f"HOME={settings.VAR_DIR}/sandboxes/r1/home" in told
    assert f'"cwd": "{settings.VAR_DIR}/codebase/' in told
    assert "NOT sealed" in caplog.text
    assert [message.id for message in checks.sandboxes_are_sealed(None)] == ["sandbox.W001"]
    assert provider.kill(ref) is True
    eventually(lambda: processes(marker) == [])


def test_an_unsealed_box_is_refused_where_the_machine_has_settings_for_it(
    unsealed: None, state: Path, order: Order, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state / "claude-code").mkdir()
    monkeypatch.setattr(local, "_MACHINE_WIDE", (str(state / "claude-code"),))

    with pytest.raises(SandboxError, match="bubblewrap is needed here"):
        LocalProvider(["/bin/true"]).launch(order())


def test_where_real_tickets_come_from_an_unsealed_box_is_refused(
    unsealed: None, state: Path, order: Order, settings: Any
) -> None:
    settings.SANDBOX_ALLOW_UNSEALED = False
    with pytest.raises(SandboxError, match="would not be sealed") as refused:
        LocalProvider(["/bin/true"]).launch(order())
    assert refused.value.permanent
    assert LocalProvider().list() == []


@sealed
def test_a_sealed_box_raises_no_warning(state: Path) -> None:
    assert checks.sandboxes_are_sealed(None) == []
