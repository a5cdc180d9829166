"""Photos in the back office: looked at by a second person before anybody else."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin, staff_member
from coalition.admin.kept import KeptAdmin
from coalition.exceptions import StaleStateError
from coalition.forms import add_refusal
from coalition.models import User
from events.documents.pictures import stored_picture
from events.forms.photos import CheckForm, WordsForm
from events.models import Photo
from events.services.photos import (
    approve_photo,
    describe_photo,
    keep_photo,
    reject_photo,
    take_down_photo,
)


class WorkFilter(admin.SimpleListFilter):
    """What waits for somebody: a first check, or a look after a report."""

    title = pgettext_lazy("photos", "work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("To look at"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Photo]
    ) -> QuerySet[Photo]:
        if self.value() != "waiting":
            return queryset
        return queryset.filter(pk__in=Photo.objects.to_look_at().values("pk"))


@admin.register(Photo)
class PhotoAdmin(KeptAdmin, AuditedAdmin):
    """The list, and one page on which a photo is described, checked or taken down.

    They come from the page of their gathering and change only by the services.
    """

    list_display = ("picture", "occurrence", "badge", "publish_after")
    list_display_links = ("picture",)
    list_filter = (WorkFilter, "state")
    list_select_related = ("occurrence__series",)
    ordering = ("-pk",)

    @admin.display(description=_("photo"))
    def picture(self, photo: Photo) -> SafeString | str:
        if photo.is_removed:
            return str(photo)
        return format_html(
            '<img class="c-after__thumb" src="{}" width="{}" height="{}" alt="{}">',
            reverse("admin:events_photo_picture", args=(photo.pk, "small")),
            photo.small_width,
            photo.small_height,
            photo.alt_ko or gettext("not described yet"),
        )

    @admin.display(description=_("state"), ordering="state")
    def badge(self, photo: Photo) -> SafeString:
        kind = "notice" if photo.is_waiting or photo.is_reported else "good"
        label = gettext("Reported") if photo.is_reported else photo.get_state_display()
        return format_html('<span class="c-badge c-badge--{}">{}</span>', kind, label)

    def get_urls(self) -> list[URLPattern]:
        picture = path(
            "<int:pk>/<str:size>.jpg",
            self.admin_site.admin_view(self.picture_view),
            name="events_photo_picture",
        )
        return [picture, *super().get_urls()]

    def picture_view(self, request: HttpRequest, pk: int, size: str) -> HttpResponse:
        """The stored bytes, for staff, also before the photo is public."""
        photo = get_object_or_404(Photo, pk=pk)
        if not self.has_view_permission(request, photo):
            raise PermissionDenied
        if size not in ("large", "small"):
            raise Http404
        try:
            content = stored_picture(photo.code, size)
        except FileNotFoundError:
            raise Http404 from None
        return HttpResponse(content, content_type="image/jpeg")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """GET shows it with what can be decided; POST with ``act`` decides."""
        photo = self.get_object(request, object_id)
        if photo is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_change_permission(request, photo):
            raise PermissionDenied
        form = _form(request, photo)
        act = request.POST.get("act", "")
        if request.method == "POST" and (act not in FORMLESS and not form.is_valid()):
            return self._page(request, photo, form)
        if request.method != "POST":
            return self._page(request, photo, form)
        try:
            messages.success(request, _perform(act, photo, form, staff_member(request)))
        except ValidationError as error:
            if act in FORMLESS:
                messages.error(request, " ".join(error.messages))
                return HttpResponseRedirect(request.path)
            add_refusal(form, error)
            return self._page(request, photo, form)
        except StaleStateError:
            messages.error(
                request, gettext("Somebody else changed it. Please look again.")
            )
        return HttpResponseRedirect(_gathering_url(photo))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Photo | None:
        photo = super().get_object(request, object_id, from_field)
        return photo if isinstance(photo, Photo) else None

    def _page(
        self, request: HttpRequest, photo: Photo, form: WordsForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Photo %(number)s") % {"number": photo.pk},
            "subtitle": str(photo.occurrence),
            "opts": self.opts,
            "photo": photo,
            "occurrence": photo.occurrence,
            "form": form,
            "is_own": photo.uploaded_by_id == request.user.pk,
            "is_public": photo.is_public(timezone.now()),
            "gathering_url": _gathering_url(photo),
        }
        return TemplateResponse(
            request,
            "admin/events/photo.html",
            context,
            status=422 if form.errors else 200,
        )


# Acts that need nothing but their button.
FORMLESS = frozenset({"reject", "keep", "take-down"})


def _form(request: HttpRequest, photo: Photo) -> WordsForm:
    if request.method == "POST":
        form = CheckForm if request.POST.get("act") == "approve" else WordsForm
        return form(request.POST, instance=photo)
    if photo.uploaded_by_id == request.user.pk:
        return WordsForm(instance=photo)
    return CheckForm(instance=photo)


def _perform(act: str, photo: Photo, form: Any, actor: User) -> str:
    if act == "approve":
        approve_photo(
            photo=photo,
            words=form.to_words(),
            ground=form.chosen_ground,
            keeps_policy=form.cleaned_data["keeps_policy"],
            actor=actor,
        )
        return gettext("The photo is approved.")
    if act == "describe":
        describe_photo(photo=photo, words=form.to_words(), actor=actor)
        return gettext("The words are saved.")
    if act == "reject":
        reject_photo(photo=photo, actor=actor)
        return gettext("The photo is erased.")
    if act == "keep":
        keep_photo(photo=photo, actor=actor)
        return gettext("The photo is shown again.")
    if act == "take-down":
        take_down_photo(photo=photo, actor=actor)
        return gettext("The photo is taken down and erased.")
    raise PermissionDenied


def _gathering_url(photo: Photo) -> str:
    return reverse("admin:events_occurrence_aftermath", args=(photo.occurrence_id,))
