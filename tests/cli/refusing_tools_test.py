"""Tools that refuse every plain launch: whoever mistyped a client id is told so once, and not by hundreds of failing cases."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import Ran, easel, run  # noqa: E402
from tools import free_port, reference_command, tool_file  # noqa: E402

OLD = """lti11:
  launch_url: http://127.0.0.1:{port}/lti11
  consumer_key: key-1
  shared_secret: the right one
"""


class RefusingTools(unittest.TestCase):
    def file(self, told: tuple[str, ...] = (), more: tuple[str, ...] = (), old: bool = False) -> str:
        port = free_port()
        folder = Path(tempfile.mkdtemp(prefix="easel-refusing-"))
        file = tool_file(folder, port, ["env", *told, *reference_command(port), *more])
        if old:
            file.write_text(file.read_text() + OLD.format(port=port))
        return str(file)

    def play(self, file: str, *what: str) -> Ran:
        return run("--tool", file, *what)

    def test_a_wrong_deployment_is_told_before_anything_is_judged(self) -> None:
        file = self.file(told=("LTI_DEPLOYMENT_ID=9:mistyped",))
        ran = self.play(file, "launch.valid")
        self.assertEqual((ran.code, ran.cases), (4, {}), ran.out + ran.err)
        for words in ("launch.plain", "status 401: Launch refused", "deployment is not known", "client id 10000000000001", "1:8865aa05", "--no-doctor", "nothing was judged"):
            self.assertIn(words, ran.err)
        self.assertEqual(easel("doctor", "--tool", file).code, 4)

    def test_it_is_judged_all_the_same_by_whoever_wants_it(self) -> None:
        ran = self.play(self.file(told=("LTI_DEPLOYMENT_ID=9:mistyped",)), "--no-doctor", "launch.valid")
        self.assertEqual(ran.code, 1, ran.out + ran.err)
        self.assertIn("failed", {c["status"] for c in ran.cases.values()})
        self.assertIn("setup warning launch.plain", ran.err)

    def test_who_refuses_teachers_alone_is_judged_for_it(self) -> None:
        ran = self.play(self.file(more=("--defect", "refuses-teachers")), "LAUNCH-001", "LAUNCH-002")
        self.assertEqual(ran.code, 1, ran.out + ran.err)
        self.assertEqual(ran.violated(), ["LAUNCH-001"])

    def test_only_the_version_that_is_played_has_to_be_accepted(self) -> None:
        file = self.file(told=("LTI11_KEY=key-1", "LTI11_SECRET=the wrong one"), old=True)
        self.assertEqual(self.play(file, "launch.valid").code, 0)
        ran = self.play(file, "launch.valid", "lti11.valid")
        self.assertEqual((ran.code, ran.cases), (4, {}), ran.out + ran.err)
        self.assertIn("consumer key key-1", ran.err)
        self.assertNotIn("the right one", ran.err)

    def test_the_bundled_tool_is_registered_by_easel_itself(self) -> None:
        for defect, cases in (("refuses-learners", "launch.valid"), ("lti11-refuses-all", "lti11.valid")):
            with self.subTest(defect):
                ran = run("--tool", "reference", "--set", f"defect={defect}", cases)
                self.assertEqual(ran.code, 1, ran.out + ran.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
