"""Every paper of the rehearsed year through LibreOffice: 22 lines of 28 characters, nothing overflows, figures agree.

A year rehearsed already can be named (see `tests.rehearsed`); otherwise one is. Fonts that are not installed are stood
in for; pages are looked at as boxes of words (pdftotext -bbox-layout).
"""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from reports.papers import papers as papers_of
from reports.papers.word import write
from tests.rehearsed import rehearsed_year
from tests.reports.leaks import leaks
from tests.reports.paper_material import material
from tests.reports.read_back import Read, charted, disorder, wrong_sums

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
LINES, CHARACTERS, PITCH, A_LETTER = 22, 28, 28.9, 16.0
STANDS_IN = {"仿宋_GB2312": "AR PL UMing CN", "宋体": "AR PL UMing CN", "楷体_GB2312": "AR PL UKai CN",
             "黑体": "Noto Sans CJK SC", "方正小标宋简体": "Noto Serif CJK SC"}
KINDS = {"催报通知", "整改通知书", "审核意见反馈", "评价结果反馈", "通报", "约谈通知", "扣减和收回资金建议",
         "追责建议函", "县市考核结果通报", "真实性核查报告", "重点评价汇总", "半年总结报告", "年度总结报告",
         "向人大报告"}
Shown = tuple[str, str, bool]
XHTML = "{http://www.w3.org/1999/xhtml}"


def prove() -> list[Shown]:
    """What was read back from the documents, and what was seen on their pages."""
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        return [("LibreOffice and poppler are installed", "no", False)]
    with tempfile.TemporaryDirectory() as folder:
        workspace = rehearsed_year()
        papers = sorted(workspace.glob("reports/*/papers/**/*.docx"))
        pages = _converted(papers, Path(folder))
        return [*_read(papers), *_seen(pages), *_ruled(Path(folder) / "ruler"), *_public(workspace)]


def _public(workspace: Path) -> list[Shown]:
    """The year's public package: nobody's name or address, no code, no unit that publishes nothing."""
    [folder] = workspace.glob("reports/*/public")
    with closing(sqlite3.connect(f"file:{workspace / 'jixiao.db'}?mode=ro", uri=True)) as conn:
        units = dict(conn.execute("SELECT code, name FROM unit"))
        people = {word for row in conn.execute("SELECT name, email FROM contact") for word in row if word and word[1:]}
        codes = {code for (code,) in conn.execute("SELECT code FROM project")}
    open_ones = {units[path.name] for path in folder.iterdir() if path.is_dir()}
    found = leaks(folder, sorted({*people, *codes, *(set(units.values()) - open_ones)}))
    files = len(list(folder.rglob("*.xlsx")))
    figure = f"{files} workbooks of {len(open_ones)} units, found: {found[:3]}"
    return [("the public package names nobody and gives no code", figure, files > 0 and not found)]


def _ruled(folder: Path) -> list[Shown]:
    """A paper of nothing but text: its second page is full from corner to corner."""
    rows = [{"kind": "accountability", "subject": "653001001|逾期未报", "proposal": "追责", "rules": "O10",
             "detail": {"reasons": ["绩" * 2_000]}}]
    [paper] = papers_of(material("daily", verdicts=rows, owing=False))
    folder.mkdir()
    (folder / "ruler.docx").write_bytes(write(paper))
    [sheets] = _converted([folder / "ruler.docx"], folder).values()
    lines = [_line(one)[4] for one in sheets[1].iter(f"{XHTML}line")]
    full = [one for one in lines if set(one) == {"绩"}]
    return [(f"a page of nothing but text has {LINES} lines of {CHARACTERS}",
             f"{len(full)} lines of {sorted({len(one) for one in full})}",
             len(full) == LINES and {len(one) for one in full} == {CHARACTERS})]


def _read(papers: list[Path]) -> list[Shown]:
    """Figures, headings and marks, from the documents themselves."""
    kinds = {path.stem.partition("-")[0].removesuffix("（待批准）") for path in papers}
    faults: Counter[str] = Counter()
    tables = charts = 0
    for path in papers:
        read = Read(path.read_bytes())
        faults["headings"] += len(disorder(read))
        faults["sums"] += len(wrong_sums(read))
        faults["marks"] += read.of("拟稿标记") != [f"代拟稿{'（待批准）' * ('待批准' in path.name)}"]
        tables, charts = tables + len(read.tables), charts + len(charted(read))
    return [
        ("every kind of paper is there", f"{len(papers)} papers, missing: {sorted(KINDS - kinds)}", kinds >= KINDS),
        ("headings in order", f"{faults['headings']} out of order", not faults["headings"]),
        ("sums are those of their columns, charts those of their workbooks",
         f"{tables} tables, {charts} charts, {faults['sums']} wrong", not faults["sums"] and charts > 0),
        ("each is marked as a draft", f"{faults['marks']} wrong", not faults["marks"]),
    ]


