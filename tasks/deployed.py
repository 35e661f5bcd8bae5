"""Where each milestone can be run again by hand in the Prefect UI: its deployment's own page with the form."""

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectException
from prefect.settings import get_current_settings

MOST = 200  # deployments of a server are asked for at once


def run_pages(ui: str) -> dict[str, str]:
    """Milestone → address of its run form; nothing where no standing server answers: then the command is shown."""
    if not get_current_settings().api.url:
        return {}
    try:
        with get_client(sync_client=True) as client:
            found = client.read_deployments(limit=MOST)
    except (HTTPError, PrefectException):
        return {}
    return {one.name: f"{ui}/deployments/deployment/{one.id}/run" for one in found}
