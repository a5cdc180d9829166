"""Which app's records may point at which: string foreign keys escape import-linter."""

import pytest
from django.apps import apps

ALLOWED = {
    "coalition": {"coalition"},
    "events": {"events", "coalition"},
    "statements": {"statements", "coalition"},
}


def relations(label):
    """(model, field, app it points at) for every relation to an app of our own."""
    models = apps.get_app_config(label).get_models(include_auto_created=True)
    return {
        (model._meta.label, field.name, field.related_model._meta.app_label)
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model
        and (field.concrete or field.many_to_many)
        and not field.auto_created
        and field.related_model._meta.app_label in ALLOWED
    }


@pytest.mark.parametrize("label", ALLOWED)
def test_relations_point_down(label):
    found = relations(label)

    assert found != set()
    assert {each for each in found if each[2] not in ALLOWED[label]} == set()


@pytest.mark.parametrize("label", ALLOWED)
def test_no_generic_relation_hides_one(label):
    models = apps.get_app_config(label).get_models()
    foreign = {
        (model._meta.label, field.name)
        for model in models
        for field in model._meta.private_fields
    }

    assert foreign == set()
