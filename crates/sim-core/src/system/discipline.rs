//! The discipline of a channel: which of its messages may be delivered next.

use crate::queue::Queue;
use crate::topology::Order;

/// How many of a channel's messages its discipline lets be delivered next: those at the places below this.
pub fn deliverable<T>(queue: &Queue<T>, order: Order) -> u32 {
    let waiting = u32::try_from(queue.len()).expect("fewer than 2^32 messages");
    match order {
        Order::Fifo => waiting.min(1),
        Order::Unordered => waiting,
    }
}

/// Takes out a message, if the channel's discipline lets it be delivered.
#[inline(always)]
pub fn take<T>(queue: &mut Queue<T>, order: Order, position: u32) -> Option<T> {
    if position == 0 || overtake(queue, order, position) { queue.pop_front() } else { None }
}

/// Brings a message to the front of its channel, if there is such a message and the discipline allows it.
#[cold]
#[inline(never)]
fn overtake<T>(queue: &mut Queue<T>, order: Order, position: u32) -> bool {
    let message = match order {
        Order::Fifo => None,
        Order::Unordered => queue.remove(position as usize),
    };
    message.map(|message| queue.insert(0, message)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unordered_channel_delivers_any_of_its_messages_and_no_channel_more_than_it_has() {
        let mut queue = Queue::from_iter([1, 2, 3]);
        assert_eq!(take(&mut queue, Order::Fifo, 1), None);
        assert_eq!(take(&mut queue, Order::Unordered, 3), None);
        assert!(queue.iter().eq(&[1, 2, 3]));
        assert_eq!(take(&mut queue, Order::Unordered, 1), Some(2));
        assert_eq!(take(&mut queue, Order::Fifo, 0), Some(1));
        assert!(queue.iter().eq(&[3]));
    }
}
