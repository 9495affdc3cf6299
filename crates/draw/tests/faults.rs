//! What is wrong in a run stands out in every drawing of it, and what a format cannot draw it says.

use sim_draw::Axis;
use sim_draw::export::{self, Format, Options};
use trace::Saved;
use trace::model::Message;

use crate::common::{fixture, written};

#[test]
fn no_format_draws_a_wrong_record_as_a_right_one() {
    let mut run = fixture("exercise");
    let snapshot = &mut run.footer.as_mut().unwrap().snapshots[0];
    let recorded = snapshot.channels.values().flatten().next().unwrap().clone();
    // m #202 was received before the cut, and the file has it in the channel all the same; and m #204 twice.
    snapshot.channels["P->Q"] = vec![Message { msg: Some(202), ..recorded.clone() }];
    snapshot.channels["Q->P"] = vec![recorded.clone(), recorded];
    for format in [Format::Svg, Format::Dot, Format::Mermaid, Format::Html] {
        let drawn = written(&run, format, "snapshot", Axis::Order);
        for what in ["wrongly recorded", "recorded twice"] {
            assert!(drawn.contains(what), "{format}: {what}");
        }
    }
}

#[test]
fn what_an_oracle_condemns_is_marked_and_named_in_every_drawing() {
    let run = fixture("lost");
    for (format, mark) in [
        (Format::Svg, "class=\"condemned\""),
        (Format::Dot, "✗ condemned by channels"),
        (Format::Mermaid, "✗ condemned by channels"),
        (Format::Html, "\"condemned\":[\"channels\""),
    ] {
        let drawn = written(&run, format, "snapshot", Axis::Order);
        assert!(drawn.contains(mark), "{format}");
        assert!(!written(&fixture("exercise"), format, "snapshot", Axis::Order).contains(mark));
    }
}

#[test]
fn mermaid_puts_no_event_before_one_of_the_same_process_that_came_first() {
    let drawn = written(&fixture("exercise"), Format::Mermaid, "snapshot", Axis::Time);
    let place = |what: &str| drawn.lines().position(|line| line.contains(what)).unwrap_or(usize::MAX);
    assert!(place("send m #35;202 to Q") < place("record state 101"), "{drawn}");
    assert!(place("record state 101") < place("p0--)p1: marker #35;203"), "{drawn}");
}

#[test]
fn overtaking_is_said_where_it_cannot_be_drawn() {
    let (overtaken, in_order) = (fixture("lost"), fixture("exercise"));
    for format in Format::ALL {
        let drawn = written(&overtaken, format, "snapshot", Axis::Time);
        let notes = |run: &Saved| export::left_out(run, format, &Options::default()).join("\n");
        let cannot = matches!(format, Format::Mermaid | Format::Shiviz | Format::Dot);
        assert_eq!(drawn.contains("overtook m "), cannot, "{format}");
        assert_eq!(notes(&overtaken).contains("cannot draw overtaking"), cannot, "{format}");
        assert!(!notes(&in_order).contains("overtaking"), "{format}");
        assert!(!written(&in_order, format, "snapshot", Axis::Time).contains("overtook m "), "{format}");
    }
}
