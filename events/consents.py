"""What visitors consent to: change alerts, shifts, speaking, sending in; see ``coalition.consents``.

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


SPEAKER_VERSION = "2026-11"

# Source besides: 개인정보 보호법 §23① (sensitive information needs a consent of its
# own), §22의2 (under 14 a guardian would have to consent).
_SPEAKER_KO = (
    Consent(
        "consent_privacy",
        "개인정보 수집·이용에 동의합니다 (필수)",
        (
            ("목적", "발언 신청 접수와 추첨, 결과 안내, 발언 진행"),
            (
                "항목",
                "이름 또는 활동명, 이메일 주소, 발언문, 필요한 지원(적은 경우)",
            ),
            (
                "보유 기간",
                "확인하지 않은 신청은 72시간, 그 밖의 신청은 집회가 끝나고 3일까지 "
                "보관하고 파기합니다. 취소하면 바로 지웁니다. 집회가 취소되거나 "
                "연기되면 알린 뒤 지웁니다.",
            ),
            (
                "거부할 권리",
                "동의를 거부할 수 있으며, 거부하면 온라인으로 신청할 수 없습니다.",
            ),
        ),
    ),
    Consent(
        "consent_sensitive",
        "민감정보 처리에 동의합니다 (필수)",
        (
            (
                "왜 따로 묻나요",
                "발언문과 신청 사실은 사상·신념, 정치적 견해, 건강이나 성생활을 "
                "드러낼 수 있는 민감정보입니다.",
            ),
            ("목적과 항목", "위와 같은 목적으로, 발언문과 필요한 지원"),
            ("보유 기간", "위와 같습니다."),
            (
                "거부할 권리",
                "동의를 거부할 수 있으며, 거부하면 온라인으로 신청할 수 없습니다.",
            ),
        ),
    ),
    Consent("age_14", "만 14세 이상입니다 (필수)", ()),
    Consent("keeps_rules", "위의 발언 규칙을 지키겠습니다 (필수)", ()),
)

_SPEAKER_EN = (
    Consent(
        "consent_privacy",
        "I agree to the collection and use of my personal data (required)",
        (
            (
                "Purpose",
                "Receiving the application, drawing the lot, telling the result, "
                "holding the speeches",
            ),
            (
                "Items",
                "Name or activity name, e-mail address, text of the speech, support "
                "needed if given",
            ),
            (
                "Kept for",
                "Unconfirmed applications 72 hours; all others until 3 days after the "
                "gathering, then destroyed. Withdrawing erases at once. When the "
                "gathering is cancelled or postponed, they are erased after you are "
                "told.",
            ),
            ("Right to refuse", "You may refuse; then you cannot apply online."),
        ),
    ),
    Consent(
        "consent_sensitive",
        "I agree to the processing of sensitive information (required)",
        (
            (
                "Why this is asked separately",
                "A speech, and that you asked for one, can show a belief, a political "
                "opinion, health or sexual life, which are sensitive information.",
            ),
            ("Purpose and items", "As above; text of the speech, support needed"),
            ("Kept for", "As above."),
            ("Right to refuse", "You may refuse; then you cannot apply online."),
        ),
    ),
    Consent("age_14", "I am at least 14 years old (required)", ()),
    Consent("keeps_rules", "I keep the rules for speeches above (required)", ()),
)


def speaker_consents(language: str) -> tuple[Consent, ...]:
    """The boxes of the application to speak, in the order of the form."""
    return _SPEAKER_EN if language.startswith("en") else _SPEAKER_KO


def speaker_consents_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(SPEAKER_VERSION, *speaker_consents(language))


SUBMISSION_VERSION = "2026-11"

_SUBMISSION_KO = Consent(
    "consent_privacy",
    "담당자 개인정보 수집·이용에 동의합니다",
    (
        ("목적", "행사 등록 신청의 확인과 검토, 결과 안내, 변경 신청 접수"),
        ("항목", "담당자 이름 또는 활동명, 직책·역할, 단체 공식 이메일 주소"),
        (
            "보유 기간",
            "확인하지 않은 신청은 72시간, 반려된 신청은 결정 후 30일, 그 밖의 "
            "신청은 행사가 끝나고 30일까지 보관하고 파기합니다.",
        ),
        ("보는 사람", "신청을 검토하는 사무국 활동가. 볼 때마다 기록이 남습니다."),
        (
            "거부할 권리",
            "동의를 거부할 수 있으며, 거부하면 온라인으로 행사를 등록할 수 없습니다.",
        ),
    ),
)

_SUBMISSION_EN = Consent(
    "consent_privacy",
    "I agree to the collection and use of the contact's personal data",
    (
        (
            "Purpose",
            "Confirming and examining the gathering sent in, telling the result, "
            "taking changes",
        ),
        (
            "Items",
            "Name or activity name and role of the contact, official e-mail address",
        ),
        (
            "Kept for",
            "What is not confirmed 72 hours, what is declined until 30 days after the "
            "decision, all else until 30 days after the gathering, then destroyed.",
        ),
        ("Seen by", "The staff who examine it; each look is recorded."),
        (
            "Right to refuse",
            "You may refuse; then no gathering can be sent in online.",
        ),
    ),
)


def submission_consent(language: str) -> Consent:
    """The box about whoever sends a gathering in, in Korean or English."""
    return _SUBMISSION_EN if language.startswith("en") else _SUBMISSION_KO


def submission_consent_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(SUBMISSION_VERSION, submission_consent(language))
