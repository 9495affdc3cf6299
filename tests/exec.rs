//! A program of the user's: asked once, asked again now and then, and whatever it does wrong is told with what to type to see it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use exec::{Bounds, Exec, Fault, Kind, Say, Source};
use serde_json::Value;

/// Long enough for a shell on any machine, and short enough for whoever waits for one that does not answer.
const PATIENCE: Duration = Duration::from_millis(700);

fn source(name: &str) -> Source {
    Source::new(&format!("{}/fixtures/exec/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn silent() -> Say {
    Arc::new(|_: &str| ())
}

fn program(name: &str) -> Exec {
    Exec::new(source(name), Bounds::default(), silent())
}

fn whole(answer: &Value) -> Result<Value, String> {
    Ok(answer.clone())
}

/// What comes of one question.
fn fault(question: &str) -> Fault {
    let bounds = Bounds { answer: PATIENCE, ..Bounds::default() };
    let program = Exec::new(source("faulty.sh"), bounds, silent());
    let world = program.world("{}").unwrap();
    assert_eq!(program.ask(&world, question, whole), None);
    assert_eq!(program.ask(&world, "{}", whole), None, "after a fault nobody is asked");
    program.fault().unwrap()
}

#[test]
fn a_program_answers_and_is_not_asked_twice_what_it_has_answered() {
    let program = program("echo.sh");
    let world = program.world(r#"{"hello":1}"#).unwrap();
    assert_eq!(world.said["b"], 11);
    let answer = program.ask(&world, r#"{"event":"act"}"#, whole).unwrap();
    assert_eq!(answer["b"], 15);
    // Nobody is there any more who could be asked.
    program.living().end();
    assert_eq!(program.ask(&world, r#"{"event":"act"}"#, whole), Some(answer));
    assert_eq!(program.fault(), None);
}

#[test]
fn a_program_that_answers_differently_is_found_out_and_both_answers_are_told() {
    let (program, mut asked) = (program("impure.sh"), 0);
    let world = program.world("{}").unwrap();
    while program.ask(&world, &format!(r#"{{"asked":{asked}}}"#), whole).is_some() {
        asked += 1;
        assert!(asked < 1000, "one question in 64 is asked twice");
    }
    let fault = program.fault().unwrap();
    assert_eq!(fault.kind, Kind::Nonsense);
    assert!(fault.what.contains("the same question twice differently"), "{fault}");
    let (one, other) = (asked + 2, asked + 3);
    assert!(fault.what.contains(&format!(r#"first: {{"n":{one}}}"#)), "{fault}");
    assert!(fault.what.contains(&format!(r#"then:  {{"n":{other}}}"#)), "{fault}");
    assert!(fault.tip.contains(&format!(r#"echo '{{"asked":{asked}}}' | "#)), "{}", fault.tip);
}

#[test]
fn what_was_answered_is_asked_again_on_demand() {
    let program = program("impure.sh");
    let world = program.world("{}").unwrap();
    program.ask(&world, r#"{"asked":"once"}"#, whole).unwrap();
    program.ask_all_again(&world);
    assert!(program.fault().unwrap().what.contains("twice differently"));
}

#[test]
fn no_answer_in_time_is_no_verdict_and_any_other_fault_is_nonsense() {
    let late = fault(r#"{"be":"late"}"#);
    assert_eq!(late.kind, Kind::Bound);
    assert!(late.what.ends_with("no answer within 700 ms"), "{late}");
    for (way, what) in [
        ("ends", "it ended, with exit status: 7, before it answered"),
        ("closes", "it closed its output before it answered"),
        ("more", "it says more than was asked"),
        ("text", "its answer is no JSON"),
        ("bytes", "its answer is no UTF-8"),
        ("long", "an answer of more than 1048576 bytes"),
        ("deep", "its answer is nested deeper than 64"),
    ] {
        let fault = fault(&format!(r#"{{"be":"{way}"}}"#));
        assert_eq!(fault.kind, Kind::Nonsense, "{way}");
        assert!(fault.what.contains(what), "{way}: {fault}");
        assert!(fault.tip.contains(&format!(r#"echo '{{"be":"{way}"}}' | "#)), "{way}: {}", fault.tip);
    }
}

#[test]
fn what_it_said_on_standard_error_is_passed_on_and_quoted() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    let say: Say = Arc::new(move |line: &str| hears.lock().unwrap().push(line.to_string()));
    let program = Exec::new(source("faulty.sh"), Bounds::default(), say);
    let world = program.world("{}").unwrap();
    assert_eq!(program.ask(&world, r#"{"be":"ends"}"#, whole), None);
    assert_eq!(program.fault().unwrap().said, ["so long"]);
    assert_eq!(*heard.lock().unwrap(), ["so long"]);
}

#[test]
fn a_program_that_does_not_say_hello_is_ended_with_all_that_it_started() {
    let bounds = Bounds { hello: PATIENCE, ..Bounds::default() };
    let program = Exec::new(source("mute.sh"), bounds, silent());
    let fault = program.world("{}").unwrap_err();
    assert_eq!(fault.kind, Kind::Bound);
    let started = fault.said[0].parse().unwrap();
    // Whoever adopts it has to see that it is gone, too.
    let until = Instant::now() + Duration::from_secs(10);
    while is_running(started) {
        assert!(Instant::now() < until, "it goes on");
        std::thread::yield_now();
    }
}

/// Whether there is such a process, and it is more than what is left of one.
fn is_running(process: u32) -> bool {
    let state = std::process::Command::new("ps").args(["-o", "stat=", "-p", &process.to_string()]).output();
    let state = String::from_utf8(state.unwrap().stdout).unwrap();
    !matches!(state.trim().chars().next(), None | Some('Z'))
}

#[test]
fn a_question_longer_than_a_pipe_is_written_and_read() {
    let program = program("echo.sh");
    let world = program.world("{}").unwrap();
    let question = format!(r#"{{"long":"{}"}}"#, "x".repeat(300_000));
    let answer = program.ask(&world, &question, whole).unwrap();
    assert_eq!(answer["b"], question.len());
}

#[test]
fn a_file_that_is_not_there_or_that_nobody_can_run_is_refused() {
    let refused = |path: &str| Source::new(path).unwrap_err();
    assert!(refused("./nobody.py").what.contains("cannot run './nobody.py'"));
    assert!(refused(env!("CARGO_MANIFEST_DIR")).what.contains("it is no file"));
    let text = format!("{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    assert!(refused(&text).tip.contains("chmod +x"));
}
