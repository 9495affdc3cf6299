//! A random strongly connected graph: a random cycle through all processes, and other channels all different.
//!
//! The cycle makes it connected, and each set of other channels is then equally likely. (So a graph with many such
//! cycles is likelier than one with few; nothing here needs them to be equally likely.)

use crate::random::Random;

/// Adds as many channels as there shall be, sorted by source and target.
pub(super) fn draw(processes: u32, channels: u32, seed: u64, mut add: impl FnMut(u32, Vec<u32>)) {
    if processes == 1 {
        return;
    }
    let mut random = Random::new(seed);
    let next = cycle(processes, &mut random);
    // Besides itself and its next, a process has so many others to speak to.
    let others = u64::from(processes) - 2;
    let chosen = subset(u64::from(channels - processes), u64::from(processes) * others, &mut random);
    let mut chosen = chosen.into_iter().peekable();
    for (source, next) in (0..).zip(next) {
        let (low, high) = (source.min(next), source.max(next));
        let end = (u64::from(source) + 1) * others;
        let first = u64::from(source) * others;
        let mut targets = vec![next];
        while let Some(place) = chosen.next_if(|place| *place < end) {
            let mut target = u32::try_from(place - first).expect("fewer than processes");
            target += u32::from(target >= low);
            target += u32::from(target >= high);
            targets.push(target);
        }
        targets.sort_unstable();
        add(source, targets);
    }
}

/// For each process the next on a cycle through all of them.
fn cycle(processes: u32, random: &mut Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..processes).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, index(random.below(place as u64 + 1)));
    }
    let mut next = vec![0; order.len()];
    for (place, process) in order.iter().enumerate() {
        next[*process as usize] = order[(place + 1) % order.len()];
    }
    next
}

/// So many different numbers below `bound`, in order. Draws those that are not there, if these are fewer.
fn subset(count: u64, bound: u64, random: &mut Random) -> Vec<u64> {
    if count <= bound / 2 {
        return sparse_subset(count, bound, random);
    }
    let mut absent = sparse_subset(bound - count, bound, random).into_iter().peekable();
    (0..bound).filter(|number| absent.next_if_eq(number).is_none()).collect()
}

/// At most about half of the numbers, so that a draw is likelier than not to be one that was not drawn before.
fn sparse_subset(count: u64, bound: u64, random: &mut Random) -> Vec<u64> {
    let count = index(count);
    let mut drawn = Vec::with_capacity(count);
    while drawn.len() < count {
        drawn.extend((drawn.len()..count).map(|_| random.below(bound)));
        drawn.sort_unstable();
        drawn.dedup();
    }
    drawn
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("no more than the channels of a shape")
}