def _converted(papers: list[Path], folder: Path) -> dict[str, list[ElementTree.Element]]:
    """Paper → its pages as elements with lines and words."""
    given, made = folder / "docx", folder / "pdf"
    given.mkdir()
    for number, path in enumerate(papers):
        shutil.copy(path, given / f"{number:04d}.docx")
    (folder / "fonts.conf").write_text(_fonts(), encoding="utf-8")
    names = sorted(map(str, given.iterdir()))
    for start in range(0, len(names), 40):
        asked = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf",
                 "--outdir", str(made), *names[start:start + 40]]
        surroundings = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
        subprocess.run(asked, capture_output=True, check=True, env=surroundings)
    found = {}
    for number, path in enumerate(papers):
        asked = ["pdftotext", "-bbox-layout", str(made / f"{number:04d}.pdf"), "-"]
        boxes = subprocess.run(asked, capture_output=True, check=True).stdout
        clean = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", boxes)
        found[str(path)] = list(ElementTree.fromstring(clean).iter(f"{XHTML}page"))
    return found


def _fonts() -> str:
    rules = "".join(
        f'<match target="pattern"><test qual="any" name="family"><string>{name}</string></test><edit name="family" '
        f'mode="assign" binding="strong"><string>{other}</string></edit></match>' for name, other in STANDS_IN.items())
    return ('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include ignore_missing="yes">'
            f"/etc/fonts/fonts.conf</include>{rules}</fontconfig>")


def _seen(papers: dict[str, list[ElementTree.Element]]) -> list[Shown]:
    """Boxes on the pages: where text stands, how many lines, how many characters in a full one."""
    outside, most, counts, pitches, pages = [], 0, Counter[int](), Counter[float](), 0
    for name, sheets in papers.items():
        for sheet in sheets:
            pages += 1
            lines = [_line(one) for one in sheet.iter(f"{XHTML}line")]
            text = [one for one in lines if not re.fullmatch(r"—\d+—", one[4])]
            outside += [f"{Path(name).name}：{one[4][:20]} {one[:4]}" for one in text if _outside(one)]
            large = sorted({round(one[1], 1) for one in text if one[3] - one[1] > 14.5})
            most = max(most, len(large))
            pitches.update(round(below - above, 1) for above, below in pairwise(large))
            counts.update(len(one[4]) for one in text if _full(one))
    apart = pitches.most_common(1)[0][0]
    usual, of_all = counts.most_common(1)[0][0], sum(counts.values())
    near = sum(many for long, many in counts.items() if abs(long - CHARACTERS) <= 1)
    return [
        ("nothing stands outside 156 by 225 mm", f"{pages} pages, outside: {outside[:3]}", not outside),
        (f"at most {LINES} lines on a page", f"{most}", most <= LINES),
        (f"lines are {PITCH} pt apart", f"usually {apart}", abs(apart - PITCH) < 0.15),
        (f"a full line has {CHARACTERS} characters", f"usually {usual}; {near} of {of_all} within one of it",
         usual == CHARACTERS and near * 100 >= of_all * 95),
    ]


def _line(line: ElementTree.Element) -> tuple[float, float, float, float, str]:
    """Left, top, right, bottom, text without blanks."""
    words = "".join(word.text or "" for word in line.iter(f"{XHTML}word"))
    return (*(float(line.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")), words)


def _outside(line: tuple[float, float, float, float, str]) -> bool:
    """Punctuation may hang one letter over the right edge."""
    left, top, right, bottom, _ = line
    return left < LEFT - 2 or right > RIGHT + A_LETTER + 1 or top < TOP - 4 or bottom > BOTTOM + 4


def _full(line: tuple[float, float, float, float, str]) -> bool:
    """From edge to edge, nothing but Chinese, in the letters of the text."""
    left, top, right, bottom, words = line
    return abs(left - LEFT) < 3 and right > RIGHT - A_LETTER and bottom - top > 14.5 and re.fullmatch(
        "[\u4e00-\u9fff，。、；：《》（）]+", words) is not None
