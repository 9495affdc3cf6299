//! What was seen, over all seeds, of that which each was to go on for.

use std::io::{self, Write};

use draw::report::style::BOLD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::words::counted;

use crate::spread::{Figure, Spread};
use crate::tally::earlier;
use crate::until::Waited;

/// What was seen of it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// How many seeds there are.
    seeds: u64,
    /// How many did not show it.
    never: u64,
    /// The first of them.
    first_never: Option<u64>,
    /// How many snapshots each of these had.
    in_vain: Spread,
    /// How many showed what was so and went by before the end of their run.
    passed: u64,
    /// The first of them.
    first_passed: Option<u64>,
    /// How many showed what was not so in their run.
    untrue: u64,
    /// The first of them.
    first_untrue: Option<u64>,
    /// Of those that showed it: how many snapshots were taken.
    snapshots: Spread,
    /// At the price of how many control messages.
    markers: Spread,
    /// How many ticks after it became so it was seen.
    late: Spread,
}

/// What was seen, over all seeds, of that which each was to go on for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Report {
    /// The predicate.
    predicate: String,
    /// How many seeds showed it.
    seen: u64,
    /// How many did not.
    never: u64,
    /// The first of them, in decimal digits.
    first_never: Option<String>,
    /// How many showed what was so and went by before the end of their run.
    passed: u64,
    /// The first of them, in decimal digits.
    first_passed: Option<String>,
    /// How many showed what was not so at any moment since the first snapshot began.
    untrue: u64,
    /// The first of them, in decimal digits.
    first_untrue: Option<String>,
    /// How many snapshots were taken.
    snapshots: Option<Figure>,
    /// How many control messages they cost.
    markers: Option<Figure>,
    /// How many ticks after it became so it was seen.
    late: Option<Figure>,
}

impl Seen {
    /// One more seed; they come in their order.
    pub(super) fn add(&mut self, Waited { seed, until, .. }: &Waited) {
        self.seeds += 1;
        if until.snapshot.is_none() {
            self.never += 1;
            self.first_never.get_or_insert(*seed);
            self.in_vain.add(until.snapshots);
            return;
        }
        self.snapshots.add(until.snapshots);
        self.markers.add(until.markers);
        until.late().into_iter().for_each(|ticks| self.late.add(ticks));
        match (until.holds, until.passed) {
            (Some(false), Some(_)) => {
                self.passed += 1;
                self.first_passed.get_or_insert(*seed);
            }
            (Some(false), None) if until.unknown.is_none() => {
                self.untrue += 1;
                self.first_untrue.get_or_insert(*seed);
            }
            _ => {}
        }
    }

    /// Adds what was seen of other seeds.
    pub(super) fn merge(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.never += other.never;
        self.passed += other.passed;
        self.untrue += other.untrue;
        self.first_never = earlier(self.first_never, other.first_never);
        self.first_passed = earlier(self.first_passed, other.first_passed);
        self.first_untrue = earlier(self.first_untrue, other.first_untrue);
        self.in_vain.merge(other.in_vain);
        self.snapshots.merge(other.snapshots);
        self.markers.merge(other.markers);
        self.late.merge(other.late);
    }

    /// Whether it can be what was seen of so many seeds.
    pub(super) fn is_within(&self, seeds: u64) -> bool {
        let spreads = [&self.in_vain, &self.snapshots, &self.markers, &self.late];
        self.seeds <= seeds
            && [self.never, self.passed, self.untrue].into_iter().all(|some| some <= self.seeds)
            && spreads.into_iter().all(|spread| spread.is_within(self.seeds))
    }

    /// For people.
    pub(super) fn write(&self, predicate: &str, out: &mut impl Write) -> io::Result<()> {
        let first = |seed: Option<u64>| seed.map(|seed| format!(", first seed {seed}")).unwrap_or_default();
        let seen = self.seeds - self.never;
        writeln!(out, "{BOLD}Until {predicate}{BOLD:#}   least..most, median\n")?;
        writeln!(out, "  seen       {seen} of {}", counted(self.seeds, "seed"))?;
        let rows = [
            ("snapshots", &self.snapshots, ""),
            ("control", &self.markers, " messages"),
            ("late", &self.late, " ticks after it became so"),
        ];
        for (name, spread, unit) in rows {
            if let (Some(range), Some(median)) = (spread.range(), spread.median()) {
                writeln!(out, "  {name:9}  {range}, {median}{unit}")?;
            }
        }
        if self.never > 0 {
            let of = self.in_vain.range().map(|range| format!("; snapshots: {range}")).unwrap_or_default();
            writeln!(out, "  never      {}{}{of}", self.never, first(self.first_never))?;
        }
        if self.passed > 0 {
            let first = first(self.first_passed);
            writeln!(
                out,
                "  passed     {}{first}: it was so, and is not at the end of the run",
                self.passed
            )?;
        }
        if self.untrue > 0 {
            let first = first(self.first_untrue);
            let since = "not so at any moment since the first snapshot began";
            writeln!(out, "  untrue     {}{first}: {since}", self.untrue)?;
        }
        Ok(())
    }

    /// For programs.
    pub(super) fn report(&self, predicate: &str) -> Report {
        let digits = |seed: Option<u64>| seed.map(|seed| seed.to_string());
        Report {
            predicate: predicate.to_string(),
            seen: self.seeds - self.never,
            never: self.never,
            first_never: digits(self.first_never),
            passed: self.passed,
            first_passed: digits(self.first_passed),
            untrue: self.untrue,
            first_untrue: digits(self.first_untrue),
            snapshots: self.snapshots.figure(),
            markers: self.markers.figure(),
            late: self.late.figure(),
        }
    }
}
