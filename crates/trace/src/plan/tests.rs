//! What is understood of an experiment, and what is said of one that cannot be. [`planned`] is for whoever needs a plan in a test.

use std::path::Path;

use sim_core::{Envelope, MessageId, Protocol, Queue, Shape};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Bank, MAX_FAULTS, Superposed};

use super::{Around, Plan, Refused};
use crate::scenario;
use crate::spec::{ENTRIES, Spec, Takes};
use crate::text::Source;

/// Experiments, each with what is understood of it: a scenario file, with options over it, and what is said.
const PLANS: &str = include_str!("../../../../tests/golden/plans.txt");

/// The files that they name.
const FILES: &[(&str, &str)] = &[
    ("crossing.events", include_str!("../../../../examples/crossing.events")),
    ("three.top", "3\nA 1\nB 0\nC 7\nA B\nB A\nB C\nC A\nC C\n"),
    ("three.map", "3 1 2 100 2000 15\n0 a 1\n1 b 2\n2 c 3\n1\n0 2\n1\n"),
    ("hold.events", "hold A 2\nsend A B 1\ntick 2\nsnapshot A\n"),
    ("same.events", "hold A 1\nhold B 4\nsend A B 1\n"),
    ("none.events", "send A B 1\n"),
    ("widgets.events", "hold A 3 widgets\nhold C 7\nsend A B 1 widgets\n"),
    ("two.events", "hold A 2\nhold C 8\nsend A B 1\nsnapshot C\n"),
    ("empty.top", "2\nA 0\nB 0\nA B\nB A\n"),
    ("nobody.events", "send P R 1\n"),
    ("still.events", "hold P 3\nsend P Q 1\n"),
    ("poor.events", "hold P 1\nsend P Q 2\n"),
    ("broken.top", "2\nA 1\n"),
    ("broken.map", "3 1 2 100 2000 15\n0 a 1\n0 b 2\n2 c 3\n1\n0 2\n1\n"),
    ("delays", "3\n1\n"),
    ("broken-delays", "3\nsoon\n"),
];

/// The plan of a scenario file with options over it, each a line such as `--hold 2`.
pub(crate) fn planned(text: &str) -> Result<Plan, Refused> {
    let mut options = Spec::default();
    let mut file = String::new();
    for line in text.lines() {
        match line.strip_prefix("--").and_then(|line| line.split_once(' ')) {
            Some((name, value)) => {
                let entry = ENTRIES.iter().find(|entry| entry.option_name() == name).expect("an option");
                let between = entry.option.and_then(|usage| match usage.takes {
                    Takes::Several(between) => between,
                    _ => None,
                });
                let values = between.map_or(vec![value], |between| value.split(between).collect());
                for value in values {
                    entry.say(&mut options, value).expect("a value of it");
                }
            }
            None => file += &format!("{line}\n"),
        }
    }
    let is_file = |path: &Path| FILES.iter().any(|(name, _)| Path::new(name) == path);
    let said = scenario::parse(&file, "plan.toml", is_file)?;
    let spec = Spec { source: Some(Source::new("plan.toml", &file)), ..options.over(said) };
    let read = |path: &Path| {
        let file = FILES.iter().find(|(name, _)| Path::new(name) == path).expect("a file of the test");
        Ok::<_, Refused>(file.1.to_string())
    };
    Plan::new(spec.with_texts(Path::new(""), read)?, &Around::alone(&|_, _| Ok::<(), Refused>(())))
}

/// The plan in the words that need its program.
fn in_words(plan: &Plan) -> String {
    let program = plan.computation().protocol;
    format!("{}\n{}\n", plan.describe(&program), plan.describe_all_orders(&program))
}

fn command(name: &str, spec: &Spec) -> String {
    let options: String = spec.options().iter().map(|(name, value)| format!(" --{name} {value}")).collect();
    format!("{name}:{options}\n")
}

/// All that is to be said of a plan.
fn told(plan: &Plan) -> String {
    let full = plan.in_full();
    let is = [
        (plan.fifo(), "fifo"),
        (plan.same_for_every_seed(), "the same for every seed"),
        (plan.ticks(), "by ticks"),
        (plan.starts_of_own_accord(), "starts of its own accord"),
        (plan.draws_a_start(), "draws a start"),
    ];
    let is: Vec<_> = is.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
    let remarks: String = plan.remarks.iter().map(|remark| format!("{remark:?}\n")).collect();
    let parameters: Vec<_> = plan.effective_parameters();
    format!(
        "{}{}; as {}\n{remarks}is: {}; draws nothing: {:?}; initiators: {:?}; parameters: {parameters:?}\n{}{}{}{}{}\n",
        in_words(plan),
        plan.describe_alone(),
        plan.name,
        is.join(", "),
        plan.draws_nothing(),
        plan.initiators(),
        command("in full", &full),
        command("beyond the usual", &full.clone().beyond(&plan.usual())),
        command("without its timing", &plan.spec.clone().without_timing()),
        command("without its choice", &plan.spec.clone().without_choice()),
        serde_json::to_string(&plan.config(7)).unwrap(),
    )
}

#[test]
fn every_experiment_is_understood_or_refused_in_these_words() {
    let mut cases = PLANS.split("===\n");
    let mut now = cases.next().unwrap().to_string();
    for case in cases.filter(|case| !case.is_empty()) {
        let (text, _) = case.split_once("---\n").unwrap();
        let told = match planned(text) {
            Ok(plan) => told(&plan),
            Err(refused) => format!("{refused}\n"),
        };
        now += &format!("===\n{text}---\n{told}");
    }
    now += "===\n";
    assert!(now == PLANS, "what is said now:\n{now}");
}

