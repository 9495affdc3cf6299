//! The picture of a comparison: well-formed whatever it is told, with a sign for everything.

#![allow(
    clippy::disallowed_methods,
    reason = "the person who runs the tests asks for new pictures in the environment"
)]

use roxmltree::{Document, Node};
use sim_draw::Scheme;
use sim_draw::comparison::{Bar, Comparison, Panel, Point, Trade, write};

fn bar(median: u64, most: u64, wrong: bool) -> Option<Bar> {
    let label = if median == most { median.to_string() } else { format!("{median}..{most}") };
    Some(Bar { median, least: median, most, label: format!("{label} = e"), wrong })
}

/// Three algorithms, one of which is not what it should be, and one of which came to no end.
fn comparison() -> Comparison {
    let point = |name: &str, x, y, wrong| Point { name: name.into(), x, y, wrong };
    let panel = |title: &str, bars| Panel { title: title.into(), about: format!("how many {title}"), bars };
    Comparison {
        title: "What each algorithm pays".into(),
        note: "three of them".into(),
        names: ["chandy-lamport", "hasty", "endless"].map(Into::into).into(),
        panels: vec![
            panel("control", vec![bar(12, 12, false), bar(9, 15, true), None]),
            panel("messages", vec![bar(0, 3, false), bar(0, 0, false), None]),
        ],
        trade: Trade {
            title: "How soon, and how much".into(),
            x: "ticks".into(),
            y: "messages".into(),
            points: vec![point("chandy-lamport", 162, 19, false), point("hasty", 162, 19, true)],
        },
    }
}

fn drawn(comparison: &Comparison) -> String {
    let mut out = Vec::new();
    write(comparison, Scheme::Auto, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn of_class<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    let is = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|classes| classes.split(' ').any(|other| other == class))
    };
    document.descendants().filter(is).collect()
}

#[test]
fn the_picture_is_the_one_that_was_looked_at() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/comparison.svg");
    let drawn = drawn(&comparison());
    if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
        std::fs::write(&golden, &drawn).unwrap();
    }
    assert!(drawn == std::fs::read_to_string(&golden).unwrap_or_default(), "it is drawn otherwise now");
}

#[test]
fn each_algorithm_has_its_bars_and_what_is_wrong_says_so_in_letters() {
    let drawn = drawn(&comparison());
    let document = Document::parse(&drawn).unwrap();
    assert_eq!(of_class(&document, "name").len(), 3);
    assert_eq!(of_class(&document, "bar").len(), 4);
    let fault: Vec<_> = of_class(&document, "fault").iter().filter_map(Node::text).collect();
    assert_eq!(fault, ["✗ 9..15 = e"]);
    assert_eq!(of_class(&document, "point").len(), 2);
    let texts: Vec<_> = document.descendants().filter_map(|node| node.text()).collect();
    assert!(texts.contains(&"hasty (wrong)") && texts.contains(&"chandy-lamport"));
    assert!(texts.iter().any(|text| text.contains("hasty: 162, 19, wrong")), "also for who cannot see it");
}

#[test]
fn every_comparison_is_well_formed_and_within_its_frame() {
    let mut hostile = comparison();
    hostile.names[0] = "<script>&\"'\u{0}".repeat(9);
    hostile.note = "a very long note about the experiment, which goes on and on ".repeat(8);
    hostile.panels[0].bars[0] = bar(u64::MAX, u64::MAX, false);
    hostile.trade.points[0] = Point { name: "]]>".into(), x: u64::MAX / 4, y: 0, wrong: false };
    for comparison in [comparison(), Comparison::default(), hostile] {
        let drawn = drawn(&comparison);
        let document = Document::parse(&drawn).unwrap();
        let number =
            |node: &Node<'_, '_>, name| node.attribute(name).and_then(|text| text.parse::<u64>().ok());
        let (width, height) =
            (number(&document.root_element(), "width"), number(&document.root_element(), "height"));
        for node in
            document.descendants().filter(|node| node.has_tag_name("text") || node.has_tag_name("circle"))
        {
            let (x, y) =
                (number(&node, "x").or(number(&node, "cx")), number(&node, "y").or(number(&node, "cy")));
            assert!(x < width && y < height, "{node:?}");
        }
    }
}
