//! In the page each process has a stage, and channels are marked as being recorded, at each event: never with more than is so by then, under
//! every algorithm of `sim list`.

use serde_json::Value;
use snapshot::algorithms;

use crate::stdout;

/// Some runs of an algorithm, also where channels do not keep the order that it needs: what their pages are given.
fn pages(algorithm: &str) -> Vec<(String, Value)> {
    let initiators = match algorithm {
        "naive-clock" | "uncoordinated" => "p0,p1,p2",
        _ => "p0",
    };
    let more = [
        &["--seed", "1"][..],
        &["--seed", "2", "--snapshots", "2", "--delay", "1..=30"],
        &["--seed", "3", "--delay", "1..=60", "--links", "unordered"],
    ];
    let page = |more: &[&str]| {
        let of = ["run", "--topology", "complete:3", "--program", "bank", "--start", "20"];
        let shown = ["--initiators", initiators, "--algorithm", algorithm, "--window", "all", "-f", "html"];
        let page = stdout(&[&of, more, &shown].concat());
        let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
        (format!("{algorithm} {more:?}"), serde_json::from_str(data).unwrap())
    };
    more.into_iter().map(page).collect()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().unwrap()
}

/// A place in a list.
fn place(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// Whether the channel is marked after this event, as the page's script finds it.
fn is_marked(cut: &Value, channel: &Value, at: u64) -> bool {
    let recorded = cut["points"][place(&channel["to"])].as_u64().is_some_and(|point| point <= at);
    let ended = cut["ended"][channel["id"].as_str().unwrap()].as_u64().is_some_and(|end| end <= at);
    cut.get("ended").is_some() && recorded && !ended
}

/// How many messages of the computation came out of a channel that was marked. Each was recorded.
fn taken_from_marked(name: &str, data: &Value) -> usize {
    let mut taken = 0;
    for cut in list(data, "cuts") {
        for message in list(data, "messages").iter().filter(|message| message["marker"].is_null()) {
            let Some(received) = message["received"].as_u64() else { continue };
            let before = data["events"][place(&received.into())]["seq"].as_u64().unwrap().checked_sub(1);
            let ends = |channel: &&Value| ["from", "to"].iter().all(|end| channel[end] == message[end]);
            let channel = list(data, "channels").iter().find(ends).unwrap();
            if before.is_some_and(|before| is_marked(cut, channel, before)) {
                taken += 1;
                assert!(list(message, "recorded").contains(&cut["snapshot"]), "{name}: {message}");
            }
        }
    }
    taken
}

#[test]
fn what_comes_out_of_a_channel_that_is_said_to_be_recorded_is_recorded() {
    for name in algorithms::ALL.iter().map(|entry| entry.name) {
        let pages = pages(name);
        let taken: usize = pages.iter().map(|(name, data)| taken_from_marked(name, data)).sum();
        let by_channel =
            ["chandy-lamport", "abs-unaligned", "inhibition", "spezialetti-kearns", "venkatesan"];
        assert!(taken > 0 || !by_channel.contains(&name), "{name}: nothing comes out of a channel so marked");
        let by_message =
            ["mattern", "mattern-deficiency", "lai-yang", "alagar-venkatesan", "acharya-badrinath"];
        assert!(
            taken == 0 || !by_message.contains(&name),
            "{name}: its channels are not recorded as a whole"
        );
        let is_said = |(_, data): &(String, Value)| data.get("recording").is_some();
        assert!(taken == 0 || pages.iter().all(is_said), "{name}");
    }
}

#[test]
fn a_fault_that_did_not_happen_is_told_beside_the_verdict_and_one_that_did_is_not() {
    let of = ["run", "--topology", "complete:3", "--program", "bank", "--seed", "4", "-f", "html"];
    let page = |fault: &[&str]| stdout(&[&of[..], fault].concat());
    let never = page(&["--algorithm", "koo-toueg", "--fault", "drop:p0->p1#marker99"]);
    assert!(never.contains("; 0 of 1 fault happened\""), "it is behind what the checks come to");
    for fault in [&["--fault", "drop:p0->p1#1"][..], &[]] {
        assert!(!page(fault).contains(" happened\",\"event\""), "{fault:?}");
    }
}

#[test]
fn nobody_is_done_with_a_snapshot_while_something_may_still_be_recorded_of_it() {
    for name in algorithms::ALL.iter().map(|entry| entry.name) {
        let mut done = 0;
        for (name, data) in pages(name).iter().filter(|(_, data)| data["stages"][2] == "done") {
            for (cut, channel) in list(data, "cuts")
                .iter()
                .flat_map(|cut| list(data, "channels").iter().map(move |of| (cut, of)))
            {
                let Some(at) = cut["done"][place(&channel["to"])].as_u64() else { continue };
                done += 1;
                let later = list(data, "events").iter().filter(|event| event["seq"].as_u64() > Some(at));
                let mut later = later.filter(|event| event["snapshot"] == cut["snapshot"]);
                let recorded = later.find(|event| event["channel"] == channel["id"]);
                assert_eq!(recorded, None, "{name}: after event {at} {channel} is recorded");
                let source = cut["points"][place(&channel["from"])].as_u64();
                let is_naive = name.starts_with("naive");
                assert!(
                    is_naive || source <= Some(at) && source.is_some(),
                    "{name}: {channel}, done with {at}"
                );
            }
        }
        assert!(done > 0 || ["koo-toueg", "uncoordinated"].contains(&name), "{name}");
    }
}
