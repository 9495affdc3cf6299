//! One channel, as far as the search has met it: its contents and what comes of taking and adding, each looked into
//! once.

use std::hash::Hash;

use sim_core::{Channel, Envelope, Queue, deliverable, take};

use crate::fingerprint::fingerprint;
use crate::known::Known;
use crate::numbers::Numbers;

/// The messages and contents of one channel, each under a number.
#[derive(Debug)]
pub(crate) struct ChannelTable<M> {
    /// The place of the channel among the components of a state.
    place: usize,
    channel: Channel,
    is_urgent: fn(&M) -> bool,
    messages: Numbers<M>,
    /// Number 0 is the empty channel.
    contents: Numbers<Queue<Envelope<M>>>,
    /// By contents.
    facts: Vec<Facts>,
    /// How many bytes the contents and what is known of deliveries and additions take elsewhere.
    elsewhere: usize,
}

/// What is needed again and again of a channel's contents.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Their number.
    pub(crate) number: u32,
    pub(crate) fingerprint: u128,
    /// What comes of a delivery; as many as may be delivered, in the order of their [positions](Self::position).
    pub(crate) deliveries: Box<[Option<Delivery>]>,
    /// The position of the second that may be delivered.
    second: u32,
    /// What comes of adding a message at the end, by message.
    pub(crate) additions: Known<Change>,
}

/// What comes of a delivery.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delivery {
    /// The event that it is, by its number in the table of the target.
    pub(crate) event: u32,
    pub(crate) rest: Change,
}

/// A channel's new contents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) contents: u32,
    /// By how much the fingerprint of the global state changes.
    pub(crate) change: u128,
}

impl Facts {
    /// The position in the channel of the message that is the first, second … of those that may be delivered: each follows the one
    /// before, but the second need not follow the first.
    #[inline(always)]
    pub(crate) const fn position(&self, place: u32) -> u32 {
        if place == 0 { 0 } else { place - 1 + self.second }
    }

    /// Of a message that may be delivered, which of them it is.
    const fn place(&self, position: u32) -> usize {
        if position == 0 { 0 } else { (position - self.second) as usize + 1 }
    }
}

impl<M: Clone + Eq + Hash> ChannelTable<M> {
    /// A table that knows the empty channel; `is_urgent` says which messages may overtake, where the channel lets them.
    pub(crate) fn new(place: usize, channel: Channel, is_urgent: fn(&M) -> bool) -> Self {
        let mut table = Self {
            place,
            channel,
            is_urgent,
            messages: Numbers::default(),
            contents: Numbers::default(),
            facts: Vec::new(),
            elsewhere: 0,
        };
        table.number(Queue::new());
        table
    }

    pub(crate) fn channel(&self) -> Channel {
        self.channel
    }

    pub(crate) fn contents(&self, number: u32) -> &Queue<Envelope<M>> {
        &self.contents[number]
    }

    /// What is known of the contents.
    #[inline]
    pub(crate) fn facts(&self, contents: u32) -> &Facts {
        &self.facts[contents as usize]
    }

    pub(crate) fn number_message(&mut self, message: M) -> u32 {
        self.messages.number(message).0
    }

    /// How many bytes the table takes at the least.
    pub(crate) const fn least_bytes() -> usize {
        size_of::<Self>() + Self::bytes_of(0)
    }

    /// How many bytes there are for so many contents.
    const fn bytes_of(contents: usize) -> usize {
        Numbers::<Queue<Envelope<M>>>::bytes_of(contents, size_of::<Facts>())
    }

