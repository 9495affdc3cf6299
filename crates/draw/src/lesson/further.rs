//! What is taught with more than one run: what might have been recorded, what the algorithm needs, and what it is for.

use sim_core::Order;
use sim_core::words::counted;
use snapshot::algorithms::{self, Entry};

use super::blocks::{At, Block, Chapter, Picture};
use super::material::{Recordable, Recorded, check};
use super::runs::{CHANDY_LAMPORT, Drawn, Runs};
use crate::words;

/// The chapters, in their order.
pub(super) fn all(runs: &Runs<'_>) -> Vec<Chapter> {
    let (material, about) = (runs.material, &runs.about);
    let recordable = material.recordable.as_ref().map_err(String::clone);
    let (none_never, none_overtaken, none_overlapping) =
        (why(&material.never), why(&material.overtaken), why(&material.overlapping));
    vec![
        Chapter {
            id: "never",
            title: "This state may never have happened",
            body: runs.never.as_ref().ok_or(none_never).and_then(|run| never(run, about)),
        },
        Chapter {
            id: "recordable",
            title: "What else could have been recorded",
            body: recordable.map(|all| states(all, &runs.recordable)),
        },
        Chapter {
            id: "fifo",
            title: "Why the channels have to be FIFO",
            body: runs.overtaken.as_ref().ok_or(none_overtaken).map(|two| fifo(two, about)),
        },
        Chapter {
            id: "overlapping",
            title: "Several snapshots at the same time",
            body: runs.overlapping.as_ref().ok_or(none_overlapping).map(|run| overlapping(run, about)),
        },
        Chapter { id: "purpose", title: "What it is for", body: Ok(purpose()) },
    ]
}

fn why<T>(wanted: &Result<T, String>) -> String {
    wanted.as_ref().err().cloned().unwrap_or_default()
}

fn never(drawn: &Drawn<'_>, about: &Drawn<'_>) -> Result<Vec<Block>, String> {
    let reachable = check(&drawn.made.run, "reachable")
        .ok_or("no oracle said whether the recorded state is reachable")?;
    let told = format!("the oracle “reachable”: {}", words::check(reachable, &drawn.made.run.header.config));
    let mut blocks: Vec<Block> = drawn.elsewhere(about).into_iter().collect();
    blocks.extend([
        Block::text(format!(
            "The processes record at different moments, so what they record together need not have been there at any moment. Of this run ({}) the recorded state is {}. The run was never in it while the snapshot was taken.",
            drawn.view.headline(),
            drawn.view.recorded(1)
        )),
        Block::text(
            "Why is it worth anything, then? Because the run could have been in it. No process can tell in which order two events happened of which neither influences the other. So take the same events and do all [[prerecording]] ones first, and then all [[postrecording]] ones: every process does the same as before, in the same order, and just between the two stands the recorded state, S*. It is [[reachable]] from where the snapshot began, and where the snapshot ended is reachable from it. That is the paper’s Theorem 1 (section 4).",
        ),
        Block::Verdict(reachable.ok, told),
        Block::Picture(Picture::of(
            &drawn.name,
            "slide",
            At::End,
            "Slide the events into the other order: the cut becomes straight, and no message runs upwards.",
        )),
    ]);
    Ok(blocks)
}

