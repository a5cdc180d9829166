"""What a record calls itself goes into logs and the admin's history: never a person."""

import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

CANARY = "카나리아"
# Columns that may hold the name, address or role of a person.
PERSONAL = {
    "coalition.User": {"email", "name", "first_name", "last_name", "password"},
    "coalition.RegistrationContact": {"email", "name", "role"},
    "events.AlertSubscription": {"address_index", "code"},
    "events.AlertAddress": {"email"},
    "events.AssemblyNotice": {"receipt_number", "police_note"},
    "events.NoticePeople": {"sealed"},
    "events.HostingDuty": {"decline_reason"},
    "events.HostingLink": {"code"},
    "events.HostingSwap": {"message"},
    "events.ProgrammeProposal": {"sealed", "decline_reason"},
    "events.Volunteer": {"address_index", "code"},
    "events.VolunteerContact": {"name", "email", "phone"},
    "events.SpeakerApplication": {"address_index", "code", "lot_code"},
    "events.SpeakerWords": {"email", "name", "text", "needs"},
    "events.Submission": {"address_index", "code"},
    "events.SubmissionContact": {"email", "name", "role"},
    "events.Photo": {"alt_ko", "alt_en", "credit", "code"},
    "statements.Signature": {
        "address_index",
        "public_name",
        "public_affiliation",
        "code",
    },
    "statements.SignaturePersonalData": {"email", "name", "affiliation"},
    "statements.EndorsementAuthority": {"name", "role"},
}
MODELS = [
    model
    for label in settings.FIRST_PARTY_APPS
    for model in apps.get_app_config(label).get_models()
]


def filled(model: type[models.Model]) -> models.Model:
    """A record with the canary in every column that takes text, never saved."""
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.BinaryField):
            values[field.attname] = CANARY.encode()
        elif isinstance(field, models.CharField | models.TextField):
            values[field.attname] = CANARY
        elif isinstance(field, models.UUIDField):
            values[field.attname] = uuid.UUID(int=0xCA4A)
    return model(pk=7, **values)


@pytest.mark.parametrize("label", PERSONAL)
def test_a_record_about_a_person_is_called_by_its_number(label):
    record = filled(apps.get_model(label))

    for text in (str(record), repr(record)):
        assert CANARY not in text
        assert CANARY.encode().hex() not in text
        assert "ca4a" not in text
        assert "7" in text


def test_no_column_about_a_person_has_been_forgotten():
    suspicious = {
        (model._meta.label, field.name)
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField | models.EmailField)
        or field.name in ("email", "phone", "public_name", "first_name", "last_name")
    }
    no_person = {
        ("coalition.AuditEntry", "digest"),
        ("coalition.AuditEntry", "previous_digest"),
        ("coalition.MailLimit", "address_digest"),
        ("coalition.PartnerRegistration", "address_index"),
        ("coalition.PartnerRegistration", "contact_index"),
        ("events.SpeakerCall", "sealed_seed"),
        ("statements.Statement", "wrapped_data_key"),
    }

    assert {
        (label, name)
        for label, name in suspicious - no_person
        if name not in PERSONAL.get(label, ())
    } == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_name_of_its_own(model):
    assert model.__str__ is not models.Model.__str__
