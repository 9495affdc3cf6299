//! Logs of other programs, drawn in every form: what the log does not tell is not there, and what is wrong is what the judge says.

use observed::{Judgement, Logs, history};
use sim_draw::Axis;
use sim_draw::export::Format;
use sim_draw::view::{Limits, View, Wrong};
use trace::Saved;

use crate::common::written;

const DRAWINGS: [Format; 7] =
    [Format::Svg, Format::Html, Format::Shiviz, Format::Mermaid, Format::Dot, Format::Csv, Format::Perfetto];

/// A log, and what the judge says of it, as a run.
fn log(text: &str, record: Option<&str>) -> Saved {
    let mut logs = Logs::new(None, record).unwrap();
    logs.read("x.log", text).unwrap();
    let run = logs.finish().unwrap();
    history(&run, &Judgement::of(&run))
}

fn drawn(run: &Saved, format: Format) -> String {
    written(run, format, "all", Axis::Time)
}

/// What is wrong with the messages of a run, by their names.
fn wrong(run: &Saved) -> Vec<(String, Wrong)> {
    let view = View::new(run, &"all".parse().unwrap(), Limits { events: 100, processes: 10 });
    let faults = |message| view.faults(message).map(|fault| fault.wrong).collect::<Vec<_>>();
    let messages = view.messages.iter();
    messages
        .flat_map(|message| faults(message).into_iter().map(|wrong| (message.name.clone(), wrong)))
        .collect()
}

/// A snapshot of a's and b's that records, of the channel between them, so much: m1 and m2 are in it.
fn recorded(record: &str) -> Saved {
    let text = format!(
        "{{\"p\":\"a\",\"send\":\"m1\",\"to\":\"b\",\"body\":\"3\"}}\n{{\"p\":\"a\",\"send\":\"m2\",\"to\":\"b\",\"body\":\"4\"}}\n\
         {{\"p\":\"a\",\"record\":1,\"state\":\"s\"}}\n{{\"p\":\"b\",\"record\":1}}\n{{\"p\":\"b\",\"recv\":\"m1\"}}\n\
         {{\"p\":\"b\",\"snapshot\":1,\"channel\":\"a\",{record}}}\n"
    );
    log(&text, None)
}

#[test]
fn a_log_is_drawn_in_every_form_by_its_own_names_and_lines_and_without_times_seeds_or_states_of_its_own() {
    let run = recorded("\"messages\":[\"m1\",\"m2\"]");
    for format in DRAWINGS {
        let text = drawn(&run, format);
        assert!(text.contains("m1 (3)"), "{format}: {text}");
        let lines = !matches!(format, Format::Csv | Format::Mermaid);
        assert!(!lines || text.contains("x.log:5"), "{format}: {text}");
        // The page has a script of its own.
        let told = if format == Format::Html { text.split("</h1>").next().unwrap() } else { &text };
        for invented in [" t=", "seed", "virtual", "token-ring", "state ?", "chandy"] {
            assert!(!told.contains(invented) || format == Format::Perfetto, "{format}: {invented}: {told}");
        }
    }
    roxmltree::Document::parse(&drawn(&run, Format::Svg)).unwrap();
    assert!(drawn(&run, Format::Csv).contains("\r\n1,,b,record,,,,,,,,1,,\r\n"));
    assert_eq!(wrong(&run), []);
}

#[test]
fn a_message_is_drawn_as_wrong_only_where_the_log_names_it() {
    let lost = |name: &str| (name.to_string(), Wrong::Lost);
    assert_eq!(wrong(&recorded("\"messages\":[\"m1\"]")), [lost("m2 (4)")]);
    assert_eq!(
        wrong(&recorded("\"messages\":[\"m1\",\"m2\",\"m2\"]")),
        [("m2 (4)".to_string(), Wrong::Twice)]
    );
    // That one of two is not recorded is wrong; which of them, a number does not tell.
    let counted = recorded("\"count\":1");
    assert_eq!(wrong(&counted), []);
    assert!(drawn(&counted, Format::Html).contains("1 message recorded in a->b, but 2 there at the cut"));
    // A number that is right is that of these messages.
    assert!(drawn(&recorded("\"count\":2"), Format::Dot).contains("m1 (3)\\nrecorded"));
    // A log that says nothing of channels loses nothing.
    let silent =
        "{\"p\":\"a\",\"send\":\"m\",\"to\":\"b\"}\n{\"p\":\"a\",\"record\":1}\n{\"p\":\"b\",\"record\":1}\n";
    assert_eq!(wrong(&log(silent, None)), []);
}

#[test]
fn a_receipt_without_a_sending_is_drawn_and_nothing_is_said_of_where_it_came_from() {
    let run = log(
        "{\"p\":\"b\",\"record\":1}\n{\"p\":\"b\",\"recv\":\"x\",\"from\":\"a\"}\n{\"p\":\"b\",\"recv\":\"y\"}\n\
         {\"p\":\"a\",\"record\":1}\n{\"p\":\"b\",\"snapshot\":1,\"channel\":\"a\",\"messages\":[]}",
        None,
    );
    assert_eq!(wrong(&run), []);
    let picture = drawn(&run, Format::Svg);
    assert!(picture.contains("x from a to b: its sending is not in the log, received at event"), "{picture}");
    assert!(picture.contains("b recv y (x.log:3)"), "{picture}");
    assert!(DRAWINGS.iter().all(|format| !drawn(&run, *format).is_empty()));
}

#[test]
fn a_log_that_no_order_makes_possible_is_drawn_with_its_receipts_before_their_sendings() {
    let run = log(
        "{\"p\":\"a\",\"recv\":\"y\"}\n{\"p\":\"a\",\"send\":\"x\",\"to\":\"b\"}\n{\"p\":\"b\",\"recv\":\"x\"}\n{\"p\":\"b\",\"send\":\"y\",\"to\":\"a\"}",
        None,
    );
    let picture = drawn(&run, Format::Svg);
    assert!(picture.contains("of which no order is possible"), "{picture}");
    assert!(picture.contains("y from b to a: sent event 3, received at event 0"), "{picture}");
    assert!(picture.contains("condemned by well-formed"), "{picture}");
    assert!(DRAWINGS.iter().all(|format| drawn(&run, *format).contains('y')));
}

#[test]
fn a_log_of_clocks_alone_is_drawn_in_an_order_that_its_clocks_allow() {
    let text = "b {\"b\":1,\"a\":2} got it\nb {\"b\":2,\"a\":2} saved\na {\"a\":1} begins\na {\"a\":2} sends\na {\"a\":3} saved\n";
    let table = drawn(&log(text, Some("saved")), Format::Csv);
    let order: String = table.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(order, "aabab");
}
