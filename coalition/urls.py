from django.urls import path

from coalition import views

app_name = "coalition"

# One organization's page is in config: it also shows what the other apps know.
urlpatterns = [
    path("organizations/", views.organization_list, name="organization-list"),
    path("partners/register/", views.registration_create, name="registration-create"),
    path(
        "partners/register/check-mail/",
        views.registration_check_mail,
        name="registration-check-mail",
    ),
    path(
        "partners/confirm/<str:token>/",
        views.registration_confirm,
        name="registration-confirm",
    ),
]
