//! A bank: each process has a balance, and transfers 1 at a time to any neighbour it likes, whenever it likes.
//!
//! The paper's own motive (section 1: counting the money while it moves). What is conserved is the total. That a
//! process chooses freely makes it the model for a search over all schedules.

use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, Context, Delay, Effects, Event, ProcessId, Protocol};

use super::counted::number;
use super::good::Good;
use super::parameters::{Arguments, Parameter, ParameterError};
use super::program::Program;
use super::underlying::Computation;

/// A process's account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Account {
    /// What it has.
    pub balance: u64,
    /// How many transfers it may still make.
    pub left: u32,
}

impl fmt::Display for Account {
    /// `10` and, as long as it may make transfers, how many: `9 (2 to go)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.left {
            0 => write!(f, "{}", self.balance),
            left => write!(f, "{} ({left} to go)", self.balance),
        }
    }
}

/// A transfer of 1: as a message, and with a channel as what a process does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Transfer<C = ()>(pub C);

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1")
    }
}

impl fmt::Display for Transfer<ChannelId> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "transfer on channel {}", self.0.0)
    }
}

/// The computation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bank {
    /// What processes start with.
    pub balances: Balances,
    /// How many transfers each process may make.
    pub transfers: u32,
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

impl Bank {
    /// A bank whose processes all start with the same.
    #[must_use]
    pub const fn alike(balance: u64, transfers: u32) -> Self {
        Self { balances: Balances::Alike(balance), transfers }
    }
}

impl Protocol for Bank {
    type State = Account;
    type Message = Transfer;
    type Command = Transfer<ChannelId>;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> Account {
        Account { balance: self.balances.of(cx.process), left: self.transfers }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &Account, offer: impl FnMut(Transfer<ChannelId>)) {
        if state.balance > 0 && state.left > 0 {
            cx.outgoing().map(Transfer).for_each(offer);
        }
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
            Event::Receive { .. } => state.balance += 1,
            Event::Internal(Transfer(channel)) => {
                state.balance -= 1;
                state.left -= 1;
                effects.send(channel, Transfer(()));
            }
        }
    }
}

impl Computation for Bank {
    prints_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Transfer> {
        (text == "1").then_some(Transfer(()))
    }

    fn sends_on_receipt(&self) -> bool {
        false
    }

    fn count(&self, _: &Account) -> Option<u64> {
        None
    }

    fn goods(&self) -> &[Good] {
        &GOODS
    }

    fn held(&self, state: &Account, _: usize) -> u64 {
        state.balance
    }

    fn carried(&self, _: &Transfer, _: usize) -> u64 {
        1
    }
}

/// What is conserved.
static GOODS: [Good; 1] = [Good::new("money", "unit of money", "units of money")];

const BALANCE: Parameter =
    Parameter { name: "balance", default: Some(10), most: 1 << 30, about: "what each process starts with" };
const TRANSFERS: Parameter = Parameter {
    name: "transfers",
    default: Some(10),
    most: 1 << 30,
    about: "how many transfers of 1 each process makes at most",
};

impl Program for Bank {
    const NAME: &'static str = "bank";
    const ABOUT: &'static str = "each process transfers 1 to any neighbour it likes, whenever it likes";
    const PARAMETERS: &'static [Parameter] = &[BALANCE, TRANSFERS];
    const COUNTS: bool = false;
    const TAKES_TOKENS: bool = true;

    fn default_hold() -> Delay {
        Delay::uniform(1, 20).expect("the range is not empty")
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let number =
            |parameter| Ok::<_, ParameterError>(arguments.number(parameter)?.expect("it has a default"));
        let transfers = u32::try_from(number(&TRANSFERS)?).expect("it is at most 2^30");
        let balance = number(&BALANCE)?;
        let balances = match arguments.tokens {
            [] => Balances::Alike(balance),
            _ => Balances::Own(arguments.tokens_instead_of(&BALANCE)?.into()),
        };
        Ok(Self { balances, transfers })
    }

    fn ends(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        let transfers = self.transfers;
        match &self.balances {
            Balances::Alike(balance) => {
                format!("a bank, of each process balance {balance} and transfers {transfers}")
            }
            Balances::Own(_) => format!("a bank, of each process its own balance and transfers {transfers}"),
        }
    }

    fn parse_state(&self, text: &str) -> Option<Account> {
        // Files of older versions have `9+7`.
        let told = text.strip_suffix(" to go)").and_then(|told| told.split_once(" ("));
        match told.or_else(|| text.split_once('+')) {
            Some((balance, left)) => {
                let left = u32::try_from(number(left)?).ok().filter(|left| *left > 0)?;
                Some(Account { balance: number(balance)?, left })
            }
            None => Some(Account { balance: number(text)?, left: 0 }),
        }
    }

    fn parse_command(&self, text: &str) -> Option<Transfer<ChannelId>> {
        let channel = number(text.strip_prefix("transfer on channel ")?)?;
        u32::try_from(channel).ok().map(|channel| Transfer(ChannelId(channel)))
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Effect, Topology};

    use super::*;

    const BANK: Bank = Bank::alike(1, 2);

    #[test]
    fn a_process_may_transfer_to_any_neighbour_as_long_as_it_has_something_and_transfers_left() {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &ring };
        let offered = |state| {
            let mut offered = Vec::new();
            BANK.commands(cx, &state, |command| offered.push(command));
            offered
        };
        assert_eq!(offered(BANK.initial_state(cx)), [Transfer(ChannelId(0))]);
        assert_eq!(offered(Account { balance: 0, left: 2 }), []);
        assert_eq!(offered(Account { balance: 3, left: 0 }), []);
    }

    #[test]
    fn a_transfer_leaves_one_account_and_arrives_in_another() {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &ring };
        let transfer = Event::Internal(Transfer(ChannelId(0)));
        let (state, effects) = BANK.apply(cx, &BANK.initial_state(cx), transfer);
        assert_eq!(state, Account { balance: 0, left: 1 });
        assert_eq!(effects, [Effect::Send(ChannelId(0), Transfer(()))]);
        let receive = Event::Receive { channel: ChannelId(1), message: Transfer(()) };
        assert_eq!(BANK.apply(cx, &state, receive).0, Account { balance: 1, left: 1 });
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for state in [Account { balance: 0, left: 0 }, Account { balance: 12, left: 3 }] {
            assert_eq!(BANK.parse_state(&state.to_string()), Some(state));
        }
        let command = Transfer(ChannelId(7));
        assert_eq!(BANK.parse_command(&command.to_string()), Some(command));
        assert_eq!(BANK.parse_state("9+7"), Some(Account { balance: 9, left: 7 }), "as older files have it");
        for text in ["", "+1", "1+0", "01", "-1", "1+x", "1 (0 to go)", "1 (2)", "1 ( to go)", "(2 to go)"] {
            assert_eq!(BANK.parse_state(text), None, "{text}");
        }
    }
}
