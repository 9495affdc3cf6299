//! What is claimed of the answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::shrink::Systems;
use snapshot::{Program, Setup};
use trace::model::Header;
use trace::plan::{Around, Plan, Refused};
use trace::write;

use crate::play;

fn ask(request: &Value) -> Value {
    serde_json::from_str(&play(&request.to_string())).unwrap()
}

/// What a request comes to that can be carried out.
fn output(request: &Value) -> String {
    let answer = ask(request);
    assert_eq!(answer["ok"], true, "{answer}");
    answer["output"].as_str().unwrap().to_string()
}

/// The same, where it is JSON.
fn value(request: &Value) -> Value {
    serde_json::from_str(&output(request)).unwrap()
}

fn digest(options: &Value) -> String {
    let run = value(&json!({"options": options, "run": {"format": "json"}}));
    run["outcome"]["digest"].as_str().unwrap().to_string()
}

/// The words with which a request is refused.
fn refused(request: &str) -> String {
    let answer: Value = serde_json::from_str(&play(request)).unwrap();
    assert_eq!(answer["ok"], false, "{request}: {answer}");
    assert!(answer.get("output").is_none() && answer.get("verdict").is_none(), "{answer}");
    format!("{}; {}", answer["error"].as_str().unwrap(), answer["tip"].as_str().unwrap_or_default())
}

/// The run of a plan, as the library records it.
struct Recorded<'a>(&'a Plan, u64);

impl Visitor for Recorded<'_> {
    type Output = String;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> String {
        let Self(plan, seed) = self;
        let Systems { underlying, superposed, law, .. } = plan.systems::<P, A>(&algorithm).unwrap();
        let setup = Setup {
            underlying: &underlying,
            superposed: &superposed,
            snapshots: plan.configuration.initiation.snapshots,
            max_events: plan.max_events,
            law,
            stable: &[],
        };
        let header = Header::new(trace::model::Tool::default(), plan.config(seed));
        let saved = write::record(setup.timed(&plan.timing, seed), header).unwrap();
        saved.footer.unwrap().outcome.digest
    }
}

#[test]
fn a_run_here_has_the_events_of_the_librarys_run() {
    for scenario in [
        "topology = 'ring:3'\nhold = '0..=30'",
        "topology = 'complete:4'\nprogram = 'bank'\n[snapshot]\nalgorithm = 'mattern'",
        "topology = 'complete:3'\nprogram = 'bank'\nlinks = 'unordered'\n[snapshot]\nalgorithm = 'lai-yang'\nsnapshots = 3",
        "topology = 'grid:2x3'\nprogram = 'resources'",
        "topology = 'complete:3'\nprogram = 'diffusing'\nlinks = 'causal'\n[snapshot]\nalgorithm = 'alagar-venkatesan'",
        "topology = 'line:4'\nprogram = 'bank'\nstart = 50\nfaults = ['drop:p0->p1:1/9']\n[snapshot]\nalgorithm = 'koo-toueg'",
    ] {
        let spec = trace::scenario::parse(scenario, "scenario.toml", |_| false).unwrap();
        let plan = Plan::new(spec, &Around::alone(&|_, _| Ok::<(), Refused>(()))).unwrap();
        for seed in [0, 7, u64::MAX] {
            let request = json!({"scenario": scenario, "options": {"seed": seed}, "run": {"format": "json"}});
            let digest = &value(&request)["outcome"]["digest"];
            assert_eq!(*digest, plan.visit(Recorded(&plan, seed)), "{scenario} {seed}");
        }
    }
}

/// They are those of `tests/cli/format.rs`.
#[test]
fn published_seeds_have_their_digests_here_too() {
    for (options, published) in [
        (json!({"seed": 7}), "f277f9889855b1a1b5429f04d3fb86b0c30f6cdbbb8fe1dd7cf3852271670b17"),
        (
            json!({"seed": 3, "hold": "0..=30"}),
            "25e9868cf6fd163c874866e94c791b6804ef0ed49b260826d241f1b8317eec2c",
        ),
        (
            json!({"seed": 0, "links": "unordered"}),
            "9044f477935d90d057b64d6ca1b4db4c8466d1e1a6d7b4a702a3b9ea3bfd9ce7",
        ),
        (
            json!({"initiators": "Q", "seed": "0xffffffffffffffff", "delay": 0}),
            "468c46263f2c5c0c0f3d2b41eaf21a8f3d3c67057fe908a865851515b607c047",
        ),
    ] {
        assert_eq!(digest(&options), format!("sha256:{published}"), "{options}");
    }
}

