//! The picture: well-formed, the same as last time, and it shows what there is to see.
//!
//! Set `TRYCMD=overwrite` to write down what is drawn now, and look at the difference before committing it.

#![allow(
    clippy::disallowed_methods,
    reason = "the person who runs the tests asks for new pictures in the environment"
)]

use roxmltree::{Document, Node};
use sim_draw::Axis;
use sim_draw::export::{Format, Options};
use sim_draw::report::Hint;
use trace::Saved;
use trace::model::{Event, What};
use unicode_width::UnicodeWidthStr as _;

use crate::common::{FIXTURES, fixture, long, path, written};

const AXES: [Axis; 2] = [Axis::Time, Axis::Order];

fn picture(name: &str, window: &str, axis: Axis) -> String {
    written(&fixture(name), Format::Svg, window, axis)
}

/// The elements of a class.
fn all<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    let is = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|classes| classes.split(' ').any(|other| other == class))
    };
    // What the legend shows is no part of the picture.
    let in_legend = |node: &Node<'_, '_>| node.ancestors().any(|above| above.has_attribute("transform"));
    document.descendants().filter(|node| is(node) && !in_legend(node)).collect()
}

fn texts(document: &Document<'_>) -> Vec<String> {
    let text = |node: Node<'_, '_>| node.text().unwrap_or_default().to_string();
    document.descendants().filter(|node| node.has_tag_name("text")).map(text).collect()
}

