from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.wire import MOST_OPERATIONS, FeedPage
from sync.worker.reconcile import BatchSize, feed_moved, outbox_moved, ranges_wanted


def an_operation(seq: int) -> Operation:
    head = ChainHead(seq - 1, GENESIS)
    return seal(op_id=f"op-{seq}", device="d:1", generation=1, head=head, kind="test.fact", v=1, hlc=seq, body={})


def a_page(more: bool, next_: str) -> FeedPage:
    return FeedPage(epoch="e1", stream="stock", rows=[], next=next_, more=more, ahead=0, applied_through=0, server_ms=1)


def test_a_batch_shrinks_to_one_and_grows_to_what_the_protocol_takes() -> None:
    size = BatchSize(8)
    assert [size.halved().most, size.halved().halved().halved().halved().most] == [4, 1]
    assert BatchSize(400).doubled().most == MOST_OPERATIONS


def test_a_push_moves_the_outbox_forward_or_after_a_restore_back() -> None:
    sent = [an_operation(5), an_operation(6)]
    assert outbox_moved(sent, [])
    assert outbox_moved(sent, [an_operation(7)])
    assert outbox_moved(sent, [an_operation(3)])
    assert not outbox_moved(sent, [an_operation(5)])


def test_what_the_mall_wants_again_is_sent_in_ranges_that_fit() -> None:
    assert list(ranges_wanted([(1, 5), (9, 99)], last=10, most=3)) == [(1, 3), (4, 5), (9, 10)]
    assert list(ranges_wanted([(-5, 2)], last=10, most=10)) == [(1, 2)]
    assert list(ranges_wanted([(11, 20), (7, 6)], last=10, most=10)) == []


def test_a_feed_that_promises_more_must_lead_somewhere() -> None:
    assert feed_moved("a", a_page(more=True, next_="b"))
    assert feed_moved("a", a_page(more=False, next_="a"))
    assert not feed_moved("a", a_page(more=True, next_="a"))
