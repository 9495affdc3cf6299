//! The order that the channels of a run really kept, told where that is a question: where a channel does not promise FIFO, or something is
//! wrong.

use sim_core::{ChannelId, Happening, MessageId};
use snapshot::oracle::Overall;
use snapshot::{Carries as _, Computation, Kept, OrderKept};

use super::Finished;
use crate::model;

impl<P: Computation> Finished<'_, P> {
    /// The order that was kept, where it is a question, and there are events to tell.
    #[must_use]
    pub fn order_kept(&self) -> Option<OrderKept> {
        let topology = &self.system.topology;
        let promised = topology.is_fifo();
        let asked = !promised || self.verdict() == Overall::Violated;
        let told = asked && self.has_events && !self.window.is_empty();
        told.then(|| OrderKept::of::<P>(topology, &self.base, &self.window))
    }

    /// The same in words: `marker #8 overtook m #7 in P->Q, the first of 3; causal order was not kept either`.
    #[must_use]
    pub fn order_in_words(&self) -> Option<String> {
        let OrderKept { fifo, causal } = self.order_kept()?;
        let fifo_in_words = match fifo {
            Kept::Whole => format!("{}each channel kept fifo order", self.since_when()),
            Kept::Broken { first: (message, before), count } => {
                let ((message, channel), (before, _)) = (self.named(message), self.named(before));
                let on = channel.map(|channel| format!(" in {}", self.system.topology.channel_name(channel)));
                format!("{message} overtook {before}{}{}", on.unwrap_or_default(), the_first_of(count))
            }
        };
        let causal_in_words = match causal {
            None => String::new(),
            Some(Kept::Whole) => "; causal order was kept".to_string(),
            Some(kept) if kept == fifo => "; causal order was not kept either".to_string(),
            Some(Kept::Broken { first: (message, before), count }) => {
                let (message, before) = (self.named(message).0, self.named(before).0);
                let first = the_first_of(count);
                format!("; causal order was not kept: {message} came before {before}{first}")
            }
        };
        Some(fifo_in_words + &causal_in_words)
    }

    /// What came before the window is not looked at.
    fn since_when(&self) -> String {
        match self.events_before {
            0 => String::new(),
            first => format!("from event {first} on "),
        }
    }

    /// What a message is called, and its channel: `m #204`.
    fn named(&self, message: MessageId) -> (String, Option<ChannelId>) {
        let program = &self.system.protocol;
        let sent = self.window.iter().find_map(|event| match &event.what {
            Happening::Send { channel, message: sent, body } if *sent == message => {
                let control = || body.kind().unwrap_or_default().into_owned();
                let text = body.message().map_or_else(control, |body| program.print_message(body));
                Some((text, Some(*channel)))
            }
            _ => None,
        });
        let (body, channel) = sent.unwrap_or_default();
        (format!("{body} #{}", message.0).trim_start().to_string(), channel)
    }

    /// The same as files have it.
    pub(super) fn order(&self) -> Option<model::OrderKept> {
        let OrderKept { fifo, causal } = self.order_kept()?;
        Some(model::OrderKept {
            fifo: fifo.is_whole(),
            causal: causal.map(Kept::is_whole),
            overtaking: too_early(fifo),
            violation: causal.and_then(too_early),
        })
    }
}

/// `, the first of 3`
fn the_first_of(count: u64) -> String {
    if count == 1 { String::new() } else { format!(", the first of {count}") }
}

fn too_early(kept: Kept) -> Option<model::TooEarly> {
    match kept {
        Kept::Whole => None,
        Kept::Broken { first: (message, before), count } => {
            Some(model::TooEarly { msg: message.0, before: before.0, times: count })
        }
    }
}
