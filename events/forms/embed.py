"""What oEmbed asks, in the words of its specification."""

from django import forms


class OembedForm(forms.Form):
    """``maxwidth`` and ``maxheight`` in pixels, either or both left out."""

    url = forms.CharField(max_length=2000)
    format = forms.CharField(required=False)
    maxwidth = forms.IntegerField(min_value=1, required=False)
    maxheight = forms.IntegerField(min_value=1, required=False)
