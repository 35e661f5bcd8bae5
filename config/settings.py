"""The settings of one installation, from the environment (`JIXIAO_…`), `.env` and the workspace's settings.toml."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
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
    smtp_timeout: float = Field(30.0, gt=0)  # seconds the server is waited for, at every step
    mail_per_minute: int = Field(20, ge=0)  # to the real server: so many at once, then so many a minute; 0: no limit
    mail_per_day: int = Field(0, ge=0)  # what the account may send in a day; the rest waits; 0: no limit
    operator_address: str = ""  # who is told by `jixiao watch --mail`

    archive_address: str = ""  # gets every mail that really leaves, unseen: the proof that it was taken
    archive_host: str = ""  # where that mailbox is asked, over IMAP; empty: nobody asks
    archive_port: int = 993
    archive_tls: Literal["ssl", "starttls"] = "ssl"
    archive_user: str = ""
    archive_password: SecretStr = SecretStr("")
    archive_ca_file: str = ""
    archive_folder: str = "INBOX"
    archive_settle_minutes: int = Field(10, ge=0)  # what is not there so long after it was sent was never taken

    bounce_address: str = ""  # where servers send back what they could not deliver; empty: mail_address
    bounce_folder: str = ""  # its folder on archive_host; empty: nobody looks
    bounce_user: str = ""  # empty: the account of the archive
    bounce_password: SecretStr = SecretStr("")
    hand_in: str = "把填好的表放进本单位的报送文件夹（inbox/{unit_code}）"  # how to hand in, as the end of a sentence
    pages_url: str = "http://127.0.0.1:4280"  # where reports and the dev inbox can be read

    prefect_ui: str = "http://127.0.0.1:4200"

    @field_validator("mail_allow", mode="before")
    @classmethod
    def _by_comma(cls, given: Any) -> Any:
        """In the environment the addresses stand in one line, with commas between them."""
        return tuple(filter(None, (part.strip() for part in given.split(",")))) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """A mailbox that gets no copies would prove of every mail that it was not taken."""
        if self.archive_host and not self.archive_address:
            raise ValueError("配了 archive_host，就必须配 archive_address，否则存档邮箱里什么都没有")
        if self.bounce_folder and not self.archive_host:
            raise ValueError("配了 bounce_folder，就必须配 archive_host：退信也从这台 IMAP 服务器读取")
        return self

    @property
    def replies_to(self) -> str:
        """Where whoever answers a mail, or asks about it, writes to."""
        return self.mail_reply_to or self.mail_address

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
