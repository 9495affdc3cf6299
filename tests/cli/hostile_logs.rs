//! Logs that mean harm, or are none: an error and nothing else, and at once; and odd ones that are logs all the same.

use crate::code;
use crate::judge::of_text;

fn refused(args: &[&str], log: &[u8], what: &str) {
    let (code, told) = of_text(&[&["judge", "-"], args].concat(), log);
    let begin = String::from_utf8_lossy(&log[..log.len().min(60)]).to_string();
    assert!(code == 2 && told.starts_with("error: ") && told.contains(what), "{begin}: {code}, {told}");
    assert!(told.len() < 10_000, "{begin}");
}

#[test]
fn what_means_harm_is_refused() {
    let own = |fields: &str| format!("{{\"p\":\"a\",{fields}}}\n").into_bytes();
    let many =
        |count: usize, what: &dyn Fn(usize) -> String| (0..count).map(what).collect::<Vec<_>>().join(",");
    let clock = many(16_385, &|p| format!("\"p{p}\":1"));
    refused(&[], &own(&format!("\"note\":1,\"vc\":{{{clock}}}")), "more than 16384 processes");
    refused(&[], &own("\"note\":1,\"vc\":{\"a\":18446744073709551616}"), "vc.a");
    refused(&[], &own("\"note\":1,\"vc\":{\"a\":1,\"a\":2}"), "twice");
    refused(&[], &own("\"record\":18446744073709551616"), "record");
    refused(&[], &own("\"send\":1,\"to\":\"b\",\"amount\":9223372036854775808"), "amount");
    refused(&[], &own("\"snapshot\":1,\"channel\":\"b\",\"count\":-1"), "count");
    refused(&[], &own("\"record\":1,\"record\":2"), "duplicate field");
    let names = many(16_385, &|p| format!("\"p{p}\""));
    refused(
        &[],
        format!("{{\"log\":\"sim.log/1\",\"processes\":[{names}]}}").as_bytes(),
        "more than 16384 processes",
    );
    refused(
        &[],
        format!("{{\"log\":\"sim.log/1\",\"channels\":[{}]}}", many(9, &|_| "[1,2]".into())).as_bytes(),
        "channels[0]",
    );
    refused(&[], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b], "error");
    refused(&[], &[0xff, 0xfe, b'{', 0], "error");
    refused(&[], &[0; 4096], "error");
    refused(&[], "{\"a\":".repeat(100_000).as_bytes(), "error");
    refused(&[], "a ".repeat(3 << 20).as_bytes(), "error");
    refused(&["--pattern", "(?<host>)"], b"x", "a process without a name");
    refused(&["--pattern", "(?<send>.*)"], b"x", "a sending to nobody");
    refused(&["--pattern", "(?<count>a*)(?<channel>b*)"], b"x", "number");
    assert_eq!(code(&["judge", env!("CARGO_MANIFEST_DIR")]), 2);
    assert_eq!(code(&["judge", "there-is-no-such.log"]), 2);
}

#[test]
fn what_is_odd_is_judged() {
    // A mark of the byte order, carriage returns, blank lines, unknown fields, who sends to himself.
    let odd = "\u{feff}{\"p\":\"a\",\"send\":\"m\",\"to\":\"a\",\"mood\":[{}]}\r\n\r\n{\"p\":\"a\",\"recv\":\"m\"}\r\n{\"p\":\"a\",\"record\":1}\r\n";
    let (code, told) = of_text(&["judge", "-"], odd.as_bytes());
    assert!(code == 0 && told.contains("consistent"), "{told}");
    // Names may be anything; what means something to a terminal does not reach it.
    let (code, told) = of_text(&["judge", "-"], b"{\"p\":\"\\u0000\\u001b[31m\",\"record\":1}");
    assert!(code == 0 && !told.contains('\u{1b}') && !told.contains('\0'), "{told}");
    // No pattern takes longer than the text is long, and one that matches nothing says nothing.
    let long = "a".repeat(100_000) + "!";
    let (code, told) = of_text(&["judge", "-", "--pattern", "^(?<event>(a+)+)$"], long.as_bytes());
    assert!(code == 2 && told.contains("says nothing"), "{told}");
    let (code, told) = of_text(&["judge", "-", "--pattern", "(?<event>)"], b"x\ny");
    assert!(code == 3, "{told}");
    // Receipts that wait for each other are no run.
    let circle = b"{\"p\":\"a\",\"recv\":1}\n{\"p\":\"a\",\"send\":2,\"to\":\"b\"}\n{\"p\":\"b\",\"recv\":2}\n{\"p\":\"b\",\"send\":1,\"to\":\"a\"}";
    for form in ["text", "json", "svg", "html", "csv", "dot", "mermaid", "shiviz", "perfetto"] {
        assert_eq!(of_text(&["judge", "-", "-f", form], circle).0, 1, "{form}");
    }
}
