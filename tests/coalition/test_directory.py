"""The directory and one organization's page."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalition.enums import (
    MembershipTier,
    OrganizationState,
    Provenance,
    RegistrationState,
    Relation,
)
from coalition.models import Institution, Organization, ReportedCount, Source
from coalition.selectors import (
    acting_coalition,
    free_slug,
    institutions_with_succession,
    main_coalition,
    organization_page,
    press_record_organizations,
    similar_organizations,
)
from tests.factories.coalition import (
    create_coalition,
    create_membership,
    create_organization,
    create_registration,
)

pytestmark = pytest.mark.django_db

LIST = "/organizations/"


def names(response):
    return [str(item) for item in response.context["directory"].page]


@pytest.fixture
def coalition():
    return create_coalition()


# --- The list -----------------------------------------------------------------------


def test_members_come_first_each_part_in_korean_order(client, coalition):
    for name in ("하늘모임", "(사)나무모임", "4·27모임", "ABC Link"):
        create_membership(coalition, create_organization(name))
    for name in ("바다모임", "가람모임"):
        create_organization(name)

    response = client.get(LIST)

    assert names(response) == [
        "4·27모임",
        "(사)나무모임",
        "하늘모임",
        "ABC Link",
        "가람모임",
        "바다모임",
    ]
    assert response.text.index("하늘모임") < response.text.index("가람모임")


def test_only_current_members_of_the_main_coalition_count_as_members(client, coalition):
    today = timezone.localdate()
    day = dt.timedelta(days=1)
    create_membership(coalition, create_organization("나"), joined_on=today)
    create_membership(coalition, create_organization("가"), left_on=today)
    create_membership(coalition, create_organization("다"), joined_on=today + day)
    other = create_coalition("다른연대")
    create_membership(other, create_organization("라"))

    directory = client.get(LIST).context["directory"]

    assert [str(item) for item in directory.page if item.tier] == ["나"]
    assert directory.members_count == 1
    assert directory.organizations_count == 5  # with the other coalition


def test_the_list_shows_tier_parent_provenance_and_the_moment(client, coalition):
    parent = create_organization("전국연합", name_en="National Union")
    branch = create_organization(
        "서울모임", parent=parent, relation=Relation.BRANCH, provenance="demo"
    )
    create_membership(coalition, branch, MembershipTier.STEERING)

    text = client.get("/en" + LIST).text

    assert "Branch of National Union" in text
    assert "c-badge--demo" in text
    assert "Steering organization" in text
    assert "As of " in text


def test_what_goes_for_the_whole_coalition_is_said_once(client, coalition):
    type(coalition).objects.filter(pk=coalition.pk).update(provenance="demo")
    create_membership(coalition, create_organization("서울모임", provenance="demo"))
    create_organization("부산모임", provenance="demo")

    # Beside the coalition's name, and on the one that is not in it.
    assert client.get(LIST).text.count("c-badge--demo") == 2


def test_a_change_of_any_shown_part_of_a_name_is_shown_at_once(client):
    parent = create_organization("전국연합", name_en="National Union", slug="union")
    branch = create_organization(
        "서울<모임>", slug="seoul", parent=parent, relation=Relation.BRANCH
    )
    before = client.get(LIST).text
    Organization.objects.filter(pk=parent.pk).update(name_ko="온누리연합")
    Organization.objects.filter(pk=branch.pk).update(
        name_ko="한양<모임>", slug="hanyang", relation=Relation.CLUB
    )

    after = client.get(LIST).text

    assert '/organizations/seoul/">서울&lt;모임&gt;</a>' in before
    assert "전국연합 지부" in before
    assert '/organizations/hanyang/">한양&lt;모임&gt;</a>' in after
    assert "온누리연합 동아리" in after
    assert "서울" not in after
    assert "Club of National Union" in client.get(f"/en{LIST}").text


def test_suspended_organizations_are_not_in_the_directory(client, coalition):
    gone = create_organization("활동중지", state=OrganizationState.SUSPENDED)
    create_membership(coalition, gone)
    create_membership(gone, create_organization("남은모임"))

    response = client.get(LIST)

    assert "활동중지" not in response.text
    assert response.context["directory"].organizations_count == 1
    assert client.get(gone.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("search", "found"),
    (
        ("달빛", ["달빛여성회"]),
        ("빛여", ["달빛여성회"]),
        (" 달빛여성회 ", ["달빛여성회"]),
        ("moon", ["달빛여성회"]),
        ("별", ["새벽별"]),
        ("없음", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("\x00달빛\x00", ["달빛여성회"]),
        ("<script>", []),
    ),
)
def test_search_by_part_of_a_name(client, search, found):
    create_organization("달빛여성회", name_en="Moonlight")
    create_organization("새벽별", short_name_ko="새별")

    response = client.get(LIST, {"q": search})

    assert response.status_code == 200
    assert names(response) == found
    assert "<script>" not in response.text
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")


def test_a_very_long_search_is_cut(client):
    response = client.get(LIST, {"q": "가" * 5000})

    assert len(response.context["directory"].search) == 80


@pytest.mark.parametrize("page", ("", "0", "-1", "abc", "9" * 40, "2", "\x00"))
def test_pages_are_bounded_whatever_is_asked(client, page):
    Organization.objects.bulk_create(
        Organization(slug=f"o-{n}", name_ko=f"모임 {n}", sort_key=f"모임{n:03}")
        for n in range(130)
    )

    response = client.get(LIST, {"page": page})

    assert response.status_code == 200
    is_last = page in ("2", "9" * 40, "0", "-1")
    assert len(names(response)) == (10 if is_last else 120)


@pytest.mark.parametrize("count", (1, 3))
def test_the_number_of_queries_does_not_grow(client, coalition, count):
    for _ in range(count):
        parent = create_organization()
        create_membership(
            coalition, create_organization(parent=parent, relation=Relation.BRANCH)
        )

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(LIST)

    assert len(queries) == 5


def test_the_search_has_an_index():
    create_organization()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        plan = Organization.objects.all().named_like("달빛여").explain()

    assert "coalition_organization_trgm" in plan


def test_an_empty_directory_says_so(client):
    assert client.get(LIST).status_code == 200
    assert "No organization is in the directory yet." in client.get("/en" + LIST).text


# --- Which coalition -----------------------------------------------------------------


def test_the_main_coalition_is_the_acting_one_with_the_most_members():
    press = create_coalition("언론에 나온 연대", provenance=Provenance.PRESS)
    assert main_coalition() == press
    assert acting_coalition() is None
    create_membership(press, create_organization())

    own = create_coalition("우리 연대")
    assert main_coalition() == acting_coalition() == own

    create_membership(own, create_organization())
    create_coalition("나중에 등록한 연대")
    assert main_coalition() == own


# --- One organization ------------------------------------------------------------------


def test_the_page_shows_what_is_known_with_its_sources(client, coalition):
    source = Source.objects.create(code="s1", title="어느 기사", url="https://a.kr/1")
    parent = create_organization("전국연합")
    organization = create_organization(
        "서울모임",
        parent=parent,
        relation=Relation.BRANCH,
        website="https://example.kr",
        about_ko="하나\n<b>둘</b>",
        provenance=Provenance.PRESS,
    )
    organization.sources.add(source)
    create_organization("강남모임", parent=organization, relation=Relation.CLUB)
    create_membership(
        coalition,
        organization,
        joined_on=dt.date(2024, 8, 29),
        left_on=dt.date(2024, 9, 30),
    )
    count = ReportedCount.objects.create(
        organization=organization,
        as_of=dt.date(2024, 8, 29),
        organizations_count=84,
        individuals_count=1200,
        individuals_approximate=True,
    )
    count.sources.add(source)

    text = client.get(organization.get_absolute_url()).text

    for shown in (
        "서울모임",
        "전국연합",
        "강남모임",
        "여파공동행동",
        "2024년 8월 29일(목)",
        "2024년 9월 30일(월)",
        "단체 84개, ",
        "1,200",
        "어느 기사",
        'rel="noopener noreferrer nofollow"',
        "&lt;b&gt;",
        "c-badge--record",
    ):
        assert shown in text


def test_a_coalitions_page_lists_its_members_of_today(client, coalition):
    today = timezone.localdate()
    for name in ("하늘모임", "나무모임"):
        create_membership(coalition, create_organization(name))
    create_membership(coalition, create_organization("떠난모임"), left_on=today)
    suspended = create_organization("중지모임", state=OrganizationState.SUSPENDED)
    create_membership(coalition, suspended)

    text = client.get(coalition.get_absolute_url()).text

    assert text.index("나무모임") < text.index("하늘모임")
    assert "떠난모임" not in text
    assert "중지모임" not in text


def test_nothing_of_a_registration_leaks_onto_the_page(client):
    registration = create_registration(RegistrationState.APPROVED)

    text = client.get(registration.organization.get_absolute_url()).text

    assert registration.name_ko in text
    assert "카나리아" not in text
    assert "사무국장" not in text
    assert "@example.org" not in text
    assert str(registration.code) not in text


@pytest.mark.parametrize("slug", ("없는-단체", "1", "x" * 300))
def test_an_unknown_organization_is_404(client, slug):
    assert client.get(f"{LIST}{slug}/").status_code == 404
    with pytest.raises(Organization.DoesNotExist):
        organization_page(slug)


def test_the_english_page_falls_back_to_korean(client):
    organization = create_organization("달빛여성회", about_ko="하는 일")

    text = client.get(f"/en/organizations/{organization.slug}/").text

    assert "달빛여성회" in text
    assert "하는 일" in text


@pytest.mark.parametrize("count", (1, 3))
def test_the_pages_number_of_queries_does_not_grow(
    coalition, count, django_assert_num_queries
):
    for _ in range(count):
        parent = create_organization()
        member = create_organization(parent=parent, relation=Relation.BRANCH)
        create_membership(coalition, member)
        create_organization(parent=coalition, relation=Relation.SUB_BODY)

    with django_assert_num_queries(6):
        page = organization_page(coalition.slug)
        assert len(page.current_members) == count
        assert len(page.public_branches) == count
        assert [str(m.organization.parent) for m in page.current_members]
        assert list(page.sources.all()) == []


# --- Other reads -------------------------------------------------------------------------


def test_a_free_slug_is_the_name_without_its_legal_form():
    assert free_slug("(사)달빛 여성회") == "달빛-여성회"
    assert free_slug("㈔달빛") == "달빛"
    assert free_slug("···") == "organization"
    create_organization(slug="달빛")
    create_organization(slug="달빛-2")
    assert free_slug("달빛") == "달빛-3"
    assert len(free_slug("가" * 120)) <= 80


def test_staff_see_similar_names_best_first():
    create_organization("달빛여성회")
    create_organization("달빛여성회 서울지부")
    create_organization("새벽별")
    registration = create_registration(name_ko="달빛여성회")

    assert [str(item) for item in similar_organizations(registration)] == [
        "달빛여성회",
        "달빛여성회 서울지부",
    ]


def test_press_records_and_renamed_institutions():
    press = create_organization(provenance=Provenance.PRESS)
    create_organization()
    old = Institution.objects.create(slug="old", name_ko="여성가족부")
    new = Institution.objects.create(
        slug="new", name_ko="성평등가족부", predecessor=old
    )

    assert list(press_record_organizations()) == [press]
    assert institutions_with_succession() == [new]
