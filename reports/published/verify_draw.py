"""Draw again: `python verify_draw.py 抽查总体.csv 抽样记录.json` prints the list and says whether the record agrees.

核对真实性核查的抽样：由公布的总体（CSV）和种子记录（JSON）重新抽取。只用 Python 标准库，不依赖本系统的任何代码。
"""

import hashlib
import json
import pathlib
import sys


def sha256(data: bytes) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def redraw(frame: bytes, record: dict[str, object]) -> list[str]:
    """The drawn codes: low tickets of each department first, then low tickets of the whole level."""
    if sha256(frame) != record["frame_sha256"]:
        raise SystemExit("总体文件与记录的哈希不一致")
    rows = [line.split(",") for line in frame.decode().splitlines()[1:]]
    number = " ".join(str(record["number"]).split())
    seed = sha256("\n".join([str(record["work_year"]), str(record["level"]), sha256(frame), number]).encode())
    order = sorted((sha256(f"{seed}\n{code}".encode()), code, department) for code, department in rows)
    ratio, least, over, floor = (
        int(str(record[name])) for name in ("ratio_bp", "least_of_level", "department_over", "least_of_department"))
    chosen: list[str] = []
    for department in {department for _, department in rows}:
        own = [code for _, code, home in order if home == department]
        chosen += own[:max(len(own) * ratio // 10_000, floor if len(own) > over else 0)]
    already = set(chosen)
    missing = max(-(-len(rows) * ratio // 10_000), least) - len(chosen)
    chosen += [code for _, code, _ in order if code not in already][:max(missing, 0)]
    return sorted(chosen)


if __name__ == "__main__":
    published = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    again = redraw(pathlib.Path(sys.argv[1]).read_bytes(), published)
    same = again == published["drawn"]
    sys.stdout.write("\n".join([*again, "与公布的名单一致" if same else "与公布的名单不一致", ""]))
    sys.exit(0 if same else 1)