#[test]
fn a_seed_that_fails_is_found_and_fails_again_by_its_schedule() {
    let seeds = json!({"options": {"links": "unordered"}, "check": {"from": 5, "to": 100}});
    let answer = ask(&seeds);
    assert_eq!(answer["verdict"], "failed");
    assert_eq!(answer["command"], "sim check --links unordered --seeds 5..100");
    let first = value(&seeds)["first_failure"].as_u64().unwrap();
    let run = json!({"options": {"links": "unordered", "seed": first}, "run": {"format": "json"}});
    let schedule = value(&run)["outcome"]["schedule"].as_str().unwrap().to_string();
    let again = json!({"options": {"links": "unordered", "schedule": schedule}, "run": {"format": "json"}});
    assert_eq!((&ask(&run)["verdict"], &ask(&again)["verdict"]), (&json!("failed"), &json!("failed")));
    assert_eq!(value(&run)["snapshots"][0]["channels"], value(&again)["snapshots"][0]["channels"]);
    let report =
        output(&json!({"options": {"links": "unordered", "seed": first}, "run": {"format": "text"}}));
    assert!(report.contains(&format!("reproduce: sim --seed {first} --links unordered\n")), "{report}");
    assert!(report.contains("or by its schedule: sim --schedule "), "{report}");
    let page = output(&json!({"options": {"links": "unordered", "seed": first}, "run": {"format": "html"}}));
    assert!(page.contains(&format!("sim --seed {first} --links unordered")), "the page has no command");
}

#[test]
fn what_every_schedule_records_is_recorded_by_the_schedule_that_is_named() {
    let options = json!({"trigger": 2, "links": "unordered"});
    let all = value(&json!({"options": options, "explore": {"max_states": 400}}));
    let recorded = all["recorded"].as_array().unwrap();
    assert!(recorded.iter().any(|one| one["verdict"] == "ok"), "{all}");
    for verdict in ["ok", "failed"] {
        let one = recorded.iter().find(|one| one["verdict"] == verdict).unwrap();
        let options = json!({"trigger": 2, "links": "unordered", "schedule": one["schedule"]});
        let run = ask(&json!({"options": options, "run": {"format": "text"}}));
        assert_eq!(run["verdict"], verdict, "{run}");
    }
    let fifo = ask(&json!({"options": {"trigger": 2}, "explore": {"max_states": 400}}));
    assert_eq!(fifo["verdict"], "ok", "{fifo}");
}

#[test]
fn a_search_that_is_cut_short_is_never_good() {
    let request = json!({"options": {"trigger": 50}, "explore": {"max_states": 20}});
    assert_eq!((&ask(&request)["verdict"], &value(&request)["complete"]), (&json!("unknown"), &json!(false)));
}

#[test]
fn the_files_of_a_scenario_come_with_it() {
    let scenario = include_str!("../../../examples/crossing.toml");
    let files = json!({"crossing.events": include_str!("../../../examples/crossing.events")});
    let run = json!({"scenario": scenario, "files": files, "run": {"format": "text"}});
    assert!(output(&run).contains("B<"), "{run}");
    let without = json!({"scenario": scenario, "run": {"format": "text"}}).to_string();
    assert!(refused(&without).contains("there is no file 'crossing.events'"));
    let idle = json!({"files": {"a": "b"}, "run": {"format": "text"}}).to_string();
    assert!(refused(&idle).contains("the file 'a' changes nothing"));
}

