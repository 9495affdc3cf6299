//! One channel, as far as the search has met it: its contents and what comes of taking and adding, each looked into
//! once.

use std::hash::Hash;

use indexmap::IndexSet;

use crate::explore::fingerprint::{Fingerprinter, fingerprint};
use crate::explore::known::Known;
use crate::explore::process::number;
use crate::explore::tables::{FIRST_ROOM, IN_A_SET};
use crate::global_state::Envelope;
use crate::queue::Queue;
use crate::system::{deliverable, take};
use crate::topology::Channel;

/// The messages and contents of one channel, each under a number.
#[derive(Debug)]
pub(super) struct ChannelTable<M> {
    /// The place of the channel among the components of a state.
    place: usize,
    channel: Channel,
    messages: IndexSet<M, Fingerprinter>,
    /// Number 0 is the empty channel.
    contents: IndexSet<Queue<Envelope<M>>, Fingerprinter>,
    /// By contents.
    facts: Vec<Facts>,
    /// How many additions are known.
    additions: usize,
    /// How many messages all the contents have together.
    stored: usize,
}

/// What is needed again and again of a channel's contents.
#[derive(Debug)]
struct Facts {
    fingerprint: u128,
    /// What comes of a delivery, by the place of the message; as many as may be delivered.
    deliveries: Box<[Option<Delivery>]>,
    /// What comes of adding a message at the end, by message.
    additions: Known<Change>,
}

/// What comes of a delivery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delivery {
    /// The event that it is, by its number in the table of the target.
    pub(super) event: u32,
    pub(super) rest: Change,
}

/// A channel's new contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) contents: u32,
    /// By how much the fingerprint of the global state changes.
    pub(super) change: u128,
}

impl<M: Clone + Eq + Hash> ChannelTable<M> {
    /// A table that knows the empty channel.
    pub(super) fn new(place: usize, channel: Channel) -> Self {
        let mut table = Self {
            place,
            channel,
            messages: IndexSet::default(),
            contents: IndexSet::default(),
            facts: Vec::new(),
            additions: 0,
            stored: 0,
        };
        table.number(Queue::new());
        table
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel
    }

    pub(super) fn contents(&self, number: u32) -> &Queue<Envelope<M>> {
        &self.contents[number as usize]
    }

    pub(super) fn fingerprint(&self, contents: u32) -> u128 {
        self.facts[contents as usize].fingerprint
    }

    /// What may be delivered.
    #[inline]
    pub(super) fn deliveries(&self, contents: u32) -> &[Option<Delivery>] {
        &self.facts[contents as usize].deliveries
    }

    /// What comes of adding a message.
    #[inline]
    pub(super) fn addition(&self, contents: u32, message: u32) -> Option<&Change> {
        self.facts[contents as usize].additions.get(message)
    }

    pub(super) fn number_message(&mut self, message: M) -> u32 {
        number(self.messages.insert_full(message).0)
    }

    /// How many bytes the table takes at the least.
    pub(super) const fn least_bytes() -> usize {
        size_of::<Self>() + Self::bytes_of(FIRST_ROOM)
    }

    /// How many bytes there are for so many contents.
    const fn bytes_of(contents: usize) -> usize {
        contents * (size_of::<Queue<Envelope<M>>>() + size_of::<Facts>() + IN_A_SET)
    }

    /// How many bytes the tables take, not counting what the messages own elsewhere.
    pub(super) fn bytes(&self) -> usize {
        let additions = self.additions * 2 * size_of::<(u32, Change)>();
        let contents = Self::bytes_of(self.contents.len().next_power_of_two().max(FIRST_ROOM));
        size_of::<Self>() + contents + additions + self.stored * size_of::<M>()
    }

    /// Finds out what comes of adding a message at the end.
    pub(super) fn learn_addition(&mut self, contents: u32, message: u32) {
        let mut longer = self.contents(contents).clone();
        longer.push_back(Envelope { id: (), body: self.messages[message as usize].clone() });
        let change = self.change(contents, longer);
        self.facts[contents as usize].additions.insert(message, change);
        self.additions += 1;
    }

    /// Finds out what comes of a delivery; the target's table numbers the event.
    pub(super) fn learn_delivery(
        &mut self,
        contents: u32,
        position: u32,
        number_event: impl FnOnce(M) -> u32,
    ) {
        let mut rest = self.contents(contents).clone();
        let message = take(&mut rest, self.channel.order, position).expect("the message may be delivered");
        let delivery = Delivery { event: number_event(message.body), rest: self.change(contents, rest) };
        self.facts[contents as usize].deliveries[position as usize] = Some(delivery);
    }

    fn change(&mut self, from: u32, to: Queue<Envelope<M>>) -> Change {
        let contents = self.number(to);
        Change { contents, change: self.fingerprint(contents).wrapping_sub(self.fingerprint(from)) }
    }

    fn number(&mut self, contents: Queue<Envelope<M>>) -> u32 {
        let (place, new) = self.contents.insert_full(contents);
        if new {
            let contents = &self.contents[place];
            self.stored += contents.len();
            let deliveries = deliverable(contents, self.channel.order) as usize;
            self.facts.push(Facts {
                fingerprint: fingerprint(self.place, contents),
                deliveries: vec![None; deliveries].into(),
                additions: Known::default(),
            });
        }
        number(place)
    }
}
