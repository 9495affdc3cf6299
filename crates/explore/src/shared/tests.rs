use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel};

use proptest::prelude::*;
use sim_core::ChannelId;

use super::rounds::sum;
use crate::experiment::{Experiment, ReportOf, Spenders, Thrift, experiments};
use crate::explore_shared;
use crate::peers::Peers;
use crate::report::{Ending, Options, Progress};
use crate::tables::Unknown;
use crate::unknown;
use crate::words::Written;

/// A machine among others in one process. What one of them tells may be damaged.
#[derive(Debug)]
struct Threads {
    place: usize,
    to: Vec<Sender<Vec<u8>>>,
    from: Vec<Receiver<Vec<u8>>>,
    round: usize,
    damage: Option<Damage>,
}

/// What happens to what this machine tells.
#[derive(Clone, Copy, Debug)]
struct Damage {
    from: usize,
    to: usize,
    round: usize,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// A bit of this byte, counted round and round, is another.
    Flips(usize),
    /// The last bytes are missing.
    Ends(usize),
    /// Something is to be found out of a channel that is not there, with a checksum that is right.
    Lies,
    /// The machine is not there any more.
    Gone,
}

fn gone<E>(_: E) -> io::Error {
    io::Error::other("a machine is gone")
}

impl Peers for Threads {
    fn place(&self) -> usize {
        self.place
    }

    fn count(&self) -> usize {
        self.to.len()
    }

    fn exchange(&mut self, told: Vec<Vec<u8>>) -> io::Result<Vec<Vec<u8>>> {
        let damage = self.damage.filter(|damage| (damage.from, damage.round) == (self.place, self.round));
        let round = self.round as u64;
        self.round += 1;
        for (to, mut bytes) in told.into_iter().enumerate() {
            match damage.filter(|damage| damage.to == to).map(|damage| damage.what) {
                None => {}
                Some(What::Flips(byte)) => {
                    let len = bytes.len();
                    bytes[byte % len] ^= 1 << (byte % 8);
                }
                Some(What::Ends(fewer)) => bytes.truncate(bytes.len().saturating_sub(fewer)),
                Some(What::Lies) => {
                    let mut written = Written::default();
                    let channel = ChannelId(9);
                    unknown::write(Unknown::Addition { channel, contents: 0, message: 0 }, &mut written);
                    bytes = written.0;
                    let sum = sum(round, [self.place, to], &bytes);
                    bytes.extend(sum.to_le_bytes());
                }
                Some(What::Gone) => return Err(gone(())),
            }
            self.to[to].send(bytes).map_err(gone)?;
        }
        self.from.iter().map(|from| from.recv().map_err(gone)).collect()
    }
}

/// So many machines in one process.
fn machines(count: usize, damage: Option<Damage>) -> Vec<Threads> {
    let machine = |place| Threads { place, to: Vec::new(), from: Vec::new(), round: 0, damage };
    let mut machines: Vec<_> = (0..count).map(machine).collect();
    for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
        let (sender, receiver) = channel();
        machines[from].to.push(sender);
        machines[to].from.push(receiver);
    }
    machines
}

/// Searches on all machines; who watches is told by which machine.
fn search(
    experiment: &Experiment,
    machines: Vec<Threads>,
    watch: impl Fn(usize, Progress) -> ControlFlow<()> + Sync,
) -> Vec<io::Result<ReportOf>> {
    let watch = &watch;
    std::thread::scope(|scope| {
        let begun: Vec<_> = machines
            .into_iter()
            .map(|mut machine| {
                scope.spawn(move || {
                    let place = machine.place;
                    let watch = |progress| watch(place, progress);
                    let (system, options) = (experiment.system(), experiment.options);
                    explore_shared(&system, &experiment.thrift, &options, &mut machine, watch)
                })
            })
            .collect();
        begun.into_iter().map(|machine| machine.join().unwrap()).collect()
    })
}

fn go_on<T>(_: usize, _: T) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn all_machines_find_what_a_search_in_memory_finds(
        experiment in experiments(),
        count in prop_oneof![Just(1), Just(2), Just(3), Just(7)],
    ) {
        let in_memory = experiment.in_memory();
        for report in search(&experiment, machines(count, None), go_on) {
            prop_assert_eq!(&report.unwrap(), &in_memory);
        }
    }
}

/// A search of many blocks, with all that there is.
fn experiment(reduce: bool, keep_going: bool) -> Experiment {
    Experiment {
        system: (Spenders { has: 3, limit: 2 }, 3, false),
        thrift: Thrift { wrong: Some(1), broken: Some(2), by_rules: false, forgets: false },
        options: Options { reduce, keep_going, ..Options::default() },
    }
}

#[test]
fn machines_that_take_turns_at_many_blocks_find_the_same_wherever_it_ends() {
    for (reduce, keep_going) in [(false, true), (true, true), (false, false)] {
        let all = experiment(reduce, keep_going);
        let states = all.in_memory().states;
        assert!(!keep_going || states > 500, "{states}");
        let most = [1, 31, 33, 200, states / 2, states - 1, states, u64::MAX];
        for max_states in most {
            let experiment = Experiment { options: Options { max_states, ..all.options }, ..all.clone() };
            let in_memory = experiment.in_memory();
            for count in [2, 3, 7] {
                for report in search(&experiment, machines(count, None), go_on) {
                    assert_eq!(report.unwrap(), in_memory, "{count} {max_states}");
                }
            }
        }
    }
}

