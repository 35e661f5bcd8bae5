"""Native charts in Word: xlsxwriter writes chart and workbook, the paper carries both, the reader can edit them."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from reports.papers.paper import Bars
from reports.sealed import seal

SIZE = (Mm(150), Mm(72))
FILLS = ("#1d5c7a", "#a9c4d1", "#d9a441", "#a8321f")
KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Whatever is not said outright is shown by some programs: only the value may stand above a column.
_BARE = '<c:showVal val="1"/>'
_ONLY_VALUES = "".join(
    f'<c:{what} val="0"/>' for what in ("showCatName", "showSerName", "showPercent", "showBubbleSize")
)
_OUR_OWN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def insert(paragraph: Any, bars: Bars, number: int) -> None:
    """Put the chart in the place of the paragraph's text. `number`: of this chart in the paper, from 1."""
    paper = paragraph.part
    drawn, book = _drawn(bars)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), KIND, drawn, paper.package)
    data = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), BOOK_KIND, book, paper.package)
    chart.rels.get_or_add(RT.PACKAGE, data)  # the first one: rId1, which the chart's XML names
    link = paper.relate_to(chart, RT.CHART)
    paragraph.text = ""
    paragraph.add_run()._r.append(parse_xml(_frame(link, number, bars.title, *SIZE)))


def _drawn(bars: Bars) -> tuple[bytes, bytes]:
    """The chart's XML, its values with it, and the workbook they can be edited in."""
    held = BytesIO()
    book = xlsxwriter.Workbook(held, _OUR_OWN)
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 1, list(bars.series))
    sheet.write_column(1, 0, bars.categories)
    chart = book.add_chart({"type": "column"})
    last = len(bars.categories)
    whole = all(float(value).is_integer() for values in bars.series.values() for value in values)
    shown = "#,##0" if whole else "0.00"
    for at, values in enumerate(bars.series.values(), 1):
        sheet.write_column(1, at, values)
        chart.add_series(
            {
                "name": ["数据", 0, at],
                "categories": ["数据", 1, 0, last, 0],
                "values": ["数据", 1, at, last, at],
                "fill": {"color": FILLS[(at - 1) % len(FILLS)]},
                "gap": 80,
                "data_labels": {"value": True, "num_format": shown},
            }
        )
    _style(chart, bars)
    sheet.insert_chart(1, len(bars.series) + 2, chart)
    book.close()
    with ZipFile(held) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    kept, _, _ = drawn.partition("<c:printSettings>")
    kept = kept.replace(_BARE, f'<c:showLegendKey val="0"/>{_BARE}{_ONLY_VALUES}')
    external = '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    return (kept + external).encode(), seal(held.getvalue())


def _style(chart: Any, bars: Bars) -> None:
    """Title, axes and legend: the unit named, hairlines only, a share never drawn beyond 100 %."""
    chart.set_title({"name": bars.title, "name_font": {"size": 12, "bold": False}})
    chart.set_y_axis(
        {
            "name": bars.unit,
            "major_gridlines": {"visible": True, "line": {"color": "#d5dbe1"}},
            "name_font": {"bold": False, "rotation": 0},
            "num_format": "#,##0",
            "min": 0,
            **({"max": 100} if bars.unit == "%" else {}),
            "minor_tick_mark": "none",
        }
    )
    chart.set_x_axis({"major_tick_mark": "none", "minor_tick_mark": "none"})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_legend({"position": "bottom"} if len(bars.series) > 1 else {"none": True})


def _frame(link: str, number: int, title: str, width: int, height: int) -> str:
    w, wp, a, c, r = (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    )
    return (
        f'<w:drawing xmlns:w="{w}"><wp:inline xmlns:wp="{wp}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{100 + number}" name="图{number}" descr="{title}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{a}"><a:graphicData uri="{c}">'
        f'<c:chart xmlns:c="{c}" xmlns:r="{r}" r:id="{link}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
