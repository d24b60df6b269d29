"""Tools that are not there, or that hang, stream, redirect and babble: a clear message, the right exit code, valid reports."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from easel import BINARY, easel, run
from tools import free_port, hostile_at, read_request, reference_command, serving, tool_file

SCENARIO = """scenario: A learner's launch is accepted
requirements: [LAUNCH-002]
cases:
  - { name: a first }
  - { name: b second }
  - { name: c third }
steps:
  - launch: { as: ada, to: quiz1 }
    expect: accepted
"""


FATAL = """scenario: A learner's launch is accepted
requirements: [LAUNCH-002]
cases:
  - { name: a first, tamper: {} }
  - { name: b second, tamper: { login.x_easel_WHAT: "1" } }
  - { name: c third, tamper: {} }
  - { name: d fourth, tamper: {} }
steps:
  - launch: { as: ada, to: quiz1, tamper: "${case.tamper}" }
    expect: accepted
"""


# The launch that ends the tool is the last step, and nothing is expected of it.
FATAL_AT_THE_END = FATAL.replace(
    "steps:\n", "steps:\n  - launch: { as: ada, to: quiz1 }\n    expect: accepted\n"
).removesuffix("    expect: accepted\n")


def answer(connection: socket.socket, text: str) -> None:
    connection.sendall(text.encode("latin-1"))


def redirect_for_ever(connection: socket.socket) -> None:
    answer(connection, "HTTP/1.1 302 Found\r\nLocation: /login?again=1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def hundred_megabytes(connection: socket.socket) -> None:
    answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 104857600\r\n\r\n")
    for _ in range(1600):
        connection.sendall(b"x" * 65536)


def stream(connection: socket.socket) -> None:
    answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(100_000):
        connection.sendall(b"<p>on and on</p>" * 64)


def hang(connection: socket.socket) -> None:
    connection.settimeout(20)
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def close(connection: socket.socket) -> None:
    connection.close()


def babble(connection: socket.socket) -> None:
    connection.sendall(b"\x00\xff\xfe what is this\r\n\r\n" * 3)


def broken_text(connection: socket.socket) -> None:
    body = b"<html>\xff\xfe\x00\xc3\x28]]>\x01</html>"
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)


# what happens at the second login, words that the message must have
MISBEHAVIOURS = [
    ("hangs", hang, "within 1 s"),
    ("drips", drip, "within 1 s"),
    ("closes", close, "clos"),
    ("streams for ever", stream, "4 MB"),
    ("sends 100 MB", hundred_megabytes, "4 MB"),
    ("babbles", babble, "not an HTTP answer"),
]


class HostileTools(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-hostile-"))
        self.scenario = self.folder / "launches.yaml"
        self.scenario.write_text(SCENARIO)

    def play(self, file: Path, *more: str):
        ran = run(str(self.scenario), "--tool", str(file), "--jobs", "1", *more)
        self.assertEqual(subprocess.run(["xmllint", "--noout", ran.folder / "junit.xml"]).returncode, 0)
        return ran

    def test_a_tool_that_is_not_there(self) -> None:
        file = tool_file(self.folder, free_port())
        ran = self.play(file)
        self.assertEqual(ran.code, 4)
        self.assertIn("refused", ran.err)
        self.assertIn("login.reachable", ran.err)
        self.assertEqual(ran.cases, {})
        self.assertEqual(easel("doctor", "--tool", str(file)).code, 4)
        waited = easel("doctor", "--tool", str(file), "--wait-for-tool", "0.3")
        self.assertEqual(waited.code, 4)

    def test_a_command_that_is_none_or_ends_at_once(self) -> None:
        port = free_port()
        missing = self.play(tool_file(self.folder, port, ["/no/such/program"]))
        self.assertEqual(missing.code, 4)
        self.assertIn("/no/such/program", missing.err)
        ending = self.play(tool_file(self.folder, port, ["false"]))
        self.assertEqual(ending.code, 4)
        self.assertIn("exit code 1", ending.err)

    def test_one_bad_answer_costs_one_case(self) -> None:
        for name, misbehave, says in MISBEHAVIOURS:
            with self.subTest(name):
                port = free_port()
                # The first login is the pre-flight's, the third that of the second case.
                with serving(hostile_at(3, port, misbehave)) as front:
                    ran = self.play(tool_file(self.folder, port, reference_command(port), front))
                verdicts = [ran.cases[i]["status"] for i in sorted(ran.cases)]
                self.assertEqual(verdicts, ["passed", "error", "passed"], ran.out + ran.err)
                self.assertEqual(ran.code, 5)
                self.assertIn(says, ran.cases[sorted(ran.cases)[1]]["reason"])

    def test_a_tool_that_dies_or_hangs_on_one_case_is_started_again_for_the_others(self) -> None:
        script = Path(__file__).with_name("dying_tool.py")
        for what, scenario, says in (
            ("die", FATAL, r"ended \(exit code 3\)"),
            ("leave", FATAL_AT_THE_END, r"ended \(exit code 3\)"),
            ("hang", FATAL, r"ended \(no answer to "),
        ):
            for jobs in ("1", "4"):
                with self.subTest(what, jobs=jobs):
                    self.scenario.write_text(scenario.replace("WHAT", what))
                    front, behind = free_port(), free_port()
                    file = tool_file(self.folder, behind, [sys.executable, str(script), str(front), str(behind), BINARY], front)
                    file.write_text(file.read_text().replace(f"{behind}/healthz", f"{front}/healthz"))
                    ran = run(str(self.scenario), "--tool", str(file), "--jobs", jobs)
                    verdicts = [ran.cases[i]["status"] for i in sorted(ran.cases)]
                    self.assertEqual(verdicts, ["passed", "error", "passed", "passed"], ran.out + ran.err)
                    blamed = ran.cases[sorted(ran.cases)[1]]
                    reasons = [c["observed"]["text"] for c in blamed["checks"]]
                    self.assertTrue(any(re.search(says, reason) for reason in reasons), reasons)
                    self.assertEqual(ran.code, 5)

    def test_a_tool_that_nobody_can_start_again_leaves_errors_and_no_accusation(self) -> None:
        port = free_port()
        deaths: list[int] = []

        def die(connection: socket.socket) -> None:
            deaths.append(1)

        def once(connection: socket.socket) -> None:
            if deaths:
                return  # closes without a word, as a dead port's proxy does
            forward(connection)

        forward = hostile_at(3, port, die)
        with serving(once) as front:
            ran = self.play(tool_file(self.folder, port, reference_command(port), front))
        verdicts = [ran.cases[i]["status"] for i in sorted(ran.cases)]
        self.assertEqual(verdicts, ["passed", "error", "error"], ran.out + ran.err)
        self.assertEqual(ran.code, 5)

    def test_redirects_in_circles_are_counted(self) -> None:
        port = free_port()

        def circle(connection: socket.socket) -> None:
            redirect_for_ever(connection)

        def handle(connection: socket.socket) -> None:
            read_request(connection)
            circle(connection)

        with serving(handle) as front:
            ran = self.play(tool_file(self.folder, port, reference_command(port), front))
        self.assertEqual(ran.code, 4)
        self.assertIn("10 redirects", ran.err)

    def test_broken_text_leaves_valid_reports(self) -> None:
        port = free_port()
        with serving(hostile_at(3, port, broken_text)) as front:
            ran = self.play(tool_file(self.folder, port, reference_command(port), front))
        verdicts = [ran.cases[i]["status"] for i in sorted(ran.cases)]
        self.assertEqual([verdicts[0], verdicts[2]], ["passed", "passed"], ran.out)
        self.assertIn(verdicts[1], ("inconclusive", "failed", "error"))

    def test_garbage_tokens_at_the_platform(self) -> None:
        """The platform answers what a broken tool sends, and goes on."""
        ran = run("platform.token", "platform.ags.authorization")
        self.assertEqual(ran.code, 0, ran.out)

    def test_a_taken_port(self) -> None:
        port = free_port()
        file = tool_file(self.folder, port, reference_command(port))
        taken_port = int(file.read_text().split("platform: { port: ")[1].split(",")[0])
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", taken_port))
            taken.listen()
            ran = self.play(file)
        self.assertEqual(ran.code, 5)
        self.assertIn(str(taken_port), ran.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
