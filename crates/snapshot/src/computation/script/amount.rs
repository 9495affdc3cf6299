//! Amounts of things, what a message carries of them, and what a process has of them: values that print as a script
//! writes them, and are read back from that.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sim_core::words::counted;
use smallvec::SmallVec;

/// The largest amount there may be, of all units and at all processes together: 2^53, up to which every program that
/// reads our JSON has exact integers.
pub const MAX_AMOUNT: u64 = 1 << 53;
/// The longest name of a unit, in bytes.
pub const MAX_UNIT: usize = 64;
/// The longest label of a message, in bytes.
pub const MAX_LABEL: usize = 256;

/// What is counted: a word such as `$` or `widgets`, or nothing, for things that need no name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Unit(Arc<str>);

impl Unit {
    /// The unit of this name; the empty name is that of no unit.
    ///
    /// # Errors
    /// When the name could not be told from what stands beside it in a text: it is one word, does not begin with a
    /// digit and has no comma, quote or `@` in it.
    pub fn new(name: &str) -> Result<Self, String> {
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '"' | '@');
        if name.len() > MAX_UNIT {
            return Err(format!("the name of a unit has at most {MAX_UNIT} bytes"));
        }
        if name.contains(strange) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("'{name}' is not the name of a unit"));
        }
        Ok(Self(name.into()))
    }

    /// The name; empty if there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// What was looked for where there is no amount.
const EXPECTED: &str = "expected 'AMOUNT [UNIT]'";

/// So many of a unit.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Amount {
    /// How many; at most [`MAX_AMOUNT`].
    pub count: u64,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Amount {
    /// `5`, or `5 widgets`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.count)?;
        if self.unit.name().is_empty() { Ok(()) } else { write!(f, " {}", self.unit.name()) }
    }
}

impl FromStr for Amount {
    type Err = String;

    /// Reads what is printed.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let (count, unit) = match (words.next(), words.next(), words.next()) {
            (Some(count), unit, None) => (count, unit.unwrap_or_default()),
            _ => return Err(format!("{EXPECTED}, found '{}'", text.trim())),
        };
        Ok(Self { count: number(count)?, unit: Unit::new(unit)? })
    }
}

/// A count as it is written: digits only.
fn number(text: &str) -> Result<u64, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("expected an amount, found '{text}'"));
    }
    let small = text.parse().ok().filter(|count| *count <= MAX_AMOUNT);
    small.ok_or_else(|| format!("an amount is at most 2^53, and {text} is more"))
}

/// Some amounts; of one unit, for nearly all messages.
pub type Amounts = SmallVec<[Amount; 1]>;

/// Amounts as a statement lists them: `300 money, 30 widgets`; the commas may be left out.
///
/// # Errors
/// When one of them is none.
pub fn amounts(text: &str) -> Result<Vec<Amount>, String> {
    let begins = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut amounts = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        for amount in words.chunk_by(|_, next| !begins(next)) {
            amounts.push(amount.join(" ").parse()?);
        }
        if words.is_empty() {
            return Err(format!("{EXPECTED}, found ''"));
        }
    }
    Ok(amounts)
}

fn list(f: &mut fmt::Formatter<'_>, amounts: &[Amount]) -> fmt::Result {
    for (place, amount) in amounts.iter().enumerate() {
        write!(f, "{}{amount}", if place == 0 { "" } else { ", " })?;
    }
    Ok(())
}

/// What people call a message or an event. Prints in double quotes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Label(Arc<str>);

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

impl FromStr for Label {
    type Err = String;

    /// Reads what is printed; where nothing else can stand, the quotes may be left out.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let label = quoted.or(Some(text)).filter(|label| !label.contains('"'));
        let label =
            label.ok_or("a label is the last thing in its line, in double quotes, with none in it")?;
        if label.len() > MAX_LABEL || label.contains(char::is_control) {
            return Err(format!("a label has at most {MAX_LABEL} bytes, and no control characters"));
        }
        Ok(Self(label.into()))
    }
}

/// What a message carries, and what it says besides.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Parcel {
    /// What is no longer its sender's and not yet its receiver's: at least one amount, each of another unit.
    pub amounts: Amounts,
    /// What is written on it, if anything.
    pub label: Option<Label>,
}

impl fmt::Display for Parcel {
    /// `5 widgets`, or `100 $, 2 widgets "order 10"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.amounts)?;
        self.label.iter().try_for_each(|label| write!(f, " {label}"))
    }
}

impl FromStr for Parcel {
    type Err = String;

