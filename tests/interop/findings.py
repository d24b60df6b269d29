"""The generated parts of docs/interop.md: the matrix library x area, and the findings of each library.

The findings are the library's expected-failures.yaml as a table. The matrix counts what a run found, by the area of a
case's first requirement. As every case that failed or warned is to be foreseen, and every case that is foreseen to fail
or warn, its counts also follow from the expectation files and the names of the cases, without a run; that the rest of a
column passed can only be checked where the library was played.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs/interop.md"
OFFERED_BY = {"DL": "deep_linking", "NRPS": "nrps"}
LTI11 = {"L11", "O11"}
PLAYED_OR_NOT = ("passed", "not played")
NO_TROUBLE = (*PLAYED_OR_NOT, "not offered")
EXPECT = {"fail": "failed", "warn": "warned", "flaky": "either"}

Case = dict[str, Any]


def areas() -> dict[str, str]:
    """Areas in the order of docs/requirements.md, with their titles."""
    text = (ROOT / "docs/requirements.md").read_text()
    return dict(re.findall(r"^### ([A-Z0-9]+): (.+)$", text, re.MULTILINE))


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)


def generated(page: str, name: str) -> str:
    found = block(name).search(page)
    if not found:
        raise ValueError(f"{PAGE.name} has no part '{name}'")
    return found.group(0)


def with_part(page: str, name: str, content: str) -> str:
    generated(page, name)
    return block(name).sub(lambda found: f"{found.group(1)}{content}{found.group(2)}", page)


def expectations(folder: Path) -> list[dict[str, str]]:
    file = folder / "expected-failures.yaml"
    return yaml.safe_load(file.read_text()) or [] if file.exists() else []


def findings_table(folder: Path) -> str:
    """One row for each reason, with all of its cases."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in expectations(folder):
        verdict = EXPECT[entry.get("expect", "fail")]
        rows[(verdict, " ".join(entry["reason"].split()))].append(f"`{entry['case']}`")
    lines = ["| Cases | Verdict | Why |", "|---|---|---|"]
    lines += [f"| {', '.join(cases)} | {verdict} | {why.replace('|', '&#124;')} |" for (verdict, why), cases in rows.items()]
    return "\n".join(lines) + "\n"


def title_of(folder: Path) -> str:
    return yaml.safe_load((folder / "easel.yaml").read_text())["tool"]


