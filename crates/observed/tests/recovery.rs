//! Recovery lines, held against every set of checkpoints tried, and against answers that are known.
//!
//! `RECOVERED=100` tries a hundred times as many seeds: `RECOVERED=100 cargo test -p sim-observed --test claims recovery`.

use std::collections::BTreeSet;

use sim_core::{ProcessId, Random};
use sim_observed::Logs;
use sim_observed::lattice::Steps;
use sim_observed::model::Run;
use sim_observed::model::{Arrow, At};
use sim_observed::recovery::{Kind, Recovery};
use snapshot::oracle::Verdict;

const PROCESSES: usize = 3;

fn below(random: &mut Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap()
}

fn read(lines: &[Vec<String>]) -> Run {
    let mut logs = Logs::new(None, None).unwrap();
    for (process, lines) in lines.iter().enumerate() {
        let told = lines.iter().map(|line| format!("{{\"p\":\"p{process}\",{line}}}"));
        logs.read(&format!("p{process}"), &told.collect::<Vec<_>>().join("\n")).unwrap();
    }
    logs.finish().unwrap()
}

/// A run in which messages overtake each other, and each process takes some checkpoints when it likes.
fn run(seed: u64) -> Run {
    let mut random = Random::new(seed);
    let (mut lines, mut under_way) = (vec![Vec::new(); PROCESSES], Vec::new());
    for number in 0..14 {
        if !under_way.is_empty() && below(&mut random, 2) == 0 {
            let place = below(&mut random, under_way.len());
            let (message, to): (usize, usize) = under_way.remove(place);
            lines[to].push(format!("\"recv\":\"{message}\""));
        } else {
            let from = below(&mut random, PROCESSES);
            let to = (from + 1 + below(&mut random, PROCESSES - 1)) % PROCESSES;
            under_way.push((number, to));
            lines[from].push(format!("\"send\":\"{number}\",\"to\":\"p{to}\""));
        }
    }
    for lines in &mut lines {
        for number in (1..=below(&mut random, 4)).rev() {
            // From the last on, so that the first has number 1.
            let most = lines.iter().position(|line: &String| line.contains("record")).unwrap_or(lines.len());
            lines.insert(below(&mut random, most + 1), format!("\"record\":{number}"));
        }
    }
    read(&lines)
}

/// All sets of points, one of each process, that have nobody later than this.
fn sets(most: &[usize]) -> Vec<Vec<usize>> {
    most.iter().fold(vec![Vec::new()], |sets, most| {
        let more = |set: Vec<usize>| (0..=*most).map(move |at| [&set[..], &[at]].concat());
        sets.into_iter().flat_map(more).collect()
    })
}

/// Whether an event is before a point: told by the events themselves, whatever a step is.
fn is_before(recovery: &Recovery<'_>, at: At, point: usize) -> bool {
    match recovery.points[at.process.index()][point].kind {
        Kind::Beginning => false,
        Kind::Checkpoint { at: recorded, .. } => at < recorded,
        Kind::Present => true,
    }
}

/// Whether nothing is received before these points and sent after them.
fn is_consistent(run: &Run, recovery: &Recovery<'_>, set: &[usize]) -> bool {
    let is_in = |at: At| is_before(recovery, at, set[at.process.index()]);
    let mut ends = run.messages.iter().filter_map(|message| message.sent.zip(message.received));
    ends.all(|(sent, received)| is_in(sent) || !is_in(received))
}

fn present(recovery: &Recovery<'_>) -> Vec<usize> {
    recovery.points.iter().map(|points| points.len() - 1).collect()
}

/// How many times as many seeds as usual are tried.
#[expect(clippy::disallowed_methods, reason = "a test may be asked for more")]
fn times() -> u64 {
    std::env::var("RECOVERED").map_or(1, |times| times.parse().expect("RECOVERED is a number"))
}