#[test]
fn a_saved_configuration_is_the_plan_that_it_was_saved_from() {
    let texts = PLANS.split("===\n").skip(1).filter_map(|case| Some(case.split_once("---\n")?.0));
    let around = Around::alone(&|_, _| Ok::<(), Refused>(()));
    for plan in texts.filter_map(|text| planned(text).ok()) {
        let config = plan.config(7);
        let (again, seed) = Plan::from_config(&config, &around).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((again.config(seed), seed), (config.clone(), 7));
        assert_eq!(again.configuration.initiation, plan.configuration.initiation);
        let mut other = config;
        other.goods.iter_mut().for_each(|good| good.one.push('s'));
        let refused = Plan::from_config(&other, &around).map(drop);
        let text = refused.err().map(|refused| refused.to_string());
        let goods = "config.goods: with this value this version cannot run it";
        assert_eq!(text.as_deref(), (!plan.config(7).goods.is_empty()).then_some(goods));
    }
}

/// How many bytes room is asked for, by what they are for.
fn room_for(what: &str, text: &str) -> Option<u64> {
    let tells = |asked: &str, bytes: u64| match asked {
        asked if asked == what => Err(Refused { what: bytes.to_string(), tip: None }),
        _ => Ok(()),
    };
    let told = Plan::new(scenario::parse(text, "plan.toml", |_| false).unwrap(), &Around::alone(&tells));
    told.err().map(|refused| refused.what.parse().unwrap())
}

#[test]
fn room_is_asked_for_what_is_built_and_for_what_a_run_takes() {
    type Layers = Superposed<Bank, ChandyLamport>;
    let process = size_of::<<Layers as Protocol>::State>() + 3 * size_of::<<Bank as Protocol>::State>();
    let channel = 4 * size_of::<Queue<Envelope<<Layers as Protocol>::Message, MessageId>>>();
    let bank = "topology = 'complete:4'\nprogram = 'bank'";
    let shape: Shape = "complete:4".parse().unwrap();
    assert_eq!(room_for("complete:4", bank), Some(shape.bytes()));
    let run = |more: &str| room_for("a run of this size", &format!("{bank}\n{more}")).unwrap();
    assert_eq!(run(""), (4 * process + 12 * channel) as u64);
    // With a fault as with causal channels layers are laid over it; these have so many numbers, at processes and with messages.
    assert_eq!(run("links = 'causal'"), run("faults = ['crash:p0']") + 8 * 2 * 4 * 12);
}

#[test]
fn what_there_is_no_room_for_is_refused() {
    let spec = || scenario::parse("topology = 'ring:9'", "plan.toml", |_| false).unwrap();
    let full = |refused: &str| {
        let room = |what: &str, _| {
            if what == refused {
                Err(Refused { what: format!("no room for {what}"), tip: None })
            } else {
                Ok(())
            }
        };
        Plan::new(spec(), &Around::alone(&room)).map(drop).map_err(|refused| refused.what)
    };
    assert_eq!(full("ring:9"), Err("no room for ring:9".to_string()));
    assert_eq!(full("a run of this size"), Err("no room for a run of this size".to_string()));
    assert_eq!(full("anything else"), Ok(()));
}

#[test]
fn what_is_no_program_or_algorithm_of_ours_is_asked_for_around() {
    let around = Around::alone(&|_, _| Ok::<(), Refused>(()));
    let told = |spec: Spec| Plan::new(spec, &around).map(drop).unwrap_err().what;
    let named = |name: &str| format!("'{name}' cannot be run here: no program of one's own is started");
    let program = Spec { program: Some("exec:a".to_string()), ..Spec::default() };
    assert_eq!(told(program), named("exec:a"));
    let algorithm = Spec { algorithm: Some("exec:b".to_string()), ..Spec::default() };
    assert_eq!(told(algorithm), named("exec:b"));
}

#[test]
fn who_is_named_and_not_there_is_told_before_anything_is_built() {
    let told = |initiators: &str| {
        let text = format!("topology = 'ring:1000000'\n{initiators}");
        let room = |what: &str, _| Err(Refused { what: format!("no room for {what}"), tip: None });
        let spec = scenario::parse(&text, "plan.toml", |_| false).unwrap();
        Plan::new(spec, &Around::alone(&room)).map(drop).unwrap_err().to_string()
    };
    let nobody =
        "invalid value 'q' for '--initiators': there is no such process; the processes are p0 to p999999";
    assert_eq!(told("snapshot.initiators = ['p5', 'q']"), nobody);
    for there in ["", "snapshot.initiators = 'any'", "snapshot.initiators = ['p5', 'p999999:1']"] {
        assert_eq!(told(there), "no room for ring:1000000", "{there}");
    }
}

#[test]
fn so_many_things_may_go_wrong_and_no_more() {
    let around = Around::alone(&|_, _| Ok::<(), Refused>(()));
    let with = |count: usize| {
        let faults = (1..=count).map(|message| format!("drop:P->Q#{message}")).collect();
        Plan::new(Spec { faults, ..Spec::default() }, &around).map(drop).map_err(|refused| refused.what)
    };
    assert_eq!(with(MAX_FAULTS), Ok(()));
    assert_eq!(with(MAX_FAULTS + 1), Err("65 faults: there are at most 64".to_string()));
}
