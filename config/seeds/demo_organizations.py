"""84 invented organizations, as varied as a real list of co-signers.

Cities, universities and names do not exist. Legal forms are written in the ways that
associations write them; some names begin with digits or Latin letters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from coalition.enums import OrganizationKind, Relation

ASSOCIATION = OrganizationKind.ASSOCIATION
CENTRE = OrganizationKind.CENTRE
CLUB = OrganizationKind.STUDENT_CLUB
FEDERATION = OrganizationKind.FEDERATION
OTHER = OrganizationKind.OTHER
UNION = OrganizationKind.UNION


@dataclass(frozen=True, kw_only=True)
class DemoOrganization:
    """``parent`` is the English name of what it belongs to, empty for none."""

    kind: OrganizationKind
    name_ko: str
    name_en: str
    parent: str = ""
    relation: Relation | str = ""

    @property
    def slug(self) -> str:
        return slugify(self.name_en)

    @property
    def parent_slug(self) -> str:
        return slugify(self.parent)


# Umbrellas and large associations, each with those that belong to it.
FAMILIES = (
    (
        (ASSOCIATION, "(사)나란히여성연대", "Naranhi Women’s Solidarity"),
        (
            (Relation.BRANCH, ASSOCIATION, "나란히여성연대 가온지부", "Naranhi Women’s Solidarity, Gaon Branch"),
            (Relation.BRANCH, ASSOCIATION, "나란히여성연대 나래지부", "Naranhi Women’s Solidarity, Narae Branch"),
            (Relation.BRANCH, ASSOCIATION, "나란히여성연대 미르지부", "Naranhi Women’s Solidarity, Mir Branch"),
            (Relation.BRANCH, ASSOCIATION, "나란히여성연대 새별지부", "Naranhi Women’s Solidarity, Saebyeol Branch"),
            (Relation.BRANCH, ASSOCIATION, "나란히여성연대 해솔지부", "Naranhi Women’s Solidarity, Haesol Branch"),
            (Relation.AFFILIATED_CENTRE, CENTRE, "(사)나란히여성연대 부설 나란히성폭력상담소", "Naranhi Sexual Violence Counselling Centre"),
            (Relation.AFFILIATED_CENTRE, CENTRE, "(사)나란히여성연대 부설 디지털안전교육원", "Naranhi Digital Safety Education Centre"),
        ),
    ),
    (
        (ASSOCIATION, "사회복지법인 온새너른품", "Onsae Neoreunpum Welfare Corporation"),
        (
            (Relation.AFFILIATED_CENTRE, CENTRE, "온새너른품 부설 여성쉼터 달무리", "Dalmuri Women’s Shelter"),
            (Relation.AFFILIATED_CENTRE, CENTRE, "온새너른품 부설 청소년상담소 새싹길", "Saessakgil Youth Counselling Centre"),
            (Relation.AFFILIATED_CENTRE, CENTRE, "온새너른품 부설 디지털성폭력상담소 곁불", "Gyeotbul Digital Sexual Violence Counselling Centre"),
        ),
    ),
    (
        (FEDERATION, "온새여성단체연합회", "Onsae Federation of Women’s Associations"),
        (
            (Relation.MEMBER, ASSOCIATION, "온새여성회", "Onsae Women’s Association"),
            (Relation.MEMBER, ASSOCIATION, "온새이주여성모임", "Onsae Migrant Women’s Group"),
            (Relation.MEMBER, ASSOCIATION, "온새장애여성모임", "Onsae Disabled Women’s Group"),
            (Relation.MEMBER, ASSOCIATION, "온새여성농민모임", "Onsae Women Farmers’ Group"),
        ),
    ),
    (
        (CLUB, "해솔지역 대학 페미니즘 연합동아리 물결", "Mulgyeol, United Feminist Club of Haesol Universities"),
        (
            (Relation.CLUB, CLUB, "가온대학교 여성주의동아리 모난돌", "Monandol, Feminist Club of Gaon University"),
            (Relation.CLUB, CLUB, "나래대학교 성평등동아리 여백", "Yeobaek, Gender Equality Club of Narae University"),
            (Relation.CLUB, CLUB, "미르대학교 인권동아리 한뼘", "Hanppyeom, Human Rights Club of Mir University"),
            (Relation.CLUB, CLUB, "새별여자대학교 여성학회 갈피", "Galpi, Women’s Studies Society of Saebyeol Women’s University"),
            (Relation.CLUB, CLUB, "아라과학기술대학교 소수자인권모임 이음줄", "Ieumjul, Minority Rights Group of Ara Institute of Technology"),
            (Relation.CLUB, CLUB, "벼리교육대학교 성평등모임 새분필", "Saebunpil, Gender Equality Group of Byeori University of Education"),
            (Relation.CLUB, CLUB, "해솔대학교 중앙동아리 초록심지", "Chorok Simji, Student Club of Haesol University"),
        ),
    ),
    (
        (ASSOCIATION, "사회복지법인 별솔둥지", "Byeolsol Dungji Welfare Corporation"),
        (
            (Relation.AFFILIATED_CENTRE, CENTRE, "별솔둥지 부설 가정폭력상담소 온기", "Ongi Domestic Violence Counselling Centre"),
        ),
    ),
    (
        (UNION, "가온지역여성노동조합", "Gaon Regional Women’s Union"),
        (
            (Relation.SUB_BODY, UNION, "가온지역여성노동조합 청년위원회", "Gaon Regional Women’s Union, Youth Committee"),
            (Relation.SUB_BODY, UNION, "가온지역여성노동조합 콜센터분회", "Gaon Regional Women’s Union, Call Centre Chapter"),
        ),
    ),
)  # fmt: skip

INDEPENDENT = (
    # Legal forms
    (OTHER, "(재)씨앗우물재단", "Ssiat Umul Foundation"),
    (OTHER, "재단법인 푸른심지", "Pureun Simji Foundation"),
    (ASSOCIATION, "㈔열린골목", "Open Alley"),
    (ASSOCIATION, "㈔기록하는손", "Hands That Record"),
    (ASSOCIATION, "사단법인 너울메아리", "Neoul Meari"),
    (ASSOCIATION, "사단법인 가온여성의길", "Gaon Women’s Path"),
    (ASSOCIATION, "사)미르여성인권모임", "Mir Women’s Human Rights Group"),
    (ASSOCIATION, "(사)디지털존엄연구회", "Digital Dignity Research Society"),
    (CENTRE, "(사)새별여성의쉼", "Saebyeol Women’s Rest"),
    # Digits
    (ASSOCIATION, "9·27밤길되찾기모임", "9·27 Reclaim the Night Group"),
    (ASSOCIATION, "2월29일의사람들", "People of 29 February"),
    (ASSOCIATION, "100인의곁", "A Hundred at Your Side"),
    (ASSOCIATION, "7층사람들", "People of the Seventh Floor"),
    (ASSOCIATION, "24시활동가모임", "24-Hour Activists’ Group"),
    # Latin letters
    (ASSOCIATION, "Bit by Bit 여성개발자모임", "Bit by Bit, Women Developers’ Group"),
    (ASSOCIATION, "UNFAKE 시민감시단", "UNFAKE Citizens’ Watch"),
    (ASSOCIATION, "Ctrl+Us", "Ctrl+Us"),
    (ASSOCIATION, "MADI 미디어행동", "MADI Media Action"),
    (ASSOCIATION, "Q&A 성교육연구모임", "Q&A Sex Education Study Group"),
    (ASSOCIATION, "BYEORI 여성네트워크", "BYEORI Women’s Network"),
    # Work and school
    (UNION, "창작노동자유니온 한줄", "Hanjul Creative Workers’ Union"),
    (ASSOCIATION, "돌봄노동자모임 두손", "Two Hands, Care Workers’ Group"),
    (ASSOCIATION, "간호사모임 흰운동화", "White Sneakers, Nurses’ Group"),
    (ASSOCIATION, "교사모임 교실의봄", "Spring in the Classroom, Teachers’ Group"),
    (ASSOCIATION, "학부모모임 열두시종", "Twelve O’Clock Bell, Parents’ Group"),
    # Law, research, media
    (ASSOCIATION, "법의틈 연구모임", "Gap in the Law Study Group"),
    (ASSOCIATION, "여성법률지원모임 디딤새", "Didimsae Women’s Legal Support"),
    (
        ASSOCIATION,
        "온라인안전기술모임 코드숲",
        "Code Forest, Online Safety Technology Group",
    ),
    (ASSOCIATION, "데이터여성시민모임 헤아림", "Hearim, Women’s Civic Data Group"),
    (ASSOCIATION, "평등정책연구회 너비", "Neobi Equality Policy Society"),
    (ASSOCIATION, "미디어비평모임 되묻다", "Asking Back, Media Criticism Group"),
    (
        ASSOCIATION,
        "여성주의출판모임 물음표들",
        "Question Marks, Feminist Publishing Group",
    ),
    (ASSOCIATION, "기록집단 먼동", "Meondong Archive Collective"),
    (ASSOCIATION, "다큐멘터리모임 긴호흡", "Long Breath, Documentary Group"),
    # Young people
    (ASSOCIATION, "십대행동 초침", "Chochim Teen Action"),
    (ASSOCIATION, "청소년인권모임 까치발", "Tiptoe, Youth Rights Group"),
    (ASSOCIATION, "청년여성모임 옥상정원", "Roof Garden, Young Women’s Group"),
    # Support
    (ASSOCIATION, "생존자모임 아침볕", "Morning Light, Survivors’ Group"),
    (ASSOCIATION, "연대자모임 손깍지", "Interlaced Hands, Supporters’ Group"),
    (ASSOCIATION, "삭제지원활동모임 하얀창", "White Window, Takedown Support Group"),
    (CENTRE, "미르성폭력상담소", "Mir Sexual Violence Counselling Centre"),
    (CENTRE, "아라가정폭력상담소", "Ara Domestic Violence Counselling Centre"),
    (
        CENTRE,
        "벼리디지털성폭력상담소",
        "Byeori Digital Sexual Violence Counselling Centre",
    ),
    (CENTRE, "초롱여성쉼터", "Chorong Women’s Shelter"),
    # Neighbours in the movement
    (
        ASSOCIATION,
        "이주여성모임 국경너머부엌",
        "Kitchen Beyond Borders, Migrant Women’s Group",
    ),
    (
        ASSOCIATION,
        "장애여성모임 문턱없이",
        "Without Thresholds, Disabled Women’s Group",
    ),
    (ASSOCIATION, "성소수자모임 일곱빛골목", "Alley of Seven Colours, LGBTQ Group"),
    (ASSOCIATION, "농촌여성모임 호미질", "Homijil Rural Women’s Group"),
    (ASSOCIATION, "바다여성모임 물때", "Multtae Women of the Sea"),
    (ASSOCIATION, "평화여성모임 흰조약돌", "White Pebble, Women for Peace"),
    (ASSOCIATION, "종교여성모임 등불지기", "Lamp Keepers, Women of Faith"),
    (ASSOCIATION, "기후여성행동 초여름", "Early Summer Women’s Climate Action"),
    (ASSOCIATION, "시민모임 옆자리", "The Next Seat, Citizens’ Group"),
    (ASSOCIATION, "골목안전시민모임 가로등", "Streetlight, Citizens for Safe Streets"),
)


def demo_organizations() -> Iterator[DemoOrganization]:
    """All of them, each after what it belongs to."""
    for (kind, name_ko, name_en), belonging in FAMILIES:
        yield DemoOrganization(kind=kind, name_ko=name_ko, name_en=name_en)
        for relation, own_kind, own_name_ko, own_name_en in belonging:
            yield DemoOrganization(
                kind=own_kind,
                name_ko=own_name_ko,
                name_en=own_name_en,
                parent=name_en,
                relation=relation,
            )
    for kind, name_ko, name_en in INDEPENDENT:
        yield DemoOrganization(kind=kind, name_ko=name_ko, name_en=name_en)
