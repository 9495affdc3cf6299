//! A transfer, and its text: how much, and as what a process does, on which channel.

use std::fmt;

use sim_core::ChannelId;

use crate::computation::counted::number;

/// A transfer: as a message, and with a channel as what a process does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Transfer<C = ()> {
    /// Where it is sent.
    pub channel: C,
    /// How much money it is of.
    pub money: u32,
    /// How many widgets it brings along.
    pub widgets: u32,
}

impl Transfer {
    /// The message that prints as this text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (money, widgets) = parse_goods(text)?;
        let widgets = widgets.map_or(Some(0), |some| Some(some).filter(|some| *some > 0))?;
        Some(Self { channel: (), money: u32::try_from(money).ok()?, widgets })
    }
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_goods(self.money.into(), Some(self.widgets).filter(|some| *some > 0)))
    }
}

impl Transfer<ChannelId> {
    /// The command that prints as this text.
    pub(super) fn parse_command(text: &str) -> Option<Self> {
        let (of, channel) = text.strip_prefix("transfer ")?.rsplit_once("on channel ")?;
        let channel = ChannelId(u32::try_from(number(channel)?).ok()?);
        let Transfer { money, widgets, .. } = match of {
            "" => ONE,
            of => Transfer::parse(of.strip_suffix(' ')?).filter(|transfer| *transfer != ONE)?,
        };
        Some(Self { channel, money, widgets })
    }
}

/// The transfer that is not told.
const ONE: Transfer = Transfer { channel: (), money: 1, widgets: 0 };

impl fmt::Display for Transfer<ChannelId> {
    /// `transfer 5 on channel 0`; a transfer of 1 is `transfer on channel 0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transfer = Transfer { channel: (), money: self.money, widgets: self.widgets };
        f.write_str("transfer ")?;
        if transfer != ONE {
            write!(f, "{transfer} ")?;
        }
        write!(f, "on channel {}", self.channel.0)
    }
}

/// An amount of money, and with it widgets, where they are told: `9`, or `9 money, 3 widgets`.
pub(super) fn print_goods(money: u64, widgets: Option<u32>) -> String {
    match widgets {
        None => money.to_string(),
        Some(widgets) => format!("{money} money, {widgets} widgets"),
    }
}

/// What prints so.
pub(super) fn parse_goods(text: &str) -> Option<(u64, Option<u32>)> {
    let Some((money, widgets)) = text.split_once(" money, ") else { return Some((number(text)?, None)) };
    let widgets = u32::try_from(number(widgets.strip_suffix(" widgets")?)?).ok()?;
    Some((number(money)?, Some(widgets)))
}
