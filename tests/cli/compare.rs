//! What `sim compare` says of the algorithms, held against the runs that it speaks of.

use serde_json::Value;

use crate::{code, run, stdout, text};

/// As few seeds as show what is claimed; of the algorithms themselves the library's tests claim more.
const SMALL: [&str; 3] = ["compare", "--seeds", "0..10"];

/// One that is right on some channels, and wrong on others.
const ONE: [&str; 2] = ["--algorithms", "chandy-lamport"];

fn compared(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[&SMALL, args, &["-f", "json"]].concat())).unwrap()
}

/// What came of this algorithm.
fn algorithm(compared: &Value, name: &str) -> Value {
    let all = compared["algorithms"].as_array().unwrap();
    all.iter().find(|algorithm| algorithm["name"] == name).unwrap().clone()
}

fn figure(costs: &Value, cost: &str) -> Value {
    let all = costs["figures"].as_array().unwrap();
    all.iter().find(|figure| figure["cost"] == cost).unwrap().clone()
}

/// A command as it is printed, without the program's name.
fn words(command: &str) -> Vec<&str> {
    command.split(' ').skip(1).collect()
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    let few = ["--algorithms", "chandy-lamport,naive-request"];
    for (form, algorithms) in [("json", &[][..]), ("text", &few), ("csv", &few), ("svg", &few)] {
        let with = |jobs| stdout(&[&SMALL, algorithms, &["-f", form, "--jobs", jobs]].concat());
        assert_eq!(with("1"), with("3"), "{form}");
    }
}

