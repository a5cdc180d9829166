"""Consents: exact words, versioned, their digest kept with whoever gave one.

Here: what the contact of an association consents to.

Sources: 개인정보 보호법 §15② (purpose, items, retention, right to refuse) and §22
(a consent of its own, never pre-ticked). Counsel must check the wording before
production use. Changing a word means a new VERSION.
"""

import hashlib
from dataclasses import dataclass

VERSION = "2026-11-2"


@dataclass(frozen=True)
class Consent:
    """One box of a form and the notice beside it."""

    field: str
    label: str
    notice: tuple[tuple[str, str], ...]  # (term, description)
    is_required: bool = True


def shown_sha256(version: str, *consents: Consent) -> str:
    """Digest of exactly what was shown: kept with whoever consented to it."""
    return hashlib.sha256(repr((version, consents)).encode()).hexdigest()


_KO = Consent(
    "consent_privacy",
    "담당자 개인정보 수집·이용에 동의합니다",
    (
        (
            "목적",
            "단체 등록 확인과 심사, 결과 안내, 연명 요청과 집회 주관 요청·변경 안내 "
            "메일 발송",
        ),
        ("항목", "담당자 이름 또는 활동명, 직책·역할, 단체 공식 이메일 주소"),
        (
            "보유 기간",
            "확인하지 않은 신청은 72시간, 반려된 신청은 결정 후 30일까지 보관하고 "
            "파기합니다. 승인된 단체의 담당자 정보는 담당이 끝나고 30일이 지나면 "
            "파기합니다.",
        ),
        (
            "거부할 권리",
            "동의를 거부할 수 있으며, 거부하면 온라인으로 단체를 등록할 수 없습니다.",
        ),
    ),
)

_EN = Consent(
    "consent_privacy",
    "I agree to the collection and use of the contact's personal data",
    (
        (
            "Purpose",
            "Confirming and examining the registration, telling the result, "
            "mailing calls to co-sign and requests to run gatherings and their changes",
        ),
        (
            "Items",
            "Name or activity name and role of the contact, official e-mail address",
        ),
        (
            "Kept for",
            "Unconfirmed registrations 72 hours, declined ones until 30 days after "
            "the decision, then destroyed. The contact of an approved organization "
            "is destroyed 30 days after that person's task has ended.",
        ),
        (
            "Right to refuse",
            "You may refuse; then the organization cannot be registered online.",
        ),
    ),
)


def contact_consent(language: str) -> Consent:
    """The box about the contact's personal data, in Korean or English."""
    return _EN if language.startswith("en") else _KO


def contact_consent_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(VERSION, contact_consent(language))