fn states(all: &Recordable, drawn: &[Drawn<'_>]) -> Vec<Block> {
    let count = all.states.len() + all.more;
    let snapshots = drawn.first().map_or(1, |drawn| drawn.made.run.header.config.snapshots);
    let what = match snapshots {
        1 => counted(count, "global state"),
        several => format!("{} of what {several} snapshots record", counted(count, "combination")),
    };
    let mut blocks = vec![
        Block::text(format!(
            "Which state is recorded depends on the order of the events. A search has tried every order: `{}`. It found {} that can be recorded, and no other can.",
            all.command, what
        )),
        Block::States(
            format!("every order of events; {} of them", counted_ends(all.ends)),
            all.states.iter().map(|state| (state.state.clone(), ends_and_wrong(state), state.ok)).collect(),
        ),
    ];
    if let Some(why) = &all.instead {
        blocks.insert(0, Block::text(format!("Of the system of this lesson it is not told here: {why}. So here is another one, the exercise: P and Q, and one message between them, which each may hold for a while.")));
    } else if all.held {
        blocks.insert(0, Block::text("In the run of this lesson a process passes a message on at once, and however the events fall only one state can be recorded. So here a process may hold the message for a while."));
    }
    if all.more > 0 {
        blocks.push(Block::text(format!("{} are not shown here.", all.more)));
    }
    let where_to_look = match drawn.first().map(Drawn::algorithm) {
        Some(CHANDY_LAMPORT) => {
            " Look at where a message is when the first [[marker]] comes to its process: it is ahead of the marker, behind it, or held by the process itself."
        }
        _ => " Look at where each message is when the processes record.",
    };
    blocks.push(Block::text(format!("Why just these? Step through a run that records each.{where_to_look}")));
    let pictures = drawn.iter().zip(&all.states).map(|(drawn, state)| {
        Picture::of(&drawn.name, "step rules", At::End, format!("Records {}", state.state))
    });
    blocks.push(Block::Beside(pictures.collect()));
    blocks
}

/// How many ends have it, and how many of them are wrong where not all are.
fn ends_and_wrong(Recorded { ends, wrong, .. }: &Recorded) -> String {
    match *wrong {
        some if 0 < some && some < *ends => format!("{}, {some} of them wrong", counted_ends(*ends)),
        _ => counted_ends(*ends),
    }
}

fn counted_ends(ends: u64) -> String {
    format!("{ends} {}", if ends == 1 { "end" } else { "different ends" })
}

fn fifo([wrong, right]: &[Drawn<'_>; 2], about: &Drawn<'_>) -> Vec<Block> {
    let told = |drawn: &Drawn<'_>| {
        let run = &drawn.made.run;
        let snapshots = run.footer.iter().flat_map(|footer| &footer.snapshots);
        let failed = snapshots.flat_map(|of| &of.checks).find(|check| check.ok == Some(false));
        failed
            .map(|check| format!("the oracle “{}”: {}", check.name, words::check(check, &run.header.config)))
    };
    let mut blocks: Vec<Block> = match algorithms::entry(about.algorithm()).and_then(other_needs) {
        Some(needs) => vec![Block::text(format!(
            "The algorithm of this lesson, {}, {needs}. Chandy and Lamport’s needs [[FIFO]] channels, so here it is in its place{}.",
            about.algorithm(),
            if wrong.is_same_system(about) {
                String::new()
            } else {
                format!(", and in another system: {}", wrong.view.headline())
            }
        ))],
        None => wrong.elsewhere(about).into_iter().collect(),
    };
    blocks.push(Block::text(format!(
        "What {} does needs messages that keep their order: nothing may overtake what was sent before it on the same channel. Here one system runs twice from the same seed: first with channels that deliver in any order, and then with [[FIFO]] channels. It is a seed with which the first goes wrong; another may go well by luck.",
        wrong.algorithm()
    )));
    blocks.extend(told(wrong).map(|told| Block::Verdict(Some(false), format!("without FIFO, {told}"))));
    let all = right.made.run.verdict();
    blocks.push(Block::Verdict(
        all,
        match all {
            Some(true) => "with FIFO, all oracles: what they claim holds".to_string(),
            _ => "with FIFO, the oracles do not find everything right either".to_string(),
        },
    ));
    blocks.push(Block::Beside(vec![
        Picture::of(&wrong.name, "step verdict", At::End, "Without FIFO. What is wrong is red."),
        Picture::of(&right.name, "step verdict", At::End, "With FIFO, from the same seed."),
    ]));
    blocks
}

/// What an algorithm needs of the order of messages, if that is not FIFO channels.
fn other_needs(entry: &Entry) -> Option<String> {
    match entry.needs.order {
        Order::Fifo => None,
        Order::Unordered => Some(match entry.about.strip_prefix("wrong: ") {
            Some(why) => format!("asks for no order of messages, and is wrong: {why}"),
            None => "needs no order of messages".to_string(),
        }),
        Order::Causal => Some("needs causal order, between channels too".to_string()),
        Order::Overtaking => Some("needs channels on which its own messages overtake the others".to_string()),
    }
}

fn overlapping(drawn: &Drawn<'_>, about: &Drawn<'_>) -> Vec<Block> {
    let all = drawn.made.run.verdict();
    let said = if all == Some(true) {
        "all oracles, of each snapshot: what they claim holds"
    } else {
        "not all that the oracles claim of these snapshots holds"
    };
    let carried = if drawn.algorithm() == CHANDY_LAMPORT { ", its markers carry it" } else { "" };
    let mut blocks: Vec<Block> = drawn.elsewhere(about).into_iter().collect();
    blocks.extend([
        Block::text(format!(
            "Nothing says that there is only one snapshot. Each has its own number{carried}, and each process records once for each. Here ({}) one begins before another is complete, and neither disturbs the other.",
            drawn.view.headline()
        )),
        Block::Verdict(all, said.to_string()),
        Block::Picture(Picture::of(
            &drawn.name,
            "step snapshot",
            At::End,
            "Two cuts of one run. Choose a snapshot to see its cut and what it recorded.",
        )),
    ]);
    blocks
}

fn purpose() -> Vec<Block> {
    vec![
        Block::text(
            "**To find out that something is so for good.** Take a [[stable property]], as that a computation has ended, that processes wait for each other in a circle, or that a token is lost. If it is so in the recorded state, it is so when the snapshot is complete: that state is reachable from S*. If it is not so in S*, it was not so when the snapshot began: S* is reachable from there. (Section 5.)",
        ),
        Block::text(
            "Of what is not stable a snapshot says nothing of that kind: the run may never have been in S*. To see it tried, `sim --until terminated --program diffusing` takes snapshots until one shows that the computation has ended.",
        ),
        Block::text(
            "**To begin again after a crash.** S* is a state in which the system can be put: nothing is lost and nothing is there twice, because the messages in the channels are part of it. `sim -f json -o run.json` saves a run, and `sim restore run.json` goes on from what was recorded in it.",
        ),
    ]
}
