//! Where in a [`Spec`] an entry's value is, and what can be done with it there whatever it is.

use super::{Basis, Spec};

/// Where in a [`Spec`] something is said.
pub(super) trait Slot: Sync {
    /// Says it, in addition to what was said before.
    fn say(&self, spec: &mut Spec, text: &str) -> Result<(), String>;
    /// As it would be typed.
    fn said(&self, spec: &Spec) -> Vec<String>;
    /// Where it was not said, it is as `base` has it.
    fn inherit(&self, spec: &mut Spec, base: &Spec);
    /// Takes it back.
    fn forget(&self, spec: &mut Spec);
    /// Whether it is what it would be, had nobody said it.
    fn is_usual(&self, spec: &Spec, basis: &Basis<'_>) -> bool;
}

/// One value.
pub(super) struct One<T: 'static> {
    pub(super) of: fn(&Spec) -> &Option<T>,
    pub(super) of_mut: fn(&mut Spec) -> &mut Option<T>,
    pub(super) parse: fn(&str) -> Result<T, String>,
    /// As an option has it, if one can say it.
    pub(super) print: fn(&T) -> Option<String>,
    /// What it is unless it is said; nothing if it is told always.
    pub(super) usual: fn(&Basis<'_>) -> Option<T>,
}

impl<T: Clone + PartialEq> Slot for One<T> {
    fn say(&self, spec: &mut Spec, text: &str) -> Result<(), String> {
        *(self.of_mut)(spec) = Some((self.parse)(text)?);
        Ok(())
    }

    fn said(&self, spec: &Spec) -> Vec<String> {
        (self.of)(spec).iter().filter_map(self.print).collect()
    }

    fn inherit(&self, spec: &mut Spec, base: &Spec) {
        let value = (self.of_mut)(spec);
        if value.is_none() {
            value.clone_from((self.of)(base));
        }
    }

    fn forget(&self, spec: &mut Spec) {
        *(self.of_mut)(spec) = None;
    }

    fn is_usual(&self, spec: &Spec, basis: &Basis<'_>) -> bool {
        (self.of)(spec).is_some() && *(self.of)(spec) == (self.usual)(basis)
    }
}

/// Any number of values.
pub(super) struct Many<T: 'static> {
    pub(super) of: fn(&Spec) -> &Vec<T>,
    pub(super) of_mut: fn(&mut Spec) -> &mut Vec<T>,
    pub(super) parse: fn(&str) -> Result<T, String>,
    pub(super) print: fn(&[T]) -> Vec<String>,
    /// Whether what was said before stays.
    pub(super) adds: bool,
    /// Whether these are what they are unless they are said.
    pub(super) is_usual: fn(&[T], &Basis<'_>) -> bool,
}

impl<T: Clone> Slot for Many<T> {
    fn say(&self, spec: &mut Spec, text: &str) -> Result<(), String> {
        let value = (self.parse)(text)?;
        (self.of_mut)(spec).push(value);
        Ok(())
    }

    fn said(&self, spec: &Spec) -> Vec<String> {
        (self.print)((self.of)(spec))
    }

    fn inherit(&self, spec: &mut Spec, base: &Spec) {
        let values = (self.of_mut)(spec);
        if self.adds || values.is_empty() {
            values.splice(0..0, (self.of)(base).iter().cloned());
        }
    }

    fn forget(&self, spec: &mut Spec) {
        (self.of_mut)(spec).clear();
    }

    fn is_usual(&self, spec: &Spec, basis: &Basis<'_>) -> bool {
        (self.is_usual)((self.of)(spec), basis)
    }
}

/// Nowhere.
pub(super) struct Nothing;

impl Slot for Nothing {
    fn say(&self, _: &mut Spec, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn said(&self, _: &Spec) -> Vec<String> {
        Vec::new()
    }

    fn inherit(&self, _: &mut Spec, _: &Spec) {}

    fn forget(&self, _: &mut Spec) {}

    fn is_usual(&self, _: &Spec, _: &Basis<'_>) -> bool {
        true
    }
}
