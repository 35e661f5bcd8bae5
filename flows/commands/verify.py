"""`jixiao verify`: walk the hash chain and hold every state row against it."""

from pathlib import Path

from rich.console import Console

from config.settings import settings
from tasks.store.engine import open_store, reading
from tasks.store.ledger import head
from tasks.store.verify import verify


def verify_ledger(workspace: Path | None) -> int:
    """0 when all is as it was recorded, 1 with the first broken row otherwise."""
    engine = open_store(settings(workspace).url)
    with reading(engine) as conn:
        broken, (number, fingerprint) = verify(conn), head(conn)
    say = Console()
    if broken is None:
        say.print(f"台账完好：共 {number} 条记录，链首指纹 {fingerprint}")
        return 0
    say.print(f"[red]台账被改动：[/]{broken.what}")
    return 1
