//! Which messages came before an earlier one of the same channel: what some formats cannot show.

use std::collections::BTreeMap;

use super::{Message, View};

impl View<'_> {
    /// For each message that overtook another on the way: the one it overtook that came last, or never. Both by place.
    #[must_use]
    pub fn overtakings(&self) -> BTreeMap<usize, usize> {
        let mut order: Vec<usize> = (0..self.messages.len()).collect();
        order.sort_by_key(|place| (self.messages[*place].sent.shown, *place));
        // By channel, the message that came last among those sent so far.
        let mut slowest: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut overtakings = BTreeMap::new();
        for place in order {
            let message = &self.messages[place];
            let slow = slowest.entry((message.from, message.to)).or_insert(place);
            if came(message) < came(&self.messages[*slow]) {
                overtakings.insert(place, *slow);
            } else {
                *slow = place;
            }
        }
        overtakings
    }
}

/// Where a message is received among the shown events; behind all of them, if it is not.
fn came(message: &Message<'_>) -> usize {
    message.received.shown.unwrap_or(usize::MAX)
}
