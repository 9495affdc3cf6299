//! A piece of a depth: its states, and what came of looking into them.

use crate::frontier::Packed;
use crate::tables::Unknown;
use crate::visited::{SHARDS, shard_of};

/// Some states that were found one after the other.
#[derive(Debug, Default)]
pub(crate) struct States {
    /// The place of the first of them in the block.
    pub(crate) start: u32,
    /// The number of the first of them.
    pub(crate) first: u64,
    /// How many there are.
    len: u32,
    width: usize,
    /// As they have waited, until whoever looks into them unpacks them.
    packed: Packed,
    numbers: Vec<u32>,
}

impl States {
    /// The state at a place of the block.
    #[inline(always)]
    pub(crate) fn state(&self, place: u32) -> &[u32] {
        &self.numbers[(place - self.start) as usize * self.width..][..self.width]
    }

    /// The place of the block behind the last of them.
    pub(crate) fn end(&self) -> u32 {
        self.start + self.len
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        self.len.into()
    }

    /// Unpacks them, if that has not been done.
    pub(crate) fn unpack(&mut self) {
        let packed = std::mem::take(&mut self.packed);
        if packed.len() > 0 {
            packed.unpack(&mut self.numbers);
        }
    }

    /// The number of the state at a place of the block.
    pub(crate) fn number(&self, place: u32) -> u64 {
        self.first + u64::from(place - self.start)
    }
}

/// A step that was taken. Their order is that of the search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The state, by its place in the block.
    pub(crate) from: u32,
    /// Which of its enabled actions it was.
    pub(crate) place: u32,
}

impl Step {
    /// What orders steps.
    #[inline(always)]
    pub(crate) fn key(self) -> u64 {
        u64::from(self.from) << 32 | u64::from(self.place)
    }
}

/// Where a step led to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Led {
    /// The fingerprint of the state, in two halves: as one number it would take a third more room.
    fingerprint: [u64; 2],
    pub(crate) step: Step,
}

impl Led {
    #[inline(always)]
    pub(crate) fn fingerprint(&self) -> u128 {
        let [high, low] = self.fingerprint;
        u128::from(high) << 64 | u128::from(low)
    }

    /// The same, the leading half first.
    #[inline(always)]
    pub(crate) const fn halves(&self) -> [u64; 2] {
        self.fingerprint
    }
}

/// What there is to say of a state.
#[derive(Debug)]
pub(crate) enum Said<X> {
    /// It must not be.
    Broken(X),
    /// Here a schedule ends.
    End,
}

/// A piece that is looked into. States are named by their places in the block.
#[derive(Debug)]
pub(crate) struct Piece<X> {
    pub(crate) states: States,
    /// The states that are to be looked into yet.
    pub(crate) todo: Vec<u32>,
    /// What has to be found out for those before.
    pub(crate) unknown: Vec<Unknown>,
    pub(crate) found: Found<X>,
}

/// What was found in a piece.
#[derive(Debug)]
pub(crate) struct Found<X> {
    /// Where the steps led to, by shard, in order.
    pub(crate) led: [Vec<Led>; SHARDS],
    pub(crate) said: Vec<(u32, Said<X>)>,
    /// The states of which some actions have not been tried.
    pub(crate) reduced: Vec<u32>,
}

impl<X> Default for Piece<X> {
    fn default() -> Self {
        let found = Found { led: std::array::from_fn(|_| Vec::new()), said: Vec::new(), reduced: Vec::new() };
        Self { states: States::default(), todo: Vec::new(), unknown: Vec::new(), found }
    }
}

impl<X> Found<X> {
    /// Adds a step.
    #[inline(always)]
    pub(crate) fn push(&mut self, fingerprint: u128, step: Step) {
        #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
        let halves = [(fingerprint >> 64) as u64, fingerprint as u64];
        self.led[shard_of(fingerprint)].push(Led { fingerprint: halves, step });
    }

    /// Forgets the steps of the last state.
    pub(crate) fn forget_steps(&mut self, state: u32) {
        for led in &mut self.led {
            while led.pop_if(|led| led.step.from == state).is_some() {}
        }
    }

    /// Forgets what there is to say of the last state.
    pub(crate) fn forget_said(&mut self, state: u32) {
        while self.said.pop_if(|(of, _)| *of == state).is_some() {}
    }

    pub(crate) fn clear_steps(&mut self) {
        self.led.iter_mut().for_each(Vec::clear);
    }
}

impl<X> Piece<X> {
    /// Takes the place of another: the states of a piece that has waited, at this place of the block.
    pub(crate) fn begin(&mut self, packed: Packed, start: u32, width: usize) {
        let states = &mut self.states;
        (states.start, states.first, states.width) = (start, packed.first(), width);
        states.len = u32::try_from(packed.len()).expect("a piece is small");
        states.packed = packed;
        self.todo.extend(start..states.end());
        self.found.clear_steps();
        self.found.said.clear();
        self.found.reduced.clear();
    }

    /// Puts what was found of states that had to wait where it belongs.
    pub(crate) fn put_in_order(&mut self) {
        self.found.led.iter_mut().for_each(|led| led.sort_by_key(|led| led.step.from));
        self.found.said.sort_by_key(|(state, _)| *state);
        self.found.reduced.sort_unstable();
    }

    /// Of the states of which some actions have not been tried, those are to be looked into again of which no step led deeper. The steps
    /// that were taken are done with. The answer is whether there are any.
    pub(crate) fn turn_back(&mut self, led_deeper: impl Fn(u32) -> bool) -> bool {
        self.found.clear_steps();
        let reduced = self.found.reduced.drain(..);
        self.todo.extend(reduced.filter(|place| !led_deeper(*place)));
        !self.todo.is_empty()
    }

    /// How many steps were taken.
    pub(crate) fn steps(&self) -> usize {
        self.found.led.iter().map(Vec::len).sum()
    }

    /// How many bytes it takes, not counting what there is to say.
    pub(crate) fn bytes(&self) -> usize {
        let led: usize = self.found.led.iter().map(Vec::capacity).sum();
        size_of::<Self>() + self.states.numbers.capacity() * size_of::<u32>() + led * size_of::<Led>()
    }
}
