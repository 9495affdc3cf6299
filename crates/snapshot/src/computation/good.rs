//! Goods: what no event of a computation creates or destroys.
//!
//! A computation may conserve several goods, such as money and widgets. Each is counted by itself: a sum over units means
//! nothing.

use std::borrow::Cow;

/// One thing that is conserved, and its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Good {
    /// What it is called: `m`. No two goods of a computation have the same name.
    pub name: Cow<'static, str>,
    /// What stands after a 1: `copy of m`.
    pub one: Cow<'static, str>,
    /// What stands after any other number: `copies of m`.
    pub many: Cow<'static, str>,
}

impl Good {
    /// A good of these words.
    #[must_use]
    pub const fn new(name: &'static str, one: &'static str, many: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), one: Cow::Borrowed(one), many: Cow::Borrowed(many) }
    }

    /// So much of it, in words: `1 copy of m`.
    #[must_use]
    pub fn amount(&self, amount: u64) -> String {
        format!("{amount} {}", if amount == 1 { &self.one } else { &self.many })
    }
}
