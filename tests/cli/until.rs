//! `--until`: snapshots again and again, until one shows what was waited for.

use serde_json::Value;
use tempfile::TempDir;

use crate::{but_for_the_way_back, code, run, stdout, text};

const DIFFUSING: [&str; 7] =
    ["--program", "diffusing", "--topology", "complete:3", "--until", "terminated", "--seed"];

fn until(seed: &str, options: &[&str]) -> String {
    stdout(&[&DIFFUSING[..], &[seed], options].concat())
}

/// How many snapshots were taken.
fn snapshots(told: &str) -> u32 {
    let cost = told.lines().find_map(|line| line.strip_prefix("  cost   ")).unwrap();
    cost.split_once(' ').unwrap().0.parse().unwrap()
}

#[test]
fn the_last_snapshot_shows_it_and_with_one_fewer_none_does() {
    for seed in ["1", "2", "3"] {
        let told = until(seed, &[]);
        let taken = snapshots(&told);
        assert!(told.contains(&format!("  seen   by snapshot {taken}, complete at t=")), "{told}");
        assert!(taken > 1 && told.contains("  so     since t="), "{told}");
        let fewer = (taken - 1).to_string();
        let refused = run(&[&DIFFUSING[..], &[seed, "--snapshots", &fewer]].concat());
        assert_eq!(refused.status.code(), Some(3));
        let why = format!("of {fewer} snapshot");
        assert!(text(&refused.stderr).contains(&why), "{}", text(&refused.stderr));
    }
}

#[test]
fn it_is_a_run_like_any_other() {
    let told = until("1", &["--quiet"]);
    let taken = snapshots(&until("1", &[])).to_string();
    let plain = ["--program", "diffusing", "--topology", "complete:3", "--seed", "1", "--snapshots", &taken];
    assert_eq!(told, stdout(&[&plain[..], &["--quiet"]].concat()));
    assert!(until("1", &[]).contains(&format!(" --snapshots {taken} --until terminated ")));
    let mut told: Value = serde_json::from_str(&until("1", &["-f", "json"])).unwrap();
    let seen = told["outcome"].as_object_mut().unwrap().remove("until").unwrap();
    let plain: Value = serde_json::from_str(&stdout(&[&plain[..], &["-f", "json"]].concat())).unwrap();
    assert_eq!(told, plain);
    assert_eq!(seen["snapshots"].to_string(), taken);
    assert_eq!((&seen["predicate"], &seen["holds"]), (&"terminated".into(), &true.into()));
}

/// A file with the run of a seed.
fn saved(folder: &TempDir, seed: &str) -> String {
    let file = folder.path().join(format!("{seed}.json"));
    until(seed, &["-f", "json", "-o", file.to_str().unwrap()]);
    file.to_str().unwrap().to_string()
}

