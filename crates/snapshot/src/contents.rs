//! Whether what was recorded of a channel is what the channel held, message by message as values.

use sim_core::{Envelope, MessageId, Order, Queue};

/// Whether the channel held just these messages: in this order, if it keeps one.
pub(crate) fn same<M: Eq>(
    order: Order,
    held: &Queue<Envelope<M, MessageId>>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    match order {
        Order::Fifo => held.iter().map(|message| &message.body).eq(recorded.iter().map(|(_, body)| body)),
        Order::Unordered => held.len() == recorded.len() && same_in_any_order(held, recorded),
    }
}

fn same_in_any_order<M: Eq>(
    held: &Queue<Envelope<M, MessageId>>,
    recorded: &[(Option<MessageId>, M)],
) -> bool {
    let mut rest: Vec<&M> = recorded.iter().map(|(_, body)| body).collect();
    held.iter().all(|message| match rest.iter().position(|body| **body == message.body) {
        Some(place) => {
            rest.swap_remove(place);
            true
        }
        None => false,
    })
}
