"""What a tool file does not tell: sessions that refusals leave behind, state that a script checks, and reasons that name the hint."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from easel import run

BARE = """tool: Reference tool, told little of
vars: {{ defect: none }}
start: {{ bundled: {{ defect: "${{vars.defect}}" }} }}
{hints}
"""


def played(hints: str, defect: str, *what: str):
    file = Path(tempfile.mkdtemp(prefix="easel-oracle-")) / "easel.yaml"
    file.write_text(BARE.format(hints=hints))
    return run(*what, "--tool", str(file), "--set", f"defect={defect}", "--quiet")


def statuses(ran) -> set[str]:
    return {case["status"] for case in ran.cases.values()}


class Oracle(unittest.TestCase):
    def test_a_session_that_a_refusal_left_behind_is_found_without_a_probe(self) -> None:
        case = "launch.untrusted/signed-by-an-attacker-under-the-genuine-key-s-name"
        for hints in ("", "oracle: { accept_markers: [Welcome], reject_markers: [Launch refused] }"):
            with self.subTest(hints):
                self.assertEqual(statuses(played(hints, "none", case)), {"passed"})
                ran = played(hints, "opens-session-before-checking", case)
                self.assertEqual(statuses(ran), {"failed"}, ran.out)
                observed = ran.cases[case]["checks"][-1]["observed"]["text"]
                self.assertIn("the page of the valid launch opens in that browser", observed)

    def test_a_forged_launch_is_found_by_its_page_alone(self) -> None:
        for defect, what in (("accepts-alg-none", "LAUNCH-005"), ("ignores-aud", "LAUNCH-018"), ("ignores-exp", "LAUNCH-025")):
            with self.subTest(defect):
                ran = played("", defect, what)
                self.assertIn("failed", statuses(ran), ran.out)
                self.assertLessEqual(statuses(ran), {"failed", "passed"})
                failed = next(c for c in ran.cases.values() if c["status"] == "failed")
                self.assertIn("E4", failed["checks"][-1]["evidence"])
                self.assertIn("E5", failed["checks"][-1]["evidence"])

    def test_a_view_is_known_by_the_markers_of_both_sides(self) -> None:
        common = "accept_markers: [Welcome], reject_markers: [Launch refused]"
        for markers in ('teacher_markers: ["Grade the class"]', 'student_markers: ["Start attempt"]'):
            with self.subTest(markers):
                ran = played(f"oracle: {{ {common}, {markers} }}", "none", "launch.roles")
                self.assertNotIn("failed", statuses(ran), ran.out)
                unknown = [c for c in ran.cases.values() if c["status"] == "inconclusive"]
                self.assertTrue(unknown, ran.out)
                self.assertIn("the tool file has no", unknown[0]["reason"])

    def test_state_that_a_script_compares_needs_a_browser(self) -> None:
        hints = "oracle: { accept_markers: [Welcome], state_check: client_js }"
        ran = played(hints, "state-not-bound-to-browser", "launch.state_nonce/finished-in-another-browser")
        self.assertEqual(statuses(ran), {"inconclusive"})
        self.assertIn("client_js", next(iter(ran.cases.values()))["reason"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
