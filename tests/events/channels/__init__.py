"""What every channel of the site tells of its gatherings, read as its readers do.

``told`` is the small record that each channel is read into, ``pages``, ``feeds`` and
``mails`` read them, and ``agreement`` compares all of them with what is true.
"""
