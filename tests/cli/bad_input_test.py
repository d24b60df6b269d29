"""Bad files: each with its place, the line, a caret and what was probably meant; exit code 3."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from easel import easel, run

GOOD = "scenario: A launch\nrequirements: [LAUNCH-001]\nsteps:\n  - launch: { as: grace, to: quiz1 }\n    expect: accepted\n"

# name, text, place (line:column; "" : any), words that must be in the message
SCENARIOS = [
    ("broken_yaml", "scenario: [\nsteps: ]\n", "", ["error"]),
    ("no_mapping", "- just\n- a list\n", "1:1", ["mapping"]),
    ("unknown_key", GOOD + "stesp: []\n", "6:1", ["stesp", "did you mean 'steps'"]),
    ("duplicate_key", GOOD + "scenario: Again\n", "6:1", ["scenario"]),
    ("unknown_verb", GOOD.replace("launch:", "lunch:"), "4:5", ["lunch", "did you mean 'launch'"]),
    ("wrong_type", GOOD.replace("[LAUNCH-001]", "{ a: b }"), "2:15", []),
    ("unknown_requirement", GOOD.replace("LAUNCH-001", "LAUNCH-999"), "2:16", ["LAUNCH-999"]),
    ("unknown_fact", GOOD.replace("requirements: [LAUNCH-001]", "facts: [ags/5.2.99]"), "2:9", ["ags/5.2.99"]),
    ("duplicate_case", "scenario: A\nrequirements: [LAUNCH-001]\ncases:\n  - { name: Same }\n  - { name: same! }\nsteps:\n  - launch: { as: ada, to: quiz1 }\n", "5:", ["same"]),
    ("unknown_expectation", GOOD.replace("accepted", "acepted"), "5:13", ["acepted", "did you mean 'accepted'"]),
    ("bad_duration", GOOD + "  - quiet: { score: quiz1, for: soon }\n", "6:33", ["soon"]),
    ("bad_expression", GOOD + "  - change: { clock: \"${now +}\" }\n", "6:", []),
    ("unknown_tamper", GOOD.replace("to: quiz1", "to: quiz1, tamper: { id_token.clams.exp: 1 }"), "", ["id_token.clams.exp"]),
    ("missing_include", GOOD + "  - include: nowhere.yaml\n", "6:", ["nowhere.yaml"]),
    ("include_cycle", GOOD + "  - include: include_cycle.yaml\n", "6:", []),
    ("unknown_user", GOOD.replace("grace", "nobody"), "4:5", ["nobody"]),
    ("unknown_assignment", GOOD.replace("quiz1", "quiz99"), "4:5", ["quiz99"]),
    ("bad_world", GOOD + "world: { courses: { bio101: { stat: x } } }\n", "6:", ["stat"]),
    ("unknown_error_row", GOOD + "  - send: { score: quiz1, user: ada }\n    expect: { error: timestamp-stael }\n", "7:", ["timestamp-stale"]),
    ("binary", "scenario: \x01\x02\x7f\nsteps: \xff\n", "", []),
    ("empty", "", "", []),
    ("deep", "a: " + "[" * 200 + "]" * 200, "", []),
]

TOOLS = [
    ("unknown_key", "tool: T\nlti13:\n  login_ur: http://127.0.0.1:1/login\n", "3:3", ["login_ur", "did you mean 'login_url'"]),
    ("not_a_url", "tool: T\nlti13: { login_url: nonsense, redirect_uris: [http://127.0.0.1:1/l], target_link_uri: http://127.0.0.1:1/l, registrations: [{ client_id: \"1\" }] }\n", "2:21", []),
    ("unknown_action", "tool: T\nstart: { bundled: true }\nactions:\n  skore: auto\n", "4:3", ["skore", "did you mean 'score'"]),
    ("unknown_placement", "tool: T\nstart: { bundled: true }\nplacements: [editor_buton]\n", "3:14", ["editor_buton", "did you mean 'editor_button'?"]),
    ("bad_regex", "tool: T\nstart: { bundled: true }\noracle: { accept_markers: [\"(\"] }\n", "3:28", []),
    ("missing_env", "tool: \"${env.NO_SUCH_VARIABLE_HERE}\"\nstart: { bundled: true }\n", "1:7", ["NO_SUCH_VARIABLE_HERE"]),
]


class BadInput(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-bad-"))

    def judge(self, answered, file: Path, place: str, words: list[str]) -> None:
        self.assertEqual(answered.code, 3, answered.out + answered.err)
        self.assertRegex(answered.err, rf"{file.name}:{place}.*error: ", answered.err)
        for word in words:
            self.assertIn(word, answered.err)

    def test_scenarios(self) -> None:
        for name, text, place, words in SCENARIOS:
            with self.subTest(name):
                file = self.folder / f"{name}.yaml"
                file.write_text(text, encoding="latin-1")
                self.judge(easel("validate", str(file)), file, place, words)
                self.assertEqual(run(str(file), "--tool", "reference").code, 3)

    def test_tool_files(self) -> None:
        for name, text, place, words in TOOLS:
            with self.subTest(name):
                file = self.folder / f"{name}.yaml"
                file.write_text(text)
                self.judge(easel("doctor", "--tool", str(file)), file, place, words)

    def test_one_bad_file_shows_every_problem_at_once(self) -> None:
        file = self.folder / "many.yaml"
        file.write_text(GOOD.replace("scenario:", "scenari:").replace("accepted", "acepted").replace("LAUNCH-001", "LAUNCH-0"))
        answered = easel("validate", str(file))
        self.assertGreaterEqual(answered.err.count("error: "), 3)
        self.assertIn("^", answered.err)
        problems = __import__("json").loads(easel("validate", "--json", str(file)).out)
        self.assertEqual(len(problems), answered.err.count("error: "))

    def test_files_that_are_not_there(self) -> None:
        self.assertEqual(easel("validate", "nowhere.yaml").code, 3)
        self.assertEqual(run("launch.valid", "--tool", "nowhere.yaml").code, 3)
        self.assertEqual(run("launch.valid", "--tool", "reference", "--expected-failures", "nowhere.yaml").code, 3)

    def test_a_bad_baseline(self) -> None:
        file = self.folder / "expected.yaml"
        file.write_text("- case: x\n  resaon: y\n")
        answered = run("launch.valid", "--tool", "reference", "--expected-failures", str(file))
        self.judge(answered, file, "2:3", ["did you mean 'reason'"])

    def test_reports_that_cannot_be_written(self) -> None:
        file = self.folder / "a file"
        file.write_text("")
        answered = easel("run", "--tool", "reference", "launch.valid", "--output", str(file / "below"))
        self.assertEqual(answered.code, 5)
        self.assertIn("cannot write", answered.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
