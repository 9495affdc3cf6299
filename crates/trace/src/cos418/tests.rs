//! What is read, what is refused and why, and that nothing brings a reader down.

use proptest::prelude::*;
use sim_core::Topology;
use snapshot::script::Script;
use snapshot::script::{Instruction, Statement};
use snapshot::{
    Account, Aim, Bank, ChannelRecord, ProcessRecord, Program as _, RecordedGlobalState, Recording,
    SnapshotId, Transfer,
};

use super::*;

fn refused<T: std::fmt::Debug>(read: Result<T, LineError>) -> String {
    read.unwrap_err().to_string()
}

const TOP: &str =
    "\u{feff}# a comment\n\n3\nN1 1\r\nN10 0\nN2 20\n# N1 - N2\nN1 N2\nN1 N1\nN1 N10\nN10 N1\nN2  N1\n";

#[test]
fn a_topology_has_the_servers_of_the_file_and_each_one_s_links_in_byte_order() {
    let mut top = Top::parse(TOP).unwrap();
    assert_eq!(top.tokens(), [1, 0, 20]);
    assert_eq!(top.links, [(0, 2), (0, 0), (0, 1), (1, 0), (2, 0)]);
    assert_eq!((top.forget_links_to_itself(), top.forget_links_to_itself()), (1, 0));
    assert_eq!(top.links, [(0, 2), (0, 1), (1, 0), (2, 0)]);
    let named = |topology: sim_core::Topology| {
        topology.channel_ids().map(|c| topology.channel_name(c)).collect::<Vec<_>>()
    };
    let topology = top.topology().unwrap();
    let names: Vec<_> = topology.processes().map(|p| topology.name(p).to_string()).collect();
    assert_eq!(names, ["N1", "N10", "N2"]);
    assert_eq!(named(topology), ["N1->N10", "N1->N2", "N10->N1", "N2->N1"]);
    let shorter_first = |a: &str, b: &str| a.len().cmp(&b.len());
    let other = top.topology_ordered(shorter_first).unwrap();
    assert_eq!(named(other), ["N1->N2", "N1->N10", "N10->N1", "N2->N1"]);
}

#[test]
fn what_is_no_topology_says_where_and_why() {
    let refused = |text: &str| refused(Top::parse(text));
    assert_eq!(refused("# nothing\n"), "line 2: expected the number of servers, found the end of the file");
    assert_eq!(refused("two"), "line 1: expected the number of servers, found 'two'");
    assert_eq!(refused("0"), "line 1: expected at least one server, found 0");
    assert_eq!(
        refused("99999999999"),
        "line 1: expected the number of servers of at most 10000000, found 99999999999"
    );
    assert_eq!(
        refused("2\nA 1\n\n"),
        "line 4: expected 'ID TOKENS' of server 2 of 2, found the end of the file"
    );
    assert_eq!(
        refused("2\nA 1\nA B\n"),
        "line 3: expected 'ID TOKENS' of server 2 of 2 with a number of tokens, found 'B'"
    );
    assert_eq!(refused("2\nA 1\nB -1\n").split(", ").last(), Some("found '-1'"));
    assert_eq!(refused("1\nA 1 1"), "line 2: expected 'ID TOKENS' of server 1 of 1, found 'A 1 1'");
    assert_eq!(refused("2\nA 1\n#\nA 2"), "line 4: expected another server, found 'A' of line 2 again");
    assert_eq!(
        refused("1\nA 1\nB 2"),
        "line 3: expected a link 'SRC DST', found 'B 2': 'B' is none of the 1 servers that line 1 announces"
    );
    assert_eq!(refused("1\nA 1\nA"), "line 3: expected a link 'SRC DST', found 'A'");
    assert_eq!(refused("2\nA 1\nB 1\nA B\nA B"), "line 5: expected another link, found 'A B' again");
    assert_eq!(
        refused("2\nA 9007199254740992\nB 1"),
        "line 3: the servers have more than 9007199254740992 tokens in all"
    );
    assert!(refused(&format!("1\n{} 1", "n".repeat(65))).contains("at most 64 bytes"));
    assert!(refused("1\nA\u{7}B 1").contains("control characters"));
    assert!(refused(&"9".repeat(1000)).len() < 150);
}

fn instructions(text: &str) -> Vec<(usize, String)> {
    let shown = |Statement { line, what }| {
        let what = match what {
            Instruction::Hold { process, amounts } => format!("{process} holds {amounts:?}"),
            Instruction::Send { source, target, parcel } => format!("{source}>{target}: {parcel}"),
            Instruction::Local { process, label } => format!("{process} does {label:?}"),
            Instruction::Snapshot { processes } => format!("{} snapshot", processes.join(", ")),
            Instruction::Tick(ticks) => format!("{ticks} ticks"),
        };
        (line, what)
    };
    events::parse(text).unwrap().into_iter().map(shown).collect()
}

