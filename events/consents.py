"""What visitors consent to: change alerts, shifts; see ``coalition.consents``.

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


_SHIFT_KO = Consent(
    "consent_privacy",
    "개인정보 수집·이용에 동의합니다",
    (
        ("목적", "집회에서 맡은 일의 연락: 시간·장소 안내, 변경·취소와 전날 알림"),
        ("항목", "이름 또는 활동명, 이메일 주소, 전화번호(선택)"),
        (
            "보유 기간",
            "집회가 끝나고 7일까지 보관하고 파기합니다. 답하지 않은 부탁은 집회가 "
            "끝나면 파기합니다. 거절하거나 취소하면 바로 지웁니다. 역할별 인원수만 "
            "남습니다.",
        ),
        ("보는 사람", "이 집회를 준비하는 사무국 활동가. 볼 때마다 기록이 남습니다."),
        (
            "거부할 권리",
            "동의를 거부할 수 있으며, 거부하면 이 일을 맡을 수 없습니다. 불이익은 "
            "없습니다.",
        ),
    ),
)

_SHIFT_EN = Consent(
    "consent_privacy",
    "I agree to the collection and use of my personal data",
    (
        (
            "Purpose",
            "Reaching you about what you take on: time and meeting point, changes, "
            "cancellations and a reminder on the evening before",
        ),
        ("Items", "Name or activity name, e-mail address, phone number (optional)"),
        (
            "Kept for",
            "Until 7 days after the gathering, then destroyed. Requests without an "
            "answer until the gathering is over. Declining or calling off erases them "
            "at once. Only the number of people per role remains.",
        ),
        ("Seen by", "The staff who prepare this gathering; each look is recorded."),
        (
            "Right to refuse",
            "You may refuse; then you cannot take this on. There is no disadvantage.",
        ),
    ),
)


def shift_consent(language: str) -> Consent:
    """The box of who takes on a shift, in Korean or English."""
    return _SHIFT_EN if language.startswith("en") else _SHIFT_KO


def shift_consent_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(VERSION, shift_consent(language))