    /// How many bytes the tables take, not counting what the messages own elsewhere.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + Self::bytes_of(self.contents.len()) + self.elsewhere
    }

    /// Whether it is known what comes of adding a message at the end.
    pub(crate) fn knows_addition(&self, contents: u32, message: u32) -> bool {
        self.facts(contents).additions.get(message).is_some()
    }

    /// Whether there are such contents, and such a message.
    pub(crate) fn can_learn_addition(&self, contents: u32, message: u32) -> bool {
        (contents as usize) < self.facts.len() && (message as usize) < self.messages.len()
    }

    /// Whether it is known what comes of a delivery.
    pub(crate) fn knows_delivery(&self, contents: u32, position: u32) -> bool {
        let facts = self.facts(contents);
        facts.deliveries[facts.place(position)].is_some()
    }

    /// Whether there are such contents, and the message there may be delivered.
    pub(crate) fn can_learn_delivery(&self, contents: u32, position: u32) -> bool {
        self.facts.get(contents as usize).is_some_and(|facts| {
            let is_one = position == 0 || position >= facts.second;
            is_one && facts.place(position) < facts.deliveries.len()
        })
    }

    /// A number that is another where other contents were met, or in another order.
    pub(crate) fn digest(&self) -> u128 {
        self.facts.iter().fold(0, |all, facts| all.rotate_left(1).wrapping_add(facts.fingerprint))
    }

    /// Finds out what comes of adding a message at the end, if it is not known.
    pub(crate) fn learn_addition(&mut self, contents: u32, message: u32) {
        if self.facts(contents).additions.get(message).is_some() {
            return;
        }
        let mut longer = self.contents(contents).clone();
        longer.push_back(Envelope { id: (), body: self.messages[message].clone() });
        let change = self.change(contents, longer);
        self.elsewhere += self.facts[contents as usize].additions.insert(message, change);
    }

    /// Finds out what comes of a delivery, if it is not known; the target's table numbers the event.
    pub(crate) fn learn_delivery(
        &mut self,
        contents: u32,
        position: u32,
        number_event: impl FnOnce(M) -> u32,
    ) {
        let place = self.facts(contents).place(position);
        if self.facts(contents).deliveries[place].is_some() {
            return;
        }
        let mut rest = self.contents(contents).clone();
        let is_urgent = |message: &Envelope<M>| (self.is_urgent)(&message.body);
        let message = take(&mut rest, self.channel.order, position, is_urgent);
        let message = message.expect("the message may be delivered");
        let delivery = Delivery { event: number_event(message.body), rest: self.change(contents, rest) };
        self.facts[contents as usize].deliveries[place] = Some(delivery);
    }

    fn change(&mut self, from: u32, to: Queue<Envelope<M>>) -> Change {
        let contents = self.number(to);
        Change {
            contents,
            change: self.facts(contents).fingerprint.wrapping_sub(self.facts(from).fingerprint),
        }
    }

    fn number(&mut self, contents: Queue<Envelope<M>>) -> u32 {
        let (number, new) = self.contents.number(contents);
        if new {
            let contents = &self.contents[number];
            let is_urgent = |message: &Envelope<M>| (self.is_urgent)(&message.body);
            let deliverable = deliverable(contents, self.channel.order, is_urgent);
            self.elsewhere += contents.bytes() + deliverable.count() * size_of::<Option<Delivery>>();
            self.facts.push(Facts {
                number,
                fingerprint: fingerprint(self.place, contents),
                deliveries: vec![None; deliverable.count()].into(),
                second: deliverable.second(),
                additions: Known::default(),
            });
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use sim_core::{Order, ProcessId};

    /// A channel in which what is more than nine is urgent, with messages 5, 6 and 20 in the table.
    fn table(order: Order) -> ChannelTable<u8> {
        let channel = Channel { source: ProcessId(0), target: ProcessId(1), order };
        let mut table = ChannelTable::new(2, channel, |message| *message > 9);
        assert_eq!([5, 6, 5, 20].map(|message| table.number_message(message)), [0, 1, 0, 2]);
        table
    }

    /// The same with contents 1 and 2 of one message and two, and 3 of these and an urgent one.
    fn with_contents(order: Order) -> ChannelTable<u8> {
        let mut table = table(order);
        for (contents, message) in [(0, 0), (1, 1), (2, 2)] {
            assert!(!table.knows_addition(contents, message));
            table.learn_addition(contents, message);
            assert!(table.knows_addition(contents, message));
        }
        table
    }

    #[test]
    fn additions_can_be_found_out_of_contents_and_messages_that_there_are() {
        let table = with_contents(Order::Fifo);
        for (contents, message) in (0..6).flat_map(|contents| (0..5).map(move |message| (contents, message)))
        {
            assert_eq!(
                table.can_learn_addition(contents, message),
                contents < 4 && message < 3,
                "{contents} {message}"
            );
        }
    }

    #[test]
    fn deliveries_can_be_found_out_of_messages_that_may_be_delivered() {
        // The first of each contents, all of them, or the first and the urgent one.
        let may: [(Order, &[(u32, u32)]); 3] = [
            (Order::Fifo, &[(1, 0), (2, 0), (3, 0)]),
            (Order::Unordered, &[(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)]),
            (Order::Overtaking, &[(1, 0), (2, 0), (3, 0), (3, 2)]),
        ];
        for (order, may) in may {
            let mut table = with_contents(order);
            for at in (0..6).flat_map(|contents| (0..5).map(move |position| (contents, position))) {
                assert_eq!(table.can_learn_delivery(at.0, at.1), may.contains(&at), "{order:?} {at:?}");
            }
            for (contents, position) in may.iter().copied() {
                assert!(!table.knows_delivery(contents, position));
                table.learn_delivery(contents, position, |message| u32::from(message) + contents);
                assert!(table.knows_delivery(contents, position));
                table.learn_delivery(contents, position, |_| unreachable!("it is known"));
                let facts = table.facts(contents);
                let place = facts
                    .deliveries
                    .iter()
                    .flatten()
                    .position(|delivery| delivery.event == [5_u32, 6, 20][position as usize] + contents);
                assert_eq!(place.map(|place| facts.position(u32::try_from(place).unwrap())), Some(position));
            }
        }
    }

    #[test]
    fn a_change_of_contents_changes_the_fingerprint_by_the_difference() {
        let mut table = with_contents(Order::Fifo);
        table.learn_delivery(2, 0, u32::from);
        let addition = *table.facts(1).additions.get(1).unwrap();
        let rest = table.facts(2).deliveries[0].unwrap().rest;
        let left = table.contents(rest.contents).iter().map(|message| message.body);
        assert_eq!((addition.contents, left.collect::<Vec<_>>()), (2, vec![6]));
        for (from, to) in [(1, addition), (2, rest)] {
            let after = table.facts(from).fingerprint.wrapping_add(to.change);
            assert_eq!(after, table.facts(to.contents).fingerprint);
        }
        assert_eq!((table.facts(2).number, table.channel().target), (2, ProcessId(1)));
    }

    #[test]
    fn a_table_takes_its_contents_and_what_is_known_of_them() {
        let least =
            size_of::<ChannelTable<u8>>() + Numbers::<Queue<Envelope<u8>>>::bytes_of(0, size_of::<Facts>());
        assert_eq!((ChannelTable::<u8>::least_bytes(), table(Order::Unordered).bytes()), (least, least));
        let table = with_contents(Order::Unordered);
        let change = Change { contents: 0, change: 0 };
        let additions = 3 * Known::default().insert(0, change);
        let deliveries = (1 + 2 + 3) * size_of::<Option<Delivery>>();
        let contents: usize = (0..4).map(|contents| table.contents(contents).bytes()).sum();
        assert!(contents > 0);
        assert_eq!(table.bytes(), least + additions + deliveries + contents);
    }

    #[test]
    fn the_digest_is_of_all_contents_in_the_order_in_which_they_were_met() {
        let table = with_contents(Order::Fifo);
        let mut wanted = 0_u128;
        for contents in 0..4 {
            wanted = wanted.rotate_left(1).wrapping_add(table.facts(contents).fingerprint);
        }
        assert_eq!(table.digest(), wanted);
        let mut other = super::tests::table(Order::Fifo);
        [1, 0].iter().for_each(|message| other.learn_addition(0, *message));
        let mut same = super::tests::table(Order::Fifo);
        [0, 1].iter().for_each(|message| same.learn_addition(0, *message));
        assert_ne!(other.digest(), same.digest());
    }
}
