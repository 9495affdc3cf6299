//! Whether what was recorded of a channel is what the channel held, message by message as values.

use std::collections::BTreeMap;
use std::hash::Hash;

use sim_core::{Envelope, MessageId, Order, Queue};

use crate::fingerprint;

/// Whether the channel held just these messages: in this order, if it keeps one.
pub(crate) fn same<M: Eq + Hash>(
    order: Order,
    held: &Queue<Envelope<M, MessageId>>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    match order {
        Order::Fifo => held.iter().map(|message| &message.body).eq(recorded.iter().map(|(_, body)| body)),
        Order::Unordered => held.len() == recorded.len() && same_in_any_order(held, recorded),
    }
}

fn same_in_any_order<M: Eq + Hash>(
    held: &Queue<Envelope<M, MessageId>>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    // By their hashes, so that each is looked for among its like only.
    let mut rest: BTreeMap<u64, Vec<&M>> = BTreeMap::new();
    for (_, body) in recorded {
        rest.entry(fingerprint::of(body)).or_default().push(body);
    }
    held.iter().all(|message| {
        let alike = rest.get_mut(&fingerprint::of(&message.body));
        alike.is_some_and(|alike| match alike.iter().rposition(|body| **body == message.body) {
            Some(place) => {
                alike.swap_remove(place);
                true
            }
            None => false,
        })
    })
}
