//! Less that goes wrong: without one of the faults, or with one that comes sooner.

use super::configuration::Configuration;
use super::numbers;
use crate::faults::{Fault, Faults, When};

impl Configuration {
    /// With what went wrong in another configuration, where this one has processes and channels of the same names.
    pub(super) fn suffering(self, of: &Self) -> Option<Self> {
        let here = |fault: Fault| Fault::read(&fault.written(&of.topology), &self.topology).ok();
        let faults = of.faults.all().map(|(_, fault)| here(fault)).collect::<Option<_>>()?;
        Some(Self { faults: Faults::new(faults), ..self })
    }

    /// Without one of the faults, or with an earlier one.
    pub(super) fn with_fewer_faults(&self) -> impl Iterator<Item = Self> {
        let faults: Vec<_> = self.faults.all().map(|(_, fault)| fault).collect();
        let with = |faults| Self { faults: Faults::new(faults), ..self.clone() };
        let without = |place| {
            let mut fewer = faults.clone();
            fewer.remove(place);
            with(fewer)
        };
        let earlier = |place: usize| {
            let sooner = sooner(faults[place]);
            let replaced = |fault| {
                faults
                    .iter()
                    .enumerate()
                    .map(|(at, other)| if at == place { fault } else { *other })
                    .collect()
            };
            sooner.map(|fault| with(replaced(fault))).collect::<Vec<_>>()
        };
        let places = 0..faults.len();
        let all: Vec<_> = places.clone().map(without).chain(places.flat_map(earlier)).collect();
        all.into_iter()
    }
}

/// The same with a smaller number, the smallest first.
fn sooner(fault: Fault) -> impl Iterator<Item = Fault> {
    let (number, when): (u64, fn(u64) -> When) = match fault.when {
        When::Nth(number) => (number, When::Nth),
        When::Marker(number) => (number, When::Marker),
        // Nothing is smaller than what may be anywhere.
        When::At(_) | When::Whenever | When::Chance(_) => (1, When::Nth),
    };
    numbers::smaller(number, 1).into_iter().map(move |number| Fault { when: when(number), ..fault })
}
