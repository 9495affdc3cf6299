//! Who waits for whom, in every drawing that has it: as recorded, as it was, and red only what an oracle condemns.

use roxmltree::Document;
use sim_draw::Axis;
use sim_draw::export::Format;
use trace::Saved;
use trace::model::{Check, WaitFor, WaitGraph, WaitModel};

use crate::common::{fixture, written};

fn graph(edges: &[(&str, &[&str])], for_ever: &[&str]) -> WaitGraph {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let edges = edges.iter().map(|(from, others)| (from.to_string(), names(others)));
    WaitGraph { edges: edges.collect(), for_ever: names(for_ever) }
}

/// A run of P and Q whose snapshot has this to say of who waits, and whose oracle says this of what is stable.
fn run(recorded: WaitGraph, complete: WaitGraph, stable: bool) -> Saved {
    let mut run = fixture("exercise");
    let snapshot = &mut run.footer.as_mut().unwrap().snapshots[0];
    let check = snapshot.checks[0].clone();
    snapshot.checks.push(Check { name: "stable".into(), ok: Some(stable), ..check });
    snapshot.wait_for = Some(WaitFor { model: WaitModel::And, recorded, complete: Some(complete) });
    run
}

fn cycle() -> WaitGraph {
    graph(&[("P", &["Q"]), ("Q", &["P"])], &["P", "Q"])
}

#[test]
fn a_cycle_is_red_where_the_oracle_condemns_it_and_nowhere_else() {
    let chain = graph(&[("Q", &["P"])], &[]);
    for (run, wrong) in [
        (run(cycle(), chain.clone(), false), true),
        (run(cycle(), cycle(), false), false),
        (run(cycle(), chain.clone(), true), false),
        (run(chain.clone(), cycle(), true), false),
    ] {
        let svg = written(&run, Format::Svg, "snapshot", Axis::Order);
        assert_eq!(svg.contains("✗ waits for ever as recorded"), wrong);
        assert_eq!(
            svg.matches(r#"class="wrong""#).count(),
            if wrong { 3 } else { 0 },
            "two arrows and the legend's"
        );
        let dot = written(&run, Format::Dot, "snapshot", Axis::Order);
        assert_eq!(dot.matches("✗ never was").count(), if wrong { 2 } else { 0 });
        let html = written(&run, Format::Html, "snapshot", Axis::Order);
        assert_eq!(html.contains(r#""text":"P waits for Q, Q waits for P: a cycle","wrong":true"#), wrong);
        for drawn in [svg, dot, html] {
            assert!(
                drawn.contains("P waits for Q, Q waits for P: a cycle") && drawn.contains("Q waits for P")
            );
        }
    }
}

#[test]
fn a_run_in_which_nobody_waits_for_another_has_nothing_of_it() {
    for format in [Format::Svg, Format::Dot] {
        let drawn = written(&fixture("exercise"), format, "snapshot", Axis::Order);
        assert!(!drawn.contains("waits"), "{format}");
    }
    let nobody = run(graph(&[], &[]), graph(&[], &[]), true);
    assert!(written(&nobody, Format::Svg, "snapshot", Axis::Order).contains("nobody waits"));
}

#[test]
fn whoever_waits_has_a_place_of_his_own_and_every_arrow_leads_from_one_to_another() {
    let mut twelve = fixture("twelve");
    let names: Vec<String> = twelve.header.config.processes.clone();
    let others = |name: &String| names.iter().filter(|other| *other != name).cloned().collect();
    let all = WaitGraph {
        edges: names.iter().map(|name| (name.clone(), others(name))).collect(),
        for_ever: names.clone(),
    };
    let snapshot = &mut twelve.footer.as_mut().unwrap().snapshots[0];
    snapshot.wait_for = Some(WaitFor { model: WaitModel::Or, recorded: all.clone(), complete: Some(all) });
    let svg = written(&twelve, Format::Svg, "snapshot", Axis::Order);
    let document = Document::parse(&svg).unwrap();
    let number =
        |node: &roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<i64>().unwrap();
    let of_class = |class: &'static str| {
        document.descendants().filter(move |node| node.attribute("class") == Some(class))
    };
    let boxes: Vec<_> =
        of_class("who").map(|node| ["x", "y", "width", "height"].map(|name| number(&node, name))).collect();
    assert_eq!(boxes.len(), 24);
    for (place, [x, y, wide, high]) in boxes.iter().enumerate() {
        for [other_x, other_y, ..] in &boxes[..place] {
            assert!((x - other_x).abs() >= *wide || (y - other_y).abs() >= *high, "{place} is on another");
        }
    }
    assert_eq!(of_class("waits-for-ever").count(), 2 * 12 * 11 + 1, "and the legend's");
    let root = document.root_element();
    let (wide, high) = (number(&root, "width"), number(&root, "height"));
    let inside = boxes.iter().all(|[x, y, w, h]| *x >= 0 && x + w <= wide && *y >= 0 && y + h <= high);
    assert!(inside, "{boxes:?} in {wide} x {high}");
    let first_legend = of_class("legend").next().unwrap().parent().unwrap();
    let at = first_legend.attribute("transform").unwrap().trim_end_matches(')');
    let legend: i64 = at.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(boxes.iter().all(|[_, y, _, high]| y + high < legend), "the legend is below");
}

#[test]
fn what_a_file_says_of_who_waits_is_drawn_however_odd() {
    let long = "x".repeat(500);
    let odd =
        graph(&[("P", &["nobody", "P", "<&>"]), (&long, &["Q", &long]), ("Q", &[])], &["nobody", &long]);
    let run = run(odd.clone(), odd, false);
    for format in Format::ALL {
        let drawn = written(&run, format, "snapshot", Axis::Order);
        if format == Format::Svg {
            Document::parse(&drawn).unwrap();
        }
    }
}
