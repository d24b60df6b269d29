"""Same seed, same bytes: over five runs, at any number of jobs, from any folder."""

from __future__ import annotations

import hashlib
import tempfile
import unittest
from pathlib import Path

from easel import run


def digests(*arguments: str) -> tuple[str, str]:
    ran = run("--tool", "reference", "--clock", "virtual", "--quiet", *arguments)
    if ran.code != 0:
        raise AssertionError(ran.out + ran.err)
    return tuple(hashlib.sha256((ran.folder / name).read_bytes()).hexdigest() for name in ("junit.xml", "result.json"))


class Determinism(unittest.TestCase):
    def test_five_runs_write_the_same_bytes(self) -> None:
        self.assertEqual(len({digests("--seed", "7") for _ in range(5)}), 1)

    def test_one_job_and_eight_write_the_same_bytes(self) -> None:
        self.assertEqual(digests("--jobs", "1"), digests("--jobs", "8"))

    def test_what_fails_is_told_in_the_same_bytes(self) -> None:
        # Whatever was signed holds the platform's port, and so does the signature.
        told = set()
        for jobs in ("1", "4", "8"):
            ran = run("lti11.valid", "lti11.hard_values", "--tool", "reference", "--set", "defect=lti11-refuses-all", "--quiet", "-j", jobs)
            self.assertEqual(ran.code, 1, ran.out + ran.err)
            told.add((ran.folder / "result.json").read_text())
        self.assertEqual(len(told), 1)
        self.assertNotRegex(told.pop(), r"127\.0\.0\.1(:|%3A|%253A)\d")

    def test_another_seed_gives_the_same_verdicts(self) -> None:
        # By a correct tool, by a broken one, and by one that only comparisons can judge.
        for manner in ((), ("launch", "--set", "defect=accepts-tokens-again"), ("launch", "--variant", "refuses-with-200")):
            with self.subTest(manner):
                verdicts = []
                for seed in ("1", "2", "3"):
                    ran = run(*manner, "--tool", "reference", "--seed", seed, "--quiet")
                    verdicts.append({i: (c["status"], [k["evidence"] for k in c["checks"]]) for i, c in ran.cases.items()})
                self.assertGreaterEqual(len(verdicts[0]), 100)
                self.assertEqual(verdicts[0], verdicts[1])
                self.assertEqual(verdicts[0], verdicts[2])

    def test_no_origin_and_no_path_of_this_machine_is_written(self) -> None:
        ran = run("--tool", "reference", "launch.valid", "scores")
        for name in ("junit.xml", "result.json"):
            text = (ran.folder / name).read_text()
            self.assertNotRegex(text, r"127\.0\.0\.1:\d")
            self.assertNotIn(tempfile.gettempdir() + "/", text)
            self.assertNotIn(str(Path.cwd()), text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
