//! Whatever a file says, it is read, refused or judged; it never brings the program down.
//!
//! A real run's events are damaged at random, as by a careless editor or another program, and go the way that a saved
//! run goes: text, format, trace, oracles. The same for everything else that is read, by [`fuzz`]; its example goes on
//! where these tests stop.

use fuzz::corpus::Corpus;
use fuzz::saved::Small;
use fuzz::{Fuzz, readers};
use proptest::prelude::*;
use serde_json::Value;
use snapshot::oracle::Overall;
use snapshot::{Judge, Judgement, SnapshotId, TokenRing};
use trace::{read, restore, write};

const SNAPSHOT: SnapshotId = SnapshotId(1);

/// The JSON form of a run of the exercise at a small trigger.
fn saved_run(seed: u64, hold: u64) -> Value {
    let saved = Small::exercise(seed, hold).saved();
    let mut text = Vec::new();
    write::json(&mut text, saved.header, saved.footer.unwrap(), saved.events).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// What is done to the list of events; places are taken modulo its length.
#[derive(Clone, Debug)]
enum Damage {
    Remove(usize),
    Repeat(usize),
    Swap(usize, usize),
    Move(usize, usize),
    Set(usize, &'static str, Value),
}

impl Damage {
    fn apply(&self, events: &mut Vec<Value>) {
        let count = events.len();
        if count == 0 {
            return;
        }
        match self {
            Self::Remove(place) => drop(events.remove(place % count)),
            Self::Repeat(place) => events.insert(place % count, events[place % count].clone()),
            Self::Swap(one, other) => events.swap(one % count, other % count),
            Self::Move(from, to) => {
                let event = events.remove(from % count);
                events.insert(to % count, event);
            }
            Self::Set(place, field, value) => events[place % count][*field] = value.clone(),
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0..1000_usize;
    let field = prop::sample::select(vec![
        "seq", "t", "proc", "kind", "msg", "body", "to", "from", "state", "holds", "snapshot", "channel",
        "command",
    ]);
    let values = ["P", "Q", "m", "marker", "recv", "send", "record", "close", "Q->P", "P->Q", "\u{0}"];
    let value = prop_oneof![
        (0..9_u64).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::sample::select(values.to_vec()).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    prop_oneof![
        place.clone().prop_map(Damage::Remove),
        place.clone().prop_map(Damage::Repeat),
        (place.clone(), place.clone()).prop_map(|(one, other)| Damage::Swap(one, other)),
        (place.clone(), place.clone()).prop_map(|(from, to)| Damage::Move(from, to)),
        (place, field, value).prop_map(|(place, field, value)| Damage::Set(place, field, value)),
    ]
}

/// Reads, restores and judges; `None` if the file is refused.
fn judge(text: &str) -> Option<Overall> {
    let saved = read(text).ok()?;
    let restored = restore::<TokenRing>(&saved.header.config, &saved.events).ok()?;
    Some(Judgement::of(&restored.evidence(SNAPSHOT), &mut Judge::default()).verdict())
}

#[test]
fn every_reader_accepts_what_is_damaged_later() {
    let corpus = Corpus::new();
    for reader in readers::ALL {
        for text in corpus.of(reader) {
            assert!((reader.read)(text).is_some(), "{} does not accept:\n{text}", reader.name);
        }
    }
}

#[test]
fn every_reader_is_a_target_of_cargo_fuzz() {
    let targets = include_str!("../fuzz/Cargo.toml").split("[[bin]]\nname = \"").skip(1);
    let targets: Vec<&str> = targets.filter_map(|rest| rest.split('"').next()).collect();
    let readers: Vec<&str> = readers::ALL.iter().map(|reader| reader.name).collect();
    assert_eq!(targets, readers);
}

#[test]
fn what_is_damaged_is_taken_or_refused_by_every_reader() {
    let fuzz = Fuzz::new(1);
    for number in 0..1500 {
        let input = fuzz.input(number);
        let name = input.reader.name;
        assert!(input.read().is_ok(), "{name} panics on input {number} of seed 1:\n{}", input.text);
    }
}

#[test]
fn an_input_is_known_by_its_seed_and_number() {
    let (one, same, other) = (Fuzz::new(7), Fuzz::new(7), Fuzz::new(8));
    assert!((0..50).all(|number| one.input(number).text == same.input(number).text));
    assert!((0..50).any(|number| one.input(number).text != other.input(number).text));
}

#[test]
fn a_run_that_is_not_damaged_is_good() {
    assert_eq!(judge(&saved_run(1, 0).to_string()), Some(Overall::Holds));
    assert_eq!(judge(&saved_run(1, 7).to_string()), Some(Overall::Holds));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_run_is_refused_or_judged(
        seed in 0..20_u64,
        hold in prop_oneof![Just(0), 1..30_u64],
        damages in prop::collection::vec(damage(), 1..4),
        renumber in any::<bool>(),
    ) {
        let mut run = saved_run(seed, hold);
        let events = run["events"].as_array_mut().unwrap();
        damages.iter().for_each(|damage| damage.apply(events));
        if renumber {
            events.iter_mut().zip(0_u64..).for_each(|(event, seq)| event["seq"] = seq.into());
        }
        judge(&run.to_string());
    }

    #[test]
    fn a_run_without_one_of_its_prerecording_steps_is_never_good(
        seed in 0..20_u64,
        hold in 0..20_u64,
        place in any::<prop::sample::Index>(),
    ) {
        let mut run = saved_run(seed, hold);
        let events = run["events"].as_array_mut().unwrap();
        let begins = |event: &Value| event["kind"] == "recv" || event["kind"] == "internal";
        let last_recording = events.iter().rposition(|event| event["kind"] == "record").unwrap();
        let steps: Vec<usize> = (0..last_recording).filter(|place| begins(&events[*place])).collect();
        let start = steps[place.index(steps.len())];
        let end = (start + 1..events.len()).find(|place| begins(&events[*place])).unwrap_or(events.len());
        events.drain(start..end);
        events.iter_mut().zip(0_u64..).for_each(|(event, seq)| event["seq"] = seq.into());
        prop_assert_ne!(judge(&run.to_string()), Some(Overall::Holds));
    }

    #[test]
    fn any_bytes_are_read_or_refused(text in ".{0,200}", cut in any::<prop::sample::Index>()) {
        prop_assert!(read(&text).is_err());
        let run = saved_run(1, 0).to_string();
        let cut = cut.index(run.len());
        prop_assert!(read(&run[..cut]).is_err());
    }
}
