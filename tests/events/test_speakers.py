"""Applying to speak: how long a speech is, until when, and what is kept of it."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core import mail

from coalition.exceptions import DecryptionError
from events.enums import SpeakerState
from events.exceptions import NoSpeakersError
from events.models import (
    SpeakerApplication,
    SpeakerCall,
    SpeakerWords,
)
from events.models.speakers import count_characters
from events.services.call_off import (
    cancel_occurrence,
)
from events.services.move import move_occurrence
from events.services.speakers.applications import (
    Speech,
    confirm_speaker,
    own_data,
    revise_speech,
    withdraw_speaker,
)
from events.services.speakers.calls import (
    stop_speaker_call,
)
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.speakers import applied, apply, make_call
from tests.jobs import run_jobs

DEADLINE = dt.datetime(2026, 11, 26, 12, tzinfo=SEOUL)
SECOND = dt.timedelta(seconds=1)
SAMPLES = {
    "": 0,
    " \t\r\n\u3000\u00a0\u2003": 0,
    "우리는 함께합니다.": 9,
    "우리는\r\n함께합니다.": 9,
    "\u1112\u1161\u11ab글": 2,  # 한글, the first syllable typed in jamo
    "ㅋㅋㅋ": 3,
    "\u115f\u1160": 2,
    "👩‍👩‍👧": 5,
    "e\u0301": 1,
    "\ufeff\u200b": 2,
    "\u0085\u180e\u2028\u202f\u205f": 1,
    "a\x1cb": 3,
    "✊🏿": 2,
    "𠮷": 1,
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call(friday):
    return make_call(friday)


class TestCounting:
    @pytest.mark.parametrize(("text", "count"), SAMPLES.items())
    def test_code_points_of_nfc_without_white_space(self, text, count):
        assert count_characters(text) == count

    def test_the_browser_counts_the_same(self):
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not installed")
        source = Path("events/static/events/js/speech-counter.js").read_text()
        every_blank = [chr(code) for code in range(0x3100) if chr(code).isspace()]
        texts = [*SAMPLES, *every_blank]
        script = (
            f"{source}\nconst texts = {json.dumps(texts)};\n"
            "console.log(JSON.stringify(texts.map(countCharacters)));"
        )
        done = subprocess.run(
            [node, "--input-type=module", "-"],
            input=script,
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(done.stdout) == [count_characters(text) for text in texts]


class TestDeadline:
    def test_noon_of_the_day_before_where_the_gathering_is(self, call):
        assert call.closes_at == DEADLINE

    def test_a_move_of_the_date_moves_it(self, friday, call):
        move_occurrence(
            occurrence=friday,
            local_date=FRIDAY + dt.timedelta(days=1),
            local_time=friday.local_time,
            venue=friday.actual_venue,
            reason_ko="장소 사정",
        )
        moved = SpeakerCall.objects.select_related("occurrence").get(pk=call.pk)
        assert moved.closes_at == DEADLINE + dt.timedelta(days=1)

    def test_one_set_by_staff_is_never_after_the_start(self, friday, call):
        call.own_closes_at = friday.starts_at + dt.timedelta(hours=1)
        assert call.closes_at == friday.starts_at

    def test_it_is_exact(self, clock, call):
        clock.move_to(DEADLINE - SECOND)
        apply(call)
        clock.move_to(DEADLINE)
        with pytest.raises(NoSpeakersError):
            apply(call, "b@example.org")


class TestApplying:
    def test_it_is_pending_and_sealed(self, call):
        application = apply(call, needs="수어통역", is_read_by_another=True)

        assert application.state == SpeakerState.PENDING
        assert application.is_read_by_another
        words = application.words
        assert words.opened_all() == {
            "email": "a@example.org",
            "name": "달빛",
            "text": "우리는 함께합니다.",
            "needs": "수어통역",
        }
        for column in words.opened_all():
            assert "달빛".encode() not in bytes(getattr(words, column))

    def test_what_is_sealed_opens_in_no_other_row(self, call):
        first, second = apply(call), apply(call, "b@example.org")
        second.words.text = first.words.text
        with pytest.raises(DecryptionError):
            second.words.opened("text")

    def test_one_application_per_mailbox_the_last_one_counts(self, call):
        apply(call, "A.B@gmail.com")
        again = apply(call, "ab@gmail.com", text="다시 씁니다.")

        assert SpeakerApplication.objects.count() == 1
        assert again.words.opened("text") == "다시 씁니다."

    def test_once_confirmed_only_the_link_is_mailed_again(self, clock, call):
        application = applied(call)
        run_jobs()
        clock.shift(dt.timedelta(hours=25))
        apply(call, text="다른 사람이 쓴 글")
        run_jobs()

        assert application.words.opened("text") == "우리는 함께합니다."
        assert len(mail.outbox) == 2

    def test_confirming_after_the_deadline_is_too_late(self, clock, call):
        application = apply(call)
        clock.move_to(DEADLINE)
        assert not confirm_speaker(code=application.code)

    def test_confirming_twice_changes_nothing(self, clock, call):
        application = applied(call)
        clock.shift(SECOND)
        assert confirm_speaker(code=application.code)
        assert SpeakerApplication.objects.get().confirmed_at == application.confirmed_at

    def test_it_is_corrected_until_the_deadline(self, clock, call):
        application = applied(call)
        speech = Speech(name="새벽", text="고친 글", consents_to_name=True)
        revise_speech(code=application.code, speech=speech)

        application = SpeakerApplication.objects.get()
        assert own_data(application=application)["text"] == "고친 글"
        assert own_data(application=application)["consents_to_name"]
        clock.move_to(DEADLINE)
        with pytest.raises(NoSpeakersError):
            revise_speech(code=application.code, speech=speech)

    def test_withdrawing_leaves_no_row(self, call):
        application = applied(call)
        withdraw_speaker(code=application.code)
        withdraw_speaker(code=application.code)

        assert not SpeakerApplication.objects.exists()
        assert not SpeakerWords.objects.exists()

    def test_stopped_or_cancelled_or_not_yet_open_takes_none(self, friday, staff, call):
        stop_speaker_call(call=call, stops=True, actor=staff)
        call.refresh_from_db()
        with pytest.raises(NoSpeakersError):
            apply(call)
        stop_speaker_call(call=call, stops=False, actor=staff)
        call.refresh_from_db()
        apply(call)
        call.opens_at = MONDAY + SECOND
        with pytest.raises(NoSpeakersError):
            apply(call)
        call.opens_at = MONDAY
        call.occurrence = cancel_occurrence(occurrence=friday, reason_ko="폭우")
        with pytest.raises(NoSpeakersError):
            apply(call)