def known_cases(easel: Path) -> list[Case]:
    listed = subprocess.run([easel, "list", "--json"], cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(listed.stdout)


def foreseen(folder: Path, cases: list[Case]) -> tuple[dict[str, str], list[str]]:
    """Case id -> "failed", "warned" or "either" by the first entry that fits, and the patterns that decide no case."""
    verdicts: dict[str, str] = {}
    idle = []
    for entry in expectations(folder):
        pattern = re.compile(re.escape(entry["case"]).replace(r"\*", ".*").replace(r"\?", "."))
        fits = [case["id"] for case in cases if case["id"] not in verdicts and pattern.fullmatch(case["id"])]
        verdicts |= dict.fromkeys(fits, EXPECT[entry.get("expect", "fail")])
        if not fits:
            idle.append(entry["case"])
    return verdicts, idle


def area_of(case: Case) -> str:
    return case["requirements"][0].split("-")[0] if case["requirements"] else ""


def trouble_foreseen(folder: Path, cases: list[Case]) -> dict[str, str]:
    """Area -> the cell that its column must have, where cases of it are foreseen to fail or warn."""
    verdicts, _ = foreseen(folder, cases)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        counted[area_of(case)][verdicts.get(case["id"], "")] += 1
    return {area: cell(count) for area, count in counted.items() if area and (count["failed"] or count["warned"])}


def surprises(folder: Path, result: Path) -> list[str]:
    """The cases that failed or warned otherwise than foreseen; also warnings, which leave Easel's exit code alone."""
    cases = json.loads(result.read_text())["cases"]
    verdicts, _ = foreseen(folder, cases)
    told = []
    for case in cases:
        said, found = verdicts.get(case["id"], "no trouble"), case["status"]
        trouble = found in ("failed", "warned")
        if said != "either" and (trouble or said != "no trouble") and said != found:
            told.append(f"{case['id']}: {said} foreseen, {found} found")
    return told


def column(folder: Path, result: Path) -> dict[str, str]:
    """What a run found in each area; entries that may go either way are not counted."""
    cases = json.loads(result.read_text())["cases"]
    verdicts, _ = foreseen(folder, cases)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if verdicts.get(case["id"]) != "either":
            counted[area_of(case)][case["status"]] += 1
    tool = yaml.safe_load((folder / "easel.yaml").read_text())
    features = tool.get("features", {})
    lacks = {area for area, feature in OFFERED_BY.items() if not features.get(feature, False)}
    for area in areas():
        spoken = "lti11" if area in LTI11 else "lti13"
        if spoken not in tool and cell(counted[area]) == "not played":
            lacks.add(area)
    return {area: "not offered" if area in lacks else cell(counted[area]) for area in areas()}


def cell(count: Counter[str]) -> str:
    trouble = [f"{count[status]} {status}" for status in ("failed", "warned") if count[status]]
    if trouble:
        return ", ".join(trouble)
    return "passed" if count["passed"] else "not played"


def matrix(columns: dict[str, dict[str, str]]) -> str:
    """`columns`: title of a library -> area -> cell."""
    lines = ["| Area | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for area, title in areas().items():
        lines.append(f"| {area}: {title} | " + " | ".join(cells[area] for cells in columns.values()) + " |")
    return "\n".join(lines) + "\n"


def read_matrix(page: str) -> dict[str, dict[str, str]]:
    rows = [
        [text.strip() for text in line.strip("|").split("|")]
        for line in generated(page, "matrix").splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    if not rows:
        return {}
    titles = rows[0][1:]
    return {title: {row[0].split(":")[0]: row[n + 1] for row in rows[1:]} for n, title in enumerate(titles)}


def stale_parts(folders: list[Path], columns: dict[str, dict[str, str]], cases: list[Case]) -> list[str]:
    """What docs/interop.md tells otherwise than the expectation files, and than `columns`, the runs just made.

    `cases`: all that there are; the counts of the matrix follow from them and the expectation files.
    """
    page = PAGE.read_text()
    told = read_matrix(page)
    stale = []
    wanted_in: dict[str, dict[str, str]] = {}
    for folder in folders:
        title = title_of(folder)
        if with_part(page, folder.name, findings_table(folder)) != page:
            stale.append(f"the findings of {folder.name} are not those of its expected-failures.yaml")
        stale += [f"{folder.name} foresees '{pattern}', which no case is called" for pattern in foreseen(folder, cases)[1]]
        wanted = wanted_in[title] = trouble_foreseen(folder, cases)
        for area, text in told.get(title, {}).items():
            if wanted[area] != text if area in wanted else text not in NO_TROUBLE:
                stale.append(f"matrix, {title}, {area}: '{text}', but foreseen is '{wanted.get(area, 'no trouble')}'")
        if title not in told:
            stale.append(f"matrix, {title}: no such column")
    for title, cells in columns.items():
        for area, text in cells.items():
            before = told.get(title, {}).get(area)
            as_told = before == text or (before in PLAYED_OR_NOT and text in PLAYED_OR_NOT)
            if not as_told and text != wanted_in[title].get(area):  # what is foreseen was compared above
                stale.append(f"matrix, {title}, {area}: '{before}', but the run had '{text}'")
    return stale


def update(folders: list[Path], columns: dict[str, dict[str, str]]) -> None:
    page = PAGE.read_text()
    for folder in folders:
        page = with_part(page, folder.name, findings_table(folder))
    told = read_matrix(page) | columns
    unknown = {area: "not played" for area in areas()}
    in_order = {title_of(folder): unknown | told.get(title_of(folder), {}) for folder in folders}
    PAGE.write_text(with_part(page, "matrix", matrix(in_order)))
