//! Going back: while something is received before a line and sent after it, its receiver goes back to its newest checkpoint before the receipt.
//!
//! Of two consistent sets the later of both, process by process, is consistent; so there is a greatest one that has nobody later than where
//! it began, and whoever goes back cannot be later in it. So the order does not matter. Each message is looked at once, when it
//! is undone: messages and checkpoints in all.
//!
//! What a message is, whoever asks knows; here it is where it was sent and received, between which checkpoints.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use sim_core::ProcessId;

/// Something that was sent. An interval has the number of the checkpoint that it begins with; the beginning is number 0.
#[derive(Clone, Copy, Debug)]
pub struct Passed<M> {
    /// In which interval of its source it was sent.
    pub sent: usize,
    /// Where it came to.
    pub target: ProcessId,
    /// In which interval of its target it was received; later than all, if it was not.
    pub received: usize,
    /// What it is.
    pub message: M,
}

/// That one process has to go back because another one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Domino<M> {
    /// What it received and is not sent any more.
    pub message: M,
    /// Who goes back.
    pub process: ProcessId,
    /// From which of its checkpoints.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// The domino that undid the sending; none, if that is after where the line began.
    pub because: Option<usize>,
}

/// The greatest consistent line with nobody later than here, and who had to go back for it. What each process sent is in the order of its intervals; of
/// those from `end` on nothing was received before the line.
#[must_use]
pub fn fall<M: Copy>(
    sent: &[Vec<Passed<M>>],
    start: &[usize],
    end: &[usize],
) -> (Vec<usize>, Vec<Domino<M>>) {
    let (mut line, mut dominoes) = (start.to_vec(), Vec::new());
    // What was sent from there on has been looked at.
    let mut undone = end.to_vec();
    let mut fallen: VecDeque<(usize, usize, Option<usize>)> =
        start.iter().enumerate().map(|(place, to)| (place, *to, None)).collect();
    while let Some((place, to, because)) = fallen.pop_front() {
        let orphans = earliest(within(&sent[place], to..undone[place]));
        undone[place] = to;
        for (process, &Passed { received, message, .. }) in orphans {
            let target = process.index();
            if received < line[target] {
                dominoes.push(Domino { message, process, from: line[target], to: received, because });
                line[target] = received;
                fallen.push_back((target, received, Some(dominoes.len() - 1)));
            }
        }
    }
    (line, dominoes)
}

/// What was sent in these intervals.
fn within<M>(sent: &[Passed<M>], intervals: Range<usize>) -> &[Passed<M>] {
    let up_to = |interval: usize| sent.partition_point(|passed| passed.sent < interval);
    &sent[up_to(intervals.start)..up_to(intervals.end)]
}

/// Of what came to each process the one that came earliest: it goes back because of that.
fn earliest<M>(sent: &[Passed<M>]) -> BTreeMap<ProcessId, &Passed<M>> {
    let mut earliest = BTreeMap::<ProcessId, &Passed<M>>::new();
    for passed in sent {
        let known = earliest.entry(passed.target).or_insert(passed);
        if passed.received < known.received {
            *known = passed;
        }
    }
    earliest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a process sent: in which interval, to whom, in which interval it was received, and what.
    fn sent(all: &[(usize, u32, usize, char)]) -> Vec<Passed<char>> {
        let passed = |&(sent, target, received, message): &(usize, u32, usize, char)| Passed {
            sent,
            target: ProcessId(target),
            received,
            message,
        };
        all.iter().map(passed).collect()
    }

    /// The line, and the dominoes: what was undone, who goes back, from where, to where, and because of which.
    type Fallen = (Vec<usize>, Vec<(char, u32, usize, usize, Option<usize>)>);

    fn fallen(all: &[Vec<Passed<char>>], start: &[usize], end: &[usize]) -> Fallen {
        let (line, dominoes) = fall(all, start, end);
        let told =
            |domino: Domino<char>| (domino.message, domino.process.0, domino.from, domino.to, domino.because);
        (line, dominoes.into_iter().map(told).collect())
    }

    #[test]
    fn one_goes_back_because_another_does_until_all_are_at_the_beginning() {
        let p0 = sent(&[(1, 1, 0, 'c'), (2, 1, 1, 'a')]);
        let p1 = sent(&[(0, 0, 0, 'd'), (1, 0, 1, 'b')]);
        let all =
            [('a', 1, 2, 1, None), ('b', 0, 2, 1, Some(0)), ('c', 1, 1, 0, Some(1)), ('d', 0, 1, 0, Some(2))];
        assert_eq!(fallen(&[p0, p1], &[2, 2], &[3, 3]), (vec![0, 0], all.to_vec()));
    }

    #[test]
    fn nobody_goes_back_for_what_was_received_after_the_line_or_never_or_sent_before_it_or_after_its_end() {
        for message in [(2, 1, 2, 'x'), (2, 1, usize::MAX, 'x'), (1, 1, 1, 'x'), (3, 1, 0, 'x')] {
            let all = [sent(&[message]), Vec::new()];
            assert_eq!(fallen(&all, &[2, 2], &[3, 3]), (vec![2, 2], Vec::new()), "{message:?}");
        }
    }

    #[test]
    fn of_several_orphans_the_one_that_came_earliest_is_why_and_of_equal_ones_the_first() {
        let of = |all: &[(usize, u32, usize, char)]| fallen(&[sent(all), Vec::new()], &[2, 2], &[3, 3]);
        assert_eq!(
            of(&[(2, 1, 1, 'x'), (2, 1, 0, 'y'), (2, 1, 1, 'z')]),
            (vec![2, 0], vec![('y', 1, 2, 0, None)])
        );
        assert_eq!(of(&[(2, 1, 1, 'x'), (2, 1, 1, 'y')]), (vec![2, 1], vec![('x', 1, 2, 1, None)]));
        let three = [sent(&[(2, 2, 1, 'x'), (2, 1, 1, 'y')]), Vec::new(), Vec::new()];
        let dominoes = vec![('y', 1, 2, 1, None), ('x', 2, 2, 1, None)];
        assert_eq!(fallen(&three, &[2, 2, 2], &[3, 3, 3]), (vec![2, 1, 1], dominoes));
    }
}
