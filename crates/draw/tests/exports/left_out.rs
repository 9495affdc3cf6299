//! What a form has no room for is told, with what has it.

use super::*;

fn left_out(run: &trace::Saved, format: Format) -> String {
    let options = Options { extent: "all".parse().unwrap(), ..Options::default() };
    sim_draw::export::left_out(run, format, &options).join("\n")
}

/// A ring of so many processes, the first event of which has a clock.
fn with_clock(processes: usize) -> trace::Saved {
    let mut run = long(40, processes);
    run.events[0].clock = Some(std::iter::once(("p0".to_string(), 1)).collect());
    run
}

#[test]
fn clocks_that_a_form_has_no_room_for_are_told() {
    let json = "-f json has what they are made of";
    for (format, processes, told) in [
        (Format::Html, 16, ""),
        (Format::Html, 17, "html has no clocks of more than 16 processes; -f csv has them"),
        (Format::Html, 1001, &format!("html has no clocks of more than 16 processes; {json}")),
        (Format::Csv, 1000, ""),
        (Format::Csv, 1001, &format!("csv has no clocks of more than 1000 processes; {json}")),
        (Format::Perfetto, 1001, &format!("perfetto has no clocks of more than 1000 processes; {json}")),
    ] {
        let run = with_clock(processes);
        let lines = left_out(&run, format);
        assert_eq!(lines.contains("clocks"), !told.is_empty(), "{format} {processes}: {lines}");
        assert!(lines.contains(told), "{format} {processes}: {lines}");
        let shown = written(&run, format, "all", Axis::Time).contains("p0:1");
        assert_eq!(shown, told.is_empty(), "{format} {processes}");
    }
    assert!(!left_out(&long(40, 1001), Format::Csv).contains("clocks"), "there are none in the file");
}

#[test]
fn what_mermaid_has_no_characters_for_is_told() {
    let mut run = long(300, 3);
    assert_eq!(left_out(&run, Format::Mermaid), "");
    for event in &mut run.events {
        if let What::Recv { body, .. } | What::Send { body, .. } = &mut event.what {
            *body = "m".repeat(1000);
        }
    }
    let (told, text) = (left_out(&run, Format::Mermaid), written(&run, Format::Mermaid, "all", Axis::Time));
    let last = text.lines().find_map(|line| line.split_once("characters: the last ")).unwrap().1;
    assert!(told.contains(&format!("leaves out the last {last}")), "{told} {last}");
}
