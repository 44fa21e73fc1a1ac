"""Names as people write, spell, sort and look for them: folding, pinyin, search texts, queries, handles.

Nothing here rewrites what the seller stored; the folded forms are for comparing only.
"""

from crm.names.calling import calling
from crm.names.characters import ResourceMissingError, fold
from crm.names.fitting import begins, fits, spellings
from crm.names.highlighting import highlight
from crm.names.inside import Needles
from crm.names.keys import initial, search_text, sort_key
from crm.names.query import Query, parse_query
from crm.names.said import said_query
from crm.names.snippet import snippet
from crm.names.ways import normal_handle, normal_phone

__all__ = [
    "Needles",
    "Query",
    "ResourceMissingError",
    "begins",
    "calling",
    "fits",
    "fold",
    "highlight",
    "initial",
    "normal_handle",
    "normal_phone",
    "parse_query",
    "said_query",
    "search_text",
    "snippet",
    "sort_key",
    "spellings",
]
