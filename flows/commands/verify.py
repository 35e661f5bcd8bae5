"""`jixiao verify`: walk the hash chain and hold every state row against it."""

import re
from pathlib import Path

from rich.console import Console

from flows.commands.workspace import store_url
from tasks.store.engine import open_store, reading
from tasks.store.ledger import head
from tasks.store.verify import verify


def verify_ledger(workspace: Path | None, known: str) -> int:
    """0 when all is as it was recorded, 1 with the first broken row otherwise, 2 for a `known` head that is none.

    `known` is the head as a page or a run's summary printed it ("123:" and the hash), "" without one.
    """
    say = Console(highlight=False, soft_wrap=True)
    printed = re.fullmatch(r"([1-9][0-9]*):([0-9a-f]{64})", known.strip())
    if known and not printed:
        say.print("链首应照情况页“总台账链首”一行原样填写：序号、冒号、64 位校验码")
        return 2
    engine = open_store(store_url(workspace))
    with reading(engine) as conn:
        broken, (number, fingerprint) = verify(conn, (int(printed[1]), printed[2]) if printed else None), head(conn)
    if broken is None:
        say.print(f"总台账完好：共 {number} 条记录，链首 {number}:{fingerprint}")
        return 0
    say.print(f"[red]总台账被改动：[/]{broken.what}")
    return 1