/// So many seeds, whoever crashes.
fn each(seeds: u64, mut see: impl FnMut(&Run, &Recovery<'_>, &str)) {
    for seed in 0..seeds * times() {
        let run = run(seed);
        let steps = Steps::of(&run).unwrap();
        for crashed in [&[0, 1, 2][..], &[u32::try_from(seed % 3).unwrap()]] {
            let crashed: Vec<_> = crashed.iter().copied().map(ProcessId).collect();
            see(&run, &Recovery::of(&run, &steps, &crashed), &format!("seed {seed}, {crashed:?}"));
        }
    }
}

#[test]
fn the_line_is_consistent_and_every_consistent_set_is_before_it() {
    let (mut fell, mut to_the_beginning) = (0, 0);
    each(250, |run, recovery, which| {
        assert!(is_consistent(run, recovery, &recovery.line), "{which}");
        assert_eq!(recovery.at_line.consistent, Verdict::Holds, "{which}");
        for set in sets(&recovery.start) {
            let is_before = set.iter().zip(&recovery.line).all(|(set, line)| set <= line);
            assert!(is_before || !is_consistent(run, recovery, &set), "{which}: {set:?}");
        }
        fell += usize::from(recovery.line != recovery.start);
        to_the_beginning += usize::from(recovery.line.iter().all(|at| *at == 0));
    });
    assert!(fell > 80 && to_the_beginning > 8, "{fell}, {to_the_beginning}");
}

#[test]
fn each_domino_is_a_message_that_is_received_and_not_sent_and_nothing_else_makes_anybody_fall() {
    each(250, |_, recovery, which| {
        let mut line = recovery.start.clone();
        for (number, domino) in recovery.dominoes.iter().enumerate() {
            let Arrow { from, to, .. } = domino.message;
            let place = domino.process.index();
            assert_eq!((to.process, line[place]), (domino.process, domino.from), "{which}");
            assert!(is_before(recovery, to, domino.from), "{which}: received");
            assert!(!is_before(recovery, to, domino.to), "{which}: undone");
            assert!(is_before(recovery, to, domino.to + 1), "{which}: by the newest that has it not");
            let source =
                domino.because.map_or((from.process, recovery.start[from.process.index()]), |other| {
                    assert!(other < number, "{which}");
                    (recovery.dominoes[other].process, recovery.dominoes[other].to)
                });
            assert_eq!(source.0, from.process, "{which}");
            assert!(!is_before(recovery, from, source.1), "{which}: not sent");
            line[place] = domino.to;
            let cut: Vec<_> = (0..line.len()).map(|at| recovery.points[at][line[at]].steps).collect();
            assert_eq!(*recovery.after(number + 1), *cut, "{which}");
        }
        assert_eq!(line, recovery.line, "{which}");
    });
}

#[test]
fn a_checkpoint_is_in_a_consistent_set_exactly_if_it_is_on_no_zigzag_cycle() {
    let (mut useless, mut useful) = (0, 0);
    each(250, |run, recovery, which| {
        let found: BTreeSet<_> =
            recovery.useless.iter().flatten().map(|one| (one.process.index(), one.point)).collect();
        let all = sets(&present(recovery));
        let consistent: Vec<_> = all.iter().filter(|set| is_consistent(run, recovery, set)).collect();
        for (place, points) in recovery.points.iter().enumerate() {
            for point in 1..points.len() - 1 {
                let is_in_one = consistent.iter().any(|set| set[place] == point);
                assert_eq!(found.contains(&(place, point)), !is_in_one, "{which}: {place}, {point}");
                useful += usize::from(is_in_one);
            }
        }
        useless += found.len();
    });
    assert!(useless > 20 && useful > 250, "{useless}, {useful}");
}

#[test]
fn the_cycle_that_is_told_is_one_and_some_are_no_chains_of_what_happened_before() {
    let mut backwards = 0;
    each(250, |_, recovery, which| {
        for useless in recovery.useless.iter().flatten() {
            let (first, last) = (useless.cycle.first().unwrap(), useless.cycle.last().unwrap());
            assert_eq!((first.from.process, last.to.process), (useless.process, useless.process), "{which}");
            assert!(!is_before(recovery, first.from, useless.point), "{which}: it begins after it");
            assert!(is_before(recovery, last.to, useless.point), "{which}: it ends before it");
            for pair in useless.cycle.windows(2) {
                let (came, sent) = (pair[0].to, pair[1].from);
                assert_eq!(came.process, sent.process, "{which}");
                let points = recovery.points[came.process.index()].len();
                let interval = |at| (0..points).find(|point| is_before(recovery, at, *point)).unwrap();
                assert!(interval(came) <= interval(sent), "{which}: in the same interval or a later one");
                backwards += usize::from(sent < came);
            }
        }
    });
    assert!(backwards > 20, "{backwards}");
}

/// Lines of three processes: checkpoints `C`, sendings `m>1`, receipts `m<`.
fn written(processes: &[&str]) -> Run {
    let line = |number: &mut u64, word: &str| {
        if word == "C" {
            *number += 1;
            return format!("\"record\":{number}");
        }
        match word.split_once('>') {
            Some((name, to)) => format!("\"send\":\"{name}\",\"to\":\"p{to}\""),
            None => format!("\"recv\":\"{}\"", word.trim_end_matches('<')),
        }
    };
    let of = |words: &&str| {
        let mut number = 0;
        words.split(' ').map(|word| line(&mut number, word)).collect()
    };
    read(&processes.iter().map(of).collect::<Vec<_>>())
}

/// Each process's point on the line when these crash, and the dominoes as message and who falls.
fn line(run: &Run, crashed: &[u32]) -> (Vec<usize>, Vec<String>) {
    let crashed: Vec<_> = crashed.iter().copied().map(ProcessId).collect();
    let recovery = Recovery::of(run, &Steps::of(run).unwrap(), &crashed);
    let told = recovery.dominoes.iter().map(|domino| {
        format!("{} {}", run.called(domino.message.message.unwrap()), run.name(domino.process))
    });
    let told = told.collect();
    (recovery.line, told)
}

/// Randell's picture: between any two checkpoints there is a message, so that no two of them are a line.
const DOMINO: [&str; 2] = ["y0< C x1>1 y1< C x2>1", "y0>0 x1< C y1>0 x2< C"];

#[test]
fn all_go_back_to_the_start_where_a_message_is_between_any_two_checkpoints() {
    let dominoes = ["x2 p1", "y1 p0", "x1 p1", "y0 p0"].map(String::from).to_vec();
    for crashed in [&[0][..], &[0, 1]] {
        assert_eq!(line(&written(&DOMINO), crashed), (vec![0, 0], dominoes.clone()), "{crashed:?}");
    }
    // The crash of p1 alone undoes nothing that was received.
    assert_eq!(line(&written(&DOMINO), &[1]), (vec![3, 2], vec![]));
}

#[test]
fn who_did_not_crash_keeps_what_it_is_if_it_needs_nothing_that_is_undone() {
    let run = written(&["C a>1 C", "a< C b>2", "b<"]);
    assert_eq!(line(&run, &[0]).0, [2, 2, 1]);
    assert_eq!(line(&run, &[1]), (vec![3, 1, 0], vec!["b p2".to_string()]));
}

#[test]
fn a_checkpoint_between_a_receipt_and_what_was_sent_before_it_is_useless_though_nothing_happened_before_itself()
 {
    // p0 receives b before its checkpoint and sends a after it; p1 sends b before it receives a, in the same interval.
    let run = written(&["b< C a>1", "b>0 a<"]);
    let recovery = Recovery::of(&run, &Steps::of(&run).unwrap(), &[ProcessId(0)]);
    let useless = recovery.useless.unwrap();
    assert_eq!(useless.len(), 1);
    let names: Vec<_> = useless[0].cycle.iter().map(|arrow| run.called(arrow.message.unwrap())).collect();
    assert_eq!((useless[0].point, names), (1, vec!["a".to_string(), "b".to_string()]));
    // With a checkpoint of p1 between the two it is in a consistent set.
    let run = written(&["b< C a>1", "b>0 C a<"]);
    let recovery = Recovery::of(&run, &Steps::of(&run).unwrap(), &[ProcessId(0)]);
    assert_eq!((recovery.useless.unwrap().len(), recovery.line), (0, vec![1, 1]));
}
