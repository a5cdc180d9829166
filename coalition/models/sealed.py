"""What is said about a person, apart from everything else and under a key."""

from django.db import models

from coalition.encryption import master_cipher


class Sealed(models.Model):
    """A table of personal data: every ``BinaryField`` is a text under the master key.

    A text is bound to its table, column and row, so that it opens nowhere else.
    """

    class Meta:
        abstract = True

    @property
    def sealed_row(self) -> object:
        """What names the row for good; its number may not be known yet."""
        raise NotImplementedError

    def seal(self, **texts: str) -> None:
        """Takes the given columns in; the others stay as they are."""
        for column, text in texts.items():
            sealed = master_cipher().encrypt(text.encode(), place=self._place(column))
            setattr(self, column, sealed)

    def opened(self, column: str) -> str:
        """Raises DecryptionError when the key is gone or the value was moved."""
        value = getattr(self, column)
        return master_cipher().decrypt(value, place=self._place(column)).decode()

    def opened_all(self) -> dict[str, str]:
        """Every text by its column. Raises DecryptionError."""
        columns = [
            field.name
            for field in self._meta.concrete_fields
            if isinstance(field, models.BinaryField)
        ]
        return {column: self.opened(column) for column in columns}

    def _place(self, column: str) -> str:
        return f"{self._meta.db_table}|{column}|{self.sealed_row}"
