"""A run that is interrupted keeps what it has: reports after SIGINT and SIGTERM, the journal after SIGKILL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from easel import BINARY, ROOT, easel
from html_report import Report, words
from tools import free_port, reference_command, tool_file

# Quick cases first, then one that watches for a minute of real time.
SCENARIO = """scenario: Launches, then a long silence
requirements: [LAUNCH-002]
cases:
  - { name: a first, for: 1ms }
  - { name: b second, for: 1ms }
  - { name: c long, for: 60s }
steps:
  - launch: { as: ada, to: quiz1 }
    expect: accepted
  - quiet: { score: any, for: "${case.for}" }
"""


class Signals(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-signals-"))
        (self.folder / "long.yaml").write_text(SCENARIO)
        self.port = free_port()
        self.file = tool_file(self.folder, self.port, reference_command(self.port))

    def begin(self, *more: str) -> subprocess.Popen:
        return subprocess.Popen(
            [BINARY, "run", str(self.folder / "long.yaml"), "--tool", str(self.file), "--jobs", "2", "--output", str(self.folder / "out"), *more],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT,
        )

    def journal(self) -> list[dict]:
        path = self.folder / "out/journal.ndjson"
        if not path.exists():
            return []
        # The first line is about the run; the last one may be half written.
        return [json.loads(line) for line in path.read_text().split("\n")[1:-1]]

    def wait_for_two_cases(self) -> None:
        deadline = time.monotonic() + 20
        while len(self.journal()) < 2:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def end_with(self, number: int, code: int) -> None:
        ran = self.begin()
        self.wait_for_two_cases()
        ran.send_signal(number)
        told = ran.communicate(timeout=10)[1]
        self.assertEqual(ran.returncode, code, told)

    def assert_reports(self, why: str) -> None:
        result = json.loads((self.folder / "out/result.json").read_text())
        self.assertEqual(len(result["cases"]), 2)
        self.assertTrue(result["run"]["interrupted"])
        self.assertEqual(subprocess.run(["xmllint", "--noout", self.folder / "out/junit.xml"]).returncode, 0)
        self.assert_page(why, 2)

    def assert_page(self, why: str, cases: int) -> None:
        """The report is whole, and says first that the run is not."""
        page = Report(self.folder / "out/index.html")
        self.assertEqual(len(page.cases), cases)
        first = next(page.static.iter("header"))
        self.assertEqual(words(first[0]), f"NOTHING FURTHER JUDGED: {why}")
        self.assertEqual(page.report["partial"], why)

    def assert_tool_ended(self) -> None:
        """Nothing listens on the tool's port any more."""
        import socket

        deadline = time.monotonic() + 5
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            self.assertLess(time.monotonic(), deadline, "the started tool is still there")
            time.sleep(0.02)

    def test_interrupt(self) -> None:
        self.end_with(signal.SIGINT, 130)
        self.assert_reports("the run was interrupted (SIGINT)")
        self.assert_tool_ended()

    def test_terminate(self) -> None:
        self.end_with(signal.SIGTERM, 143)
        self.assert_reports("the run was terminated (SIGTERM)")
        self.assert_tool_ended()

    def test_kill_leaves_the_journal(self) -> None:
        ran = self.begin()
        self.wait_for_two_cases()
        ran.kill()
        self.assertEqual(ran.wait(10), -signal.SIGKILL)
        ran.stderr.close()
        self.assertEqual([case["status"] for case in self.journal()], ["passed", "passed"])
        self.assertFalse((self.folder / "out/result.json").exists())
        self.assert_page("the run is under way, or was killed; easel report html, given this folder, shows the cases that had finished", 0)
        made = easel("report", "junit", str(self.folder / "out"))
        self.assertEqual(made.code, 0, made.err)
        self.assertIn("2 of 3 cases had finished", made.err)
        self.assertEqual(easel("report", "html", str(self.folder / "out")).code, 0)
        self.assert_reports("the run was ended before it was done: 2 of 3 cases had finished")
        # Nobody could end the tool; this test does.
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            words = process.read_bytes().split(b"\0")
            if words[1:4] == [b"tool", b"--port", str(self.port).encode()]:
                os.kill(int(process.parent.name), signal.SIGKILL)

    def test_the_run_s_own_limit(self) -> None:
        ran = self.begin("--timeout", "3")
        told = ran.communicate(timeout=20)[1]
        self.assertEqual(ran.returncode, 124, told)
        self.assertIn(b"--timeout", told)
        self.assert_reports("the run did not end within --timeout")
        self.assert_tool_ended()


if __name__ == "__main__":
    unittest.main(verbosity=2)
