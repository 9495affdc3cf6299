//! What can be set of a bank.

use sim_core::ChannelId;

use super::{Account, Amounts, Balances, Bank, Transfer};
use crate::computation::arguments::Arguments;
use crate::computation::entry::{Entry, soon};
use crate::computation::parameters::{Parameter, ParameterError};
use crate::computation::program::Program;

const BALANCE: Parameter = Parameter {
    name: "balance",
    default: Some(10),
    most: 1 << 30,
    about: "what each process starts with; or what these do: P:100,Q:50",
};
const TRANSFERS: Parameter = Parameter {
    name: "transfers",
    default: Some(10),
    most: 1 << 30,
    about: "how many transfers each process makes at most",
};
const AMOUNT: Parameter = Parameter {
    name: "amount",
    default: Some(1),
    most: 1 << 30,
    about: "what a transfer is of; from a range, 1..=100, any that it can pay; of 0 beside widgets alone",
};
const WIDGETS: Parameter = Parameter {
    name: "widgets",
    default: Some(0),
    most: 1 << 16,
    about: "how many widgets each process starts with, beside the money",
};
const LOT: Parameter = Parameter {
    name: "lot",
    default: Some(1),
    most: 1 << 16,
    about: "how many widgets a transfer brings along at most",
};

/// How many different transfers a process may have to choose from on a channel.
const MOST_CHOICES: u64 = 1000;

impl Bank {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "bank",
        about: "each process transfers money to any neighbour it likes, whenever it likes",
        parameters: &[BALANCE, TRANSFERS, AMOUNT, WIDGETS, LOT],
        takes_any: false,
        counts: false,
        takes_tokens: true,
        default_hold: soon,
    };
}

impl Program for Bank {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let number = |parameter| arguments.count(parameter);
        let (transfers, widgets) = (number(&TRANSFERS)?, number(&WIDGETS)?);
        let lot = match widgets {
            0 if arguments.is_given(&LOT) => return Err(arguments.wrong(&LOT, "there are no widgets")),
            0 => 0,
            _ => number(&LOT)?,
        };
        Ok(Self {
            balances: balances(arguments)?,
            transfers,
            amounts: amounts(arguments, lot)?,
            widgets,
            lot,
        })
    }

    fn ends(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        let balance = match &self.balances {
            Balances::Alike(balance) => format!("balance {balance}"),
            Balances::Own(_) => "its own balance".to_string(),
        };
        let widgets = if self.widgets > 0 { format!(", widgets {}", self.widgets) } else { String::new() };
        let amounts = match self.amounts {
            Amounts { least: 1, most: 1 } => String::new(),
            Amounts { least, most } if least == most => format!(" of {least}"),
            Amounts { least, most } => format!(" of {least}..={most}"),
        };
        format!("a bank, of each process {balance}{widgets} and transfers {}{amounts}", self.transfers)
    }

    fn parse_state(&self, text: &str) -> Option<Account> {
        Account::parse(text, self.widgets > 0)
    }

    fn parse_command(&self, text: &str) -> Option<Transfer<ChannelId>> {
        Transfer::parse_command(text)
    }
}

const DEFAULT: &str = "it has a default";

fn small(number: u64) -> u32 {
    u32::try_from(number).expect("it is at most 2^30")
}

/// What processes start with: the topology file says it, or the parameter, of each or of all.
fn balances(arguments: &Arguments<'_>) -> Result<Balances, ParameterError> {
    if !arguments.tokens.is_empty() {
        return Ok(Balances::Own(arguments.tokens_instead_of(&BALANCE)?.into()));
    }
    match arguments.of_each(&BALANCE)? {
        Some(own) => Ok(Balances::Own(own.into())),
        None => Ok(Balances::Alike(arguments.number(&BALANCE)?.expect(DEFAULT))),
    }
}

/// What a transfer may be of, beside so many widgets at most.
fn amounts(arguments: &Arguments<'_>, lot: u32) -> Result<Amounts, ParameterError> {
    let (least, most) = arguments.range(&AMOUNT)?.expect(DEFAULT).into_inner();
    if least == 0 && lot == 0 {
        return Err(arguments.wrong(&AMOUNT, "a transfer of nothing is none: it is of at least 1"));
    }
    let choices = (most - least + 1) * (u64::from(lot) + 1);
    if choices > MOST_CHOICES {
        let beside = if lot > 0 { format!(", each with 0..={lot} widgets") } else { String::new() };
        let what = format!("{} amounts{beside}: a process can choose from {MOST_CHOICES}", most - least + 1);
        return Err(arguments.wrong(&AMOUNT, what));
    }
    Ok(Amounts { least: small(least), most: small(most) })
}
