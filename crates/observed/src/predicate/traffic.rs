//! How many messages are in a channel, for any number of steps of its two ends.

use super::meaning::Channel;
use crate::lattice::Steps;
use crate::model::{Message, Run};

/// What the steps of both ends did to a channel.
pub(super) struct Traffic {
    /// How much was sent before so many steps of the source.
    sent: Vec<Share>,
    /// How much of that was received before so many steps of the target.
    received: Vec<Share>,
    /// From so many steps of the target on it is known what is in the channel.
    known_from: usize,
}

/// So many messages.
#[derive(Clone, Copy, Default)]
struct Share {
    /// Those that are meant.
    meant: i64,
    /// Those of which nobody tells what they say, so that they may be meant.
    perhaps: i64,
}

impl Traffic {
    pub(super) fn of(run: &Run, steps: &Steps, channel: &Channel) -> Self {
        let (from, to) = channel.ends;
        let place = |process| steps.processes.binary_search(&process).expect("all processes were named");
        let [mut sent, mut received] =
            [from, to].map(|end| vec![Share::default(); steps.of[place(end)].len() + 1]);
        let mut known_from = 0;
        for message in run.messages.iter().filter(|message| may_be_in(message, channel)) {
            let share = Share::of(message, channel);
            let step = |at| steps.which(at).map(|(_, step)| step + 1);
            match (message.sent.and_then(step), message.received.and_then(step)) {
                (Some(start), end) => {
                    sent[start].add(share);
                    end.into_iter().for_each(|end| received[end].add(share));
                }
                (None, Some(end)) => known_from = known_from.max(end),
                (None, None) => {}
            }
        }
        // Of a log without messages nobody knows what was sent.
        if run.messages.is_empty() && !run.known.is_empty() {
            known_from = usize::MAX;
        }
        [&mut sent, &mut received].into_iter().for_each(|shares| sum_up(shares));
        Self { sent, received, known_from }
    }

    /// How many messages are under way after so many steps of the source and of the target, if that is known.
    pub(super) fn under_way(&self, sent: usize, received: usize) -> Option<i64> {
        let (sent, received_of_it) = (self.sent[sent], self.received[received]);
        let is_known = received >= self.known_from && sent.perhaps == received_of_it.perhaps;
        is_known.then_some(sent.meant - received_of_it.meant)
    }
}

/// Whether a message of the computation is in this channel, or may be, for all that is told.
fn may_be_in(message: &Message, channel: &Channel) -> bool {
    let (from, to) = channel.ends;
    let target = message.target.or(message.received.map(|at| at.process));
    message.control.is_none() && message.source.is_none_or(|source| source == from) && target == Some(to)
}

impl Share {
    fn of(message: &Message, channel: &Channel) -> Self {
        // What a message without a body says is what it is called.
        match (&channel.says, message.body.as_ref().or(message.name.as_ref())) {
            (Some(_), None) => Self { meant: 0, perhaps: 1 },
            (says, said) => Self { meant: i64::from(says.is_none() || says.as_ref() == said), perhaps: 0 },
        }
    }

    fn add(&mut self, other: Self) {
        self.meant += other.meant;
        self.perhaps += other.perhaps;
    }
}

/// Each becomes the sum of all up to it.
fn sum_up(shares: &mut [Share]) {
    let mut sum = Share::default();
    for share in shares {
        sum.add(*share);
        *share = sum;
    }
}
