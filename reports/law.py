"""The parameters that nobody has confirmed yet, in words for officials."""

from collections.abc import Iterable

from config.parameters import Value, parameters
from reports.formats import percent, points, wan


def unconfirmed_lines(work_year: int, names: Iterable[str]) -> list[str]:
    """One line per unconfirmed parameter: title, value in force, source; an unknown name stays a name."""
    law, lines = parameters(work_year), []
    for name in names:
        if name not in law.known:
            lines.append(name)
            continue
        parameter, dated = law.known[name][1], law.dated(name)
        lines.append(f"{parameter.title}：{_value(dated.value, parameter.unit)}（{dated.source}）")
    return lines


def _value(value: Value, unit: str) -> str:
    """The value in the unit people use: hundredths of a point as 分, ten-thousandths as %, money (分) as 万元."""
    parts = value if isinstance(value, tuple) else (value,)
    if unit == "百分之一分":
        return f"{'、'.join(points(int(part)) for part in parts)}分"
    if unit == "分":
        return f"{'、'.join(wan(int(part)) for part in parts)}万元"
    if unit == "万分之一":
        return "、".join(percent(int(part)) for part in parts)
    return "、".join(map(str, parts)) + (unit if all(isinstance(part, int) for part in parts) else "")
