"""Profiles: which cases they play, what they judge otherwise, and the evidence pack of a rehearsed certification."""

from __future__ import annotations

import json
import re
import time
import unittest
from pathlib import Path

from easel import BINARY, easel, run

REFERENCE = ("--tool", "reference", "--quiet")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| (\d+) \| (\w+) \|$", re.M)


def with_defect(defect: str) -> tuple[str, ...]:
    return (*REFERENCE, "--set", f"defect={defect}")


class Profiles(unittest.TestCase):
    def test_are_listed(self) -> None:
        listed = json.loads(easel("list", "profiles", "--json").out)
        self.assertEqual({one["name"] for one in listed}, {"canvas", "quick", "security", "platform", "certification", "certification-11"})

    def test_an_unknown_one_is_a_usage_error(self) -> None:
        ran = easel("run", "--profile", "nosuch", *REFERENCE)
        self.assertEqual(ran.code, 2)
        self.assertIn("easel list profiles", ran.err)

    def planned(self, *arguments: str) -> list[str]:
        ran = easel("run", "--dry-run", *arguments)
        self.assertEqual(ran.code, 0, ran.err)
        return [line.split()[0] for line in ran.out.splitlines() if "  " in line]

    def test_choose_their_cases(self) -> None:
        usual = set(self.planned())
        self.assertEqual(set(self.planned("--profile", "canvas")), usual)
        quick, security = set(self.planned("--profile", "quick")), set(self.planned("--profile", "security"))
        self.assertLess(quick, usual)
        self.assertLess(security, usual)
        self.assertIn("launch.untrusted/algorithm-none", quick & security)
        self.assertTrue(all(case.startswith("platform.") for case in self.planned("--profile", "platform")))
        narrowed = self.planned("--profile", "security", "launch.bad_payloads", "scores")
        self.assertTrue(narrowed)
        self.assertTrue(all(case.startswith("launch.bad_payloads") for case in narrowed), narrowed)

    @unittest.skipIf({"asan", "tsan"} & set(Path(BINARY).parts), "a sanitizer makes everything slow")
    def test_keep_to_the_time_that_is_promised(self) -> None:
        for profile, seconds in (("canvas", 30), ("quick", 10)):
            with self.subTest(profile):
                began = time.monotonic()
                ran = run("--profile", profile, *REFERENCE)
                took = time.monotonic() - began
                self.assertEqual(ran.code, 0, ran.out)
                self.assertLess(took, seconds)

    def test_the_reference_tool_passes_each(self) -> None:
        for profile in ("quick", "security"):
            ran = run("--profile", profile, *REFERENCE)
            self.assertEqual(ran.code, 0, ran.out)
            self.assertEqual({i: c["status"] for i, c in ran.cases.items() if c["status"] != "passed"}, {})


class Certification(unittest.TestCase):
    def rows(self, ran) -> dict[tuple[str, str], str]:
        pack = (ran.folder / "evidence.md").read_text()
        return {(block, name): verdict for block, name, _, _, verdict in ROW.findall(pack)}

    def test_rehearses_the_official_list(self) -> None:
        ran = run("--profile", "certification", *REFERENCE)
        self.assertEqual(ran.code, 0, ran.out)
        rows = self.rows(ran)
        self.assertEqual(len(rows), 43)  # certification.md 1
        self.assertEqual({row: verdict for row, verdict in rows.items() if verdict != "passed"}, {})
        pack = (ran.folder / "evidence.md").read_text()
        self.assertIn("Your log of that time", pack)
        self.assertNotRegex(pack, r"127\.0\.0\.1:\d")

    def test_rehearses_the_list_of_lti_11(self) -> None:
        ran = run("--profile", "certification-11", *REFERENCE)
        self.assertEqual(ran.code, 0, ran.out)
        rows = self.rows(ran)
        self.assertEqual(len(rows), 32)  # certification.md 7
        self.assertEqual({row: verdict for row, verdict in rows.items() if verdict != "passed"}, {})
        self.assertNotRegex((ran.folder / "evidence.md").read_text(), r"127\.0\.0\.1:\d")

    def test_is_the_same_page_every_time(self) -> None:
        first, second = (run("--profile", "certification", *REFERENCE, "-j", jobs) for jobs in ("1", "8"))
        self.assertEqual((first.folder / "evidence.md").read_text(), (second.folder / "evidence.md").read_text())

    def test_a_broken_tool_misses_its_test(self) -> None:
        ran = run("--profile", "certification", *with_defect("accepts-missing-kid"))
        self.assertEqual(ran.code, 1)
        rows = self.rows(ran)
        self.assertEqual(rows["bad launches", "No KID Sent in JWT header"], "failed")
        self.assertEqual(rows["bad launches", "Wrong LTI Version"], "passed")

    def test_what_is_only_warned_of_elsewhere_fails_here(self) -> None:
        defect = next(one for one in json.loads(easel("list", "defects", "--json").out) if one["primary"] == "LAUNCH-048")
        usual = run("LAUNCH-048", *with_defect(defect["id"]))
        rehearsed = run("--profile", "certification", "LAUNCH-048", *with_defect(defect["id"]))
        self.assertEqual((usual.code, rehearsed.code), (0, 1))

    def test_other_variants_of_a_bad_launch_only_inform(self) -> None:
        usual = run("launch.claims", *with_defect("accepts-any-version"))
        rehearsed = run("--profile", "certification", "launch.claims", *with_defect("accepts-any-version"))
        self.assertEqual((usual.code, rehearsed.code), (1, 0))
        self.assertIn("informed", {case["status"] for case in rehearsed.cases.values()})


if __name__ == "__main__":
    unittest.main(verbosity=2)