#[test]
fn events_are_read_with_the_numbers_of_their_lines() {
    let text =
        "send N1 N2 1\n\n# then\n snapshot\tN2\r\ntick\ntick 4\nsnapshot N1 N2\nlocal N1 \"a b\"\nlocal N2 c";
    let read = instructions(text);
    let expected = [
        (1, "N1>N2: 1"),
        (4, "N2 snapshot"),
        (5, "1 ticks"),
        (6, "4 ticks"),
        (7, "N1, N2 snapshot"),
        (8, "N1 does Some(Label(\"a b\"))"),
        (9, "N2 does Some(Label(\"c\"))"),
    ];
    assert_eq!(read, expected.map(|(line, what)| (line, what.to_string())));
}

#[test]
fn a_figure_of_a_textbook_is_written_with_units_and_labels() {
    let read = events::parse("hold p1 1000 $, 0 widgets\nsend p1 p2 100 $ \"order  10, please\"").unwrap();
    let Instruction::Hold { amounts, .. } = &read[0].what else { panic!("{read:?}") };
    assert_eq!(amounts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1000 $", "0 widgets"]);
    let Instruction::Send { parcel, .. } = &read[1].what else { panic!("{read:?}") };
    assert_eq!(parcel.to_string(), "100 $ \"order  10, please\"");
}

#[test]
fn what_is_no_statement_says_where_and_why() {
    let refused = |text: &str| refused(events::parse(text));
    assert_eq!(
        refused("\nsent A B 1"),
        "line 2: expected 'send', 'local', 'snapshot', 'tick' or 'hold', found 'sent A B 1'"
    );
    assert_eq!(
        refused("send A B"),
        "line 1: expected 'send SRC DST AMOUNT [UNIT], … [\"label\"]', found 'send A B'"
    );
    assert_eq!(refused("send A B x"), "line 1: in 'send': expected an amount, found 'x'");
    assert_eq!(refused("send A B 1 a b"), "line 1: in 'send': expected 'AMOUNT [UNIT]', found '1 a b'");
    assert_eq!(
        refused("send A B 1 \"a"),
        "line 1: in 'send': a label is the last thing in its line, in double quotes, with none in it"
    );
    for text in ["", "\n", "# nothing"] {
        assert_eq!(refused(text), "line 1: expected a statement, found none");
    }
    assert_eq!(refused("snapshot"), "line 1: expected 'snapshot ID …', found 'snapshot'");
    assert_eq!(refused("local"), "line 1: expected 'local ID [\"label\"]', found 'local'");
    assert_eq!(
        refused("local A \"x"),
        "line 1: in 'local': a label is the last thing in its line, in double quotes, with none in it"
    );
    assert_eq!(
        refused("tick 999999999999"),
        "line 1: expected 'tick [K]' with a number of ticks of at most 1000000000, found 999999999999"
    );
    assert_eq!(refused("tick -1"), "line 1: expected 'tick [K]' with a number of ticks, found '-1'");
    assert_eq!(refused("tick 1 2"), "line 1: expected 'tick [K]' with a number of ticks, found '1 2'");
    assert_eq!(refused("hold A"), "line 1: expected 'hold ID AMOUNT [UNIT], …', found 'hold A'");
    assert_eq!(refused("hold A 1,"), "line 1: in 'hold': expected 'AMOUNT [UNIT]', found ''");
    assert_eq!(
        refused("send A B 1 \u{1b}[31m"),
        "line 1: in 'send': '\u{fffd}[31m' is not the name of a unit"
    );
    assert_eq!(refused(&format!("tick {}", "1".repeat(9000))), "line 1: a statement has at most 8192 bytes");
}

#[test]
fn what_is_just_as_long_or_as_much_as_it_may_be_is_read_and_one_more_is_refused() {
    let local = |length: usize| format!("local{}A", " ".repeat(length - 6));
    assert!(events::parse(&local(events::MAX_LINE)).is_ok());
    assert!(
        refused(events::parse(&local(events::MAX_LINE + 1))).contains("a statement has at most 8192 bytes")
    );
    let tick = |wait: u64| events::parse(&format!("tick {wait}"));
    assert!(tick(events::MAX_WAIT).is_ok() && tick(events::MAX_WAIT + 1).is_err());
}

#[test]
fn a_comment_begins_with_a_word_that_begins_with_a_number_sign() {
    let read = instructions("tick # 4\nsend a#1 b 0 \"# 7\" # \"x\"\n\t# none");
    assert_eq!(read, [(1, "1 ticks".to_string()), (2, "a#1>b: 0 \"# 7\"".to_string())]);
    let top = Top::parse("2 # servers\nA 1 # a\nB 0\nA B # a link").unwrap();
    assert_eq!((top.servers.len(), top.links.len()), (2, 1));
    assert_eq!(delays::parse("3 # ticks\n2").unwrap(), [3, 2]);
}

#[test]
fn a_name_of_several_words_stands_in_quotes() {
    let read =
        instructions("send \"a b\" c 1 \"x\"\nsnapshot c \"a b\"\nlocal \"a b\" \"a b\"\nhold \"# d\" 1 # e");
    let expected = [
        (1, "a b>c: 1 \"x\""),
        (2, "c, a b snapshot"),
        (3, "a b does Some(Label(\"a b\"))"),
        (4, "# d holds [Amount { count: 1, unit: Unit(\"\") }]"),
    ];
    assert_eq!(read, expected.map(|(line, what)| (line, what.to_string())));
    let wrong = "line 1: a name is one word, or in double quotes with none in it";
    for text in ["snapshot \"a b", "send \"a\"b c 1", "local \"a"] {
        assert_eq!(refused(events::parse(text)), wrong, "{text}");
    }
}

#[test]
fn delays_are_numbers_one_a_line() {
    assert_eq!(delays::parse("3\n2\n\n# on\n0").unwrap(), [3, 2, 0]);
    assert_eq!(refused(delays::parse("3\n2 1")), "line 2: expected a delay, found '2 1'");
    assert_eq!(refused(delays::parse("3\nx")), "line 2: expected a delay, found 'x'");
    assert!(refused(delays::parse("9007199254740993")).contains("at most 9007199254740992"));
}

#[test]
fn a_snapshot_of_what_is_conserved_has_so_many_tokens_and_one_that_is_not_whole_is_none() {
    let (topology, snapshot) = (Topology::ring(2).unwrap(), SnapshotId(1));
    let record = |balance| ProcessRecord {
        first: Some(Recording {
            snapshot,
            state: Account { balance, left: 0, widgets: 0 },
            time: 3,
            before: false,
            event: 0,
        }),
        times: 1,
        permanent: None,
    };
    let transfer = Transfer { channel: (), money: 2, widgets: 0 };
    let channel = |messages| ChannelRecord { messages, last: None, closed: Some(1), times: 1 };
    let channels = vec![channel(vec![(None, transfer)]), channel(Vec::new())];
    let mut recorded =
        RecordedGlobalState { aim: Aim::GlobalState, processes: vec![record(5), record(7)], channels };
    let of = |recorded: &RecordedGlobalState<_, _>| Snap::of(&Bank::alike(5, 5), &topology, recorded, 4);
    assert_eq!(of(&recorded).unwrap().to_string(), "4\nP 5\nQ 7\nP Q token(2)\n");
    recorded.processes[1].times = 0;
    assert_eq!(of(&recorded), None);
}

#[test]
fn a_snapshot_prints_and_parses() {
    let text = "0\nN1 5\nN2 1\nN1 N2 token(3)\nN1 N2 token(2)\n";
    let snap = Snap::parse(text).unwrap();
    let tokens: Vec<_> = snap.messages.iter().map(|message| message.tokens).collect();
    assert_eq!((snap.number, tokens.as_slice()), (0, [3, 2].as_slice()));
    assert_eq!(snap.to_string(), text);
}

#[test]
fn what_is_no_snapshot_says_where_and_why() {
    let refused = |text: &str| refused(Snap::parse(text));
    assert_eq!(refused(""), "line 1: expected the number of the snapshot, found the end of the file");
    assert_eq!(refused("0\nA 1\nA 1"), "line 3: server 'A' is there twice");
    assert_eq!(
        refused("0\nA B token"),
        "line 2: expected 'SERVER TOKENS' or 'SRC DST token(K)', found 'A B token'"
    );
    assert_eq!(refused("0\nA B token()"), "line 2: expected 'token(K)', found ''");
}

/// A line that is one of the grammar's, or nearly.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "send", "snapshot", "tick", "hold", "A", "B", "N1", "0", "1", "2", "7", "$", "widgets", ",", "\"x\"",
            "token(1)", "token(", "#", "999999999999", "9007199254740992", "18446744073709551616", "-1", "\u{feff}",
        ]).prop_map(String::from),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(word, 0..7).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200)
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        prop::collection::vec(line(), 0..12).prop_map(|lines| lines.join("\n")),
        prop::collection::vec(line(), 0..8)
            .prop_map(|lines| format!("2\nA 5\nB 7\nA B\nB A\n{}", lines.join("\n"))),
    ]
}

