//! What can be set of the computation that rotates copies of `m`.

use sim_core::Delay;

use super::{Forward, Forwarding, GOODS, TokenFault, TokenRing, TokenState};
use crate::computation::arguments::Arguments;
use crate::computation::entry::Entry;
use crate::computation::parameters::{Parameter, ParameterError};
use crate::computation::program::Program;

const TOKENS: Parameter =
    Parameter { name: "tokens", default: Some(1), most: 1 << 30, about: "how many copies of m there are" };
const RECEIPTS: Parameter = Parameter {
    name: "receipts",
    default: None,
    most: 1 << 53,
    about: "how often a process takes m before it keeps it",
};
const LOSE: Parameter = Parameter {
    name: "lose",
    default: None,
    most: 1 << 53,
    about: "at which of its forwards the first process loses m",
};
const DOUBLE: Parameter = Parameter {
    name: "double",
    default: None,
    most: 1 << 53,
    about: "at which of its forwards the first process sends m twice",
};

impl TokenRing {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "token-ring",
        about: "copies of a message m go round; a process counts how often it has received one",
        parameters: &[TOKENS, RECEIPTS, LOSE, DOUBLE],
        takes_any: false,
        counts: true,
        takes_tokens: false,
        default_hold: || Delay::ZERO,
    };
}

impl Program for TokenRing {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let tokens = arguments.count(&TOKENS)?;
        let forward = |parameter| match arguments.number(parameter)? {
            Some(0) => Err(arguments.wrong(parameter, "its forwards are counted from 1")),
            at => Ok(at),
        };
        let fault = match (forward(&LOSE)?, forward(&DOUBLE)?) {
            (None, None) => None,
            (Some(lose), None) => Some(TokenFault::Lose(lose)),
            (None, Some(double)) => Some(TokenFault::Double(double)),
            (Some(_), Some(_)) => {
                return Err(arguments.wrong(&DOUBLE, "it loses m: of one that does both neither is stable"));
            }
        };
        Ok(Self {
            tokens,
            forwarding: if arguments.atomic { Forwarding::Atomic } else { Forwarding::Held },
            receipts: arguments.number(&RECEIPTS)?,
            fault,
        })
    }

    fn ends(&self) -> bool {
        self.receipts.is_some() || self.tokens == 0
    }

    fn describe(&self) -> String {
        let copies = match self.tokens {
            1 => "one message m".to_string(),
            several => GOODS[0].amount(several.into()),
        };
        match self.fault {
            None => copies,
            Some(TokenFault::Lose(at)) => format!("{copies}, lost by the first process at its forward {at}"),
            Some(TokenFault::Double(at)) => {
                format!("{copies}, doubled by the first process at its forward {at}")
            }
        }
    }

    fn counted(&self, receipts: u64, held: u64) -> Option<TokenState> {
        Some(TokenState { receipts, held: held.try_into().ok()? })
    }

    fn parse_command(&self, text: &str) -> Option<Forward> {
        (text == "forward").then_some(Forward)
    }
}
