//! Pictures of lattices: well-formed, the one that was looked at, and no sign where there is nothing to say.

#![allow(
    clippy::disallowed_methods,
    reason = "the person who runs the tests asks for new pictures in the environment"
)]

use observed::Logs;
use observed::lattice::{Bound, Cut, Steps, all};
use observed::model::Run;
use roxmltree::Document;
use sim_draw::Scheme;
use sim_draw::lattice::{Lattice, Marked, Recorded, write};

fn run(log: &str) -> Run {
    let mut logs = Logs::new(None, None).unwrap();
    logs.read("run", log).unwrap();
    logs.finish().unwrap()
}

/// All of a run, with what it recorded and where somebody has three steps.
fn lattice<'a>(run: &'a Run, steps: &'a Steps) -> Lattice<'a> {
    let went: Option<Vec<Cut>> = steps.way_of(run).map(|way| steps.cuts(&way).collect());
    let recorded = run.snapshots.iter().filter_map(|(number, snapshot)| {
        let cut = steps.recorded(snapshot)?;
        let occurred = went.as_ref().map(|went| went.contains(&cut));
        Some(Recorded { snapshot: *number, is_consistent: steps.is_consistent(&cut), occurred, cut })
    });
    let three = |cut: &[u32]| if cut[0] == 0 { None } else { Some(cut.contains(&3)) };
    Lattice {
        run,
        steps,
        cuts: all(steps, &mut Bound::new(1000, &|| true)).0,
        title: "All global states that the run can have gone through".into(),
        notes: vec!["\"a\" & <b>".into()],
        recorded: recorded.collect(),
        went,
        marked: vec![Marked { text: "somebody has three".into(), holds: Box::new(three) }],
    }
}

fn drawn(log: &str) -> String {
    let run = run(log);
    let steps = Steps::of(&run).unwrap();
    let mut out = Vec::new();
    write(&lattice(&run, &steps), Scheme::Auto, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn count(picture: &str, class: &str) -> usize {
    let document = Document::parse(picture).unwrap();
    let has = |classes: &str| classes.split(' ').any(|other| other == class);
    document.descendants().filter(|node| node.attribute("class").is_some_and(has)).count()
}

#[test]
fn the_grid_is_the_one_that_was_looked_at() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/pictures/lattice.svg");
    let drawn = drawn(include_str!("fixtures/two.json"));
    if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
        std::fs::write(&golden, &drawn).unwrap();
    }
    assert!(drawn == std::fs::read_to_string(&golden).unwrap_or_default(), "it is drawn otherwise now");
}

#[test]
fn a_grid_has_every_cut_the_run_and_what_was_recorded_beside_it() {
    let drawn = drawn(include_str!("fixtures/two.json"));
    // One more of each is in the legend.
    assert_eq!(count(&drawn, "cut"), 27 + 1);
    assert_eq!(count(&drawn, "run"), 1 + 1);
    assert_eq!(count(&drawn, "right"), 1 + 1);
    assert_eq!(count(&drawn, "wrong"), 0);
    assert_eq!(count(&drawn, "perhaps"), 3, "the cuts in which P has done nothing");
    assert!(drawn.contains("S* beside the run"), "{drawn}");
}

/// b received m before it recorded, and a sent it after it did.
const INCONSISTENT: &str = r#"{"p":"a","record":1}
{"p":"a","send":"m","to":"b"}
{"p":"b","recv":"m"}
{"p":"b","record":1}"#;

#[test]
fn an_inconsistent_cut_is_crossed_out_in_the_corner_that_is_forbidden() {
    let grid = drawn(INCONSISTENT);
    assert_eq!((count(&grid, "wrong"), count(&grid, "right"), count(&grid, "run")), (2, 0, 0));
    assert!(
        grid.contains("S*1 inconsistent") && grid.contains("no run can have been in this state"),
        "{grid}"
    );
    // In a Hasse diagram there is no place for it, and that is said.
    let of_three = [INCONSISTENT, r#"{"p":"c","note":"<&>"}"#, r#"{"p":"c","record":1}"#].join("\n");
    let hasse = drawn(&of_three);
    assert_eq!((count(&hasse, "wrong"), count(&hasse, "cut")), (0, 6 + 1));
    assert!(hasse.contains("no run can have been in this state"), "{hasse}");
}

#[test]
fn a_hasse_diagram_has_a_row_for_each_number_of_steps() {
    let drawn = drawn(include_str!("fixtures/overlap.json"));
    let document = Document::parse(&drawn).unwrap();
    let mut rows: Vec<(i64, i64)> = Vec::new();
    for group in document.descendants().filter(|node| node.has_tag_name("g")) {
        let Some(label) = group.children().find(|child| child.attribute("class") == Some("number")) else {
            continue;
        };
        let steps = label.text().unwrap().split(',').map(|steps| steps.parse::<i64>().unwrap()).sum();
        let place = group.attribute("transform").unwrap().trim_end_matches(')').rsplit(' ').next().unwrap();
        rows.push((steps, -place.parse::<i64>().unwrap()));
    }
    assert!(rows.len() > 20, "{}", rows.len());
    assert!(
        rows.iter().all(|(steps, place)| rows.iter().all(|other| (steps < &other.0) == (place < &other.1)))
    );
}
