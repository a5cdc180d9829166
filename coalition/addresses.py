"""Which mailbox an e-mail address reaches, and which ones deserve a second look."""

from functools import cache

# Domains whose mailboxes ignore dots, and other names of the same provider.
DOTLESS_DOMAINS = frozenset({"gmail.com"})
DOMAIN_ALIASES = {"googlemail.com": "gmail.com"}
# Providers that document "+tag" as the same mailbox. Elsewhere a plus sign may
# be part of another person's address, so it is left alone.
TAGGED_DOMAINS = frozenset(
    {
        "fastmail.com",
        "gmail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "me.com",
        "outlook.com",
        "outlook.kr",
        "proton.me",
        "protonmail.com",
    }
)
COMMON_TYPOS = {
    "daum.com": "daum.net",
    "daum.ner": "daum.net",
    "gamil.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gmial.com": "gmail.com",
    "hanmail.com": "hanmail.net",
    "hanmail.ner": "hanmail.net",
    "hotmail.con": "hotmail.com",
    "nate.con": "nate.com",
    "naver.cim": "naver.com",
    "naver.co": "naver.com",
    "naver.con": "naver.com",
    "naver.net": "naver.com",
    "nave.com": "naver.com",
    "nvaer.com": "naver.com",
}


def canonical_address(address: str) -> str:
    """The mailbox behind the address: equal for two spellings of one mailbox.

    Never merges what may be two people: dots and tags are dropped only for
    providers that are known to ignore them.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    domain = DOMAIN_ALIASES.get(domain, domain)
    if domain in TAGGED_DOMAINS:
        local = local.partition("+")[0] or local
    if domain in DOTLESS_DOMAINS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def suggest_domain(address: str) -> str | None:
    """The domain that was probably meant, for a few frequent slips."""
    return COMMON_TYPOS.get(address.rpartition("@")[2].lower())


def is_disposable(address: str) -> bool:
    """Whether the domain is one of the public throw-away mail services."""
    return address.rpartition("@")[2].lower() in _disposable_domains()


@cache
def _disposable_domains() -> frozenset[str]:
    from disposable_email_domains import blocklist  # noqa: PLC0415 (slow import)

    return frozenset(blocklist)
