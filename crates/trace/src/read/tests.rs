//! What is a saved run, and what is said of a text that is none.

use super::{load, read};
use crate::summary::tests::lines;

fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

/// The first line, the first two events and the result of a run.
fn parts() -> [&'static str; 4] {
    let mut lines = lines("the exercise, soon").lines();
    let [head, first, second] = [(); 3].map(|()| lines.next().unwrap());
    [head, first, second, lines.next_back().unwrap()]
}

#[test]
fn lines_come_in_their_order() {
    let [head, first, second, result] = parts();
    let of = |lines: &[&str]| lines.join("\n") + "\n";
    let saved = read(&of(&[head, first, "", second, result, "  "])).unwrap();
    assert_eq!((saved.events.len(), saved.footer.is_some()), (2, true));
    assert_eq!(read(&of(&[head])).unwrap().events.len(), 0);
    for (lines, what) in [
        (&[head, result, first][..], "line 3: something after the result"),
        (&[head, result, result], "line 3: something after the result"),
        (&[head, first, head], "line 3: a second run in the same file"),
        (&[first, head], "line 1: expected a line of type 'run' first"),
        (&[result], "line 1: expected a line of type 'run' first"),
        (&[head, second], "event 0 is missing: the next one is numbered 1"),
        (&[head, first, first], "event 1 is missing: the next one is numbered 0"),
    ] {
        assert_eq!(refused(&of(lines)), what);
    }
}

#[test]
fn what_is_no_run_is_refused_at_its_line() {
    let [head, first, ..] = parts();
    let other = "it has the schema 'sim.run/9', and this version reads 'sim.run/2'";
    for (text, what) in [
        ("", "the file is empty"),
        ("\u{feff} \n\n", "the file is empty"),
        ("{}", "line 1: schema: it is missing"),
        ("{ \"schema\":\n7 }", "line 2: schema: invalid type: integer '7', expected text"),
        ("{ \"schema\": \"sim.run/9\" }", other),
        ("{ \"type\": \"run\", \"schema\": \"sim.run/9\" }", other),
        ("{ \"type\": \"day\" }", "line 1: type: unknown word 'day'"),
    ] {
        let told = refused(text);
        assert!(told.starts_with(what), "{told}");
    }
    let broken = format!("{head}\n{first}\n{{\"type\":\"event\",\"seq\":\n{first}\n");
    assert!(refused(&broken).starts_with("line 3: "), "{}", refused(&broken));
    let no_event = format!("{head}\n{{\"type\":\"event\",\"seq\":0}}\n");
    assert!(refused(&no_event).starts_with("line 2: "), "{}", refused(&no_event));
}

#[test]
fn a_last_line_that_is_cut_off_is_left_out_and_told() {
    let [head, first, second, _] = parts();
    let whole = format!("{head}\n{first}\n{second}\n");
    assert_eq!(load(&whole).unwrap().cut_off, None);
    let loaded = load(&whole[..whole.len() - 5]).unwrap();
    assert_eq!((loaded.cut_off, loaded.saved.events.len()), (Some(3), 1));
    // What is wrong in another way, or is not the last, or comes before any run, is not cut off.
    assert!(refused(&format!("{head}\n{first}\n{second}}}\n")).starts_with("line 3: "));
    assert!(refused(&format!("{head}\n{}\n{second}\n", &first[..20])).starts_with("line 2: "));
    assert!(refused(&head[..40]).starts_with("line 1: "));
}

#[test]
fn a_byte_order_mark_is_not_looked_at_and_a_channel_without_a_name_has_that_of_its_ends() {
    let [head, ..] = parts();
    let ours = read(head).unwrap();
    let nameless = head.replace("\"id\":\"P->Q\",", "\"id\":\"\",");
    assert!(nameless != head);
    assert_eq!(read(&format!("\u{feff}{nameless}")).unwrap(), ours);
    let named = head.replace("\"id\":\"P->Q\",", "\"id\":\"a\",");
    assert_eq!(read(&named).unwrap().header.config.channels[0].id, "a");
}

#[test]
fn a_file_without_a_result_is_a_run_that_was_cut_off() {
    let head = parts()[0].replacen("{\"type\":\"run\",", "{", 1);
    let open = head.strip_suffix('}').unwrap();
    assert_eq!(read(&format!("{open},\"events\":[]}}")).unwrap().footer, None);
    assert!(read(&format!("{open},\"events\":[],\"checks\":[]}}")).unwrap().footer.is_some());
}
