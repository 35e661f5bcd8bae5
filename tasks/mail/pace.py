"""How fast mails may leave: a bucket of tokens per account, and so many a day, shared by all who send from here."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from config import clock
from tasks.whole import alone


class Pace:
    """`per_minute` mails at once, then `per_minute` a minute; `per_day` in a day of Beijing. 0: as many as there are.

    What has left is kept in `file`, so that two senders share one bucket and a restart forgets nothing. `account` says
    whose bucket it is; another account starts with a full one.
    """

    def __init__(
        self, file: Path, account: str, per_minute: int, per_day: int, sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.file, self.account, self.per_minute, self.per_day = file, account, per_minute, per_day
        self._sleep = sleep

    def turn(self) -> str:
        """Wait until the next mail may leave; in Chinese why none may any more today, "" when it may."""
        with self._state() as state:
            sent, wait = state["sent"], self._wait(state)
        if self.per_day and sent >= self.per_day:
            return f"今天已发出 {sent} 封，到了每日上限（JIXIAO_MAIL_PER_DAY={self.per_day}），其余的明天再发"
        if wait > 0:
            self._sleep(wait)
        return ""

    def count(self) -> None:
        """One mail leaves. Counted before it does: a sender that dies has used its turn."""
        with self._state() as state:
            state["sent"] += 1
            state["tokens"] -= 1.0

    def _wait(self, state: dict[str, Any]) -> float:
        """Seconds until there is a whole token."""
        return (1.0 - state["tokens"]) * 60.0 / self.per_minute if self.per_minute else 0.0

    @contextmanager
    def _state(self) -> Iterator[dict[str, Any]]:
        """What has left, brought up to now, under a lock; written back."""
        with alone(self.file) as handle:
            handle.seek(0)
            state = self._brought_up(handle.read(), clock.now())
            yield state
            handle.truncate(0)
            handle.write(json.dumps(state))

    def _brought_up(self, kept: str, now: datetime) -> dict[str, Any]:
        full = {"account": self.account, "day": now.date().isoformat(), "sent": 0,
                "tokens": float(self.per_minute), "at": now.isoformat()}
        try:
            state = json.loads(kept)
            passed = max((now - datetime.fromisoformat(state["at"])).total_seconds(), 0.0)
            tokens = min(full["tokens"], state["tokens"] + passed * self.per_minute / 60.0)
            sent = int(state["sent"]) if state["day"] == full["day"] else 0
        except (ValueError, KeyError, TypeError):
            return full
        return full | {"sent": sent, "tokens": tokens} if state["account"] == self.account else full
