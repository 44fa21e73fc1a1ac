"""Orders that are being written: kept as typed, several at once, gone only when the seller says so."""

from pathlib import Path

from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.ids import ContactId, SketchId
from crm.orders import LineDraft, OrderDraft
from crm.topics import Topic
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime


def test_what_is_typed_comes_back_after_the_shop_was_closed(tmp_path: Path, clock: Clock):
    shop = open_workspace(tmp_path / "shop", clock=clock)
    typed = {"friend": "王", "lines": [{"product": "面膜 \ud800", "price": "1e400"}]}
    sketch = shop.sketches.keep(None, None, {"friend": "x"})
    assert (
        shop.sketches.keep(sketch, None, {"friend": "王", "lines": [{"product": "面膜", "price": "1e400"}]}) == sketch
    )
    shop.close()
    shop = open_workspace(tmp_path / "shop", clock=clock)
    (row,) = shop.sketches.all()
    assert (row.id, row.contact, row.data["lines"][0]["price"]) == (sketch, None, "1e400")
    shop.sketches.keep(sketch, None, typed)
    assert shop.sketches.all()[0].data["friend"] == "王"
    shop.close()


def test_several_at_once_the_last_written_first_and_no_steps(workspace: Workspace, time: StoppedTime):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    steps = len(workspace.undo.steps())
    news: list[Topic] = []
    workspace.store.listen(news.append)
    first = workspace.sketches.keep(None, friend, {"note": "1"})
    time.advance(seconds=1)
    second = workspace.sketches.keep(None, None, {"note": "2"})
    assert [row.id for row in workspace.sketches.all()] == [second, first]
    time.advance(seconds=1)
    workspace.sketches.keep(first, friend, {"note": "3"})
    assert [(row.id, row.contact) for row in workspace.sketches.all()] == [(first, friend), (second, None)]
    assert news == [Topic.ORDERS, Topic.ORDERS, Topic(0)]
    assert len(workspace.undo.steps()) == steps
    workspace.undo.undo()
    assert len(workspace.sketches.all()) == 2


def test_thrown_away_leaves_nothing_of_what_was_typed(workspace: Workspace):
    sketch = workspace.sketches.keep(None, None, {"address": "文三路"})
    workspace.sketches.throw_away(sketch)
    workspace.sketches.throw_away(sketch)
    assert workspace.sketches.all() == []
    assert workspace.store.rows("SELECT data FROM order_sketch") == [("{}",)]
    again = workspace.sketches.keep(sketch, ContactId(99), {"address": "文三路"})
    assert again != sketch
    assert [(row.id, row.contact) for row in workspace.sketches.all()] == [(again, None)]


def test_what_is_no_sketch_is_read_as_nothing(workspace: Workspace):
    for _ in range(2):
        workspace.sketches.keep(None, None, {"note": "x"})
    with workspace.store.write(Topic.ORDERS) as write:
        write.many("UPDATE order_sketch SET data = ? WHERE id = ?", [("[", 1), ("[1]", 2)])
    assert [row.data for row in workspace.sketches.all()] == [{}, {}]
    assert {row.id for row in workspace.sketches.all()} == {SketchId(1), SketchId(2)}


def test_an_erased_friend_takes_what_was_being_written_along(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.sketches.keep(None, friend, {"note": "x"})
    workspace.erasing.erase(friend)
    assert workspace.sketches.all() == []


def test_what_became_an_order_is_written_no_more_until_that_is_undone(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    sketch = workspace.sketches.keep(None, None, {"note": "x"})
    draft = OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),))
    workspace.orders.add(draft, sketch=sketch)
    assert workspace.sketches.all() == []
    workspace.orders.add(draft, sketch=sketch)
    workspace.undo.undo()
    workspace.undo.undo()
    assert [(row.id, row.data) for row in workspace.sketches.all()] == [(sketch, {"note": "x"})]
    workspace.undo.redo()
    assert workspace.sketches.all() == []
