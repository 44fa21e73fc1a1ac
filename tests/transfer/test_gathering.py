"""Very much is gathered and thrown away without anybody standing still."""

import gc
import weakref

from crm.transfer.gathering import gathering, let_go


class Thing:
    """Something that can be seen to be gone."""


def test_what_is_let_go_is_empty_and_gone():
    things = [Thing() for _ in range(1_700)]
    watched = [weakref.ref(thing) for thing in things]
    by_number = dict(enumerate(things))
    every, kept = set(things), things
    del things
    let_go(kept, by_number, every)
    assert (kept, by_number, every) == ([], {}, set())
    assert not any(seen() for seen in watched)


def test_nothing_is_collected_while_something_is_gathered():
    with gathering():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()
