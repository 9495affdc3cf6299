//! LIMIT: the search of the bank on three processes written by hand, for this model and nothing else.
//!
//! A state is two words, a message two bits, a fingerprint eight bytes; the search goes depth first and knows neither
//! paths nor observations but the ones that are part of the state. Nothing here can be used for another model.
#![expect(clippy::cast_possible_truncation, reason = "words are mixed and cut")]

/// Between any two of three processes: channel `3 p + q` from `p` to `q`, six bits each for up to three messages.
const CHANNEL: u32 = 6;
const UNIT: u64 = 1;
const MARKER: u64 = 2;

/// One process in 18 bits: its balance (3), the transfers left (2), whether it has recorded (1), the incoming channels
/// that it still records (3, by source), the recorded balance (3) and transfers left (2), and the units recorded of
/// either incoming channel (2 each).
const PROCESS: u32 = 18;
const LEFT: u32 = 3;
const RECORDED: u32 = 5;
const OPEN: u32 = 6;
const COPY: u32 = 9;
const UNITS: u32 = 14;

/// What the search has counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) states: u64,
    pub(crate) steps: u64,
    pub(crate) ends: u64,
}

#[derive(Clone, Copy)]
struct State {
    processes: u64,
    channels: u64,
}

impl State {
    fn initial(balance: u64, transfers: u64) -> Self {
        let process = balance | transfers << LEFT;
        Self { processes: process | process << PROCESS | process << (2 * PROCESS), channels: 0 }
    }

    const fn process(self, p: u32) -> u64 {
        self.processes >> (p * PROCESS) & ((1 << PROCESS) - 1)
    }

    fn add(&mut self, p: u32, amount: u64) {
        self.processes = self.processes.wrapping_add(amount << (p * PROCESS));
    }

    fn send(&mut self, p: u32, q: u32, message: u64) {
        let shift = (3 * p + q) * CHANNEL;
        let contents = self.channels >> shift & 63;
        let place = (64 - contents.leading_zeros()).div_ceil(2) * 2;
        self.channels |= message << (shift + place);
    }

    fn record(&mut self, p: u32) {
        let process = self.process(p);
        let open = 7 & !(1 << p);
        self.add(p, 1 << RECORDED | open << OPEN | (process & 31) << COPY);
        (0..3).filter(|q| *q != p).for_each(|q| self.send(p, q, MARKER));
    }

    fn deliver(&mut self, p: u32, q: u32) {
        let shift = (3 * p + q) * CHANNEL;
        let contents = self.channels >> shift & 63;
        self.channels ^= (contents ^ contents >> 2) << shift;
        if contents & 3 == MARKER {
            if self.process(q) >> RECORDED & 1 == 0 {
                self.record(q);
            }
            self.add(q, (1_u64 << (OPEN + p)).wrapping_neg());
        } else {
            let recording = self.process(q) >> (OPEN + p) & 1;
            let which = u32::from((q + 1) % 3 == p);
            self.add(q, 1 + (recording << (UNITS + 2 * which)));
        }
    }

    fn is_end(self) -> bool {
        (0..3).all(|p| self.process(p) >> RECORDED & 15 == 1)
    }

    const fn fingerprint(self) -> u64 {
        let mixed = (self.processes ^ 0x9e37_79b9_7f4a_7c15) as u128
            * (self.channels ^ 0xd1b5_4a32_d192_ed03) as u128;
        let mixed = mixed as u64 ^ (mixed >> 64) as u64 ^ self.processes.rotate_left(32);
        let mixed = mixed as u128 * 0xa076_1d64_78bd_642f_u128;
        mixed as u64 ^ (mixed >> 64) as u64
    }
}

/// A set of fingerprints, twice as large when it is half full.
struct Visited {
    slots: Vec<u64>,
    len: usize,
}

impl Visited {
    fn insert(&mut self, fingerprint: u64) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = fingerprint as usize & mask;
        while self.slots[at] != 0 {
            if self.slots[at] == fingerprint {
                return false;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = fingerprint;
        self.len += 1;
        if self.len * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            *self = Self { slots: vec![0; 2 * old.len()], len: 0 };
            old.into_iter().filter(|slot| *slot != 0).for_each(|slot| _ = self.insert(slot));
        }
        true
    }
}

/// Searches the bank of three processes with this balance and these transfers each; the first may take a snapshot.
pub(crate) fn search(balance: u64, transfers: u64) -> Counts {
    let mut counts = Counts::default();
    let mut visited = Visited { slots: vec![0; 1 << 16], len: 0 };
    let initial = State::initial(balance, transfers);
    visited.insert(initial.fingerprint());
    let mut stack = vec![initial];
    while let Some(state) = stack.pop() {
        counts.states += 1;
        if state.is_end() {
            counts.ends += 1;
            continue;
        }
        let mut found = |next: State| {
            counts.steps += 1;
            if visited.insert(next.fingerprint()) {
                stack.push(next);
            }
        };
        for p in 0..3 {
            let process = state.process(p);
            let may_transfer = process & 7 > 0 && process >> LEFT & 3 > 0;
            for q in (0..3).filter(|q| *q != p) {
                if state.channels >> ((3 * p + q) * CHANNEL) & 63 != 0 {
                    let mut next = state;
                    next.deliver(p, q);
                    found(next);
                }
                if may_transfer {
                    let mut next = state;
                    next.add(p, (1 | 1_u64 << LEFT).wrapping_neg());
                    next.send(p, q, UNIT);
                    found(next);
                }
            }
        }
        if state.process(0) >> RECORDED & 1 == 0 {
            let mut next = state;
            next.record(0);
            found(next);
        }
    }
    counts
}