#[test]
fn what_is_written_is_as_the_schema_says() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "compare"])).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for args in
        [&[][..], &[&ONE[..], &["--delay", "3..9"]].concat(), &[&ONE[..], &["--max-events", "10"]].concat()]
    {
        let wrong: Vec<_> = schema.iter_errors(&compared(args)).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn a_figure_is_that_of_the_run_with_this_seed() {
    let args = ["--delay", "1", "--topology", "ring:5", "--algorithms", "chandy-lamport"];
    for seed in ["0", "7"] {
        let seeds = format!("{seed}..={seed}");
        let compared = stdout(&[&["compare", "--seeds", &seeds, "-f", "json"], &args[..]].concat());
        let compared: Value = serde_json::from_str(&compared).unwrap();
        let costs = &algorithm(&compared, "chandy-lamport")["costs"];
        let run = ["--seed", seed, "--delay", "1", "--topology", "ring:5", "--program", "bank", "-f", "json"];
        let run: Value = serde_json::from_str(&stdout(&run)).unwrap();
        let (paid, snapshot) = (&run["snapshots"][0]["costs"], &run["snapshots"][0]);
        assert_eq!(figure(costs, "control")["median"], paid["markers"]);
        assert_eq!(figure(costs, "messages")["median"], paid["recorded_messages"]);
        let times = |field: &str| snapshot[field].as_u64().unwrap();
        assert_eq!(figure(costs, "complete")["median"], times("completed_at") - times("started_at"));
        let recorded = snapshot["processes"].as_object().unwrap().values();
        let last = recorded.map(|process| process["at"].as_u64().unwrap()).max().unwrap();
        assert_eq!(figure(costs, "recorded")["median"], last - times("started_at"));
    }
}

#[test]
fn every_formula_is_compared_and_holds() {
    let compared = compared(&[]);
    for algorithm in compared["algorithms"].as_array().unwrap() {
        for figure in algorithm["costs"]["figures"].as_array().unwrap() {
            for claim in figure["claims"].as_array().unwrap() {
                assert_eq!(claim["holds"], true, "{} {figure}", algorithm["name"]);
            }
        }
    }
}

#[test]
fn where_times_are_drawn_no_formula_of_a_time_is_compared_and_it_is_said_why() {
    for args in [&["--delay", "1..=9"][..], &["--snapshots", "2"], &["--initiators", "any"]] {
        let args = [args, &ONE].concat();
        let costs = algorithm(&compared(&args), "chandy-lamport")["costs"].clone();
        for (cost, holds) in
            [("control", Value::from(true)), ("recorded", Value::Null), ("complete", Value::Null)]
        {
            let claim = figure(&costs, cost)["claims"][0].clone();
            assert_eq!(claim["holds"], holds, "{args:?} {cost}");
            assert_eq!(claim["why_not"].is_string(), holds.is_null(), "{args:?} {cost}");
        }
        let report = stdout(&[&SMALL[..], &args].concat());
        assert!(report.contains("(= ecc)") && report.contains("in brackets: not compared"), "{report}");
    }
}

#[test]
fn an_algorithm_is_right_where_it_pays_and_elsewhere_a_command_shows_that_it_is_wrong() {
    let algorithm = algorithm(&compared(&ONE), "chandy-lamport");
    for on in algorithm["disciplines"].as_array().unwrap() {
        assert_eq!((on["verdict"].as_str(), on["seeds"].as_u64()), (Some("ok"), Some(10)), "all as claimed");
        let failed = on["failed"].as_u64().unwrap();
        assert_eq!(on["has_order"].as_bool().unwrap(), failed == 0, "{on}");
        if failed > 0 {
            let command = on["first_failure"]["command"].as_str().unwrap();
            assert_eq!(code(&words(command)), 1, "{command}");
        }
    }
}

#[test]
fn what_is_typed_is_used_or_refused() {
    for (args, what) in [
        (&["--algorithms", "chandy-lampert"][..], "'chandy-lamport'"),
        (&["--algorithm", "chandy-lamport"], "--algorithms"),
        (&["--schedule", "P!"], "--schedule"),
        (&["-f", "json", "-q"], "--quiet"),
        (&["-f", "svg", "--explore"], "--explore"),
        (&["-f", "csv", "--show", "costs"], "--show"),
        (&["--show", "schedules"], "--explore"),
        (&["--max-states", "9"], "--explore"),
    ] {
        let done = run(&[&SMALL, args].concat());
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(text(&done.stderr).contains(what), "{args:?}: {}", text(&done.stderr));
    }
    let twice = ["--algorithms", "chandy-lamport,naive-request,chandy-lamport"];
    let (twice, once) = (compared(&twice), compared(&ONE));
    assert_eq!(twice["algorithms"][0], once["algorithms"][0]);
    assert_eq!(twice["algorithms"].as_array().unwrap().len(), 2);
}

#[test]
fn a_run_that_is_given_up_is_no_verdict() {
    let given_up = [&ONE[..], &["--max-events", "10"]].concat();
    let told = run(&[&SMALL[..], &given_up].concat());
    assert_eq!(told.status.code(), Some(3));
    assert!(text(&told.stdout).contains("10 without a verdict"));
    assert_eq!(algorithm(&compared(&given_up), "chandy-lamport")["costs"]["unknown"], 10);
}

#[test]
fn every_schedule_of_something_small_finds_what_no_seed_does_and_a_command_shows_it() {
    let two = ["--topology", "ring:2", "--param", "balance=2", "--param", "transfers=2"];
    let hasty = compared(&[&["--explore", "--algorithms", "inhibition-hasty"], &two[..]].concat());
    assert_eq!(hasty["verdict"], "ok", "it is wrong where nothing is claimed");
    let hasty = algorithm(&hasty, "inhibition-hasty");
    let on_unordered = |of: &str| {
        let all = hasty[of].as_array().unwrap();
        all.iter().find(|on| on["channels"] == "unordered").unwrap().clone()
    };
    assert_eq!(on_unordered("disciplines")["failed"], 0);
    let wrong = on_unordered("schedules")["wrong"].clone();
    assert_eq!((&wrong["steps"], &wrong["checks"]), (&7.into(), &serde_json::json!(["channels"])));
    let command = shlex::split(wrong["command"].as_str().unwrap()).unwrap();
    let words: Vec<_> = command.iter().skip(1).map(String::as_str).collect();
    assert_eq!(code(&words), 1, "{wrong}");
    let usual = compared(&[&ONE[..], &["--explore"]].concat());
    let on_fifo = algorithm(&usual, "chandy-lamport")["schedules"][0].clone();
    assert_eq!((&on_fifo["verdict"], &on_fifo["wrong"]), (&"ok".into(), &Value::Null));
}

#[test]
fn a_search_that_is_given_up_is_no_verdict() {
    let given_up = [&ONE[..], &["--explore", "--max-states", "100"]].concat();
    assert_eq!(code(&[&SMALL[..], &given_up].concat()), 3);
    let algorithm = algorithm(&compared(&given_up), "chandy-lamport");
    assert_eq!(algorithm["schedules"][0]["why_not"], "more than 100 states");
}

#[test]
fn what_cannot_be_run_is_said_with_the_reason() {
    let args = ["--algorithms", "inhibition", "--topology", "ring:3"];
    let compared = compared(&args);
    let why = algorithm(&compared, "inhibition")["cannot"].as_str().unwrap().to_string();
    assert!(why.contains("there is no channel back"), "{why}");
    assert!(stdout(&[&SMALL[..], &args].concat()).contains(&why));
    assert_eq!(code(&[&SMALL[..], &args].concat()), 3, "nothing was run, so nothing is known");
}

#[test]
fn a_table_has_a_row_a_cost_and_a_picture_a_bar() {
    let one = [&SMALL[..], &ONE, &["-f"]].concat();
    let table = stdout(&[&one[..], &["csv"]].concat());
    assert!(
        table.lines().any(|line| line.starts_with("chandy-lamport,fifo,1,10,0,control,12,12,12,= e,true"))
    );
    let picture = stdout(&[&one[..], &["svg"]].concat());
    assert!(picture.starts_with("<svg ") && picture.contains("12 = e"), "{picture}");
}

#[test]
fn the_picture_in_the_book_is_what_its_command_draws() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/src/guide/algorithms.md")).unwrap();
    let command = page.lines().find_map(|line| line.strip_prefix("$ sim compare ")).unwrap();
    let command = command.split(" --show").next().unwrap();
    let args: Vec<_> = ["compare"].into_iter().chain(command.split(' ')).chain(["-f", "svg"]).collect();
    let (drawn, golden) = (stdout(&args), root.join("docs/src/pictures/compare.svg"));
    if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
        std::fs::write(&golden, &drawn).unwrap();
    }
    assert!(drawn == std::fs::read_to_string(&golden).unwrap_or_default(), "it is drawn otherwise now");
}
