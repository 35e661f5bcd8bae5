"""The settings of one installation, from the environment (`JIXIAO_…`), `.env` and the workspace's settings.toml."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.strict import ConfigError, complaint


class Settings(BaseSettings):
    """Where things are and who may be written to. Secrets never print."""

    model_config = SettingsConfigDict(
        env_prefix="JIXIAO_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    workspace: Path = Path("workspace")
    database_url: SecretStr = SecretStr("")  # empty: SQLite in the workspace; may carry a password
    form_key: SecretStr = SecretStr("")  # signs issued forms; empty: a key of the workspace's own, made once
    form_key_id: str = "k1"

    mail_live: bool = False  # without it nothing ever leaves: every mail lands in the workspace's outbox
    mail_allow: Annotated[tuple[str, ...], NoDecode] = ()  # and with it only these addresses or *@domain patterns
    mail_address: str = "jixiao@czj.example"
    mail_name: str = "克州财政局财政绩效评价中心"
    mail_reply_to: str = ""
    smtp_host: str = "you-forgot-the-outbox.invalid"
    smtp_port: int = 587
    smtp_tls: bool = True
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_ca_file: str = ""
    hand_in: str = "把填好的表放进本单位的报送文件夹（inbox/{unit_code}）"  # how to hand in, as the end of a sentence
    pages_url: str = "http://127.0.0.1:4280"  # where reports and the dev inbox can be read

    prefect_ui: str = "http://127.0.0.1:4200"

    @field_validator("mail_allow", mode="before")
    @classmethod
    def _by_comma(cls, given: Any) -> Any:
        """In the environment the addresses stand in one line, with commas between them."""
        return tuple(filter(None, (part.strip() for part in given.split(",")))) if isinstance(given, str) else given

    @property
    def url(self) -> str:
        """The database address: SQLite in the workspace unless another is given."""
        return self.database_url.get_secret_value() or f"sqlite:///{(self.workspace / 'jixiao.db').resolve()}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values beat the environment, which beats `.env`, which beats the workspace's settings.toml."""
        louder = init_settings, env_settings, dotenv_settings
        named = (given["workspace"] for given in (ask() for ask in louder) if "workspace" in given)
        workspace = next(named, "workspace")
        toml = TomlConfigSettingsSource(settings_cls, Path(workspace) / "settings.toml")
        strange = toml.toml_data.keys() - (settings_cls.model_fields.keys() - {"workspace"})
        if strange:
            raise ConfigError(f"settings.toml：没有这一项，请核对拼写：{'、'.join(sorted(strange))}")
        return *louder, toml


def settings(workspace: Path | None = None) -> Settings:
    """Read the settings afresh; `workspace` overrides the environment's. Its own settings.toml speaks last.

    Raises ConfigError naming the setting; what was given is not repeated, it may be a secret.
    """
    given: dict[str, Any] = {} if workspace is None else {"workspace": workspace}
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise ConfigError(complaint(wrong, "设置（JIXIAO_…、.env、settings.toml）")) from None
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigError(f"settings.toml：不是有效的 TOML：{wrong}") from None
