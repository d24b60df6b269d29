"""docs/external-tools.md does what it says: one reader types its commands in order, and Canvas answers as is shown.

`console` blocks hold commands, over several lines where one ends with a backslash, and what is printed; `...` stands for
anything. A comment `<!-- answer: JSON -->` behind a block names members that the last answer has; null: it has none.
"""

from __future__ import annotations

import json
import re
import shutil
import unittest

from readme_test import ROOT, Block, Reader, blocks, free_ports, pattern

PAGE = ROOT / "docs/external-tools.md"
SERVERS = ("easel serve", "python3 -m http.server")


def commands(block: Block) -> list[tuple[str, str]]:
    """(command, what is shown) of a console block."""
    found: list[tuple[str, str]] = []
    lines = iter(block.text.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            found[-1] = (found[-1][0], found[-1][1] + line + "\n")
            continue
        command = line[2:]
        while command.endswith("\\"):
            command = command + "\n" + next(lines)
        found.append((command, ""))
    return found


def lacking(expected, actual, path: str = "") -> str:
    """Where the answer is not as told; "" where it is."""
    if expected is None:
        return "" if actual is None else f"{path} is {actual!r}"
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return f"{path} is {actual!r}"
        return next(filter(None, (lacking(value, actual.get(name), f"{path}.{name}") for name, value in expected.items())), "")
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            return f"{path} is {actual!r}"
        return next(filter(None, (lacking(one, other, f"{path}[]") for one, other in zip(expected, actual))), "")
    return "" if expected == actual else f"{path} is {actual!r}"


@unittest.skipIf(shutil.which("curl") is None, "curl is not installed")
class ThePage(unittest.TestCase):
    def setUp(self) -> None:
        self.reader = Reader()
        self.addCleanup(self.reader.close)
        self.reader.ports = dict(zip(("8090", "8091", "9300"), map(str, free_ports(3))))
        # No progress among what is printed.
        (self.reader.folder / ".curlrc").write_text("silent\nshow-error\n")
        self.reader.env["CURL_HOME"] = str(self.reader.folder)

    def start(self, command: str, shown: str) -> None:
        ports = self.reader.ports
        if command.startswith("easel serve"):
            command = command.replace("easel serve", f"easel serve --port {ports['8090']} --control-port {ports['8091']}")
            until = re.compile(r"(?s).*Not built.*\n\n")
            _, printed = self.reader.start(command, until)
            self.assertRegex(printed, pattern(self.reader.here(shown)))
        else:
            self.reader.start(command.replace("python3", "python3 -u"), re.compile(r"(?s).*Serving HTTP.*"))

    def play(self, block: Block) -> str:
        printed = ""
        for command, shown in commands(block):
            if command.startswith(SERVERS):
                self.start(command, shown)
                continue
            printed = self.reader.run("set -a\n" + command)
            if printed and not printed.endswith("\n"):
                printed += "\n"
            if not pattern(self.reader.here(shown)).fullmatch(printed):
                self.fail(f"{PAGE.name}:{block.line}: {command}\nshown is\n{shown}\nbut printed was\n{printed}")
        return printed

    def test_everything_shown_is_what_happens(self) -> None:
        told = {line: json.loads(text) for line, text in self.answers().items()}
        played = 0
        for block in blocks(PAGE):
            if block.mark.startswith("file: "):
                file = self.reader.folder / block.mark[6:]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(self.reader.here(block.text))
            elif block.kind == "console":
                printed = self.play(block)
                played += 1
                end = block.line + len(block.text.splitlines()) + 2
                if end in told:
                    self.assertEqual(lacking(told.pop(end), json.loads(printed)), "", f"{PAGE.name}:{block.line}: {printed}")
            elif block.kind == "sh":
                self.assertEqual((self.reader.run("set -a\n" + block.text), self.reader.status), ("", 0), block.line)
            else:
                self.fail(f"{PAGE.name}:{block.line}: nobody tries this block")
        self.assertEqual(told, {}, "no block stands before these")
        self.assertGreaterEqual(played, 17)

    def answers(self) -> dict[int, str]:
        """By the line that they stand on."""
        lines = enumerate(PAGE.read_text().splitlines(), 1)
        return {number: found[1] for number, line in lines if (found := re.fullmatch(r"<!-- answer: (.*) -->", line))}

    def test_it_shows_every_call_of_canvas_s_own_page(self) -> None:
        shown = " ".join(command for block in blocks(PAGE) if block.kind == "console" for command, _ in commands(block))
        for part in ("launch_type=assessment", "launch_type=module_item", "launch_type=course_navigation", "config_type=by_url",
                     "custom_fields[key2]=value2", "user_navigation[text]=Something Cool", "-X PUT", "-X DELETE", "-F 'url="):
            self.assertIn(part, shown)


if __name__ == "__main__":
    unittest.main()
