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
