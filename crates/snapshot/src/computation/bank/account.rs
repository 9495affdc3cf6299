//! A process's account, and its text: the money, the widgets where the bank deals in any, and what is left to do apart.

use super::transfer::{parse_goods, print_goods};
use crate::computation::counted::number;

/// A process's account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Account {
    /// What it has.
    pub balance: u64,
    /// How many transfers it may still make.
    pub left: u32,
    /// How many widgets it has.
    pub widgets: u32,
}

impl Account {
    /// The account that prints as this text.
    pub(super) fn parse(text: &str, with_widgets: bool) -> Option<Self> {
        // Files of older versions have `9+7`, and say nothing of no widgets.
        let told = text.strip_suffix(" to go)").and_then(|told| told.split_once(" ("));
        let (held, left) = match told.or_else(|| text.split_once('+')) {
            Some((held, left)) => (held, u32::try_from(number(left)?).ok().filter(|left| *left > 0)?),
            None => (text, 0),
        };
        let (balance, widgets) = parse_goods(held)?;
        (with_widgets || widgets.is_none()).then(|| Self {
            balance,
            left,
            widgets: widgets.unwrap_or_default(),
        })
    }

    /// `10`, with widgets `10 money, 3 widgets`; and, as long as it may make transfers, how many: `9 (2 to go)`.
    pub(super) fn print(&self, with_widgets: bool) -> String {
        let held = print_goods(self.balance, with_widgets.then_some(self.widgets));
        match self.left {
            0 => held,
            left => format!("{held} ({left} to go)"),
        }
    }
}
