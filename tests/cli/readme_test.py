"""The README and docs/cli.md do what they say: their commands run, with the output that they show.

The blocks of README.md are played in order by one reader: `console` blocks with their output, `sh` blocks, and files
that follow a comment `<!-- file: NAME -->`. In shown output a line `...` stands for any lines, `...` within a line for
anything. Spans of time are not compared. The README's fixed ports are replaced by free ones.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from easel import BINARY, ROOT, easel  # noqa: E402

VERBS = ("run", "serve", "doctor", "list", "validate", "explain", "replay", "schema", "tool", "coverage", "report", "baseline", "init",
         "check-config", "ui")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md", "docs/architecture.md", "docs/cli.md",
         "docs/control-api.md", "docs/external-tools.md", "docs/replay.md", "docs/dependencies.md", "docs/dialects.md",
         "docs/reports.md")


@dataclass
class Block:
    kind: str
    mark: str  # of the comment before it
    text: str
    line: int


def blocks(path: Path) -> list[Block]:
    found: list[Block] = []
    mark, kind, held, start = "", None, [], 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if kind is not None:
            if line == "```":
                found.append(Block(kind, mark, "\n".join(held) + "\n", start))
                mark, kind = "", None
            else:
                held.append(line)
        elif line.startswith("```"):
            kind, held, start = line[3:], [], number
        elif comment := re.fullmatch(r"<!-- (.*) -->", line):
            mark = comment[1]
        elif line.strip():
            mark = ""
    return found


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def pattern(shown: str) -> re.Pattern:
    """What output must match to be as shown."""
    parts = []
    for line in shown.splitlines():
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*")
            continue
        text = re.escape(line).replace(r"\.\.\.", ".*")
        text = re.sub(r"\d+\\\.\d+((?:\\\ )?s\b)", r"[0-9.]+\1", text)
        text = re.sub(r"^·+", "·+", text)
        parts.append(text + r" *\n")
    return re.compile("".join(parts))


class Reader:
    """Types what a README says into a shell, and remembers variables from one command to the next."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="easel-readme-"))
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("EASEL_", "LTI_"))}
        self.env["PATH"] = f"{Path(BINARY).resolve().parent}:{self.env['PATH']}"
        self.env["NO_COLOR"] = "1"
        self.ports = dict(zip(("8090", "9001"), map(str, free_ports(2))))
        self.status = 0
        self.running: list[subprocess.Popen] = []

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def here(self, text: str) -> str:
        for shown, real in self.ports.items():
            text = re.sub(rf"\b{shown}\b", real, text)
        return text

    def run(self, command: str) -> str:
        script = f"(exit {self.status})\n{self.here(command)}\nstatus=$?\nenv -0 > .env\nexit $status\n"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=300,
        )
        self.status = done.returncode
        pairs = (pair.partition("=") for pair in (self.folder / ".env").read_text().split("\0") if pair)
        self.env = {name: value for name, _, value in pairs if name not in ("_", "SHLVL", "PWD", "OLDPWD")}
        (self.folder / ".env").unlink()
        return done.stdout

    def start(self, command: str, until: re.Pattern) -> tuple[subprocess.Popen, str]:
        """A command that goes on until it is told to end; returns once it has printed what is shown."""
        process = subprocess.Popen(
            shlex.split(self.here(command)), cwd=self.folder, env=self.env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.running.append(process)
        os.set_blocking(process.stdout.fileno(), False)
        printed, deadline = "", time.monotonic() + 20
        while not until.fullmatch(printed) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
            printed += (process.stdout.read() or b"").decode()
        return process, printed


class TheReadme(unittest.TestCase):
    def setUp(self) -> None:
        self.reader = Reader()
        self.addCleanup(self.reader.close)

    def check(self, shown: str, printed: str, where: str) -> None:
        if not pattern(self.reader.here(shown)).fullmatch(printed):
            self.fail(f"{where}: shown is\n{shown}\nbut printed was\n{printed}")

    def play_console(self, block: Block) -> None:
        pieces = re.split(r"^\$ (.*)\n", block.text, flags=re.M)[1:]
        for command, shown in zip(pieces[::2], pieces[1::2]):
            where = f"README.md:{block.line}: {command}"
            if command == "easel serve":
                own_port = f"easel serve --port {self.reader.ports['8090']}"
                process, printed = self.reader.start(own_port, pattern(self.reader.here(shown)))
                self.check(shown, printed, where)
                process.send_signal(signal.SIGINT)
                self.assertEqual(process.wait(10), 130, where)
            else:
                self.check(shown, self.reader.run(command), where)

    def play_script(self, block: Block) -> None:
        for line in block.text.splitlines():
            command = line.split("#")[0].strip()
            if command.startswith("scripts/"):
                self.assertTrue(os.access(ROOT / command, os.X_OK), line)
            elif command.startswith("cmake "):
                names = [one["name"] for one in json.loads((ROOT / "CMakePresets.json").read_text())["buildPresets"]]
                self.assertIn(re.search(r"--preset (\S+)", command)[1], names)
            elif command == "easel tool":
                listening = re.compile(r"The reference tool listens on .*\n")
                process, printed = self.reader.start(f"easel tool --port {self.reader.ports['9001']}", listening)
                self.assertRegex(printed, listening)
            elif not command.startswith("export PATH="):
                self.assertEqual((self.reader.run(command), self.reader.status), ("", 0), line)

    def play_ci(self, block: Block) -> None:
        """The lines of `script:`; the tool is running already, and a few cases tell as much as all."""
        commands = re.findall(r"^    - (.*)$", block.text, flags=re.M)
        self.assertTrue(commands)
        for command in commands:
            if not command.startswith("easel "):
                continue
            printed = self.reader.run(command + " launch.valid")
            self.assertEqual(self.reader.status, 0, printed)
            output = re.search(r"--output (\S+)", command)[1]
            self.assertIn(f"junit: {output}/junit.xml", block.text)
            self.assertTrue((self.reader.folder / output / "junit.xml").exists())

    def test_everything_shown_is_what_happens(self) -> None:
        played = 0
        for block in blocks(ROOT / "README.md"):
            with self.subTest(line=block.line):
                if block.kind == "console":
                    self.play_console(block)
                elif block.kind == "sh":
                    self.play_script(block)
                elif block.mark.startswith("file: "):
                    (self.reader.folder / block.mark[6:]).write_text(self.reader.here(block.text))
                elif block.mark == "ci":
                    self.play_ci(block)
                else:
                    self.fail(f"README.md:{block.line}: nobody tries this block")
                played += 1
        self.assertGreaterEqual(played, 12)

    def test_the_tables_name_every_verdict_and_exit_code(self) -> None:
        text = (ROOT / "README.md").read_text()
        verdicts = re.search(r"enum class Verdict \{ (.*) \}", (ROOT / "harness/verdict/result.hpp").read_text())
        for verdict in verdicts[1].split(", "):
            self.assertIn(f"| {verdict} |", text)
        for page in ("README.md", "docs/cli.md"):
            rows = re.findall(r"^\| ([\d, ]+) \|", (ROOT / page).read_text(), flags=re.M)
            shown = {int(number) for row in rows for number in row.split(",")}
            codes = set(map(int, re.findall(r"exit_\w+ = (\d+)", (ROOT / "harness/cli/options.hpp").read_text())))
            self.assertEqual(shown, codes | {130, 143}, page)


class TheManual(unittest.TestCase):
    def sections(self) -> dict[str, str]:
        pieces = re.split(r"^## easel ([\w-]+)\n", (ROOT / "docs/cli.md").read_text(), flags=re.M)[1:]
        return dict(zip(pieces[::2], pieces[1::2]))

    def test_every_verb_has_a_section(self) -> None:
        listed = set(re.findall(r"^  ([\w-]+)  ", easel("--help").out.split("Subcommands:")[1], flags=re.M))
        self.assertEqual(listed, set(VERBS))
        self.assertEqual(set(self.sections()), listed)

    def test_flags_and_their_twins_are_those_of_the_program(self) -> None:
        for verb, section in self.sections().items():
            printed = easel(verb, "--help").out
            for inner in re.findall(r"^  (\w+)  ", printed.partition("Subcommands:")[2], flags=re.M):
                printed += easel(verb, inner, "--help").out
            real: dict[frozenset, str] = {}
            for names, twin in re.findall(r"^  (-\S+)(?:[^\n(]|\((?!Env))*\(Env:(\w+)\)", printed, flags=re.M):
                real[frozenset(re.match(r"[-\w,]+", names)[0].split(","))] = twin
            helped = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", printed, flags=re.M)) - {"--help"}
            self.assertEqual(helped, {name for names in real for name in names if name.startswith("--")}, verb)
            told = {
                frozenset(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", first)): twin
                for first, twin in re.findall(r"^\| (`-[^|]*) \| `(EASEL_\w+)` \|", section, flags=re.M)
            }
            self.assertEqual(told, real, verb)

    def test_its_commands_work_as_written(self) -> None:
        reader = Reader()
        self.addCleanup(reader.close)
        lines = [line for block in blocks(ROOT / "docs/cli.md") if block.kind == "sh" for line in block.text.splitlines()]
        self.assertGreaterEqual(len(lines), 7)
        for line in lines:
            printed = reader.run(line.split("#")[0].strip())
            # The one tool with a defect fails, all else is well.
            self.assertEqual(reader.status, 1 if "defect=" in line else 0, line + printed)

    def test_files_are_those_of_a_run(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            easel("run", "--tool", "reference", "--output", folder, "launch.valid")
            made = {file.name for file in Path(folder).iterdir()}
        section = self.sections()["run"].split("### Files")[1].split("###")[0]
        told = set(re.findall(r"^\| `([\w.-]+)` \|", section, flags=re.M))
        self.assertLessEqual(made, told)
        self.assertEqual(told - made, {"tool.log"})

    def test_dialects_are_those_of_worlds(self) -> None:
        properties = json.loads(easel("schema", "world").out)["properties"]
        real = {
            name: set(next(one["enum"] for one in shape.get("anyOf", [shape]) if "enum" in one))
            for name, shape in properties["dialects"]["properties"].items()
        }
        page = (ROOT / "docs/dialects.md").read_text()
        rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|.*\| `(\w+)` \| (?:course|world) \|", page, flags=re.M)
        told = {name: {one, other} for name, one, other in rows}
        self.assertEqual(told, real)
        self.assertEqual(set(re.findall(r"`(\d{4}-\d\d)`", page)), set(properties["canvas"]["enum"]))


class ThePages(unittest.TestCase):
    def test_links_lead_somewhere(self) -> None:
        for page in PAGES:
            path = ROOT / page
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
                if not target.startswith("http"):
                    self.assertTrue((path.parent / target).exists(), f"{page}: {target}")

    def test_paths_that_are_named_exist(self) -> None:
        for page in ("CONTRIBUTING.md", "docs/architecture.md"):
            folders = "src|harness|tests|fixtures|scenarios|scripts|cmake"
            for named in re.findall(rf"`((?:{folders})/[\w/.-]+)`", (ROOT / page).read_text()):
                self.assertTrue((ROOT / named).exists(), f"{page}: {named}")

    def test_the_architecture_names_every_module_and_what_it_uses(self) -> None:
        page = (ROOT / "docs/architecture.md").read_text()
        told = dict(re.findall(r"^\| `(\w+)` \| .* \| ([\w, -]*) \|$", page, flags=re.M))
        real = {}
        for file in [*ROOT.glob("src/*/CMakeLists.txt"), *ROOT.glob("harness/*/CMakeLists.txt")]:
            declared = re.search(r"DEPS\s+([\w\s]+?)(?:\s+(?:PUBLIC|PRIVATE)\b|\))", file.read_text())
            real[file.parent.name] = set(declared[1].split()) if declared else set()
        self.assertEqual(set(told), set(real))
        for name, uses in real.items():
            self.assertEqual(set(told[name].split(", ")) - {"-", ""}, uses, name)


if __name__ == "__main__":
    unittest.main()
