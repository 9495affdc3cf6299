//! Options beside each other: each is used, or it is refused.

use std::collections::BTreeMap;
use std::process::Output;

use tempfile::TempDir;

use crate::{run, sim, stdout, text};

type Choice = (&'static str, &'static str);

/// A value for each option of the experiment that makes a difference by itself.
const EXPERIMENT: [Choice; 12] = [
    ("--topology", "complete:3"),
    ("--program", "bank"),
    ("--param", "tokens=2"),
    ("--trigger", "4"),
    ("--trigger", "none"),
    ("--start", "7"),
    ("--initiators", "any"),
    ("--snapshots", "2"),
    ("--delay", "3"),
    ("--hold", "2..=9"),
    ("--links", "unordered"),
    ("--seed", "9"),
];

/// Whether an option may make no difference beside another.
fn excused(option: Choice, beside: Choice) -> bool {
    // A program whose states are no counts has no trigger anyhow.
    let no_counts = option == ("--trigger", "none") && beside == ("--program", "bank");
    // Whether a message overtakes another is luck; with one delay for all none does, and nothing is left to draw.
    no_counts || option.0 == "--links" || (option.0 == "--seed" && beside.0 == "--delay")
}

/// The events of a run, without its configuration; nothing if it was refused.
fn events(base: &[&str], options: &[Choice]) -> Option<String> {
    let mut args = vec!["-f", "jsonl"];
    args.extend(base);
    options.iter().for_each(|(option, value)| args.extend([option, value]));
    let Output { status, stdout, .. } = run(&args);
    let events = text(&stdout).lines().filter(|line| line.starts_with("{\"type\":\"event\"")).collect();
    (status.code() != Some(2)).then_some(events)
}

