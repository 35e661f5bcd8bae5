"""The environment of every Prefect process we start: its own home, no telemetry, settings that lose no task run."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

# Measured on 3.8.8: with the default batch size the ephemeral server loses task runs at exit; fractions busy-loop.
RECORDER = "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_"
ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The newer UI asks an analytics host for its settings even when told not to; this one contacts nobody.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    f"{RECORDER}BATCH_SIZE": "50",
    f"{RECORDER}READ_BATCH_SIZE": "50",
    f"{RECORDER}FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "15552000",  # 180 days, in seconds
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_PROMPT": "false",
}


def offline(workspace: Path) -> dict[str, str]:
    """Settings for a run of its own, without a standing server: a temporary one is started and ended with it."""
    return {
        **ALWAYS,
        # The temporary server is ended in mid-sentence and would complain; what failed, the run itself says.
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_HOME": str((workspace / ".prefect").resolve()),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }


def online(workspace: Path, port: int) -> dict[str, str]:
    """The full environment of server, worker and deploy: this process's own, with our settings on top."""
    address = f"http://127.0.0.1:{port}"
    return {
        **os.environ,
        **ALWAYS,
        "PREFECT_HOME": str((workspace / ".prefect").resolve()),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_URL": address,
        "PREFECT_UI_API_URL": "/api",  # relative: without it the UI calls port 4200 whatever port it is on
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "JIXIAO_WORKSPACE": str(workspace.resolve()),
        "JIXIAO_PREFECT_UI": address,
        "JIXIAO_HOME": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
    }