proptest! {
    #[test]
    fn whatever_the_text_it_is_read_or_refused(text in text()) {
        let top = Top::parse(&text).map_err(|error| error.shown("a.top", &text));
        if let Ok(top) = &top {
            prop_assert!(top.topology().is_ok());
        }
        let _ = delays::parse(&text).map_err(|error| error.shown("a.delays", &text));
        if let Ok(snap) = Snap::parse(&text) {
            prop_assert!(Snap::parse(&snap.to_string()).is_ok());
        }
        if let Ok(statements) = events::parse(&text).map_err(|error| error.shown("a.events", &text)) {
            let top = top.unwrap_or_else(|_| Top::parse("2\nA 5\nB 7\nA B\nB A").unwrap());
            let topology = top.topology().unwrap();
            let script = Script::new(&topology, &top.tokens(), &statements);
            if let Ok(script) = script.map_err(|error| LineError::from(error).shown("a.events", &text)) {
                prop_assert!(script.timetable().is_sorted_by_key(|(time, _)| *time));
            }
        }
    }

    #[test]
    fn what_a_line_is_refused_for_is_told_with_the_number_of_that_line(blank in 0_usize..5, wrong in "x[a-z]{0,9}") {
        let text = format!("tick\n{}{wrong}", "\n".repeat(blank));
        let error = events::parse(&text).unwrap_err();
        prop_assert_eq!(error.line, blank + 2);
    }

    #[test]
    fn a_snapshot_is_read_back_as_it_was_written(
        number in any::<u32>(),
        tokens in prop::collection::vec(0..=MAX_TOKENS, 1..6),
        messages in prop::collection::vec((0_usize..9, 0_usize..9, 0..=MAX_TOKENS), 0..9),
    ) {
        let servers = tokens.into_iter().enumerate().map(|(n, tokens)| (format!("N{n}"), tokens)).collect();
        let message = |(source, target, tokens)| {
            SnapMessage { source: format!("N{source}"), target: format!("N{target}"), tokens }
        };
        let snap = Snap { number, servers, messages: messages.into_iter().map(message).collect() };
        prop_assert_eq!(Snap::parse(&snap.to_string()), Ok(snap));
    }
}

