"""What people do on the site, in the words of its Korean pages."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page

from tests.stories.conftest import Site


def open_statement(page: Page, site: Site) -> None:
    """The statement that the home page calls to sign."""
    page.goto(f"{site.url}/")
    page.locator(".l-front__side .c-card__title a").first.click()
    page.get_by_label("이름 또는 활동명").wait_for()


def sign(page: Page, *, name: str, address: str) -> None:
    """Fills in the form of the open statement and sends it."""
    page.get_by_label("이름 또는 활동명").fill(name)
    page.get_by_role("textbox", name="이메일").fill(address)
    page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    page.get_by_label("민감정보 처리에 동의합니다").check()
    page.get_by_label("만 14세 이상입니다").check()
    page.get_by_role("button", name="서명하기").click()
    page.get_by_role("heading", level=1, name="메일을 확인해 주세요").wait_for()


def register(page: Page, site: Site, *, name: str, address: str) -> None:
    """An association applies; what is left is the button behind the mail's link."""
    page.goto(f"{site.url}/partners/register/")
    page.get_by_label("단체 이름").fill(name)
    page.get_by_label("담당자 이름 또는 활동명").fill("다온")
    page.get_by_label("직책 또는 역할").fill("사무국장")
    page.get_by_label("단체 공식 이메일").fill(address)
    page.get_by_label("담당자 개인정보 수집·이용에 동의합니다").check()
    page.get_by_label("단체를 대신해 신청할 권한이 있습니다").check()
    page.get_by_role("button", name="신청하기").click()
    page.get_by_role("heading", level=1, name="메일함을 확인해 주세요").wait_for()


def send_in(page: Page, site: Site, *, title: str, address: str) -> None:
    """A partner announces a gathering in a month, at two; the mail's button is left."""
    day = timezone.localdate() + dt.timedelta(days=30)
    page.goto(f"{site.url}/events/submit/")
    page.get_by_label("주최 단체").select_option(label="(사)나란히여성연대")
    page.locator("[name=title_ko]").fill(title)
    page.locator("[name=local_date]").fill(str(day))
    page.locator("[name=local_time]").fill("14:00")
    page.locator("[name=place_ko]").fill("마을회관")
    page.get_by_label("담당자 이름 또는 활동명").fill("다온")
    page.get_by_label("직책 또는 역할").fill("사무국장")
    page.get_by_label("단체 공식 이메일").fill(address)
    page.get_by_label("담당자 개인정보 수집·이용에 동의합니다").check()
    page.get_by_label("단체를 대신해 신청할 권한이 있습니다").check()
    page.get_by_role("button", name="신청하기").click()
    page.get_by_role("heading", level=1, name="메일함을 확인해 주세요").wait_for()


def sign_in(page: Page, site: Site) -> None:
    """A member of staff signs in to the back office."""
    page.goto(f"{site.url}/admin/")
    page.get_by_label("이메일").fill("staff@example.org")
    page.get_by_label("비밀번호").fill(site.password)
    page.get_by_role("button", name="로그인").click()
    page.get_by_role("link", name="로그아웃").or_(
        page.get_by_role("button", name="로그아웃")
    ).wait_for()


def open_registration(staff: Page, site: Site, name: str) -> None:
    """The association's place in the staff's queue."""
    staff.goto(f"{site.url}/admin/")
    staff.get_by_role("link", name="단체 등록 신청 보기").click()
    staff.get_by_role("link", name=name).click()


def ask_for_a_shift(staff: Page, site: Site, *, address: str) -> str:
    """Staff plan a shift of the last coming gathering and ask somebody; the page."""
    staff.goto(f"{site.url}/admin/events/occurrence/")
    staff.locator("#result_list tbody th a").last.click()
    staff.get_by_role("link", name="역할과 시간표").click()
    staff.locator("[name=new-role]").select_option("marshal")
    staff.get_by_role("button", name="추가하기").click()
    staff.get_by_text("부탁하기", exact=True).click()
    staff.locator("[name$=-name]").fill("별하")
    staff.locator("[name$=-email]").fill(address)
    staff.get_by_role("button", name="부탁 메일 보내기").click()
    staff.get_by_text("개인 링크가 담긴 메일을 보내고 있습니다.").wait_for()
    return staff.url
