"""Every table; nothing but columns, keys and relations.

Importing this package configures every model, so that an undeclared column stops the start.
"""

from sqlalchemy.orm import configure_mappers

from app.db.columns import CaseRow, KeptRow, OpaqueRow, SealedRow
from app.models.advice import Advice
from app.models.audit import Audit, AuditHead
from app.models.bundle import Bundle
from app.models.case import Case, CaseKeyRow, DueKey
from app.models.clinic import ClinicDay, ClinicRecord
from app.models.cover import Absence, CoverEnvelope
from app.models.deadline import Deadline
from app.models.detention import Detention, Facility, Look
from app.models.document import (
    Document,
    DocumentFile,
    DocumentReader,
    DocumentText,
    SetAside,
)
from app.models.filing import CriminalCase, Filing
from app.models.grant import Grant
from app.models.handing import Handing
from app.models.hearing import Hearing
from app.models.heartbeat import Heartbeat
from app.models.hold import Hold
from app.models.inquiry import Call, ConflictCheck, Inquiry
from app.models.lawchange import LawChange
from app.models.letter import Letter
from app.models.link import Link
from app.models.mail import Mail
from app.models.mark import Mark
from app.models.nameindex import DueName, NamePage, NameSlip
from app.models.nickname import Nickname
from app.models.note import DueTask, Note
from app.models.onetime import OneTimeLink
from app.models.passkey import Passkey
from app.models.person import Person
from app.models.principal import Member, Principal
from app.models.printed import PrintedCode
from app.models.proceeding import Proceeding
from app.models.recovery import RecoveredKey, Recovery
from app.models.referral import Referral, Release
from app.models.report import GivenReport, ReportCard
from app.models.schedule import Schedule
from app.models.screen import Screen
from app.models.served import ServedPaper
from app.models.setting import Setting
from app.models.shredding import Shredding
from app.models.staff import Staff
from app.models.template import Template, TemplateFile
from app.models.tray import TrayDoor, TrayFile, TrayItem

__all__ = [
    "Absence",
    "Advice",
    "Audit",
    "AuditHead",
    "Bundle",
    "Call",
    "Case",
    "CaseKeyRow",
    "CaseRow",
    "ClinicDay",
    "ClinicRecord",
    "ConflictCheck",
    "CoverEnvelope",
    "CriminalCase",
    "Deadline",
    "Detention",
    "Document",
    "DocumentFile",
    "DocumentReader",
    "DocumentText",
    "DueKey",
    "DueName",
    "DueTask",
    "Facility",
    "Filing",
    "GivenReport",
    "Grant",
    "Handing",
    "Hearing",
    "Heartbeat",
    "Hold",
    "Inquiry",
    "KeptRow",
    "LawChange",
    "Letter",
    "Link",
    "Look",
    "Mail",
    "Mark",
    "Member",
    "NamePage",
    "NameSlip",
    "Nickname",
    "Note",
    "OneTimeLink",
    "OpaqueRow",
    "Passkey",
    "Person",
    "Principal",
    "PrintedCode",
    "Proceeding",
    "RecoveredKey",
    "Recovery",
    "Referral",
    "Release",
    "ReportCard",
    "Schedule",
    "Screen",
    "SealedRow",
    "ServedPaper",
    "SetAside",
    "Setting",
    "Shredding",
    "Staff",
    "Template",
    "TemplateFile",
    "TrayDoor",
    "TrayFile",
    "TrayItem",
]

configure_mappers()
