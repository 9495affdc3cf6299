//! What a message of a script carries, and what is written on it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::amount::{Amounts, amounts, list};
use super::mistake::Mistake;

/// The longest label of a message, in bytes.
pub const MAX_LABEL: usize = 256;

/// What people call a message or an event. Prints in double quotes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Label(Arc<str>);

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

impl FromStr for Label {
    type Err = Mistake;

    /// Reads what is printed; where nothing else can stand, the quotes may be left out.
    fn from_str(text: &str) -> Result<Self, Mistake> {
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let label = quoted.or(Some(text)).filter(|label| !label.contains('"'));
        let label = label.ok_or_else(|| {
            let what = "a label is the last thing in its line, in double quotes, with none in it";
            Mistake::new(what).at(text)
        })?;
        if label.len() > MAX_LABEL || label.contains(char::is_control) {
            let what = format!("a label has at most {MAX_LABEL} bytes, and no control characters");
            return Err(Mistake::new(what).at(text));
        }
        Ok(Self(label.into()))
    }
}

/// What a message carries, and what it says besides.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Parcel {
    /// What is no longer its sender's and not yet its receiver's, each amount of another unit. In a message of a
    /// [`Script`](super::Script) none is zero, and the units are in the script's order: who carry the same are equal.
    pub amounts: Amounts,
    /// What is written on it, if anything.
    pub label: Option<Label>,
}

impl fmt::Display for Parcel {
    /// `5 widgets`, or `100 $, 2 widgets "order 10"`; `"m1"` if it carries nothing, and `0` if it says nothing either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.amounts)?;
        match &self.label {
            Some(label) if self.amounts.is_empty() => label.fmt(f),
            Some(label) => write!(f, " {label}"),
            None if self.amounts.is_empty() => f.write_str("0"),
            None => Ok(()),
        }
    }
}

impl FromStr for Parcel {
    type Err = Mistake;

    /// Reads what is printed.
    fn from_str(text: &str) -> Result<Self, Mistake> {
        let (listed, label) = text.split_at(text.find('"').unwrap_or(text.len()));
        let label = Some(label).filter(|label| !label.is_empty()).map(str::parse).transpose()?;
        let amounts = if listed.trim().is_empty() && label.is_some() { Vec::new() } else { amounts(listed)? };
        for (place, amount) in amounts.iter().enumerate() {
            if let Some(before) = amounts[..place].iter().find(|before| before.unit == amount.unit) {
                let what = format!("of one unit a message carries one amount, not {before} and {amount}");
                return Err(Mistake::new(what).at(listed).tip("add them up"));
            }
        }
        Ok(Self { amounts: amounts.into(), label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prints_is_read_back() {
        for text in [
            "5",
            "5 widgets",
            "5 widgets, 3 $ \"both\"",
            "100 $ \"order 10\"",
            "1 \"a, b @ c\"",
            "\"m1\"",
            "\"\"",
            "0",
        ] {
            assert_eq!(text.parse::<Parcel>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_message_may_carry_several_goods_with_commas_or_without() {
        let parcel: Parcel = "300 money 30 widgets \"x\"".parse().unwrap();
        assert_eq!(parcel, "300 money, 30 widgets \"x\"".parse().unwrap());
        assert_eq!(
            "1 $ 2 $".parse::<Parcel>().unwrap_err().to_string(),
            "of one unit a message carries one amount, not 1 $ and 2 $"
        );
        assert!("1, 0 tokens".parse::<Parcel>().is_err(), "what has no unit is a token");
    }

    #[test]
    fn what_is_no_parcel_is_refused() {
        for text in ["", " ", "5 \"open", "5 \"a\" b", "5 \"a\"b\"", "\"a\" \"b\"", "5 \"\u{7}\""] {
            assert!(text.parse::<Parcel>().is_err(), "{text}");
        }
    }
}