#[test]
fn the_words_that_are_to_blame_are_marked_or_else_all_that_the_line_says() {
    let marked = |text: &str, line: usize, words: &str| {
        let mistake = snapshot::script::Mistake::new("no").at(words);
        LineError { line, mistake }.shown("a", text).span
    };
    for (text, line, words, span) in [
        ("tick\n  send A B 1  # x\n", 2, "", 7..17),
        ("tick\n  send A B 1  # x\n", 2, "B", 14..15),
        // Each is a word of its own, and no part of one.
        ("send AB BA A", 1, "A", 11..12),
        ("hold \"A\",3", 1, "A", 6..7),
        ("hold A 1,3", 1, "3", 9..10),
        ("A B", 1, "A", 0..1),
        // What is not there is not marked.
        ("a\n \t b cd  \n", 2, "c", 5..9),
        ("\u{feff}tick x", 1, "x", 5..6),
        ("a\n", 5, "", 2..2),
    ] {
        assert_eq!(marked(text, line, words), span, "{text:?} {words}");
    }
}

#[test]
fn in_quotes_a_number_sign_begins_no_comment_and_behind_them_it_does() {
    let read = instructions("local A \"a # b\" # c \"\nlocal A \"x\"");
    let label = |text: &str| format!("A does Some(Label(\"{text}\"))");
    assert_eq!(read, [(1, label("a # b")), (2, label("x"))]);
}

#[test]
fn a_name_and_the_tokens_of_all_are_just_so_long_and_so_many_and_no_more() {
    let top = |name: usize, tokens: u64| Top::parse(&format!("1\n{} {tokens}", "n".repeat(name)));
    assert!(top(MAX_NAME, MAX_TOKENS).is_ok());
    assert!(refused(top(MAX_NAME + 1, 1)).contains("a name has at most 64 bytes"));
    assert!(refused(top(1, MAX_TOKENS + 1)).contains("of at most 9007199254740992"));
    assert!(refused(Top::parse("2\na 9007199254740991\nb 2")).contains("tokens in all"));
    assert!(Top::parse("2\na 9007199254740991\nb 1").is_ok());
}
