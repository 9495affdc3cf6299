//! Each step in words, and the rule that fired, as the page has them.

use serde_json::Value;
use sim_draw::Axis;
use sim_draw::export::Format;
use trace::Saved;

use crate::common::{FIXTURES, fixture, long, written};

/// What the page is given of each step: by the number of its first event.
fn told(run: &Saved, window: &str) -> Vec<(u64, Value)> {
    let page = written(run, Format::Html, window, Axis::Order);
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let mut data: Value = serde_json::from_str(data).unwrap();
    let events = data["events"].as_array_mut().unwrap();
    let steps = events.iter_mut().filter(|event| event.get("told").is_some());
    steps.map(|event| (event["seq"].as_u64().unwrap(), event["told"].take())).collect()
}

fn sentence(steps: &[(u64, Value)], event: u64) -> (&str, &str) {
    let (_, step) = steps.iter().find(|(first, _)| *first == event).unwrap();
    (step["text"].as_str().unwrap(), step["rule"].as_str().unwrap_or_default())
}

#[test]
fn a_step_is_told_with_all_that_follows_from_it_and_the_rule_of_the_paper() {
    let steps = told(&fixture("exercise"), "snapshot");
    let (text, rule) = sentence(&steps, 404);
    assert_eq!(
        text,
        "P receives m #201, from Q: it is then in state 101, sends m #202 to Q, records state 101, and sends a marker to Q."
    );
    assert!(rule.starts_with("Marker-Sending Rule: P records its state, and sends a marker"), "{rule}");
    let (text, rule) = sentence(&steps, 410);
    assert!(
        text.starts_with("Q receives the first marker of snapshot 1 that reaches it, from P: it records"),
        "{text}"
    );
    assert!(text.ends_with("and closes its record of P->Q as empty."), "{text}");
    assert!(rule.starts_with("Marker-Receiving Rule: Q had not recorded"), "{rule}");
    let (text, rule) = sentence(&steps, 414);
    assert!(text.contains("records m #204 in Q->P"), "{text}");
    assert!(
        rule.starts_with("Marker-Receiving Rule: P has recorded, and what it receives on Q->P"),
        "{rule}"
    );
    let (text, rule) = sentence(&steps, 417);
    assert!(text.ends_with("it closes its record of Q->P with m #204 in it."), "{text}");
    assert!(rule.starts_with("Marker-Receiving Rule: P had recorded already"), "{rule}");
}

#[test]
fn where_an_algorithm_of_ones_own_ran_its_steps_are_told_and_no_rule_is() {
    let mut run = fixture("exercise");
    run.header.config.algorithm = "exec:./mine".into();
    let steps = told(&run, "snapshot");
    assert!(sentence(&steps, 410).0.contains("records state 102"));
    assert!(steps.iter().all(|(_, step)| step.get("rule").is_none()));
}

#[test]
fn of_several_snapshots_each_is_named_and_what_came_before_the_window_is_not_forgotten() {
    let run = fixture("overlap");
    let all = told(&run, "all");
    assert!(all.iter().any(|(_, step)| step["text"].as_str().unwrap().contains("for snapshot 2")));
    let (last, step) = all.last().unwrap();
    let part = told(&run, &format!("{last}..1000"));
    assert_eq!(part[0].1, *step);
}

#[test]
fn a_step_is_all_that_a_process_does_until_something_else_happens() {
    for run in FIXTURES.map(fixture).into_iter().chain([long(400, 3)]) {
        let steps = told(&run, "all");
        for (first, step) in &steps {
            let count = step["events"].as_u64().unwrap();
            let events = run.events.iter().filter(|event| (*first..first + count).contains(&event.seq));
            assert!(events.clone().all(|event| event.proc == events.clone().next().unwrap().proc));
            assert!(steps.iter().all(|(other, _)| other <= first || *other >= first + count));
        }
    }
}
