"""docs/control-api.md does what it says: its blocks, one after the other, are the scripts in examples/, and these run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import yaml

from easel import BINARY, ROOT
from serving import Serving, clean_env, free_ports

PAGE = (ROOT / "docs/control-api.md").read_text()


def script(language: str) -> str:
    return "\n\n".join(re.findall(rf"^```{language}\n(.*?)\n```$", PAGE, flags=re.M | re.S)) + "\n"


class ThePage(unittest.TestCase):
    def test_its_blocks_are_the_examples(self) -> None:
        for language, file in (("python", "control_api.py"), ("js", "control_api.mjs")):
            shown, kept = ([line for line in text.splitlines() if line] for text in (script(language), (ROOT / "examples" / file).read_text()))
            self.assertEqual(shown, kept, file)

    def test_routes_that_it_names_are_there(self) -> None:
        paths = set(yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())["paths"])
        for method, path in re.findall(r"`(GET|POST|PATCH|DELETE) ([^`\s]+)`", PAGE):
            known = path.replace("...", "/worlds/{world}").replace("/worlds/NAME", "/worlds/{world}").replace("/tools/NAME", "/tools/{tool}")
            self.assertIn(known, paths, method)

    def run_script(self, name: str, *command: str) -> None:
        with Serving() as easel:
            folder = Path(easel.folder.name)
            (folder / "easel.token").write_text(easel.token)
            path = f"{Path(BINARY).resolve().parent}:{clean_env()['PATH']}"
            environment = clean_env({"CONTROL_URL": easel.control, "TOOL_URL": f"http://127.0.0.1:{free_ports(1)[0]}", "PATH": path})
            (folder / name).write_text(script({"py": "python", "mjs": "js"}[name.split(".")[1]]))
            done = subprocess.run([*command, name], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Canvas says 422 because of ags/", done.stdout)
        self.assertRegex(done.stdout, r"bob has 3(\.0)?\n")

    def test_python(self) -> None:
        self.run_script("story.py", sys.executable)

    def test_javascript(self) -> None:
        if shutil.which("node") is None:
            self.skipTest("node is not installed")
        self.run_script("story.mjs", "node")


if __name__ == "__main__":
    unittest.main()