#[test]
fn the_pictures_are_those_that_were_looked_at() {
    for name in ["exercise", "held", "inconsistent", "lost", "overlap"] {
        let drawn = picture(name, "snapshot", Axis::Time);
        // The first is a picture of the book.
        let folder = if name == "exercise" { "../../../docs/src/pictures" } else { "golden" };
        let golden = path(&format!("{folder}/{name}.svg"));
        if std::env::var("TRYCMD").is_ok_and(|what| what == "overwrite") {
            std::fs::write(&golden, &drawn).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(drawn == expected, "{} is drawn otherwise now", golden.display());
    }
}

#[test]
fn every_picture_is_well_formed_whatever_the_window_and_the_axis() {
    for name in FIXTURES {
        for axis in AXES {
            for window in ["snapshot", "all", "0..1", "17..40", "9000..9001"] {
                let drawn = picture(name, window, axis);
                let document = Document::parse(&drawn).unwrap();
                assert_eq!(document.root_element().tag_name().name(), "svg");
                assert!(
                    texts(&document)
                        .iter()
                        .any(|text| text.contains("of the run's") || text.contains("one of the run's")),
                    "{name} {window} does not say how much it shows"
                );
            }
        }
    }
}

#[test]
fn a_message_of_the_algorithm_is_called_what_it_is_and_a_tag_stands_beside_its_message() {
    let drawn = picture("causal", "all", Axis::Order);
    let texts = texts(&Document::parse(&drawn).unwrap());
    for label in ["token", "done", "terminate", "5 #2 (1)", "token, done, terminate"] {
        assert!(texts.iter().any(|text| text == label), "{label}: {texts:?}");
    }
    assert!(!texts.iter().any(|text| text.contains('<') || text.contains("marker")), "{texts:?}");
    for format in [Format::Mermaid, Format::Dot, Format::Html] {
        let drawn = written(&fixture("causal"), format, "all", Axis::Order);
        assert!(drawn.contains("terminate") && drawn.contains(" (1)"), "{format:?}");
    }
}

#[test]
fn a_name_is_only_a_name() {
    let drawn = picture("hostile", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    let names: Vec<String> =
        all(&document, "name").iter().map(|name| name.text().unwrap().to_string()).collect();
    assert_eq!(names[1], "\"quoted\" & <b>");
    assert!(names[0].starts_with("</script><script>"));
    assert!(document.descendants().all(|node| !node.has_tag_name("script")));
}

#[test]
fn the_cut_goes_through_the_recording_points() {
    for name in FIXTURES {
        for axis in AXES {
            let drawn = picture(name, "snapshot", axis);
            let document = Document::parse(&drawn).unwrap();
            let lines: String = all(&document, "cut")
                .iter()
                .filter_map(|line| line.attribute("points"))
                .collect::<Vec<_>>()
                .join(" ");
            let records = all(&document, "record");
            assert!(!records.is_empty());
            for record in records {
                let corner = |side: &str| record.attribute(side).unwrap().parse::<i64>().unwrap() + 7;
                let point = format!("{},{}", corner("x"), corner("y"));
                assert!(lines.split(' ').any(|other| other == point), "{name}: no cut at {point}");
            }
        }
    }
}

/// The points of a path of straight lines.
fn points(path: &str) -> Vec<(i64, i64)> {
    let point = |at: &str| at.split_once(' ').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
    path.split(['M', 'L']).filter(|at| !at.is_empty()).map(|at| point(at).unwrap()).collect()
}

/// The height of the two ends of a line.
fn heights(line: &Node<'_, '_>) -> (i64, i64) {
    let points = points(line.attribute("d").unwrap());
    (points[0].1, points[points.len() - 1].1)
}

#[test]
fn no_message_goes_upward_on_either_axis() {
    for name in FIXTURES {
        for axis in AXES {
            let drawn = picture(name, "all", axis);
            let document = Document::parse(&drawn).unwrap();
            for class in ["message", "marker", "recorded", "wrong"] {
                for line in all(&document, class) {
                    let (sent, received) = heights(&line);
                    assert!(sent < received, "{name}: {line:?}");
                }
            }
        }
    }
}

/// Where a text of the drawing is, at least: its letters are seldom wider than that.
fn box_of(text: &Node<'_, '_>) -> [i64; 4] {
    let at = |side: &str| text.attribute(side).unwrap().parse::<i64>().unwrap();
    let classes = text.attribute("class").unwrap();
    let letter = match classes {
        "name" => 9,
        strong if strong.contains("strong") || strong == "fault" => 8,
        _ => 7,
    };
    let wide = letter * i64::try_from(text.text().unwrap().width()).unwrap();
    let left = if classes == "time" { at("x") - wide } else { at("x") - wide / 2 };
    [left, at("y") - 10, left + wide, at("y") + 2]
}

#[test]
fn no_text_lies_on_another_or_runs_out_of_the_picture() {
    let mut late = fixture("exercise");
    late.events.iter_mut().for_each(|event| event.t += 1 << 52);
    let mut runs: Vec<_> = FIXTURES.iter().map(|name| (*name, fixture(name))).collect();
    runs.push(("late", late));
    for (name, run) in &runs {
        for (axis, window) in [(AXES[0], "snapshot"), (AXES[1], "snapshot"), (AXES[0], "all")] {
            let drawn = written(run, Format::Svg, window, axis);
            let document = Document::parse(&drawn).unwrap();
            let width: i64 = document.root_element().attribute("width").unwrap().parse().unwrap();
            let texts: Vec<_> = ["time", "name", "state", "label", "fault"]
                .iter()
                .flat_map(|class| all(&document, class))
                .collect();
            for (place, text) in texts.iter().enumerate() {
                let [left, above, right, below] = box_of(text);
                assert!(0 <= left && right <= width, "{name} {window}: {text:?}");
                for other in &texts[..place] {
                    let [l, a, r, b] = box_of(other);
                    let apart = right <= l || r <= left || below <= a || b <= above;
                    assert!(apart, "{name} {window}: {text:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn markers_are_dashed_and_recorded_messages_doubled() {
    let drawn = picture("exercise", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    assert_eq!(all(&document, "marker").len(), 2);
    assert_eq!((all(&document, "recorded").len(), all(&document, "recorded-inside").len()), (1, 1));
    assert!(drawn.contains(".marker{stroke-dasharray:"));
    assert!(texts(&document).contains(&"m #204, recorded".to_string()));
}

#[test]
fn a_message_that_crosses_the_cut_backwards_stands_out_and_says_so() {
    let drawn = picture("inconsistent", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    assert!(texts(&document).contains(&"✗ m #205 crosses the cut backwards".to_string()));
    assert!(texts(&document).contains(&"! m #206 crosses the cut, not recorded".to_string()));
    assert_eq!(all(&document, "wrong").len(), 2);
    for good in ["exercise", "held", "overlap"] {
        assert!(!picture(good, "snapshot", Axis::Time).contains("backwards"), "{good}");
    }
}

#[test]
fn a_message_has_the_colour_that_it_was_sent_with_where_the_algorithm_adds_one() {
    for (name, snapshots) in [("exercise", 1), ("overlap", 2)] {
        let mut run = fixture(name);
        let plain = written(&run, Format::Svg, "all", Axis::Order);
        assert!(!plain.contains("bead"));
        for event in &mut run.events {
            if let What::Send { snapshot: None, tag, .. } = &mut event.what {
                *tag = Some("0".into());
            }
        }
        let drawn = written(&run, Format::Svg, "all", Axis::Order);
        let document = Document::parse(&drawn).unwrap();
        let of = |class: &str| all(&document, class).len();
        assert_eq!(of("bead"), of("message") + of("recorded"), "{name}");
        let red: usize = (1..=snapshots).map(|cut| of(&format!("bead{cut}"))).sum();
        assert!(red > 0 && red < of("bead"), "{name}");
        assert!(texts(&document).iter().any(|text| text == "sent before its sender recorded"));
    }
}

#[test]
fn a_message_that_the_snapshot_lost_stands_out() {
    let drawn = picture("lost", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    assert!(texts(&document).contains(&"! m #202 crosses the cut, not recorded".to_string()));
}

#[test]
fn several_snapshots_differ_by_more_than_colour() {
    let drawn = picture("overlap", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    let texts = texts(&document);
    assert!(texts.contains(&"cut 1".to_string()) && texts.contains(&"cut 2".to_string()));
    assert_eq!(
        (all(&document, "cut1").len(), all(&document, "cut2").len()),
        (2, 2),
        "a line and a band each"
    );
    assert!(drawn.contains(".cut2{stroke:#8a3b00;stroke-dasharray:"));
}

#[test]
fn the_regions_of_several_initiators_differ_by_a_number_and_a_colour() {
    let drawn = picture("regions", "snapshot", Axis::Time);
    let document = Document::parse(&drawn).unwrap();
    let mut numbers: Vec<_> =
        all(&document, "region").iter().map(|number| number.text().unwrap().to_string()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, ["1", "2"]);
    let recorded = |class| all(&document, class).iter().filter(|node| node.has_tag_name("rect")).count();
    assert_eq!(recorded("region1") + recorded("region2"), 4, "each process records once");
    for initiator in ["p0", "p3"] {
        assert!(texts(&document).contains(&format!("recorded in the region of {initiator}")));
    }
    // Where one process starts there is but one region, and nothing is said of it.
    assert!(!picture("exercise", "snapshot", Axis::Time).contains("region"));
}

#[test]
fn what_is_left_out_is_said() {
    let many = written(&long(5000, 3), Format::Svg, "all", Axis::Order);
    assert!(many.contains("400 of the run&#39;s 5000; left out at the limit: 4600 of the window"));
    let mut several = fixture("exercise");
    for number in 2..=10 {
        let mut recorded =
            several.events.iter().find(|event| matches!(event.what, What::Record { .. })).unwrap().clone();
        if let What::Record { snapshot, .. } = &mut recorded.what {
            *snapshot = number;
        }
        recorded.seq = several.events.len() as u64;
        several.events.push(recorded);
    }
    let on_paper = Options { printed: true, ..Options::default() };
    let printed = sim_draw::export::to_string(&several, Format::Svg, &on_paper);
    assert!(printed.contains("and 7 more snapshots<") && !printed.contains("pointer"), "{printed}");
    let several = written(&several, Format::Svg, "snapshot", Axis::Time);
    assert!(several.contains("and 7 more snapshots: the pointer on a cut tells"), "{several}");
    assert!(several.contains("and 2 more cuts, in the same styles"), "{several}");
    let wide = written(&long(300, 40), Format::Svg, "all", Axis::Time);
    assert!(wide.contains("24 of 40 processes"));
}

#[test]
fn the_line_of_a_message_keeps_apart_from_the_events_that_it_passes() {
    let mut passed = 0;
    for (name, axis) in FIXTURES.iter().flat_map(|name| AXES.map(|axis| (name, axis))) {
        let drawn = picture(name, "snapshot", axis);
        let document = Document::parse(&drawn).unwrap();
        let events: Vec<(i64, i64)> = all(&document, "event")
            .iter()
            .filter_map(|event| {
                Some((event.attribute("cx")?.parse().ok()?, event.attribute("cy")?.parse().ok()?))
            })
            .collect();
        let lines = ["message", "marker", "recorded", "wrong"].iter().flat_map(|class| all(&document, class));
        for path in lines.map(|line| line.attribute("d").unwrap()).filter(|path| !path.contains('C')) {
            let points = points(path);
            passed += points.len() / 2 - 1;
            let (from, to) = (points[0], points[points.len() - 1]);
            // The parts that are drawn, each pixel of their way down.
            for part in path.split('M').filter(|part| part.contains('L')) {
                let [start, end] = self::points(part)[..] else { panic!("{path}") };
                let steps = (end.0 - start.0).abs().max((end.1 - start.1).abs()).max(1);
                for step in 0..=steps {
                    let x = start.0 + (end.0 - start.0) * step / steps;
                    let y = start.1 + (end.1 - start.1) * step / steps;
                    let near = events.iter().find(|event| {
                        event.0 != from.0
                            && event.0 != to.0
                            && (event.0 - x).pow(2) + (event.1 - y).pow(2) < 8 * 8
                    });
                    assert_eq!(near, None, "{name}, {axis}: {path}");
                }
            }
        }
    }
    assert!(passed > 3, "some lines pass an event: {passed}");
}

#[test]
fn to_scale_the_same_time_has_the_same_height_and_elsewhere_it_is_said_that_it_has_not() {
    let drawn = picture("exercise", "snapshot", Axis::Scale);
    let document = Document::parse(&drawn).unwrap();
    let number = |text: &str| text.trim_start_matches("t=").parse::<i64>().unwrap();
    let times: Vec<(i64, i64)> = all(&document, "time")
        .iter()
        .map(|time| (number(time.text().unwrap()), number(time.attribute("y").unwrap())))
        .collect();
    let (first, last) = (times[0], times[times.len() - 1]);
    assert!(times.len() > 3);
    for (t, y) in &times {
        let exact = first.1 * (last.0 - first.0) + (t - first.0) * (last.1 - first.1);
        assert!((y * (last.0 - first.0) - exact).abs() <= last.0 - first.0, "t={t} is at {y}");
    }
    for (axis, told) in [
        (Axis::Scale, "time goes down, to scale"),
        (Axis::Time, "time goes down, but not to scale"),
        (Axis::Order, "a row an event, whatever its time"),
    ] {
        let drawn = picture("exercise", "snapshot", axis);
        assert!(texts(&Document::parse(&drawn).unwrap()).iter().any(|text| text == told), "{told}");
    }
}

#[test]
fn a_picture_says_what_the_oracles_said_and_how_to_see_it_again() {
    let again = Hint { purpose: "reproduce:".into(), command: "sim --seed 7".into(), aside: None };
    let options = Options { again: Some(again), ..Options::default() };
    let says = |run: &Saved| {
        let drawn = sim_draw::export::to_string(run, Format::Svg, &options);
        let document = Document::parse(&drawn).unwrap();
        let described = document.descendants().find(|node| node.has_tag_name("desc")).unwrap();
        assert!(described.text().unwrap().ends_with(" Reproduce: sim --seed 7"), "{described:?}");
        let of = |class| all(&document, class).iter().map(|node| node.text().unwrap().to_string()).collect();
        let [good, bad, unsure, command]: [Vec<String>; 4] = ["good", "bad", "unsure", "command"].map(of);
        assert_eq!(command, ["sim --seed 7"]);
        [good, bad, unsure].map(|lines| lines.join(" "))
    };
    let [good, ..] = says(&fixture("exercise"));
    assert_eq!(good, "✓ Holds: all 8 checks hold");
    let [good, bad, _] = says(&fixture("inconsistent"));
    assert!(good.is_empty() && bad.starts_with("✗ Fails: consistent, "), "{bad}");
    let mut without = fixture("exercise");
    without.footer = None;
    let [good, bad, unsure] = says(&without);
    assert_eq!((good.as_str(), bad.as_str(), unsure.as_str()), ("", "", "? No verdict: the file has none"));
}

#[test]
fn no_cut_is_drawn_where_a_process_never_recorded_and_it_says_so() {
    let mut run = fixture("twelve");
    let left_out = run.header.config.processes[5].clone();
    run.events.retain(|event| event.proc != left_out || !matches!(event.what, What::Record { .. }));
    let drawn = written(&run, Format::Svg, "all", Axis::Order);
    let document = Document::parse(&drawn).unwrap();
    let column = all(&document, "life")[5].attribute("d").unwrap()[1..].split(' ').next().unwrap();
    let column: i64 = column.parse().unwrap();
    let lines: Vec<_> = all(&document, "cut").iter().filter_map(|line| line.attribute("points")).collect();
    assert_eq!(lines.len(), 2, "on either side");
    let places = |line: &str| {
        let xs = line.split(' ').map(|point| point.split(',').next().unwrap().parse::<i64>().unwrap());
        (xs.clone().min().unwrap(), xs.max().unwrap())
    };
    assert!(places(lines[0]).1 < column && column < places(lines[1]).0, "{lines:?} {column}");
    assert!(texts(&document).iter().any(|text| text == "not in the cut"));
}

#[test]
fn the_window_can_be_chosen_by_the_numbers_of_the_events() {
    let drawn = picture("exercise", "100..110", Axis::Order);
    let document = Document::parse(&drawn).unwrap();
    assert_eq!(all(&document, "event").len(), 10);
    assert!(drawn.contains("Events 100..110"));
}

#[test]
fn what_a_process_refused_is_seen_waiting_from_when_it_was_due() {
    let mut run = long(40, 2);
    let wait = |event: &mut Event, ticks: u64| {
        if let What::Recv { waited, .. } = &mut event.what {
            *waited = ticks;
        }
    };
    run.events.iter_mut().for_each(|event| event.t *= 10);
    // The receipt at t=80; its message was due between the events at t=50, of which the second is 11, and those at t=60.
    wait(&mut run.events[16], 25);
    for axis in AXES {
        let drawn = written(&run, Format::Svg, "all", axis);
        assert_eq!(drawn.matches("after waiting for 25 ticks").count(), 2, "at the message and at the event");
        let bars: Vec<_> = drawn.split("class=\"waiting\" d=\"M").skip(1).collect();
        assert_eq!(bars.len(), 2, "the bar, and its sign in the legend");
        let (from, to) = bars[0].split_once(' ').and_then(|(_, bar)| bar.split_once('V')).unwrap();
        let number = |text: &str| text.split('"').next().unwrap().parse::<i64>().unwrap();
        let y = |event: u64| {
            let (_, told) = drawn.split_once(&format!("<title>event {event}, t=")).unwrap();
            number(told.split_once("cy=\"").unwrap().1)
        };
        assert!(y(11) < number(from) && number(from) < y(12), "{axis}: {from} {} {}", y(11), y(12));
        assert_eq!(number(to), y(16));
    }
    assert!(written(&run, Format::Html, "all", Axis::Time).contains("\"waited\":25"));
    // As only a damaged file has it.
    run.events.iter_mut().for_each(|event| wait(event, u64::MAX));
    for axis in AXES {
        assert!(written(&run, Format::Svg, "all", axis).contains("class=\"waiting\""));
    }
    assert!(!written(&long(40, 2), Format::Svg, "all", Axis::Time).contains("class=\"waiting\""));
}
