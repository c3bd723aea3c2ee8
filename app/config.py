"""Settings, read once from the environment (`AMPARO_*`) and frozen.

A secret may stand in a file instead: `AMPARO_SMTP_PASSWORD_FILE`, `AMPARO_DATABASE_URL_FILE`.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.clock import zones
from app.errors import Refused
from app.words import N_

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SECRETS = ("smtp_password", "smtp_second_password", "database_url", "alarm_smtp", "ping_url")


class Settings(BaseSettings):
    """What this machine was told; every field is `AMPARO_` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="AMPARO_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    data: Path = Field(
        default=Path("amparo-data"), description="Folder of the database and sealed files."
    )
    database_url: SecretStr | None = Field(
        default=None, description="postgresql+psycopg://… ; without it an encrypted SQLite file."
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="How browsers reach this server. Passkeys need a name here, under https.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of the proxy that ends TLS before Amparo, by comma. Only they are "
        "believed when they say where a visitor comes from (X-Forwarded-For).",
    )
    server_key_file: Path = Field(
        default=Path("amparo-server.key"), description="The server key; outside the data folder."
    )
    server_key_passphrase_file: Path | None = Field(
        default=None,
        description="Where the server key is under a passphrase: a file that holds it, for scripts "
        "and for a start without anybody. On the same disk it undoes what “amparo seal-key” does.",
    )
    witness_file: Path | None = Field(
        default=None,
        description="Text file, outside the data folder and best on another disk or machine, to "
        "which the worker adds the record's head each hour; “amparo verify --witness” reads it.",
    )
    run_by: str = Field(
        default="",
        max_length=200,
        description="Who runs this machine and where, as clients are told: “the office, in its own "
        "rooms”, or the name and country of a company.",
    )
    backups_at: str = Field(
        default="", max_length=200, description="Who keeps the backups and where, likewise."
    )
    keyring_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How many days the keys beside a backup's content last; “amparo backup” then "
        "removes them from its folder, and nothing in it brings back a case destroyed before.",
    )
    backup_folder: Path | None = Field(
        default=None,
        description="Folder for a backup each night, made and checked by the worker.",
    )
    backup_second: Path | None = Field(
        default=None,
        description="The second place of that backup, which is not this machine: a mounted folder "
        "of another machine or disk, from which each night's backup is read back.",
    )
    backup_second_command: str = Field(
        default="",
        max_length=1000,
        description="Instead of such a folder, never beside it, a command that is called with “put "
        "NAME” (the file comes to its input) and “get NAME” (it writes the file to its output).",
    )
    backup_days: int = Field(
        default=60,
        ge=2,
        le=3650,
        description="How many days each night's content is kept in these two folders; never less "
        "than the newest.",
    )
    document_mib: int = Field(
        default=2048,
        ge=1,
        le=65_536,
        description="The largest document that is taken, in MiB.",
    )
    documents_leave_mib: int = Field(
        default=1024,
        ge=16,
        description="How much room on the disk of the data documents leave free, in MiB: what "
        "would leave less is refused before its first byte, so that dates can always be saved.",
    )
    clamav_socket: Path | None = Field(
        default=None,
        description="Socket of ClamAV's clamd on this machine, which then looks through each "
        "document as it arrives; while it cannot be reached none is taken. Have its "
        "TemporaryDirectory lie in memory (tmpfs): it writes there what it looks at, unsealed.",
    )
    timezone: str = Field(default="America/New_York", description="The office's IANA time zone.")
    court_check_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="After how many days a hearing stands in amber until somebody has compared it "
        "with the court's calendar again.",
    )
    keep_closed_years: int = Field(
        default=7,
        ge=1,
        le=100,
        description="For how many years a closed file of the usual class is kept where its closing "
        "names no last day; afterwards it is proposed for destruction, which two people decide.",
    )
    office_phone: str = Field(
        default="", description="Telephone number beside the link in every mail."
    )
    alarm_to: str = Field(
        default="",
        description="Address of whoever runs Amparo, told when reminders stop, mail or database "
        "are away, the disk is full or a check fails; works without the database.",
    )
    alarm_smtp: SecretStr | None = Field(
        default=None,
        description="A mail server that alarms try first, as smtps://user:passphrase@host or "
        "smtp://host:port (with STARTTLS); then the office's own, then its second.",
    )
    ping_url: SecretStr | None = Field(
        default=None,
        description="Address of a watcher on another machine, asked once an hour with no content "
        "while all is well: the check is green and a mail was taken within 26 hours. It tells you "
        "when nothing comes, also when this whole machine is gone.",
    )
    smtp_host: str = Field(default="127.0.0.1", description="The office's mail server.")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="Its port.")
    smtp_user: str = Field(default="", description="Name at the mail server, if it asks.")
    smtp_password: SecretStr | None = Field(
        default=None, description="Passphrase at the mail server."
    )
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="“none” is taken for a loopback mail server only."
    )
    smtp_second_host: str = Field(
        default="",
        description="A second mail server, best at another provider: it carries the reminders once "
        "the first has been away for ten minutes.",
    )
    smtp_second_port: int = Field(default=25, ge=1, le=65535, description="Its port.")
    smtp_second_user: str = Field(default="", description="Name at it, if it asks.")
    smtp_second_password: SecretStr | None = Field(
        default=None, description="Passphrase at the second mail server."
    )
    smtp_second_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="As AMPARO_SMTP_TLS, for the second."
    )
    bounce_domain: str = Field(
        default="",
        description="Domain whose addresses b+…@ the office's mail server hands to “amparo "
        "bounce”. Each mail then has such a sender of its own, so that one that comes back is "
        "noticed; without it, bounces go to AMPARO_MAIL_FROM and nobody reads them.",
    )
    bounce_folder: Path | None = Field(
        default=None,
        description="Maildir in which bounces wait for the worker; else “bounces” in the data "
        "folder. A mail server that runs as another user can deliver into it itself.",
    )
    mail_from: str = Field(default="amparo@localhost", description="Sender of every mail.")
    mail_window_minutes: int = Field(
        default=60, ge=1, le=1440, description="At most one mail of a kind to a person in so long."
    )
    demo: bool = Field(default=False, description="Sample office; loopback only.")

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in zones():
            msg = "is not an IANA time zone such as America/Chicago"
            raise ValueError(msg)
        return name

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, named: str) -> str:
        try:
            networks = [ip_network(part.strip()) for part in named.split(",") if part.strip()]
        except ValueError:
            msg = "takes addresses such as 127.0.0.1, or networks such as 10.0.0.0/28"
            raise ValueError(msg) from None
        if any(network.prefixlen == 0 for network in networks):
            msg = "would believe everybody; name the address of the proxy"
            raise ValueError(msg)
        return ",".join(str(n[0]) if n.num_addresses == 1 else str(n) for n in networks)

    @field_validator("alarm_to")
    @classmethod
    def _is_address(cls, address: str) -> str:
        if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            msg = "is not one mail address"
            raise ValueError(msg)
        return address

    @field_validator("bounce_domain")
    @classmethod
    def _is_domain(cls, named: str) -> str:
        if named and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", named):
            msg = "is a domain such as bounces.example.org, without an @"
            raise ValueError(msg)
        return named

    @field_validator("alarm_smtp")
    @classmethod
    def _is_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        told = urlsplit(url.get_secret_value() if url else "smtps://none")
        if told.scheme not in {"smtp", "smtps"} or not told.hostname or told.path:
            msg = "must be smtps://user:passphrase@host or smtp://host:port"
            raise ValueError(msg)
        return url

    @field_validator("ping_url")
    @classmethod
    def _is_safe(cls, url: SecretStr | None) -> SecretStr | None:
        told = urlsplit(url.get_secret_value() if url else "https://none")
        if told.hostname and (
            told.scheme == "https" or (told.scheme == "http" and told.hostname in LOOPBACK)
        ):
            return url
        msg = "must begin with https://"
        raise ValueError(msg)

    @model_validator(mode="after")
    def _safe_together(self) -> Self:
        url = urlsplit(self.base_url)
        if url.scheme not in {"http", "https"} or not url.hostname:
            msg = "AMPARO_BASE_URL must begin with https:// (or http:// on this machine only)"
            raise ValueError(msg)
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            msg = "AMPARO_BASE_URL: http is taken for 127.0.0.1 only; anywhere else use https"
            raise ValueError(msg)
        if self.demo and url.hostname not in LOOPBACK:
            msg = "AMPARO_DEMO runs on 127.0.0.1 only"
            raise ValueError(msg)
        if self.server_key_file.resolve().is_relative_to(self.data.resolve()):
            msg = (
                "AMPARO_SERVER_KEY_FILE must lie outside AMPARO_DATA, so that a thief gets one only"
            )
            raise ValueError(msg)
        witness = self.witness_file
        if witness is not None and witness.resolve().is_relative_to(self.data.resolve()):
            msg = "AMPARO_WITNESS_FILE must lie outside AMPARO_DATA, which can be put back"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _one_second_place(self) -> Self:
        if self.backup_second and self.backup_second_command:
            msg = "name AMPARO_BACKUP_SECOND or AMPARO_BACKUP_SECOND_COMMAND; only one is used"
            raise ValueError(msg)
        if (self.backup_second or self.backup_second_command) and not self.backup_folder:
            msg = "AMPARO_BACKUP_SECOND needs AMPARO_BACKUP_FOLDER, where each backup is made first"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _mail_in_secret(self) -> Self:
        if self.smtp_tls == "none" and self.smtp_host not in LOOPBACK:
            msg = "AMPARO_SMTP_TLS=none is taken for a mail server on this machine only"
            raise ValueError(msg)
        if self.smtp_second_tls == "none" and self.smtp_second_host not in {"", *LOOPBACK}:
            msg = "AMPARO_SMTP_SECOND_TLS=none is taken for a mail server on this machine only"
            raise ValueError(msg)
        return self

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https."""
        return self.base_url.startswith("https://")

    @property
    def document_bytes(self) -> int:
        """The size of the largest document."""
        return self.document_mib * 1024 * 1024

    @property
    def documents_leave_bytes(self) -> int:
        """How much room documents leave free."""
        return self.documents_leave_mib * 1024 * 1024

    @property
    def bounces(self) -> Path:
        """The maildir in which bounces wait for the worker."""
        return self.bounce_folder or self.data / "bounces"

    @property
    def database_file(self) -> Path:
        """Where the embedded database lies."""
        return self.data / "amparo.db"


def read_settings(**given: object) -> Settings:
    """Return the settings of the environment, `given` before it.

    Raises:
        Refused: A setting is wrong; the sentence names it, never its value.
    """
    values = dict(given)
    for name in SECRETS:
        path = os.environ.get(f"AMPARO_{name.upper()}_FILE")
        if path and name not in values:
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError:
                raise Refused(
                    N_("AMPARO_%(name)s_FILE names a file that cannot be read."), name=name.upper()
                ) from None
    try:
        return Settings(**values)  # type: ignore[arg-type]  # checked by the model itself
    except ValidationError as wrong:
        lines = [
            ("AMPARO_" + "_".join(str(part) for part in error["loc"]).upper() + ": ").replace(
                "AMPARO_: ", ""
            )
            + error["msg"].removeprefix("Value error, ")
            for error in wrong.errors(include_input=False, include_url=False)
        ]
        raise Refused("; ".join(lines).replace("%", "%%")) from None
