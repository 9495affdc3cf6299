//! How many consistent cuts a run has, and in how many orders its steps can have happened: exact, however large.
//!
//! Level by level, for each cut in how many ways one comes to it. Processes that do not hear of each other are counted by themselves: cuts
//! of both are any of the one with any of the other, and orders are shuffled in as many ways as the multinomial coefficient says.

use std::collections::BTreeMap;
use std::fmt;

use num_bigint::BigUint;

use super::steps::{Cut, Steps};
use super::walk::{Bound, Level, Reached, above};

/// A number, or how large it is at least.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    /// The number.
    pub value: BigUint,
    /// Whether it is all.
    pub is_exact: bool,
}

/// The two numbers of a lattice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Its consistent cuts: the global states that the run can have gone through.
    pub cuts: Number,
    /// The orders in which its steps can have happened: the ways through the lattice.
    pub orders: Number,
}

impl Counts {
    /// Counts.
    #[must_use]
    pub fn of(steps: &Steps, bound: &mut Bound<'_>) -> Self {
        let mut all = Self { cuts: Number::one(), orders: Number::one() };
        let mut shuffled = 0;
        for group in groups(steps) {
            let group = steps.only(&group);
            let counts = Self::of_one(&group, bound);
            shuffled += group.count();
            all.cuts.times(&counts.cuts);
            all.orders.times(&counts.orders);
            all.orders.times(&choose(shuffled, group.count()));
        }
        all
    }

    /// Counts where it may be that all hear of each other. At the bound each way that was begun can be ended in one way at least.
    fn of_one(steps: &Steps, bound: &mut Bound<'_>) -> Self {
        let mut level: Level<BigUint> = [(steps.from.clone(), BigUint::from(1_u8))].into();
        let mut cuts = 1_u64;
        loop {
            let (next, reached) = above(steps, &level, bound, |ways, more| *ways += more);
            cuts += next.len() as u64;
            let is_exact = reached != Err(Reached);
            if next.is_empty() || !is_exact {
                let orders = level.into_values().sum();
                return Self {
                    cuts: Number { value: cuts.into(), is_exact },
                    orders: Number { value: orders, is_exact },
                };
            }
            level = next;
        }
    }
}

impl Number {
    fn one() -> Self {
        Self { value: BigUint::from(1_u8), is_exact: true }
    }

    fn times(&mut self, other: &Self) {
        self.value *= &other.value;
        self.is_exact &= other.is_exact;
    }
}

/// In how many ways so many of all can be chosen; of too many at least in one.
fn choose(all: u64, some: u64) -> Number {
    let some = some.min(all - some);
    if some > LONGEST {
        return Number { is_exact: false, ..Number::one() };
    }
    let ways = (0..some).fold(BigUint::from(1_u8), |ways, chosen| ways * (all - chosen) / (chosen + 1));
    Number { value: ways, is_exact: true }
}

/// So many steps of processes that do not hear of each other are shuffled: the number has a hundred thousand digits then.
const LONGEST: u64 = 1 << 17;

/// The places of the processes, those together that hear of each other.
fn groups(steps: &Steps) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..steps.processes.len()).collect();
    let last = |place: usize| steps.of[place].get(steps.to[place].checked_sub(1)? as usize);
    for place in 0..group.len() {
        let Some(step) = last(place) else { continue };
        let hears = |other: &usize| heard(&step.after, &steps.from, *other);
        for other in (0..group.len()).filter(hears) {
            let (mine, its) = (group[place], group[other]);
            if mine != its {
                group.iter_mut().filter(|group| **group == its).for_each(|group| *group = mine);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    group.into_iter().enumerate().for_each(|(place, name)| groups.entry(name).or_default().push(place));
    groups.into_values().collect()
}

/// Whether a time tells of steps of this process that are not in the first cut.
fn heard(after: &Cut, from: &Cut, other: usize) -> bool {
    after[other] > from[other]
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_exact { "" } else { "at least " })?;
        f.write_str(&grouped(&self.value.to_string()))
    }
}

/// Digits in groups of three: `1,234,567`.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
