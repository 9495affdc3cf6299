//! The order that the channels really kept, whatever the algorithm needs: a fact, and no verdict. Where a snapshot is wrong it is often why.
//!
//! *FIFO*: in no channel a message is received before one that was sent there earlier. *Causal*: nor before one that was sent to the same
//! process earlier by happened-before. A message that is never received counts as received later. The algorithm's messages count too.

use std::collections::BTreeMap;

use sim_core::{MessageId, ProcessId};
use snapshot::{Kept, OrderKept};

use crate::bounds;
use crate::linear::Linear;
use crate::model::{At, Ends, Message, Run, What};
use crate::spread::spread;

/// When a message is received, in the order of its receiver; and which message it is.
type Receipt = (u32, MessageId);

/// Too early: a message that came, where, and one that should have come before.
type TooEarly = (At, MessageId, MessageId);

/// The order that was kept; of causal order nothing is known where there are very many events and processes.
pub(crate) fn ask(run: &Run, linear: &Linear) -> OrderKept {
    OrderKept { fifo: fifo(run), causal: causal(run, linear) }
}

fn fifo(run: &Run) -> Kept {
    let mut channels: BTreeMap<Ends, Vec<(u32, MessageId)>> = BTreeMap::new();
    // Those without an identity were put in order by ourselves.
    for (id, message) in run.all_messages().filter(|(_, message)| message.name.is_some()) {
        if let Some((sent, ends)) = message.sent.zip(message.ends()) {
            channels.entry(ends).or_default().push((sent.index, id));
        }
    }
    let mut kept = Tally::default();
    for messages in channels.values_mut() {
        messages.sort_unstable();
        let mut latest = None;
        for (_, id) in messages {
            let receipt = (received(run.message(*id)), *id);
            if let (Some(at), Some((then, before))) = (run.message(*id).received, latest)
                && then > receipt.0
            {
                kept.add((at, *id, before));
            }
            latest = latest.max(Some(receipt));
        }
    }
    kept.told()
}

fn causal(run: &Run, linear: &Linear) -> Option<Kept> {
    let receivers = run.process_ids().filter(|process| receives(run, *process));
    let receivers: Vec<_> = receivers.collect();
    if (receivers.len() as u64).saturating_mul(linear.order.len() as u64) > bounds::LOOKS {
        return None;
    }
    let mut kept = Tally::default();
    for receiver in receivers {
        let own = |_, event: &crate::model::Event| match event.what {
            What::Send(id) if run.message(id).target == Some(receiver) => {
                Some((received(run.message(id)), id))
            }
            _ => None,
        };
        spread::<Option<Receipt>>(run, linear, own, |at, _, known| {
            if at.process == receiver
                && let Some((id, Some((then, before)))) = known.told
                && then > at.index
            {
                kept.add((at, id, before));
            }
        });
    }
    Some(kept.told())
}

fn receives(run: &Run, process: ProcessId) -> bool {
    run.processes[process.index()].events.iter().any(|event| matches!(event.what, What::Receive(_)))
}

/// When a message is received, in the order of its receiver; never is later than that.
fn received(message: &Message) -> u32 {
    message.received.map_or(u32::MAX, |at| at.index)
}

/// What came too early: the first of it, by process and place, and how much.
#[derive(Default)]
struct Tally {
    first: Option<TooEarly>,
    count: u64,
}

impl Tally {
    fn add(&mut self, early: TooEarly) {
        self.first = Some(self.first.map_or(early, |first| first.min(early)));
        self.count += 1;
    }

    fn told(&self) -> Kept {
        self.first.map_or(Kept::Whole, |(_, message, before)| Kept::Broken {
            first: (message, before),
            count: self.count,
        })
    }
}
