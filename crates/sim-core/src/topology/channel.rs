//! One channel: its ends and its discipline.

use crate::id::ProcessId;

/// In which order a channel delivers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Order {
    /// First in, first out: the paper's assumption.
    #[default]
    Fifo,
    /// Any message in the channel may be the next one delivered.
    Unordered,
    /// What is [urgent](crate::Protocol::is_urgent) may overtake other messages, and is not overtaken; all else comes in order.
    Overtaking,
    /// As unordered; but a process refuses what comes before a message that was sent earlier, by happened-before, to the same process.
    /// Who refuses is the layer [`Causal`](crate::Causal). A topology has this order as a whole, or not at all.
    Causal,
}

impl Order {
    /// Whether messages that are not urgent are delivered in the order of their sending.
    #[must_use]
    pub const fn keeps_order(self) -> bool {
        matches!(self, Self::Fifo | Self::Overtaking)
    }

    /// Whether a channel of this order has all that one of the other promises: in causal order each channel is FIFO as well.
    #[must_use]
    pub const fn keeps(self, other: Self) -> bool {
        match other {
            Self::Unordered => true,
            Self::Overtaking => !matches!(self, Self::Unordered),
            Self::Fifo => matches!(self, Self::Fifo | Self::Causal),
            Self::Causal => matches!(self, Self::Causal),
        }
    }

    /// Whether a message has to be delivered before another one that was sent after it on the channel, by which of them is urgent.
    #[must_use]
    pub const fn goes_first(self, earlier_is_urgent: bool, later_is_urgent: bool) -> bool {
        match self {
            Self::Fifo => true,
            Self::Unordered | Self::Causal => false,
            Self::Overtaking => earlier_is_urgent || !later_is_urgent,
        }
    }
}

/// One channel: messages go from `source` to `target`, never back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Channel {
    /// The process that sends on it.
    pub source: ProcessId,
    /// The process that receives from it.
    pub target: ProcessId,
    /// Its discipline.
    pub order: Order,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: [Order; 4] = [Order::Fifo, Order::Unordered, Order::Overtaking, Order::Causal];

    #[test]
    fn which_orders_keep_the_order_of_sending() {
        assert_eq!(ORDERS.map(Order::keeps_order), [true, false, true, false]);
        // Of two messages, the first or the second of which may be urgent.
        let first = |order: Order| {
            [(false, false), (false, true), (true, false), (true, true)].map(|(a, b)| order.goes_first(a, b))
        };
        assert_eq!(first(Order::Fifo), [true; 4]);
        assert_eq!(first(Order::Unordered), [false; 4]);
        assert_eq!(first(Order::Overtaking), [true, false, true, true]);
        assert_eq!(first(Order::Causal), [false; 4]);
    }

    #[test]
    fn what_one_order_promises_of_another() {
        let keeps = |order: Order| ORDERS.map(|other| order.keeps(other));
        assert_eq!(keeps(Order::Fifo), [true, true, true, false]);
        assert_eq!(keeps(Order::Unordered), [false, true, false, false]);
        assert_eq!(keeps(Order::Overtaking), [false, true, true, false]);
        assert_eq!(keeps(Order::Causal), [true, true, true, true]);
    }
}
