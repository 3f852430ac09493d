"""Every word that a person reads in an app, Korean and English side by side.

The lowest room of the house: it imports nothing, so that an error raised anywhere can speak
the reader's language.
"""

from ._findings import korean as korean
from ._findings import with_korean as with_korean
from ._organs import atlas_labels as atlas_labels
from ._say import LANGUAGES as LANGUAGES
from ._say import Lang as Lang
from ._say import Phrase as Phrase
from ._say import phrases as phrases
from ._say import say as say
