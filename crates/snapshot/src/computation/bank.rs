//! A bank: each process has a balance, and transfers some of it to any neighbour it likes, whenever it likes.
//!
//! The paper's own motive (section 1: counting the money while it moves). What is conserved is the total; of widgets, where there
//! are any, by themselves. How much goes to whom is a *free choice* of the process: it offers a command for each channel and each amount
//! that it can pay. So the timed driver draws one, and a search over all schedules tries them all. [`account`] and [`transfer`] have the
//! values and their texts, [`program`] what can be set.

mod account;
mod program;
#[cfg(test)]
mod tests;
mod transfer;

use std::sync::Arc;

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, Timer};

pub use self::account::Account;
pub use self::transfer::Transfer;
use super::good::Good;
use super::underlying::Computation;

/// The computation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bank {
    /// What processes start with.
    pub balances: Balances,
    /// How many transfers each process may make.
    pub transfers: u32,
    /// How much money a transfer may be of.
    pub amounts: Amounts,
    /// How many widgets each process starts with.
    pub widgets: u32,
    /// How many widgets a transfer brings along at most.
    pub lot: u32,
}

/// What processes start with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Balances {
    /// All with the same.
    Alike(u64),
    /// Each with its own, by process.
    Own(Arc<[u64]>),
}

impl Balances {
    /// What this process starts with.
    #[must_use]
    pub fn of(&self, process: ProcessId) -> u64 {
        match self {
            Self::Alike(balance) => *balance,
            Self::Own(balances) => balances.get(process.index()).copied().unwrap_or_default(),
        }
    }
}

/// From the least amount to the most, both included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Amounts {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: u32,
}

impl Bank {
    /// A bank whose processes all start with the same, and transfer 1 at a time.
    #[must_use]
    pub const fn alike(balance: u64, transfers: u32) -> Self {
        let amounts = Amounts { least: 1, most: 1 };
        Self { balances: Balances::Alike(balance), transfers, amounts, widgets: 0, lot: 0 }
    }

    /// The largest amount that this account can pay.
    #[inline]
    fn payable(&self, state: &Account) -> u32 {
        u32::try_from(state.balance).map_or(self.amounts.most, |balance| balance.min(self.amounts.most))
    }

    /// How many widgets it can give along.
    #[inline]
    fn lot(&self, state: &Account) -> u32 {
        state.widgets.min(self.lot)
    }

    /// From how many transfers it can choose, for each channel: of any amount, with any lot, but not of nothing.
    #[inline]
    fn choices(&self, state: &Account) -> u32 {
        let Amounts { least, .. } = self.amounts;
        let amounts = (self.payable(state) + 1).saturating_sub(least);
        if state.left == 0 || amounts == 0 {
            return 0;
        }
        amounts.saturating_mul(self.lot(state) + 1) - u32::from(least == 0)
    }
}

impl Protocol for Bank {
    type State = Account;
    type Message = Transfer;
    type Command = Transfer<ChannelId>;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> Account {
        Account { balance: self.balances.of(cx.process), left: self.transfers, widgets: self.widgets }
    }

    // How many there are is asked after every step: nothing here but what a compiler can count without going through it.
    #[inline]
    fn commands(&self, cx: Context<'_>, state: &Account, mut offer: impl FnMut(Transfer<ChannelId>)) {
        if state.left == 0 {
            return;
        }
        let (beyond, lot) = (self.payable(state) + 1, self.lot(state));
        for channel in cx.outgoing() {
            for money in self.amounts.least..beyond {
                // A transfer is of something.
                for widgets in u32::from(money == 0)..lot + 1 {
                    offer(Transfer { channel, money, widgets });
                }
            }
        }
    }

    #[inline(always)]
    fn count_commands(&self, cx: Context<'_>, state: &Account, mut count: impl FnMut(u32, Timer)) {
        let channels = u32::try_from(cx.outgoing().len()).expect("channels have such numbers");
        let all = self.choices(state).saturating_mul(channels);
        if all > 0 {
            count(all, Timer::Hold);
        }
    }

    #[inline]
    fn command(&self, cx: Context<'_>, state: &Account, place: u32) -> Option<Transfer<ChannelId>> {
        let choices = self.choices(state);
        let channel = cx.outgoing().nth(place.checked_div(choices)? as usize)?;
        // As if a transfer of nothing were the first of them.
        let (place, lots) = (place % choices + u32::from(self.amounts.least == 0), self.lot(state) + 1);
        Some(Transfer { channel, money: self.amounts.least + place / lots, widgets: place % lots })
    }

    fn may_send(&self, _: Context<'_>, state: &Account, _: ChannelId) -> bool {
        state.left > 0
    }

    #[inline]
    fn handle<E: Effects<Transfer, ()>>(
        &self,
        _: Context<'_>,
        state: &mut Account,
        event: Event<Transfer, Transfer<ChannelId>>,
        effects: &mut E,
    ) {
        match event {
            // No bank has 2^64; a file may say so.
            Event::Receive { message: Transfer { money, widgets, .. }, .. } => {
                state.balance = state.balance.saturating_add(money.into());
                state.widgets = state.widgets.saturating_add(widgets);
            }
            Event::Internal(Transfer { channel, money, widgets }) => {
                state.balance -= u64::from(money);
                state.widgets -= widgets;
                state.left -= 1;
                effects.send(channel, Transfer { channel: (), money, widgets });
            }
        }
    }
}

impl Computation for Bank {
    fn print_state(&self, state: &Account) -> String {
        state.print(self.widgets > 0)
    }

    speaks_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Transfer> {
        let Amounts { least, most } = self.amounts;
        let transfer = Transfer::parse(text)?;
        ((least..=most).contains(&transfer.money) && transfer.widgets <= self.lot).then_some(transfer)
    }

    fn sends_on_receipt(&self) -> bool {
        false
    }

    fn count(&self, _: &Account) -> Option<u64> {
        None
    }

    fn goods(&self) -> &[Good] {
        if self.widgets > 0 { &GOODS } else { &GOODS[..1] }
    }

    fn held(&self, state: &Account, good: usize) -> u64 {
        if good == 0 { state.balance } else { state.widgets.into() }
    }

    fn carried(&self, message: &Transfer, good: usize) -> u64 {
        u64::from(if good == 0 { message.money } else { message.widgets })
    }
}

/// What is conserved.
static GOODS: [Good; 2] =
    [Good::new("money", "unit of money", "units of money"), Good::new("widgets", "widget", "widgets")];