#[test]
fn each_machine_has_its_part() {
    let experiment = experiment(false, true);
    let bytes = |count| {
        #[expect(clippy::disallowed_types, reason = "all machines tell it")]
        let most = std::sync::Mutex::new(0);
        let told = |_, progress: Progress| {
            let mut most = most.lock().unwrap();
            *most = progress.bytes.max(*most);
            ControlFlow::Continue(())
        };
        search(&experiment, machines(count, None), told);
        most.into_inner().unwrap()
    };
    // All that four take together is more than one takes, but far from four times as much.
    let (one, four) = (bytes(1), bytes(4));
    assert!((one..one * 4).contains(&four), "{one} {four}");
}

#[test]
fn a_byte_that_is_damaged_anywhere_is_an_error() {
    let experiment = experiment(true, true);
    for round in (0..150).step_by(7) {
        for what in [What::Flips(round * 5), What::Flips(0), What::Ends(1), What::Ends(9)] {
            let damage = Damage { from: 1, to: 0, round, what };
            let found = search(&experiment, machines(3, Some(damage)), go_on);
            let error = found[0].as_ref().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{damage:?}: {error}");
            // The others do not wait for ever.
            assert!(found.iter().all(Result::is_err), "{damage:?}");
        }
    }
}

#[test]
fn what_nothing_can_be_found_out_of_is_an_error() {
    // They begin, agree, have taken the first block, and tell what they do not know.
    let damage = Damage { from: 1, to: 0, round: 3, what: What::Lies };
    let found = search(&experiment(false, true), machines(2, Some(damage)), go_on);
    let error = found[0].as_ref().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
    assert!(error.to_string().ends_with("there is nothing of which that could be found out"), "{error}");
}

#[test]
fn a_machine_that_is_gone_ends_the_search_on_all() {
    let experiment = experiment(false, true);
    for round in [0, 1, 2, 40, 41, 42, 43, 44] {
        let damage = Damage { from: 1, to: 0, round, what: What::Gone };
        let found = search(&experiment, machines(3, Some(damage)), go_on);
        assert!(found.iter().all(Result::is_err), "{round}");
    }
}

#[test]
fn whoever_ends_it_ends_it_on_all_machines() {
    let experiment = experiment(false, true);
    let in_memory = experiment.in_memory();
    let end = |machine, progress: Progress| match machine == 1 && progress.states > 100 {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let found = search(&experiment, machines(3, None), end);
    let reports: Vec<_> = found.into_iter().map(Result::unwrap).collect();
    assert!(reports.iter().all(|report| report == &reports[0]));
    assert_eq!(reports[0].ending, Ending::Asked);
    assert!((100..in_memory.states).contains(&reports[0].states), "{}", reports[0].states);
}

/// Searches on two machines that are not asked the same.
fn differ(here: &Experiment, there: &Experiment) -> [io::Result<ReportOf>; 2] {
    let [first, second] = <[Threads; 2]>::try_from(machines(2, None)).unwrap();
    let on = |experiment: &Experiment, mut machine: Threads| {
        let (system, options) = (experiment.system(), experiment.options);
        explore_shared(&system, &experiment.thrift, &options, &mut machine, |now| go_on(0, now))
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(move || on(there, second));
        [on(here, first), other.join().unwrap()]
    })
}

#[test]
fn one_machine_without_room_is_no_verdict_on_any() {
    let here = experiment(false, true);
    for max_bytes in [100, 60_000] {
        let there = Experiment { options: Options { max_bytes, ..here.options }, ..here.clone() };
        let [here, there] = differ(&here, &there).map(Result::unwrap);
        assert_eq!(here.ending, Ending::MaxBytes);
        assert_eq!(here, there);
    }
}

#[test]
fn machines_that_search_otherwise_are_refused() {
    let here = experiment(false, true);
    let others = [
        Options { reduce: true, ..here.options },
        Options { keep_going: false, ..here.options },
        Options { max_states: 7, ..here.options },
    ];
    for options in others {
        let [here, there] = differ(&here, &Experiment { options, ..here.clone() }).map(Result::unwrap_err);
        let what = "searches with other options, or another version";
        assert_eq!(here.to_string(), format!("machine 1 {what}"));
        assert_eq!(there.to_string(), format!("machine 0 {what}"));
    }
    let system = (Spenders { has: 4, limit: 2 }, 3, false);
    let [here, there] = differ(&here, &Experiment { system, ..here.clone() }).map(Result::unwrap_err);
    let what = "has a system whose handlers do something else";
    assert_eq!(here.to_string(), format!("machine 1 {what}"));
    assert_eq!(there.to_string(), format!("machine 0 {what}"));
}

#[test]
fn threads_of_a_machine_change_nothing() {
    let one = experiment(true, true);
    let options = Options { jobs: NonZeroUsize::new(4).unwrap(), ..one.options };
    let four = Experiment { options, ..one.clone() };
    let in_memory = one.in_memory();
    for report in search(&four, machines(2, None), go_on) {
        assert_eq!(report.unwrap(), in_memory);
    }
}

#[test]
fn whole_states_are_refused() {
    let mut experiment = experiment(false, true);
    experiment.options.exact = true;
    let refused = search(&experiment, machines(1, None), go_on).remove(0);
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn a_checksum_is_of_the_round_and_of_who_tells_it_whom() {
    let places = (0..3).flat_map(|from| (0..3).map(move |to| [from, to]));
    let told = (0..3).flat_map(|round| places.clone().map(move |places| sum(round, places, b"told")));
    assert_eq!(told.collect::<std::collections::BTreeSet<_>>().len(), 27);
}
