//! Vector times (Mattern 1989), told to each step in an order in which the steps can have happened.

use std::collections::BTreeMap;

use super::steps::{Cut, Steps};
use crate::model::{Arrow, At, Run};

/// A step: the place of its process, and which of its steps.
type Which = (usize, usize);

/// What goes from step to step, until it has come.
#[derive(Default)]
struct Arrows {
    /// For each step from which an arrow goes, where they go.
    from: BTreeMap<Which, Vec<Which>>,
    /// How many arrows must still come to a step, and the time that came with the others.
    to: BTreeMap<Which, (usize, Cut)>,
}

/// Gives each step its time. If they cannot all have happened: where one waits for ever.
pub(super) fn tell(run: &Run, steps: &mut Steps) -> Option<At> {
    let mut arrows = Arrows::of(run, steps);
    let wide = steps.processes.len();
    let mut now = vec![Cut::from(vec![0; wide]); wide];
    let mut done = vec![0; wide];
    let mut ready: Vec<usize> = (0..wide).collect();
    while let Some(place) = ready.pop() {
        while let Some(step) = steps.of[place].get_mut(done[place]) {
            let which = (place, done[place]);
            let Some(told) = arrows.all_that_came(which) else { break };
            join(&mut now[place], &told);
            now[place][place] += 1;
            step.after.clone_from(&now[place]);
            done[place] += 1;
            ready.extend(arrows.go(which, &now[place]));
        }
    }
    (0..wide).find_map(|place| Some(steps.of[place].get(done[place])?.first))
}

impl Arrows {
    fn of(run: &Run, steps: &Steps) -> Self {
        let mut arrows = Self::default();
        for Arrow { from, to, .. } in run.arrows() {
            // A clock may be that of a recording: what is known of it is what its process did before, and is known to what it does next.
            let Some((from_step, to_step)) = steps.at_or_before(from).zip(steps.at_or_after(to)) else {
                continue;
            };
            let to = (to.process.index(), to_step);
            arrows.from.entry((from.process.index(), from_step)).or_default().push(to);
            arrows.to.entry(to).or_default().0 += 1;
        }
        arrows
    }

    /// The time that came to a step, if nothing is missing any more.
    fn all_that_came(&mut self, which: Which) -> Option<Cut> {
        match self.to.get(&which) {
            Some((missing, _)) if *missing > 0 => None,
            Some(_) => self.to.remove(&which).map(|(_, told)| told),
            None => Some(Cut::default()),
        }
    }

    /// All arrows from a step come to where they go; whose processes may go on by that.
    fn go(&mut self, from: Which, time: &Cut) -> Vec<usize> {
        let mut ready = Vec::new();
        for to in self.from.remove(&from).into_iter().flatten() {
            let (missing, told) = self.to.get_mut(&to).expect("it was counted");
            *missing -= 1;
            if told.is_empty() {
                told.clone_from(time);
            } else {
                join(told, time);
            }
            if *missing == 0 {
                ready.push(to.0);
            }
        }
        ready
    }
}

/// The later of two times, entry by entry.
fn join(time: &mut Cut, other: &Cut) {
    time.iter_mut().zip(other).for_each(|(one, other)| *one = (*one).max(*other));
}
