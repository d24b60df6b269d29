"""docs/replay.md does what it says: one reader types its commands in order, with the output that it shows."""

from __future__ import annotations

import unittest

from external_tools_page_test import commands
from readme_test import ROOT, Reader, blocks, pattern

PAGE = ROOT / "docs/replay.md"


class ThePage(unittest.TestCase):
    def setUp(self) -> None:
        self.reader = Reader()
        self.addCleanup(self.reader.close)

    def test_everything_shown_is_what_happens(self) -> None:
        played = 0
        for block in blocks(PAGE):
            self.assertEqual(block.kind, "console", f"{PAGE.name}:{block.line}: nobody tries this block")
            for command, shown in commands(block):
                printed = self.reader.run(command)
                if not pattern(shown).fullmatch(printed):
                    self.fail(f"{PAGE.name}:{block.line}: {command}\nshown is\n{shown}\nbut printed was\n{printed}")
                played += 1
        self.assertGreaterEqual(played, 12)


if __name__ == "__main__":
    unittest.main()