    /// Reads what is printed.
    fn from_str(text: &str) -> Result<Self, String> {
        let (listed, label) = text.split_at(text.find('"').unwrap_or(text.len()));
        let amounts = amounts(listed)?;
        for (place, amount) in amounts.iter().enumerate() {
            if let Some(before) = amounts[..place].iter().find(|before| before.unit == amount.unit) {
                return Err(format!("of one unit a message carries one amount, not {before} and {amount}"));
            }
        }
        let label = Some(label).filter(|label| !label.is_empty()).map(str::parse).transpose()?;
        Ok(Self { amounts: amounts.into(), label })
    }
}

/// The state of a process that follows a script.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ScriptState {
    /// How much it has of each unit of the script, in the order in which the script first mentions them.
    pub holdings: Vec<Amount>,
    /// How many of its statements it has carried out.
    pub position: u32,
    /// How many messages it has received.
    pub received: u32,
}

impl ScriptState {
    /// How much it has of a unit.
    #[must_use]
    pub fn holds(&self, unit: &Unit) -> u64 {
        self.holdings.iter().find(|held| held.unit == *unit).map_or(0, |held| held.count)
    }

    /// Changes how much it has of a unit of the script.
    pub(super) fn change(&mut self, unit: &Unit, change: impl Fn(u64) -> u64) {
        let held = self.holdings.iter_mut().find(|held| held.unit == *unit);
        held.into_iter().for_each(|held| held.count = change(held.count));
    }
}

impl fmt::Display for ScriptState {
    /// `5 after 2 statements and 0 receipts`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.holdings)?;
        write!(f, " after {} and {}", counted(self.position, "statement"), counted(self.received, "receipt"))
    }
}

impl FromStr for ScriptState {
    type Err = String;

    /// Reads what is printed.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "expected '… after N statements and M receipts'";
        let (holdings, events) = text.rsplit_once(" after ").ok_or(expected)?;
        let (statements, receipts) = events.split_once(" and ").ok_or(expected)?;
        let count = |words: &str, noun: &str| {
            let (count, _) = words.split_once(' ').ok_or(expected)?;
            let count = u32::try_from(number(count)?).map_err(|_| expected)?;
            if counted(count, noun) == words { Ok(count) } else { Err(expected.to_string()) }
        };
        Ok(Self {
            holdings: holdings.split(',').map(str::parse).collect::<Result<_, _>>()?,
            position: count(statements, "statement")?,
            received: count(receipts, "receipt")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_parcels_and_states_print_and_parse() {
        for text in ["0", "5", "5 widgets", "100 $", "9007199254740992 é"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
        for text in
            ["5", "5 widgets", "5 widgets, 3 $ \"both\"", "100 $ \"order 10\"", "0 \"\"", "1 \"a, b @ c\""]
        {
            assert_eq!(text.parse::<Parcel>().unwrap().to_string(), text);
        }
        for text in ["5 after 2 statements and 1 receipt", "1000 $, 0 after after 1 statement and 0 receipts"]
        {
            assert_eq!(text.parse::<ScriptState>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        let wrong = |text: &str| text.parse::<Amount>().unwrap_err();
        assert_eq!(wrong(""), "expected 'AMOUNT [UNIT]', found ''");
        assert_eq!(wrong("5 of them"), "expected 'AMOUNT [UNIT]', found '5 of them'");
        assert_eq!(wrong("-5"), "expected an amount, found '-5'");
        assert_eq!(wrong("+5"), "expected an amount, found '+5'");
        assert_eq!(wrong("5 6"), "'6' is not the name of a unit");
        assert_eq!(wrong("9007199254740993"), "an amount is at most 2^53, and 9007199254740993 is more");
        assert!(wrong(&"9".repeat(50)).contains("at most 2^53"));
        assert!(wrong(&format!("1 {}", "u".repeat(65))).contains("at most 64 bytes"));
    }

    #[test]
    fn a_message_may_carry_several_goods_with_commas_or_without() {
        let parcel: Parcel = "300 money 30 widgets \"x\"".parse().unwrap();
        assert_eq!(parcel, "300 money, 30 widgets \"x\"".parse().unwrap());
        assert_eq!(
            "1 $ 2 $".parse::<Parcel>().unwrap_err(),
            "of one unit a message carries one amount, not 1 $ and 2 $"
        );
    }

    #[test]
    fn what_is_no_parcel_or_state_says_why() {
        for text in ["5 \"open", "5 \"a\" b", "5 \"a\"b\"", "\"a\"", "5 \"\u{7}\""] {
            assert!(text.parse::<Parcel>().is_err(), "{text}");
        }
        for text in [
            "5",
            "5 after",
            "after 1 statement and 0 receipts",
            "5 after 1 statements and 0 receipts",
            "5 after x statements and 0 receipts",
            "5,, after 1 statement and 0 receipts",
            "5 after 4294967296 statements and 0 receipts",
        ] {
            assert!(text.parse::<ScriptState>().is_err(), "{text}");
        }
    }
}
