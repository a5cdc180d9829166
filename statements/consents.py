"""What a signer consents to: exact words, versioned, hashed with the signature.

Sources: 개인정보 보호법 §15② (purpose, items, retention, right to refuse), §22
(separate consents, none pre-ticked), §23 (a signature shows a belief or political
opinion; §23③: say before that a name may become public and how to stay private),
§17② (handing over to a third party), §22의2 (14 years). Counsel must check the
wording before production use. Changing a word means a new VERSION.
"""

from functools import cache

from coalition.consents import Consent, shown_sha256

VERSION = "2026-11"


_KO = (
    Consent(
        "consent_privacy",
        "개인정보 수집·이용에 동의합니다 (필수)",
        (
            ("목적", "서명 접수, 중복 확인, 확인 메일 발송, 서명 취소 처리"),
            ("항목", "이름 또는 활동명, 이메일 주소, 소속(적은 경우)"),
            (
                "보유 기간",
                "확인하지 않은 서명은 72시간, 이메일은 마감 후 30일, "
                "이름은 전달 후 90일(늦어도 마감 후 1년)까지 보관하고 파기합니다.",
            ),
            (
                "거부할 권리",
                "동의를 거부할 수 있으며, 거부하면 온라인으로 서명할 수 없습니다.",
            ),
        ),
        is_required=True,
    ),
    Consent(
        "consent_sensitive",
        "민감정보 처리에 동의합니다 (필수)",
        (
            (
                "왜 따로 묻나요",
                "서명은 사상·신념이나 정치적 견해를 드러낼 수 있는 민감정보입니다.",
            ),
            ("목적과 항목", "위와 같은 목적으로, 이 성명에 서명했다는 사실"),
            ("보유 기간", "위와 같습니다."),
            (
                "거부할 권리",
                "동의를 거부할 수 있으며, 거부하면 온라인으로 서명할 수 없습니다.",
            ),
        ),
        is_required=True,
    ),
    Consent("age_14", "만 14세 이상입니다 (필수)", (), is_required=True),
    Consent(
        "consent_updates",
        "이 성명의 소식을 메일로 받겠습니다 (선택)",
        (("언제까지", "마감 후 30일까지. 메일마다 그만 받을 수 있습니다."),),
        is_required=False,
    ),
    Consent(
        "consent_handover",
        "요구를 전달할 때 이름을 함께 전하는 데 동의합니다 (선택)",
        (
            ("받는 곳", "이 성명이 요구하는 기관"),
            ("목적과 항목", "요구 전달, 이름 또는 활동명과 소속(적은 경우)"),
            ("보유 기간", "받은 기관이 해당 민원을 처리하는 동안"),
            ("거부할 권리", "거부해도 서명에는 아무 영향이 없습니다."),
        ),
        is_required=False,
    ),
)

_EN = (
    Consent(
        "consent_privacy",
        "I agree to the collection and use of my personal data (required)",
        (
            (
                "Purpose",
                "Receiving the signature, finding duplicates, sending the "
                "confirmation mail, handling a withdrawal",
            ),
            ("Items", "Name or activity name, e-mail address, affiliation if given"),
            (
                "Kept for",
                "Unconfirmed signatures 72 hours; e-mail until 30 days after "
                "closing; name until 90 days after handover, at most one year "
                "after closing; then destroyed.",
            ),
            (
                "Right to refuse",
                "You may refuse; then you cannot sign online.",
            ),
        ),
        is_required=True,
    ),
    Consent(
        "consent_sensitive",
        "I agree to the processing of sensitive information (required)",
        (
            (
                "Why this is asked separately",
                "A signature can show a belief or political opinion, which is "
                "sensitive information.",
            ),
            ("Purpose and items", "As above; the fact that you signed this statement"),
            ("Kept for", "As above."),
            ("Right to refuse", "You may refuse; then you cannot sign online."),
        ),
        is_required=True,
    ),
    Consent("age_14", "I am at least 14 years old (required)", (), is_required=True),
    Consent(
        "consent_updates",
        "Send me news about this statement by e-mail (optional)",
        (("Until", "30 days after closing. Every mail lets you stop."),),
        is_required=False,
    ),
    Consent(
        "consent_handover",
        "My name may be handed over with the demands (optional)",
        (
            ("Recipient", "The institutions this statement addresses"),
            (
                "Purpose and items",
                "Handing over the demands; name or activity name, affiliation if given",
            ),
            ("Kept for", "As long as the institution deals with the matter"),
            ("Right to refuse", "Refusing does not affect your signature."),
        ),
        is_required=False,
    ),
)


def consents(language: str) -> tuple[Consent, ...]:
    """The boxes in the order of the form, in Korean or English."""
    return _EN if language.startswith("en") else _KO


@cache
def consents_sha256(language: str) -> str:
    """Digest of exactly what was shown in this language."""
    return shown_sha256(VERSION, *consents(language))
