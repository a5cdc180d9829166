"""From the task board to the receipt: an assembly is filed with the police."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.acts import sign_in
from tests.stories.conftest import Site, complaints_of
from tests.stories.inspection import faults

pytestmark = pytest.mark.browser


def faults_of_content(staff: Page) -> list[str]:
    """With every step open."""
    staff.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return faults(staff)


def test_staff_file_an_assembly(staff: Page, site: Site) -> None:
    complaints = complaints_of(staff, site)
    sign_in(staff, site)
    waiting = staff.get_by_role("region", name="집회신고 할 일")
    waiting.get_by_role("listitem").last.get_by_role("link").click()
    expect(staff.get_by_text("신고 전", exact=True)).to_be_visible()
    found = faults_of_content(staff)

    staff.get_by_role("button", name="지난 회차에서 가져오기").click()
    expect(staff.get_by_text("작성됨", exact=True)).to_be_visible()
    staff.get_by_text("2. 주최자, 연락책임자, 질서유지인").click()
    staff.get_by_role("button", name="보고 고치기").click()
    expect(staff.get_by_label("질서유지인", exact=True)).to_have_value(
        re.compile("^홍가상")
    )
    found += faults_of_content(staff)
    staff.get_by_label("질서유지인", exact=True).fill("최가상 / 없는길 4 / 학생 / 010")
    staff.get_by_role("button", name="암호화해 저장하기").click()
    with staff.expect_download() as download:
        staff.get_by_role("button", name="신고서 PDF 내려받기").click()
    assert download.value.suggested_filename.endswith(".pdf")

    staff.get_by_text("4. 접수증 기록").click()
    staff.get_by_label("접수번호").fill("체험-0001")
    staff.get_by_role("button", name="신고 완료로 기록하기").click()
    expect(staff.get_by_text("신고 완료", exact=True)).to_be_visible()
    found += faults_of_content(staff)
    assert not found, "\n".join(found)
    assert complaints == []
