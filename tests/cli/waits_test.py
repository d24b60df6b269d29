"""What a run waits for: told beforehand, and overlapping with a tool that keeps its own time."""

from __future__ import annotations

import shutil
import tempfile
import unittest
from pathlib import Path

from easel import easel, run
from tools import free_port, reference_command, tool_file

SELECTION = ["refusals.answers", "scores_once"]
LIMITS = "limits: { t_service: 2s, t_retry: 3s, t_quiet: 3s }"


class Waits(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-waits-"))
        self.addCleanup(shutil.rmtree, self.folder)
        port = free_port()
        self.tool = tool_file(self.folder, port, reference_command(port))
        lines = [line for line in self.tool.read_text().splitlines() if not line.startswith("limits:")]
        self.tool.write_text("\n".join([*lines, LIMITS, ""]))

    def test_windows_overlap_beyond_the_jobs(self) -> None:
        ran = run(*SELECTION, "--tool", str(self.tool), "--jobs", "2", "--quiet")
        self.addCleanup(shutil.rmtree, ran.folder)
        self.assertEqual(ran.code, 0, ran.out + ran.err)
        self.assertGreaterEqual(len(ran.cases), 12)
        waited = sum(case["ms"] for case in ran.cases.values())
        # Two at a time would take half of that; each waits three seconds, and they wait together.
        self.assertLess(ran.result["run"]["duration_ms"], waited / 3)

    def test_the_dry_run_tells_it_beforehand(self) -> None:
        dry = easel("run", *SELECTION, "--tool", str(self.tool), "--dry-run")
        self.assertEqual(dry.code, 0, dry.err)
        self.assertRegex(dry.out, r"at least 3s of waiting \(the longest window, 3s of ")
        alone = easel("run", "tokens_trouble", "--tool", str(self.tool), "--dry-run")
        self.assertRegex(alone.out, r"at least 27s of waiting \(27s for 9 cases that need the registration alone\)")

    def test_a_virtual_clock_waits_for_nothing(self) -> None:
        self.assertIn("no waiting", easel("run", *SELECTION, "--tool", "reference", "--dry-run").out)


if __name__ == "__main__":
    unittest.main(verbosity=2)
