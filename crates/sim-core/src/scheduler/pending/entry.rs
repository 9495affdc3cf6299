//! One thing that will happen.

use std::mem::needs_drop;

use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};

/// Later than anything that is pending.
pub(in crate::scheduler) const NEVER: VirtualTime = VirtualTime::MAX;

/// Where something will happen: a channel or, where no message is delivered, a process and what it waited for. One machine word,
/// written and read whole, which an enum of two fields is not. A run spends half its time waiting for memory if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scheduler) struct Due(u64);

/// What a process waited for: a [`Timer`](crate::protocol::Timer) that has run out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scheduler) enum Alarm {
    Hold,
    Start,
    At,
}

impl Due {
    const START: u64 = 1 << 32;
    const AT: u64 = 2 << 32;

    /// A delivery from this channel.
    #[inline]
    pub(in crate::scheduler) fn delivery(channel: ChannelId) -> Self {
        Self(u64::from(channel.0))
    }

    /// What this process waited for is over.
    #[inline]
    pub(in crate::scheduler) fn internal(process: ProcessId, alarm: Alarm) -> Self {
        let alarm = match alarm {
            Alarm::Hold => 0,
            Alarm::Start => Self::START,
            Alarm::At => Self::AT,
        };
        Self(u64::from(process.0) | alarm)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the number is the low half")]
    #[inline]
    const fn number(self) -> u32 {
        self.0 as u32
    }

    /// The channel of a delivery.
    #[inline]
    pub(in crate::scheduler) const fn channel(self) -> ChannelId {
        ChannelId(self.number())
    }

    /// Whose alarm it is, and which, if it is no delivery.
    pub(in crate::scheduler) const fn alarm(self) -> (ProcessId, Alarm) {
        let alarm = match self.0 {
            0..Self::START => Alarm::Hold,
            Self::START..Self::AT => Alarm::Start,
            _ => Alarm::At,
        };
        (ProcessId(self.number()), alarm)
    }
}

/// What will happen, and when. A message is nowhere else while it is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::scheduler) struct Entry<M> {
    pub(in crate::scheduler) time: VirtualTime,
    pub(in crate::scheduler) due: Due,
    /// Which message is delivered, if one is.
    pub(in crate::scheduler) id: MessageId,
    /// What it says.
    pub(in crate::scheduler) body: Option<M>,
}

impl<M> Entry<M> {
    /// No entry.
    pub(super) const NOTHING: Self = Self { time: NEVER, due: Due(0), id: MessageId(0), body: None };

    /// Becomes this.
    // Field by field, as it will be read. What is written in parts and read whole has to be in memory first: a third of a run's time
    // with one message in flight, and with a hundred thousand processes.
    #[inline(always)]
    pub(super) fn set(&mut self, time: VirtualTime, due: Due, id: MessageId, body: Option<M>) {
        self.time = time;
        self.due = due;
        self.id = id;
        self.body = body;
    }

    /// What it is. A body that owns nothing is copied, part by part like the rest, and left behind.
    // In parts, for the same reason.
    #[inline(always)]
    pub(super) fn take(&mut self) -> Self
    where
        M: Clone,
    {
        let body = if needs_drop::<M>() { self.body.take() } else { self.body.clone() };
        Self { time: self.time, due: self.due, id: self.id, body }
    }

    /// An alarm of a process.
    #[inline]
    pub(in crate::scheduler) fn alarm(time: VirtualTime, process: ProcessId, alarm: Alarm) -> Self {
        Self { time, due: Due::internal(process, alarm), id: MessageId(0), body: None }
    }

    /// The message that is delivered, and its channel, if one is.
    pub(in crate::scheduler) fn delivery(&self) -> Option<(ChannelId, MessageId, &M)> {
        Some((self.due.channel(), self.id, self.body.as_ref()?))
    }
}
