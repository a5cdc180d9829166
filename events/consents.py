"""What somebody consents to who wants change alerts; see ``coalition.consents``.

Source: 개인정보 보호법 §15② (purpose, items, retention, right to refuse). Counsel must
check the wording before production use. Changing a word means a new VERSION.
"""

from coalition.consents import Consent, shown_sha256

VERSION = "2026-11"

_KO = Consent(
    "consent_privacy",
    "개인정보 수집·이용에 동의합니다",
    (
        ("목적", "집회의 변경·취소와 전날 알림을 메일로 알리기"),
        ("항목", "이메일 주소"),
        (
            "보유 기간",
            "확인하지 않은 신청은 72시간, 한 날짜의 알림은 집회가 끝나고 7일, "
            "정기 집회의 알림은 그만 받을 때까지 보관하고 파기합니다. "
            "그만 받으면 바로 지웁니다.",
        ),
        ("거부할 권리", "동의를 거부할 수 있으며, 거부하면 알림을 받을 수 없습니다."),
    ),
)

_EN = Consent(
    "consent_privacy",
    "I agree to the collection and use of my personal data",
    (
        ("Purpose", "Mailing changes, cancellations and reminders of gatherings"),
        ("Items", "E-mail address"),
        (
            "Kept for",
            "Unconfirmed requests 72 hours, alerts of one date until 7 days after it, "
            "alerts of a series until you leave, then destroyed. Leaving erases the "
            "address at once.",
        ),
        ("Right to refuse", "You may refuse; then no alerts can be sent."),
    ),
)


def alert_consent(language: str) -> Consent:
    """The box of the form, in Korean or English."""
    return _EN if language.startswith("en") else _KO


def alert_consent_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(VERSION, alert_consent(language))