#[test]
fn every_two_options_of_an_experiment_are_both_used_or_refused() {
    let mut idle = Vec::new();
    for base in [&[][..], &["--trigger", "3"], &["--program", "bank", "--topology", "complete:3"]] {
        let usual = events(base, &[]);
        let mut alone = BTreeMap::new();
        for option in EXPERIMENT {
            alone.insert(option, events(base, &[option]));
        }
        for (first, second) in EXPERIMENT.into_iter().flat_map(|one| EXPERIMENT.map(|other| (one, other))) {
            let typed_twice = first.0 == second.0 || base.contains(&first.0) || base.contains(&second.0);
            let is_usual = alone[&first] == usual;
            if typed_twice || is_usual || alone[&second].is_none() || excused(first, second) {
                continue;
            }
            let both = events(base, &[first, second]);
            if both.is_some() && both == alone[&second] {
                idle.push(format!("{base:?}: {first:?} beside {second:?}"));
            }
        }
    }
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn options_about_the_look_of_one_form_are_refused_in_the_others() {
    let forms = [
        "text", "json", "jsonl", "snap", "svg", "html", "shiviz", "mermaid", "dot", "csv", "perfetto",
        "simlog",
    ];
    for form in forms {
        let plain = stdout(&["-f", form]);
        for look in [
            &["--show", "costs"][..],
            &["--quiet"],
            &["--unicode"],
            &["--window", "380..417"],
            &["--axis", "order"],
        ] {
            let done = run(&[&["-f", form], look].concat());
            let refused = done.status.code() == Some(2) && text(&done.stderr).contains(look[0]);
            assert!(refused || text(&done.stdout) != plain, "{form} {look:?}");
        }
    }
    for args in [
        &["-q", "--show", "costs"][..],
        &["-q", "--unicode"],
        &["--show", "costs", "--unicode"],
        &["shrink", "--links", "unordered", "-f", "json", "-q"],
        &["shrink", "--links", "unordered", "-f", "schedule", "--show", "costs"],
        &["explore", "--trigger", "1", "-f", "json", "-q"],
    ] {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn what_changes_nothing_in_a_command_is_refused() {
    for args in [
        &["--schedule", "P!", "--seed", "3"][..],
        &["--schedule", "P!", "--delay", "3"],
        &["--schedule", "P!", "--start", "3"],
        &["shrink", "--schedule", "P!", "--seed", "3"],
        &["step", "--schedule", "P!", "--seed", "3"],
        &["explore", "--delay", "3"],
        &["explore", "--start", "3", "--trigger", "none"],
        &["explore", "--max-events", "300"],
        &["node", "P", "--delay", "3"],
        &["--param", "tokens=1", "--param", "tokens=2"],
        &["--param", "token=1"],
        &["check", "--param", "balance=1"],
    ] {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn the_name_of_an_output_says_its_form() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    for (name, form) in [
        ("r.json", "json"),
        ("r.JSONL", "jsonl"),
        ("r.svg", "svg"),
        ("r.htm", "html"),
        ("r.csv", "csv"),
        ("r.gv", "dot"),
        ("r.mmd", "mermaid"),
        ("r.snap", "snap"),
        ("r.txt", "text"),
        ("r", "text"),
        ("r.doc", "text"),
    ] {
        let done = run(&["-o", &path(name)]);
        assert_eq!(std::fs::read_to_string(path(name)).unwrap(), stdout(&["-f", form]), "{name}");
        let warned = text(&done.stderr).contains("no form here is called");
        assert_eq!(warned, name == "r.doc", "{name}");
    }
    run(&["-o", &path("r.svg"), "-f", "json"]);
    assert_eq!(std::fs::read_to_string(path("r.svg")).unwrap(), stdout(&["-f", "json"]));
    run(&["check", "--seeds", "0..3", "-o", &path("c.json")]);
    assert!(std::fs::read_to_string(path("c.json")).unwrap().starts_with("{\"schema\":\"sim.check"));
}

#[test]
fn a_table_has_every_event_and_a_picture_says_what_it_leaves_out() {
    let csv = run(&["--seed", "7", "-f", "csv"]);
    assert_eq!((text(&csv.stdout).lines().count(), text(&csv.stderr).as_str()), (420, ""));
    let told = |args: &[&str]| text(&run(&[&["--seed", "7"], args].concat()).stderr);
    assert_eq!(told(&["-f", "svg"]), "note: the picture shows 17 of 419 events; --window all asks for all\n");
    let capped = "note: the picture shows 400 of the 419 events that were asked for; --at-most 419 shows them, -f csv has all\n";
    assert_eq!(told(&["-f", "svg", "--window", "all"]), capped);
    assert_eq!(told(&["-f", "html", "--window", "all"]), "");
    assert_eq!(told(&["-f", "svg", "--window", "400..405"]), "");
    let none = "note: the run has no events from number 419 on\n";
    assert_eq!(told(&["-f", "svg", "--window", "400..420"]), none);
    for form in ["csv", "svg", "html"] {
        let refused = run(&["--seed", "7", "-f", form, "--window", "500..600"]);
        let says = text(&refused.stderr);
        assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(2), ""), "{form}: {says}");
        assert!(
            says.contains("no event of the run is in the window 500..600: its last is event 418, t=2094"),
            "{form}: {says}"
        );
    }
    assert_eq!(told(&["-f", "html", "--axis", "scale", "--window", "all"]), "", "the page has it");
    let many = told(&["--topology", "ring:30", "--trigger", "1", "-f", "svg"]);
    assert!(many.contains("the picture shows 24 of 30 processes"), "{many}");
}

#[test]
fn which_processes_and_how_many_events_a_drawing_shows_is_chosen_and_no_other_form_takes_notice() {
    let ring = ["--topology", "ring:30", "--trigger", "1", "--window", "all"];
    let some = run(&[&ring[..], &["-f", "svg", "--processes", "p29,p0,p1,nobody", "--no-markers"]].concat());
    let (picture, told) = (text(&some.stdout), text(&some.stderr));
    assert!(told.contains("no process is called 'nobody'; there are p0, p1,"), "{told}");
    assert!(picture.contains("3 of 30 processes; without the messages of the algorithm"), "{picture}");
    let mut from = 0;
    for name in ["p29", "p0", "p1"] {
        let place = picture.find(&format!(">{name}<title>")).expect(name);
        assert!(from < place, "in the order that was typed: {name}");
        from = place;
    }
    assert!(!picture.contains(">marker<"), "{picture}");
    let two = run(&[&ring[..], &["-f", "dot", "--at-most", "2"]].concat());
    assert!(text(&two.stdout).contains(", 2 of the run's 253"), "{}", text(&two.stdout));
    for idle in [&["--processes", "p0"][..], &["--at-most", "9"], &["--no-markers"]] {
        let refused = run(&[&["-f", "csv"], idle].concat());
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(&format!("'{}' changes nothing", idle[0])));
    }
}

#[test]
fn a_seed_that_is_typed_wins_over_a_schedule_in_a_file() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("s.toml");
    std::fs::write(&file, "schedule = \"P! (P>Q Q>P)*101 P>Q P>Q Q>P Q>P\"\n").unwrap();
    let file = file.to_str().unwrap();
    let seeded = stdout(&["--scenario", file, "--seed", "5", "-f", "csv"]);
    assert_eq!(seeded, stdout(&["--seed", "5", "-f", "csv"]));
    let ignored = sim(&["--scenario", file, "-q"]).env("SIM_SEED", "5").output().unwrap();
    assert!(text(&ignored.stderr).contains("SIM_SEED changes nothing"));
    assert_eq!(run(&["check", "--scenario", file]).status.code(), Some(2));
    assert_eq!(run(&["live", "--scenario", file]).status.code(), Some(2));
}

#[test]
fn a_delay_for_all_is_refused_where_every_channel_has_its_own() {
    let folder = TempDir::new().unwrap();
    let (file, saved) = (folder.path().join("s.toml"), folder.path().join("r.json"));
    let (file, saved) = (file.to_str().unwrap(), saved.to_str().unwrap());
    let with = |channels: &str, args: &[&str]| {
        std::fs::write(file, format!("processes = [\"P\", \"Q\"]\nchannels = [{channels}]\n")).unwrap();
        run(&[&["--scenario", file], args].concat())
    };
    let own = "{ from = \"P\", to = \"Q\", delay = 9 }, { from = \"Q\", to = \"P\", delay = 4 }";
    let refused = with(own, &["--delay", "3"]);
    assert!(text(&refused.stderr).contains("'--delay' changes nothing: every channel in"));
    assert!(with(own, &["--links", "unordered"]).status.code() != Some(2));
    with("[\"P\", \"Q\"], [\"Q\", \"P\"]", &["-o", saved]);
    let over = stdout(&["--scenario", saved, "--delay", "3", "--links", "unordered", "-f", "csv"]);
    assert_eq!(over, stdout(&["--delay", "3", "--links", "unordered", "-f", "csv"]));
}
