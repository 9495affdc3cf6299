//! The lattice of small random runs, held against all subsets of their events, all permutations, and all ways through.

use std::collections::BTreeSet;

use num_bigint::BigUint;
use sim_core::Random;
use sim_observed::Logs;
use sim_observed::lattice::{
    Bound, Counts, Cut, Definitely, Possibly, Steps, always, definitely, first, possibly,
};
use sim_observed::model::Run;

const PROCESSES: usize = 3;
const EVENTS: usize = 9;

fn below(random: &mut Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap()
}

fn no_bound() -> Bound<'static> {
    Bound::new(u64::MAX, &|| true)
}

/// A run of some processes: messages that overtake each other, some of the algorithm, events of their own, and recordings.
fn run(seed: u64, messages: bool) -> Run {
    let mut random = Random::new(seed);
    let mut lines = vec![Vec::new(); PROCESSES];
    let mut under_way = Vec::new();
    for number in 0..EVENTS {
        let kind = below(&mut random, if messages { 6 } else { 2 });
        let from = below(&mut random, PROCESSES);
        if kind == 0 {
            lines[from].push(format!(r#"{{"p":"p{from}","record":{number}}}"#));
        } else if kind == 1 {
            lines[from].push(format!(r#"{{"p":"p{from}","note":"{number}"}}"#));
        } else if kind < 4 && !under_way.is_empty() {
            let place = below(&mut random, under_way.len());
            let (message, to): (usize, usize) = under_way.remove(place);
            lines[to].push(format!(r#"{{"p":"p{to}","recv":"{message}"}}"#));
        } else {
            let to = (from + 1 + below(&mut random, PROCESSES - 1)) % PROCESSES;
            let control = if below(&mut random, 5) == 0 { r#","control":1"# } else { "" };
            under_way.push((number, to));
            lines[from].push(format!(r#"{{"p":"p{from}","send":"{number}","to":"p{to}"{control}}}"#));
        }
    }
    read(lines)
}

fn read(lines: Vec<Vec<String>>) -> Run {
    let mut logs = Logs::new(None, None).unwrap();
    let names: Vec<String> = (0..lines.len()).map(|process| format!("\"p{process}\"")).collect();
    logs.read("head", &format!(r#"{{"log":"sim.log/1","processes":[{}]}}"#, names.join(","))).unwrap();
    for (process, lines) in lines.into_iter().enumerate() {
        logs.read(&format!("p{process}"), &lines.join("\n")).unwrap();
    }
    logs.finish().unwrap()
}

/// Whether something is so in a cut.
type Holds<'a> = &'a dyn Fn(&[u32]) -> bool;

/// Which steps must come before which, told by the messages alone and put together by trying.
struct Plain {
    /// A number for each step: its process.
    process: Vec<usize>,
    /// For each step those that come directly before it.
    before: Vec<BTreeSet<usize>>,
}

impl Plain {
    fn of(run: &Run) -> Self {
        use sim_observed::model::What;
        let mut plain = Self { process: Vec::new(), before: Vec::new() };
        let mut number = std::collections::BTreeMap::new();
        for (process, told) in run.processes.iter().enumerate() {
            let mut last = None;
            for event in &told.events {
                let message = match event.what {
                    What::Send(id) | What::Receive(id) => Some(id),
                    What::Local => None,
                    What::Record(_) | What::Crashed | What::Other => continue,
                };
                if message.is_some_and(|id| run.message(id).control.is_some()) {
                    continue;
                }
                let this = plain.process.len();
                plain.process.push(process);
                plain.before.push(last.into_iter().collect());
                last = Some(this);
                message.into_iter().for_each(|id| {
                    number.insert((id, matches!(event.what, What::Send(_))), this);
                });
            }
        }
        for ((id, is_sent), this) in &number {
            if !is_sent {
                plain.before[*this].insert(number[&(*id, true)]);
            }
        }
        plain
    }

    fn consistent(&self) -> Vec<u32> {
        let all = (0..1_u32 << self.process.len()).filter(|set| {
            (0..self.process.len()).all(|step| {
                set >> step & 1 == 0 || self.before[step].iter().all(|before| set >> before & 1 == 1)
            })
        });
        all.collect()
    }

    fn cut(&self, set: u32) -> Cut {
        let mut cut = vec![0; PROCESSES];
        (0..self.process.len()).for_each(|step| cut[self.process[step]] += set >> step & 1);
        cut.into()
    }

    fn orders(&self, set: u32) -> u64 {
        if set.count_ones() as usize == self.process.len() {
            return 1;
        }
        self.next(set).map(|next| self.orders(next)).sum()
    }

    fn next(&self, set: u32) -> impl Iterator<Item = u32> {
        (0..self.process.len())
            .filter(move |step| {
                set >> step & 1 == 0 && self.before[*step].iter().all(|before| set >> before & 1 == 1)
            })
            .map(move |step| set | 1 << step)
    }

    /// Whether some way to the top avoids what holds.
    fn is_avoided(&self, set: u32, holds: Holds<'_>) -> bool {
        !holds(&self.cut(set))
            && (set.count_ones() as usize == self.process.len()
                || self.next(set).any(|next| self.is_avoided(next, holds)))
    }
}

#[test]
fn there_are_as_many_consistent_cuts_as_closed_subsets_and_as_many_orders_as_permutations_that_can_be() {
    let mut least = u64::MAX;
    for seed in 0..300 {
        let run = run(seed, true);
        let (steps, plain) = (Steps::of(&run).unwrap(), Plain::of(&run));
        let counts = Counts::of(&steps, &mut no_bound());
        assert_eq!(counts.cuts.value, BigUint::from(plain.consistent().len()), "seed {seed}");
        assert_eq!(counts.orders.value, BigUint::from(plain.orders(0)), "seed {seed}");
        assert!(counts.cuts.is_exact && counts.orders.is_exact);
        let cuts: BTreeSet<Cut> = plain.consistent().into_iter().map(|set| plain.cut(set)).collect();
        for a in 0..=steps.to[0] {
            for b in 0..=steps.to[1] {
                for c in 0..=steps.to[2] {
                    let cut: Cut = [a, b, c].into();
                    assert_eq!(steps.is_consistent(&cut), cuts.contains(&cut), "seed {seed}");
                    let below = |cut: &&Cut| cut.iter().zip([a, b, c]).all(|(one, other)| *one <= other);
                    let above = |cut: &&Cut| cut.iter().zip([a, b, c]).all(|(one, other)| *one >= other);
                    let size = |cut: &&Cut| cut.iter().sum::<u32>();
                    assert_eq!(steps.within(&cut), *cuts.iter().filter(below).max_by_key(size).unwrap());
                    assert_eq!(steps.closed(&cut), *cuts.iter().filter(above).min_by_key(size).unwrap());
                }
            }
        }
        least = least.min(plain.orders(0));
    }
    assert!(least < 50, "{least}");
}

#[test]
fn between_two_cuts_there_are_those_that_are_between_them() {
    for seed in 0..200 {
        let run = run(seed, true);
        let (steps, plain) = (Steps::of(&run).unwrap(), Plain::of(&run));
        let mut random = Random::new(seed);
        let all = plain.consistent();
        let low = all[below(&mut random, all.len())];
        let high = all[below(&mut random, all.len())] | low;
        let steps = steps.between(plain.cut(low), plain.cut(high));
        let counts = Counts::of(&steps, &mut no_bound());
        let between = all.iter().filter(|set| **set & low == low && **set | high == high).count();
        assert_eq!(counts.cuts.value, BigUint::from(between), "seed {seed}");
    }
}

#[test]
fn without_messages_the_product_and_the_multinomial_coefficient_come_out() {
    for seed in 0..50 {
        let steps = Steps::of(&run(seed, false)).unwrap();
        let counts = Counts::of(&steps, &mut no_bound());
        let of = steps.to.iter().map(|steps| u64::from(*steps));
        let factorial = |number: u64| (1..=number).product::<u64>();
        assert_eq!(counts.cuts.value, BigUint::from(of.clone().map(|steps| steps + 1).product::<u64>()));
        let orders = factorial(of.clone().sum()) / of.map(factorial).product::<u64>();
        assert_eq!(counts.orders.value, BigUint::from(orders), "seed {seed}");
    }
}

#[test]
fn numbers_of_any_size_are_exact() {
    let lines = |process: usize| vec![format!(r#"{{"p":"p{process}","note":1}}"#); 1000];
    let steps = Steps::of(&read((0..20).map(lines).collect())).unwrap();
    let counts = Counts::of(&steps, &mut no_bound());
    assert_eq!(counts.cuts.value, BigUint::from(1001_u32).pow(20));
    let factorial = |number: u32| (1..=number).fold(BigUint::from(1_u8), |product, next| product * next);
    assert_eq!(counts.orders.value, factorial(20_000) / factorial(1000).pow(20));
}

#[test]
fn at_the_bound_it_is_said_how_many_there_are_at_least() {
    for seed in 0..100 {
        let run = run(seed, true);
        let (steps, plain) = (Steps::of(&run).unwrap(), Plain::of(&run));
        let all = plain.consistent().len() as u64;
        for bound in 0..all + 3 {
            let counts = Counts::of(&steps, &mut Bound::new(bound, &|| true));
            assert!(counts.cuts.value <= BigUint::from(all), "seed {seed}");
            assert!(counts.orders.value <= BigUint::from(plain.orders(0)), "seed {seed}");
            assert!(counts.cuts.is_exact || counts.cuts.value > BigUint::from(bound), "seed {seed}");
            let is_all = counts.cuts.value == BigUint::from(all);
            assert!(is_all || !counts.cuts.is_exact, "seed {seed}");
        }
    }
}

/// What somebody may ask: so, not so or unknown, of each cut by chance.
fn asked(seed: u64, cut: &[u32]) -> Option<bool> {
    let place = cut.iter().fold(seed, |place, steps| place * 31 + u64::from(*steps));
    match below(&mut Random::new(place), 10) {
        0..2 => Some(true),
        2 => None,
        _ => Some(false),
    }
}

#[test]
fn possibly_is_so_in_some_cut_and_definitely_on_every_way() {
    let (mut possible, mut definite, mut neither) = (0, 0, 0);
    for seed in 0..300 {
        let run = run(seed, true);
        let (steps, plain) = (Steps::of(&run).unwrap(), Plain::of(&run));
        let holds = |cut: &[u32]| asked(seed, cut);
        let [surely, perhaps]: [Holds<'_>; 2] =
            [&|cut| holds(cut) == Some(true), &|cut| holds(cut) != Some(false)];
        let some =
            |holds: &dyn Fn(&[u32]) -> bool| plain.consistent().iter().any(|set| holds(&plain.cut(*set)));
        match possibly(&steps, holds, &mut no_bound()).unwrap() {
            Possibly::In(cut) => assert!(surely(&cut) && steps.is_consistent(&cut)),
            Possibly::Never => assert!(!some(perhaps), "seed {seed}"),
            Possibly::Unknown(cut) => assert!(!some(surely) && holds(&cut).is_none(), "seed {seed}"),
        }
        match definitely(&steps, holds, &mut no_bound()).unwrap() {
            Definitely::Always => assert!(!plain.is_avoided(0, surely), "seed {seed}"),
            Definitely::Avoided(way) => {
                assert!(plain.is_avoided(0, perhaps), "seed {seed}");
                let cuts: Vec<Cut> = steps.cuts(&way).collect();
                assert!(cuts.iter().all(|cut| holds(cut) == Some(false) && steps.is_consistent(cut)));
                assert_eq!(cuts.last(), Some(&steps.to), "seed {seed}");
                neither += 1;
            }
            Definitely::Unknown(cut) => {
                assert!(plain.is_avoided(0, surely) && !plain.is_avoided(0, perhaps), "seed {seed}");
                assert!(holds(&cut).is_none(), "seed {seed}");
            }
        }
        possible += u32::from(some(surely));
        definite += u32::from(!plain.is_avoided(0, surely));
    }
    assert!(possible > 20 && definite > 5 && neither > 20, "{possible} {definite} {neither}");
}

#[test]
fn for_conjunctions_garg_and_waldecker_say_what_cooper_and_marzullo_say() {
    let (mut possible, mut definite, mut not_definite) = (0, 0, 0);
    for seed in 0..600 {
        let run = run(seed, true);
        let steps = Steps::of(&run).unwrap();
        // Every other one from a later cut on.
        let even = u32::try_from(seed % 2).unwrap();
        let some: Vec<u32> = [2, 1, 0].iter().zip(&steps.to).map(|(has, to)| (has * even).min(*to)).collect();
        let later = steps.closed(&some);
        let to = steps.to.clone();
        let steps = steps.between(later, to);
        let local = |place: usize, has: u32| {
            let place = (seed * 31 + place as u64) * 31 + u64::from(has);
            below(&mut Random::new(place), 3) > 0
        };
        let all = |cut: &[u32]| Some(cut.iter().enumerate().all(|(place, has)| local(place, *has)));
        let found = possibly(&steps, all, &mut no_bound()).unwrap();
        let least = first(&steps, &local);
        assert_eq!(least.is_some(), matches!(found, Possibly::In(_)), "seed {seed}");
        if let (Some(least), Possibly::In(cut)) = (&least, &found) {
            assert_eq!(all(least), Some(true));
            assert!(steps.is_consistent(least) && least.iter().zip(cut).all(|(one, other)| one <= other));
        }
        let found = definitely(&steps, all, &mut no_bound()).unwrap();
        assert_eq!(always(&steps, &local), found == Definitely::Always, "seed {seed}");
        possible += u32::from(least.is_some());
        definite += u32::from(
            found == Definitely::Always && all(&steps.from) != Some(true) && all(&steps.to) != Some(true),
        );
        not_definite += u32::from(least.is_some() && found != Definitely::Always);
    }
    assert!(possible > 60 && definite > 6 && not_definite > 15, "{possible} {definite} {not_definite}");
}

#[test]
fn an_order_of_some_is_an_order_of_all() {
    for seed in 0..200 {
        let run = run(seed, true);
        let steps = Steps::of(&run).unwrap();
        let places = [0, 2];
        let some = steps.only(&places);
        let way = some.way(&some.from, &some.to);
        let whole = steps.whole(&way, &places);
        assert!(steps.cuts(&whole).all(|cut| steps.is_consistent(&cut)), "seed {seed}");
        assert_eq!(steps.cuts(&whole).last(), Some(steps.to.clone()));
        let of_some: Vec<usize> =
            whole.iter().filter_map(|place| places.iter().position(|some| some == place)).collect();
        assert_eq!(of_some, way, "seed {seed}");
    }
}
