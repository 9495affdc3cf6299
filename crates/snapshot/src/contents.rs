//! Whether what was recorded of a channel is what the channel held, message by message as values.

use std::collections::BTreeMap;
use std::hash::Hash;

use sim_core::{Envelope, MessageId, Order};

use crate::fingerprint;

/// Whether the channel held just these messages: in this order, if it keeps one.
pub(crate) fn same<'a, M: Eq + Hash + 'a>(
    order: Order,
    held: impl IntoIterator<Item = &'a Envelope<M, MessageId>>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    let held = held.into_iter().map(|message| &message.body);
    match order.keeps_order() {
        true => held.eq(recorded.iter().map(|(_, body)| body)),
        false => same_in_any_order(held, recorded),
    }
}

fn same_in_any_order<'a, M: Eq + Hash + 'a>(
    mut held: impl Iterator<Item = &'a M>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    // By their hashes, so that each is looked for among its like only.
    let mut rest: BTreeMap<u64, Vec<&M>> = BTreeMap::new();
    for (_, body) in recorded {
        rest.entry(fingerprint::of(body)).or_default().push(body);
    }
    let mut left = recorded.len();
    let found = held.all(|message| {
        let alike = rest.get_mut(&fingerprint::of(message));
        alike.is_some_and(|alike| match alike.iter().rposition(|body| *body == message) {
            Some(place) => {
                alike.swap_remove(place);
                left -= 1;
                true
            }
            None => false,
        })
    });
    found && left == 0
}
