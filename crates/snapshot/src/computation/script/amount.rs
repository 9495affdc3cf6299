//! Amounts of things: values that print as a script writes them, and are read back from that.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use smallvec::SmallVec;

use super::mistake::Mistake;

/// The largest amount there may be, of all units and at all processes together: 2^53, up to which every program that
/// reads our JSON has exact integers.
pub const MAX_AMOUNT: u64 = 1 << 53;
/// The longest name of a unit, in bytes.
pub const MAX_UNIT: usize = 64;

/// What is counted: a word such as `$` or `widgets`, or nothing, for tokens.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Unit(Arc<str>);

/// What those things are called of which an amount without a unit is.
const TOKENS: [&str; 2] = ["token", "tokens"];

impl Unit {
    /// The unit of this name. What has no unit is a token, so that `5`, `5 tokens` and `1 token` are of one unit, which
    /// prints as none.
    ///
    /// # Errors
    /// When the name could not be told from what stands beside it in a text: it is one word, does not begin with a
    /// digit or `#`, and has no comma, quote or `@` in it.
    pub fn new(name: &str) -> Result<Self, Mistake> {
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | '"' | '@');
        if name.len() > MAX_UNIT {
            let mistake = Mistake::new(format!("the name of a unit has at most {MAX_UNIT} bytes")).at(name);
            return Err(mistake.tip("call it by a shorter word"));
        }
        if name.contains(strange) || name.starts_with(|c: char| c.is_ascii_digit() || c == '#') {
            let mistake = Mistake::new(format!("'{name}' is not the name of a unit")).at(name);
            return Err(
                mistake.tip("a unit is one word without comma, quote or '@', and begins with no digit")
            );
        }
        Ok(Self(if TOKENS.contains(&name) { "" } else { name }.into()))
    }

    /// The name; empty for tokens.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// What is said where there is something else than an amount.
fn no_amount(found: &str) -> Mistake {
    let found = found.trim();
    Mistake::new(format!("expected 'AMOUNT [UNIT]', found '{found}'")).at(found)
}

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
    type Err = Mistake;

    /// Reads what is printed.
    fn from_str(text: &str) -> Result<Self, Mistake> {
        let mut words = text.split_whitespace();
        let (count, unit) = match (words.next(), words.next(), words.next()) {
            (Some(count), unit, None) => (count, unit.unwrap_or_default()),
            (Some(_), ..) => return Err(no_amount(text).tip("a unit is one word")),
            (None, ..) => return Err(no_amount(text)),
        };
        Ok(Self { count: number(count)?, unit: Unit::new(unit)? })
    }
}

/// A count as it is written: digits only.
fn number(text: &str) -> Result<u64, Mistake> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let mistake = Mistake::new(format!("expected an amount, found '{text}'")).at(text);
        let signed = text.starts_with(['-', '+', '.']) || text.starts_with(|c: char| c.is_ascii_digit());
        return Err(if signed {
            mistake.tip("an amount is a whole number, in digits alone")
        } else {
            mistake
        });
    }
    let small = text.parse().ok().filter(|count| *count <= MAX_AMOUNT);
    let mistake = || Mistake::new(format!("an amount is at most 2^53, and {text} is more")).at(text);
    small.ok_or_else(|| mistake().tip(format!("2^53 is {MAX_AMOUNT}")))
}

/// Some amounts; of one unit, for nearly all messages.
pub type Amounts = SmallVec<[Amount; 1]>;

/// Amounts as a statement lists them: `300 money, 30 widgets`; the commas may be left out.
///
/// # Errors
/// When one of them is none.
pub fn amounts(text: &str) -> Result<Vec<Amount>, Mistake> {
    let begins = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut amounts = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        for amount in words.chunk_by(|_, next| !begins(next)) {
            amounts.push(amount.join(" ").parse()?);
        }
        if words.is_empty() {
            return Err(no_amount(part));
        }
    }
    Ok(amounts)
}

/// Writes amounts as a statement does.
pub(super) fn list(f: &mut fmt::Formatter<'_>, amounts: &[Amount]) -> fmt::Result {
    for (place, amount) in amounts.iter().enumerate() {
        write!(f, "{}{amount}", if place == 0 { "" } else { ", " })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_and_parse() {
        for text in ["0", "5", "5 widgets", "100 $", "9007199254740992 é"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_has_no_unit_is_a_token() {
        for (text, printed) in [("5 tokens", "5"), ("1 token", "1"), ("1 Token", "1 Token")] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), printed);
        }
        assert_eq!(Unit::new("tokens"), Ok(Unit::default()));
    }

    #[test]
    fn what_is_no_amount_says_why() {
        let wrong = |text: &str| text.parse::<Amount>().unwrap_err().to_string();
        assert_eq!(wrong(""), "expected 'AMOUNT [UNIT]', found ''");
        assert_eq!(wrong("5 of them"), "expected 'AMOUNT [UNIT]', found '5 of them'");
        assert_eq!(wrong("-5"), "expected an amount, found '-5'");
        assert_eq!(wrong("+5"), "expected an amount, found '+5'");
        assert_eq!(wrong("5 6"), "'6' is not the name of a unit");
        assert_eq!(wrong("5 #6"), "'#6' is not the name of a unit", "there a comment begins");
        assert_eq!(wrong("9007199254740993"), "an amount is at most 2^53, and 9007199254740993 is more");
        assert!(wrong(&"9".repeat(50)).contains("at most 2^53"));
        assert!(wrong(&format!("1 {}", "u".repeat(65))).contains("at most 64 bytes"));
    }
}
