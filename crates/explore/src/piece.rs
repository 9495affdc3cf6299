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

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> Packed {
        let mut packed = Packed::default();
        [[1, 2], [3, 400], [5, 6]].iter().for_each(|state| packed.push(state));
        packed.numbered(100)
    }

    /// A piece of three states, the fourth to the sixth of a block.
    fn piece() -> Piece<char> {
        let mut piece = Piece::default();
        piece.begin(packed(), 4, 2);
        piece
    }

    fn step(from: u32, place: u32) -> Step {
        Step { from, place }
    }

    /// Steps from all states of it, in two parts of the set.
    fn with_steps() -> Piece<char> {
        let mut piece = piece();
        for from in [5, 4, 6] {
            for place in 0..2 {
                piece.found.push(u128::from(place) << 127 | u128::from(from), step(from, place));
            }
        }
        piece
    }

    #[test]
    fn a_state_is_found_by_its_place_in_the_block() {
        let mut piece = piece();
        piece.states.unpack();
        piece.states.unpack();
        let states = [4, 5, 6].map(|place| piece.states.state(place).to_vec());
        assert_eq!(states, [[1, 2], [3, 400], [5, 6]]);
        assert_eq!([4, 6].map(|place| piece.states.number(place)), [100, 102]);
        assert_eq!((piece.states.end(), piece.states.len(), piece.todo), (7, 3, vec![4, 5, 6]));
    }

    #[test]
    fn steps_are_ordered_by_their_states_and_then_by_their_actions() {
        let steps =
            [(0, 0), (0, 1), (0, u32::MAX), (1, 0), (1, 1), (2, 0), (u32::MAX, 0), (u32::MAX, u32::MAX)];
        assert!(steps.map(|(from, place)| step(from, place).key()).is_sorted_by(|one, other| one < other));
        assert_eq!(step(1, 1).key(), (1 << 32) + 1);
    }

    #[test]
    fn where_a_step_leads_is_kept_in_halves() {
        let fingerprint = 0xf123_4567_89ab_cdef_0011_2233_4455_6677;
        let mut piece = piece();
        piece.found.push(fingerprint, step(4, 1));
        let led = &piece.found.led[shard_of(fingerprint)][0];
        assert_eq!(led.fingerprint(), fingerprint);
        assert_eq!(led.halves(), [0xf123_4567_89ab_cdef, 0x0011_2233_4455_6677]);
    }

    #[test]
    fn a_piece_takes_its_states_and_steps() {
        assert_eq!(Piece::<char>::default().bytes(), size_of::<Piece<char>>());
        let mut piece = with_steps();
        piece.states.unpack();
        let led: usize = piece.found.led.iter().map(Vec::capacity).sum();
        let own = size_of::<Piece<char>>() + piece.states.numbers.capacity() * 4;
        assert!(led >= 6 && piece.states.numbers.capacity() >= 6);
        assert_eq!((piece.bytes(), piece.steps()), (own + led * size_of::<Led>(), 6));
    }

    #[test]
    fn what_had_to_wait_is_put_where_it_belongs() {
        let mut piece = with_steps();
        piece.found.said = vec![(6, Said::End), (4, Said::Broken('x'))];
        piece.found.reduced = vec![6, 4];
        piece.put_in_order();
        for place in [0_u32, 1] {
            let led = &piece.found.led[shard_of(u128::from(place) << 127)];
            let steps: Vec<_> = led.iter().map(|led| (led.step.from, led.step.place)).collect();
            assert_eq!(steps, [4, 5, 6].map(|from| (from, place)));
        }
        let said: Vec<_> = piece.found.said.iter().map(|(place, _)| *place).collect();
        assert_eq!((said, piece.found.reduced), (vec![4, 6], vec![4, 6]));
    }

    #[test]
    fn of_the_last_state_all_is_forgotten_and_nothing_of_others() {
        let mut piece = with_steps();
        piece.found.said = vec![(4, Said::End), (6, Said::Broken('x')), (6, Said::End)];
        piece.found.forget_steps(5);
        piece.found.forget_said(4);
        assert_eq!((piece.steps(), piece.found.said.len()), (6, 3));
        piece.found.forget_steps(6);
        piece.found.forget_said(6);
        assert_eq!((piece.steps(), piece.found.said.len()), (4, 1));
        piece.found.clear_steps();
        assert_eq!(piece.steps(), 0);
    }

    #[test]
    fn states_that_led_nowhere_deeper_are_looked_into_again() {
        for (deeper, todo) in [(vec![], vec![4, 6]), (vec![4], vec![6]), (vec![4, 6], vec![])] {
            let mut piece = with_steps();
            piece.todo.clear();
            piece.found.reduced = vec![4, 6];
            assert_eq!(piece.turn_back(|place| deeper.contains(&place)), !todo.is_empty());
            assert_eq!((piece.todo, piece.found.reduced.len()), (todo, 0));
            assert!(piece.found.led.iter().all(Vec::is_empty));
        }
    }

    #[test]
    fn a_piece_that_is_used_again_has_nothing_of_before() {
        let mut piece = with_steps();
        piece.found.said = vec![(4, Said::End)];
        piece.found.reduced = vec![4];
        piece.todo.clear();
        piece.begin(packed(), 0, 2);
        piece.states.unpack();
        assert_eq!((piece.steps(), piece.found.said.len(), piece.found.reduced.len()), (0, 0, 0));
        assert_eq!((piece.todo, piece.states.state(2)), (vec![0, 1, 2], &[5, 6][..]));
    }
}