#[test]
fn what_a_saved_run_tells_of_it_is_held_against_its_events() {
    let folder = TempDir::new().unwrap();
    let file = saved(&folder, "2");
    assert_eq!(code(&["replay", &file]), 0);
    let told = std::fs::read_to_string(&file).unwrap();
    let run: Value = serde_json::from_str(&told).unwrap();
    let event = run["outcome"]["until"]["since"]["event"].as_u64().unwrap();
    let step = &run["events"][usize::try_from(event).unwrap()];
    assert_eq!(step["t"], run["outcome"]["until"]["since"]["t"]);
    let other = told.replace(&format!(r#""event":{event}}},"snapshot""#), r#""event":7},"snapshot""#);
    assert_ne!(other, told);
    std::fs::write(&file, other).unwrap();
    let refused = run_with(&["replay", &file]);
    assert!(refused.0 == 1 && refused.1.contains("outcome.until.since.event"), "{}", refused.1);
    assert_eq!(code(&["replay", "--judge", &file]), 1, "its own events say so, too");
    std::fs::write(&file, told.replace(r#""predicate":"terminated""#, r#""predicate":"P.coint""#)).unwrap();
    assert_eq!(code(&["replay", &file]), 2);
}

fn run_with(args: &[&str]) -> (i32, String) {
    let told = run(args);
    (told.status.code().unwrap(), text(&told.stdout))
}

#[test]
fn what_a_program_has_not_and_what_never_comes_are_refused() {
    let refused = run(&["--until", "happy"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("'token-ring' has no predicate 'happy'"));
    assert_eq!(code(&["--until", "terminated", "--snapshots", "3"]), 3, "the token goes on for ever");
    assert_eq!(code(&["--until", "terminated", "--schedule", "P!"]), 2);
    let lines = ["--algorithm", "koo-toueg", "--program", "bank", "--until", "terminated"];
    assert_eq!(code(&lines), 2, "a recovery line has no channels, so nobody knows what is under way");
    assert_eq!(code(&[&["check"], &lines[..]].concat()), 2);
}

#[test]
fn what_is_written_out_is_waited_for_like_what_has_a_name() {
    let told = stdout(&["--until", "P.count > 103"]);
    assert!(
        told.contains("\nUntil P.count > 103\n\n  so     since t=") && told.contains("seen   by snapshot 4")
    );
    let refused = run(&["--until", "P.coint > 103"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("1 | P.coint > 103"), "{}", text(&refused.stderr));
    let bank = ["--program", "bank", "--topology", "ring:3", "--snapshots", "3"];
    let unknown = run(&[&bank[..], &["--until", "p1.count == 99"]].concat());
    assert_eq!(unknown.status.code(), Some(3));
    let why = "none shows 'p1.count == 99': the computation has ended; of some it is not known: the state of p1 is no number";
    assert!(text(&unknown.stderr).contains(why), "{}", text(&unknown.stderr));
    assert_eq!(code(&[&bank[..], &["--until", "p1.count == 99 && p1.holds > 99"]].concat()), 3);
}

#[test]
fn what_is_said_to_be_stable_is_judged_wherever_a_run_is() {
    let (stable, folder) = (["--stable", "P.count <= 101", "--snapshots", "2"], TempDir::new().unwrap());
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let told = run(&stable);
    let line = "FAIL  stable        'P.count <= 101' is declared stable, and P made it false at t=2169";
    assert!(told.status.code() == Some(1) && text(&told.stdout).contains(line), "{}", text(&told.stdout));
    fn with<'a>(rest: &[&'a str], stable: &[&'a str]) -> Vec<&'a str> {
        [rest, stable].concat()
    }
    assert_eq!(code(&with(&["-f", "json", "-o", file], &stable)), 1);
    let again = run(&["replay", file]);
    assert!(again.status.code() == Some(1) && text(&again.stdout).contains(line), "{}", text(&again.stdout));
    assert_eq!(code(&with(&["check", "--seeds", "0..3"], &stable)), 1);
    assert_eq!(code(&with(&["explore", "--trigger", "2", "--stable", "P.count < 2"], &stable)), 1);
    let small = run(&with(&["shrink", "--check", "stable"], &stable));
    assert!(
        text(&small.stdout).contains("is declared stable, and P made it false"),
        "{}",
        text(&small.stdout)
    );
    assert_eq!(code(&["check", "--seeds", "0..9", "--stable", "P.count > 3", "--stable", "Q.count > 3"]), 0);
    assert_eq!(code(&["--algorithm", "koo-toueg", "--program", "bank", "--stable", "P.holds > 3"]), 2);
    assert_eq!(code(&["--program", "bank", "--topology", "ring:3", "--stable", "p1.count > 3"]), 3);
}

#[test]
fn a_picture_has_a_line_where_it_became_so_and_none_unless_it_was_asked_for() {
    let picture = until("1", &["-f", "svg", "--window", "all"]);
    assert!(
        picture.contains(r#"<path class="became" d="M"#) && picture.contains("from here on it is terminated")
    );
    let plain = stdout(&["--program", "diffusing", "--topology", "complete:3", "-f", "svg"]);
    assert!(!plain.contains("became"), "{plain}");
    let folder = TempDir::new().unwrap();
    let file = saved(&folder, "1");
    let converted = stdout(&["convert", &file, "-f", "svg", "--window", "all"]);
    assert_eq!(but_for_the_way_back(&converted), but_for_the_way_back(&picture));
    let page = stdout(&["convert", &file, "-f", "html"]);
    assert!(page.contains(r#""became":{"what":"it is terminated","place":"#));
}

#[test]
fn the_diagram_has_a_line_behind_the_step_that_made_it_so() {
    let told = until("1", &[]);
    let since = told.lines().find_map(|line| line.strip_prefix("  so     since t=")).unwrap();
    let time = since.split_once(',').unwrap().0;
    let place = told.lines().position(|line| line.ends_with("==  from here on it is terminated")).unwrap();
    let before = told.lines().nth(place - 1).unwrap();
    assert!(before.trim_start().starts_with(time), "{told}");
    let listed = stdout(&["--until", "P.count > 103", "--unicode"]);
    let line = listed.lines().find(|line| line.ends_with("  from here on P.count > 103")).unwrap();
    assert!(line.contains("═══"), "{line}");
}

#[test]
fn a_wrong_snapshot_shows_what_was_never_so() {
    let told = run(&[&DIFFUSING[..], &["1", "--algorithm", "naive-request"]].concat());
    let told = (told.status.code(), text(&told.stdout));
    assert!(
        told.0 == Some(1) && told.1.contains("  so     not at the end of the run\n  seen   by snapshot"),
        "{told:?}"
    );
}

/// What `check` tells of these seeds, as an object.
fn checked(seeds: &str, options: &[&str]) -> Value {
    let check = ["check", "--program", "diffusing", "--topology", "complete:3", "--until", "terminated"];
    let told = run(&[&check[..], &["--seeds", seeds, "-f", "json"], options].concat());
    serde_json::from_str(&text(&told.stdout)).unwrap()
}

#[test]
fn a_check_tells_of_all_seeds_what_the_run_of_each_tells() {
    let (mut taken, mut late) = (Vec::new(), Vec::new());
    for seed in 3..12 {
        let told: Value = serde_json::from_str(&until(&seed.to_string(), &["-f", "json"])).unwrap();
        let seen = &told["outcome"]["until"];
        taken.push(seen["snapshots"].as_u64().unwrap());
        late.push(seen["seen_at"].as_u64().unwrap() - seen["since"]["t"].as_u64().unwrap());
    }
    let told = checked("3..12", &["--jobs", "1"]);
    assert_eq!((&told["verdict"], &told["until"]["seen"]), (&"ok".into(), &9.into()));
    for (field, mut values) in [("snapshots", taken), ("late", late)] {
        values.sort_unstable();
        let wanted = serde_json::json!({ "least": values[0], "median": values[4], "most": values[8] });
        assert_eq!(told["until"][field], wanted, "{field}");
    }
    assert_eq!(checked("3..12", &["--jobs", "3"]), told);
}

#[test]
fn a_check_tells_who_shows_what_never_was_and_who_shows_nothing() {
    let wrong = checked("0..20", &["--algorithm", "naive-request"]);
    assert!(wrong["verdict"] == "failed" && wrong["until"]["untrue"].as_u64() > Some(0), "{wrong}");
    let command = wrong["first_failure"]["command"].as_str().unwrap();
    let again: Vec<_> = command.split(' ').skip(1).collect();
    assert!(code(&again) == 1 && command.ends_with(" --until terminated"), "{command}");
    let few = checked("0..20", &["--snapshots", "2"]);
    assert_eq!((&few["verdict"], &few["unknown"]), (&"unknown".into(), &few["until"]["never"]));
    let first = few["until"]["first_never"].as_str().unwrap();
    assert_eq!(run(&[&DIFFUSING[..], &[first, "--snapshots", "2"]].concat()).status.code(), Some(3));
    let check = ["check", "--seeds", "0..3", "--until"];
    assert_eq!(code(&[&check[..], &["happy"]].concat()), 2);
    assert_eq!(code(&[&check[..], &["P.count > 103", "-f", "csv"]].concat()), 2);
}

#[test]
fn who_shows_nothing_is_seen_again_with_what_was_waited_for() {
    let few = [
        "check",
        "--seeds",
        "0..3",
        "--program",
        "diffusing",
        "--topology",
        "complete:3",
        "--snapshots",
        "2",
    ];
    let told = text(&run(&[&few[..], &["--until", "terminated"]].concat()).stdout);
    assert!(told.contains("; snapshots: 2\n"), "{told}");
    let line =
        "  see it: sim --seed 0 --topology complete:3 --program diffusing --snapshots 2 --until terminated\n";
    assert!(told.contains(line), "{told}");
    let again: Vec<_> = line.trim().split(' ').skip(3).collect();
    assert_eq!(code(&again), 3);
}

#[test]
fn what_never_comes_is_refused_with_what_may_help_and_nothing_else() {
    let why = |args: &[&str]| {
        let refused = run(args);
        assert_eq!(refused.status.code(), Some(3), "{args:?}");
        text(&refused.stderr)
    };
    let bank = ["--program", "bank", "--topology", "complete:2", "--until"];
    let over = why(&[&bank[..], &["p0.holds > 100"]].concat());
    assert!(over.ends_with("none shows 'p0.holds > 100': the computation has ended\n"), "{over}");
    let short = why(&[&bank[..], &["terminated", "--max-events", "30"]].concat());
    assert!(!short.contains("--trigger none"), "{short}");
    assert!(why(&["--until", "terminated", "--max-events", "30"]).contains("--trigger none"));
    assert!(why(&["--until", "terminated", "--snapshots", "2"]).contains("'--snapshots N' allows more"));
    let most = run(&["--until", "P.holds.m == 1"]);
    let most = text(&most.stderr);
    assert!(most.contains("of 1000 snapshots none shows") && !most.contains("allows more"), "{most}");
}

#[test]
fn what_is_wrong_with_the_snapshots_is_told_where_none_shows_it() {
    let args = ["--until", "terminated", "--fault", "drop:P->Q#marker"];
    let told = run(&args);
    assert_eq!(told.status.code(), Some(1));
    let told = text(&told.stdout);
    assert!(
        told.contains("  FAIL  complete      Q did not record") && told.contains("\n  seen   by none\n"),
        "{told}"
    );
}

/// The case of a course: active and passive processes, and snapshots by the first until one shows that all is over.
const MAP: &str = "5 6 10 100 2000 15
0 h1 1234
1 h2 1233
2 h3 1233
3 h4 1232
4 h5 1233
1 4
0 2 3
1 3
1 2 4
0 3
";

#[test]
fn the_last_snapshot_of_the_map_protocol_shows_that_all_are_passive_and_nothing_is_under_way() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("m.config");
    std::fs::write(&file, MAP).unwrap();
    let map = ["--topology", file.to_str().unwrap(), "--until", "terminated"];
    for seed in ["0", "1", "2"] {
        let told: Value =
            serde_json::from_str(&stdout(&[&map[..], &["--seed", seed, "-f", "json"]].concat())).unwrap();
        let last = told["snapshots"].as_array().unwrap().last().unwrap();
        let states = last["processes"].as_object().unwrap().values();
        let passive = |state: &Value| state["state"].as_str().unwrap().starts_with("passive");
        assert!(states.clone().count() == 5 && states.clone().all(passive), "{last}");
        let channels = last["channels"].as_object().unwrap().values();
        assert!(channels.clone().all(|messages| messages.as_array().unwrap().is_empty()), "{last}");
        let begins = last["started_at"].as_u64().unwrap();
        assert!(begins.is_multiple_of(2000), "each begins when the file says so: {begins}");
        assert_eq!(
            (&told["outcome"]["verdict"], &told["outcome"]["until"]["snapshot"]),
            (&"ok".into(), &last["id"])
        );
    }
    assert_eq!(code(&[&["check", "--seeds", "0..10"], &map[..]].concat()), 0);
}