#[test]
fn the_menus_of_a_page_are_those_of_the_engine() {
    let list = value(&json!({"list": {}}));
    let names = |of: &str| {
        let all = list[of].as_array().unwrap();
        all.iter().map(|one| one["name"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert!(names("algorithms").contains(&"lai-yang".to_string()));
    assert!(names("programs").contains(&"bank".to_string()));
    let bank = list["programs"].as_array().unwrap().iter().find(|one| one["name"] == "bank").unwrap();
    let balance = &bank["parameters"][0];
    assert_eq!((&balance["name"], &balance["default"]), (&json!("balance"), &json!(10)));
    assert!(balance["about"].as_str().unwrap().starts_with("what each process starts with"));
    assert!(names("options").contains(&"max-events".to_string()));
    let format = |name: &Value| json!({"run": {"format": name}});
    assert!(list["formats"].as_array().unwrap().iter().all(|name| !output(&format(name)).is_empty()));
}

/// So a page need not offer it, and says why.
#[test]
fn an_option_that_is_not_here_is_refused_with_the_words_of_the_list() {
    let list = value(&json!({"list": {}}));
    let options = list["options"].as_array().unwrap();
    let why = |name: &str| options.iter().find(|one| one["name"] == name).unwrap()["not_here"].clone();
    let (stable, script) = (json!({"stable": "P.count > 1"}), json!({"events": "a", "delays": "b"}));
    for (option, options, files) in [
        ("stable", &stable, json!({})),
        ("events", &script, json!({"a": "hold P 1\nsend P Q 1", "b": "1"})),
        ("delays", &script, json!({"a": "hold P 1\nsend P Q 1", "b": "1"})),
    ] {
        let words =
            refused(&json!({"options": options, "files": files, "run": {"format": "text"}}).to_string());
        assert!(words.contains(why(option).as_str().unwrap()), "{option}: {words}");
    }
    assert!(why("links").is_null());
}

#[test]
fn what_cannot_be_is_refused_with_a_word() {
    for (request, word) in [
        ("", "cannot read the request"),
        ("no JSON", "it is such as"),
        (r#"{"run": {"format": "text"}, "sing": 1}"#, "unknown field 'sing'"),
        (r#"{"run": {"format": "text", "format": "svg"}}"#, "duplicate field"),
        ("{}", "a request asks for one thing"),
        (r#"{"run": {"format": "text"}, "list": {}}"#, "a request asks for one thing"),
        (r#"{"options": {"seed": 1}, "list": {}}"#, "depends on no scenario"),
        (r#"{"run": {"format": "gif"}}"#, "there are text, json, svg"),
        (r#"{"options": {"sead": 1}, "run": {"format": "text"}}"#, "a similar one exists: 'seed'"),
        (r#"{"options": {"seed": -1}, "run": {"format": "text"}}"#, "invalid value '-1' for 'seed'"),
        (r#"{"options": {"seed": null}, "run": {"format": "text"}}"#, "and not null"),
        (r#"{"options": {"seed": "random"}, "run": {"format": "text"}}"#, "give a number"),
        (r#"{"options": {"seed": 1, "schedule": "P!"}, "run": {"format": "text"}}"#, "cannot be used with"),
        (r#"{"options": {"schedule": "P! P!"}, "run": {"format": "text"}}"#, "enabled there: P>Q"),
        (r#"{"options": {"start": 5}, "run": {"format": "text"}}"#, "'start' changes nothing"),
        (r#"{"options": {"stable": "P.count > 1"}, "run": {"format": "text"}}"#, "not judged here"),
        (r#"{"options": {"program": "exec:rm"}, "run": {"format": "text"}}"#, "cannot be run here"),
        (r#"{"options": {"algorithm": "exec:rm"}, "run": {"format": "text"}}"#, "cannot be run here"),
        (r#"{"options": {"events": "a.events"}, "run": {"format": "text"}}"#, "there is no file 'a.events'"),
        (r#"{"scenario": "links = 7", "run": {"format": "text"}}"#, "scenario.toml:1:9"),
        (
            r#"{"scenario": "seed = 7", "options": {"seed": 1}, "check": {"from": 0, "to": 9}}"#,
            "each seed is run",
        ),
        (r#"{"options": {"schedule": "P!"}, "check": {"from": 0, "to": 9}}"#, "'schedule' changes nothing"),
        (r#"{"options": {"delay": 5}, "explore": {"max_states": 9}}"#, "'delay' changes nothing"),
        (r#"{"options": {"fault": "drop:P->Q:1/9"}, "explore": {"max_states": 9}}"#, "is for seeds"),
    ] {
        let words = refused(request);
        assert!(words.contains(word), "{request}\n{words}");
    }
}

#[test]
fn whatever_is_asked_is_bounded() {
    for (request, word) in [
        (json!({"check": {"from": 0, "to": 0}}), "there are 0 seeds"),
        (json!({"check": {"from": 9, "to": 0}}), "there are 0 seeds"),
        (json!({"check": {"from": 0, "to": u64::MAX}}), "for one request 1 to"),
        (json!({"explore": {"max_states": 0}}), "1 to"),
        (json!({"explore": {"max_states": u64::MAX}}), "1 to"),
        (json!({"options": {"trigger": 10_000_000}, "run": {"format": "json"}}), "the run is not over"),
        (
            json!({"options": {"trigger": 10_000_000}, "check": {"from": 3, "to": 9}}),
            "the run of seed 3 is not over",
        ),
        (json!({"options": {"topology": "complete:1500"}, "run": {"format": "text"}}), "'sim' has more room"),
        (json!({"scenario": " ".repeat(crate::bounds::REQUEST), "run": {"format": "text"}}), "bytes"),
    ] {
        let words = refused(&request.to_string());
        assert!(words.contains(word), "{words}");
    }
    let deep = "[".repeat(100_000);
    let words = refused(&format!(r#"{{"options": {{"seed": {deep}"#));
    assert!(words.contains("recursion limit"), "{words}");
    let deep = json!({"scenario": format!("channels = {deep}"), "run": {"format": "text"}}).to_string();
    assert!(refused(&deep).contains("scenario.toml:1"));
}

#[test]
fn a_browser_asks_by_places_in_memory() {
    use crate::exports::{play_allocate, play_call, play_free, play_last_words};

    let request = r#"{"options": {"seed": 7}, "run": {"format": "svg"}}"#;
    let at = play_allocate(request.len());
    #[expect(unsafe_code, reason = "this is the other side")]
    // SAFETY: it is used as the functions ask.
    let answer = unsafe {
        at.copy_from(request.as_ptr(), request.len());
        let answer = play_call(at, request.len());
        let length = u32::from_le_bytes(answer.cast::<[u8; 4]>().read()) as usize;
        let text = std::slice::from_raw_parts(answer.add(4), length).to_vec();
        play_free(at, request.len());
        play_free(answer, length + 4);
        text
    };
    assert_eq!(String::from_utf8(answer).unwrap(), play(request));
    assert!(play_last_words().is_null());
}
