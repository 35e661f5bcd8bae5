"""The settings of one installation, from the environment (`JIXIAO_…`), `.env` and the workspace's settings.toml."""

from contextvars import ContextVar
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_TOML: ContextVar[Path] = ContextVar("settings.toml", default=Path("workspace/settings.toml"))


class Settings(BaseSettings):
    """Where things are and who may be written to. Secrets come from the environment only and never print."""

    model_config = SettingsConfigDict(env_prefix="JIXIAO_", env_file=".env", extra="ignore", frozen=True)

    workspace: Path = Path("workspace")
    database_url: str = ""  # empty: SQLite in the workspace
    form_key: SecretStr = SecretStr("")  # signs issued forms; empty: a key of the workspace's own, made once
    form_key_id: str = "k1"

    mail_live: bool = False  # without it nothing ever leaves: every mail lands in the workspace's outbox
    mail_allow: tuple[str, ...] = ()  # and with it only these addresses or *@domain patterns get mail
    mail_address: str = "jixiao@czj.example"
    mail_name: str = "克州财政局财政绩效评价中心"
    mail_reply_to: str = ""
    smtp_host: str = "you-forgot-the-outbox.invalid"
    smtp_port: int = 587
    smtp_tls: bool = True
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_ca_file: str = ""
    mails_per_minute: int = Field(default=0, ge=0)  # 0: no limit

    prefect_ui: str = "http://127.0.0.1:4200"

    @property
    def url(self) -> str:
        """The database address: SQLite in the workspace unless another is given."""
        return self.database_url or f"sqlite:///{(self.workspace / 'jixiao.db').resolve()}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values beat the environment, which beats `.env`, which beats `settings.toml`."""
        toml = TomlConfigSettingsSource(settings_cls, _TOML.get())
        return init_settings, env_settings, dotenv_settings, toml


def settings(workspace: Path | None = None) -> Settings:
    """Read the settings afresh; `workspace` overrides the environment's. Its own settings.toml speaks last."""
    given: dict[str, Any] = {} if workspace is None else {"workspace": workspace}
    _TOML.set(Settings(**given).workspace / "settings.toml")
    return Settings(**given)
