"""From files to documents: text, its blocks, its title, with offsets that stay true.

``find`` lists the files of a corpus, ``slugs`` names them, ``read`` reads one, ``read_corpus``
does all three, ``from_text`` takes text that is in no file.
"""

from extract.readers.corpus import find, read_corpus, slugs
from extract.readers.reading import DEFAULT_LIMIT, MEDIA_TYPES, from_text, read

__all__ = ["DEFAULT_LIMIT", "MEDIA_TYPES", "find", "from_text", "read", "read_corpus", "slugs"]
