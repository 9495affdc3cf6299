//! The discipline of a channel: which of its messages may be delivered next.
//!
//! Each [`Order`] says of two messages whether the one sent earlier [goes first](Order::goes_first). A message may be delivered if
//! none has to go before it. In every order these are the oldest message and a range of places behind it.

use std::ops::Range;

use crate::queue::Queue;
use crate::topology::Order;

/// The places of the messages in a channel that may be delivered next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deliverable {
    /// Whether the oldest may, that is, whether there is any message.
    oldest: bool,
    /// The places of the others.
    others: Range<u32>,
}

impl Deliverable {
    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::from(self.oldest) + self.others.len()
    }

    /// Whether the message at this place is one of them.
    #[must_use]
    pub fn contains(&self, position: u32) -> bool {
        if position == 0 { self.oldest } else { self.others.contains(&position) }
    }

    /// Their places, in order.
    pub fn positions(&self) -> impl Iterator<Item = u32> + Clone + use<> {
        (0..u32::from(self.oldest)).chain(self.others.clone())
    }

    /// The place behind the last one.
    #[must_use]
    pub fn end(&self) -> usize {
        if self.oldest { self.others.end.max(1) as usize } else { 0 }
    }

    /// The place of the second one; each after it has the next place.
    #[must_use]
    pub const fn second(&self) -> u32 {
        self.others.start
    }
}

/// Which of a channel's messages its discipline lets be delivered next; `is_urgent` says which may overtake where that is what may.
pub fn deliverable<T>(queue: &Queue<T>, order: Order, is_urgent: impl FnMut(&T) -> bool) -> Deliverable {
    let place = |place: usize| u32::try_from(place).expect("fewer than 2^32 messages");
    let others = match order {
        Order::Fifo => 1..1,
        Order::Unordered | Order::Causal => 1..place(queue.len()).max(1),
        // The first urgent one, if it is not the oldest: then nothing goes before that.
        Order::Overtaking => match queue.iter().position(is_urgent) {
            None | Some(0) => 1..1,
            Some(urgent) => place(urgent)..place(urgent + 1),
        },
    };
    Deliverable { oldest: !queue.is_empty(), others }
}

/// Takes out a message, if the channel's discipline lets it be delivered.
#[inline(always)]
pub fn take<T>(
    queue: &mut Queue<T>,
    order: Order,
    position: u32,
    is_urgent: impl FnMut(&T) -> bool,
) -> Option<T> {
    let is_first = position == 0 || overtake(queue, order, position, is_urgent);
    if is_first { queue.pop_front() } else { None }
}

/// Brings a message to the front of its channel, if there is such a message and the discipline allows it.
#[cold]
#[inline(never)]
fn overtake<T>(queue: &mut Queue<T>, order: Order, position: u32, is_urgent: impl FnMut(&T) -> bool) -> bool {
    let allowed = deliverable(queue, order, is_urgent).contains(position);
    let message = if allowed { queue.remove(position as usize) } else { None };
    message.map(|message| queue.insert(0, message)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(order: Order, urgent: &[bool]) -> Vec<u32> {
        let queue = Queue::from_iter(urgent.iter().copied());
        deliverable(&queue, order, |urgent| *urgent).positions().collect()
    }

    #[test]
    fn only_an_unordered_channel_delivers_any_of_its_messages_and_no_channel_more_than_it_has() {
        let mut queue = Queue::from_iter([1, 2, 3]);
        let mut take = |order, position| take(&mut queue, order, position, |_| false);
        assert_eq!(take(Order::Fifo, 1), None);
        assert_eq!(take(Order::Overtaking, 1), None);
        assert_eq!(take(Order::Unordered, 3), None);
        assert_eq!(take(Order::Unordered, 1), Some(2));
        assert_eq!(take(Order::Fifo, 0), Some(1));
        assert!(queue.iter().eq(&[3]));
    }

    #[test]
    fn in_an_overtaking_channel_the_first_urgent_message_overtakes_and_is_not_overtaken() {
        let (urgent, other) = (true, false);
        assert_eq!(positions(Order::Overtaking, &[other, other, urgent, other, urgent]), [0, 2]);
        assert_eq!(positions(Order::Overtaking, &[urgent, other, urgent]), [0]);
        assert_eq!(positions(Order::Overtaking, &[other, other]), [0]);
        assert_eq!(positions(Order::Overtaking, &[]), [0; 0]);
    }

    #[test]
    fn what_may_be_delivered_is_what_no_earlier_message_has_to_go_before() {
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking, Order::Causal] {
            for (length, bits) in
                (0..6).flat_map(|length| (0..1_u32 << length).map(move |bits| (length, bits)))
            {
                let urgent: Vec<_> = (0..length).map(|place| bits >> place & 1 == 1).collect();
                let free = |(place, later): &(u32, &bool)| {
                    urgent.iter().take(*place as usize).all(|earlier| !order.goes_first(*earlier, **later))
                };
                let free: Vec<_> = (0..).zip(&urgent).filter(free).map(|(place, _)| place).collect();
                assert_eq!(positions(order, &urgent), free, "{order:?} {urgent:?}");
            }
        }
    }
}
