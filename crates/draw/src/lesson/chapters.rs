//! What is taught of one run, chapter by chapter: what a global state is, why it is not seen, the rules, and what they record. What is
//! taught with other runs is in `further`.

use sim_core::words::some;
use snapshot::{algorithms, catalog};
use trace::model::{Event, STARTS, What};

use super::asked::{Asked, Cuts};
use super::blocks::{At, Block, Chapter, Picture};
use super::material::{Answers, check};
use super::runs::{CHANDY_LAMPORT, Drawn, Runs};
use super::{further, questions};
use crate::words;

/// All chapters, in their order.
pub(super) fn all(runs: &Runs<'_>) -> Vec<Chapter> {
    let about = &runs.about;
    let of_asking = runs.asked.as_ref().unwrap_or(about);
    let cuts = Cuts::of(of_asking);
    let asked = cuts.as_ref().map_or_else(Vec::new, |cuts| cuts.inconsistent(2));
    let at_once = cuts.as_ref().and_then(Cuts::at_once);
    let first = [
        Chapter { id: "global-state", title: "What a global state is", body: Ok(global_state(about)) },
        Chapter {
            id: "unseen",
            title: "Why nobody can see one",
            body: cuts
                .as_ref()
                .ok_or_else(|| "which cuts of this run are consistent is not known here".to_string())
                .and_then(|_| unseen((of_asking, about), &asked, at_once.as_ref())),
        },
        Chapter { id: "rules", title: "The two rules", body: Ok(rules(about)) },
        Chapter { id: "steps", title: "The run, step by step", body: steps(about) },
        Chapter {
            id: "consistent",
            title: "Is the cut consistent?",
            body: consistent(about, runs.material.answers, (of_asking, &asked)),
        },
    ];
    first.into_iter().chain(further::all(runs)).collect()
}

fn global_state(about: &Drawn<'_>) -> Vec<Block> {
    let config = &about.made.run.header.config;
    let channels: Vec<&str> = config.channels.iter().map(|channel| channel.id.as_str()).collect();
    let processes = match about.view.processes.as_slice() {
        [one] => format!("It has one process, {one}"),
        few if few.len() <= 8 => format!("Its processes are {}", some(few)),
        many => format!("It has {} processes", many.len()),
    };
    let joined = match channels.as_slice() {
        [] => "no channel".to_string(),
        [one] => format!("one channel, {one}"),
        few if few.len() <= 8 => format!("the channels {}", some(few)),
        many => format!("{} channels", many.len()),
    };
    let known = catalog::ALL.iter().find(|program| program.name == config.program);
    let does = known.map_or(String::new(), |program| format!(" What they do: {}.", program.about));
    vec![
        Block::text(
            "A distributed system is made of [[process|processes]] that share nothing. Each takes its own steps, and all that one learns of another comes in messages, along a [[channel]].",
        ),
        Block::text(format!(
            "This lesson is about one run of such a system. {processes}, and there {} {joined}.{does}",
            if channels.len() > 1 { "are" } else { "is" }
        )),
        Block::text(
            "At any moment each process is in some state, and each channel has some messages in it: those that were sent and not received yet. All of this together is the [[global state]]. A message is called by what it says and a number, its own.",
        ),
        Block::Quote("a set of component process and channel states", "section 2.1"),
        Block::Picture(Picture::of(
            &about.name,
            "step",
            At::Start,
            "Time runs downwards, and each process is a line. Go forward with ▶, and see what each process and each channel has then. What happens later is pale.",
        )),
    ]
}

fn unseen(
    (run, about): (&Drawn<'_>, &Drawn<'_>),
    asked: &[Asked],
    at_once: Option<&Asked>,
) -> Result<Vec<Block>, String> {
    let Some(first) = asked.first() else {
        return Err("of the ways of asking that a lesson tries, none has answers that do not fit, in what is shown of this run".to_string());
    };
    let processes = &run.view.processes;
    let late = processes[first.late];
    let mut points = Vec::new();
    if let Some((at_once, alone)) = at_once.and_then(|at_once| Some((at_once, at_once.alone.as_ref()?))) {
        points.push(format!("All are asked at one time. They answer {}: {alone}. What is in the channels, no process can say.", answers(processes, at_once)));
    }
    let sum = first.together.as_ref().map_or(String::new(), |sum| {
        format!(" With what was sent by then and not received, that makes {sum}.")
    });
    let whose = run.view.messages.iter().find(|message| first.backward.contains(&message.name));
    let why = whose.map_or(String::new(), |message| {
        let (from, to) = (processes[message.from], processes[message.to]);
        format!(
            " In these answers {to} has received {} already, and {from} has not sent it yet.",
            message.name
        )
    });
    points.push(format!(
        "{late} is asked a little later than the others. They answer {}.{sum}{why}",
        answers(processes, first)
    ));
    let cut = Some(first.cut.clone());
    let caption =
        "The line goes through the moment at which each was asked: a cut. What is wrong with it is red.";
    let mut blocks = vec![
        Block::text(
            "No process sees another, and there is no clock that all share. Whoever wants to know the global state has to ask, and the answers are of different moments.",
        ),
        Block::Quote(
            "a scene so vast that it cannot be captured by a single photograph",
            "section 1, of a sky with migrating birds: the photographers take several, at different moments, and put them together",
        ),
    ];
    blocks.extend(run.elsewhere(about));
    blocks.extend([
        Block::text("Here is what comes of asking the processes:"),
        Block::Points(points),
        Block::Picture(Picture { cut, ..Picture::of(&run.name, "cut", At::End, caption) }),
        Block::text(
            "Of each process, a [[cut]] divides what is before it from what is after. It is [[consistent]] if no message is received before it and sent after it. Only then the answers fit together: such a state can be, and any other cannot.",
        ),
        Block::Question(questions::place(run, first)),
    ]);
    Ok(blocks)
}

fn answers(processes: &[&str], asked: &Asked) -> String {
    let told: Vec<_> =
        processes.iter().zip(&asked.states).map(|(name, state)| format!("{name} {state}")).collect();
    told.join(", ")
}

fn rules(about: &Drawn<'_>) -> Vec<Block> {
    let algorithm = about.algorithm();
    let other = (algorithm != CHANDY_LAMPORT).then(|| {
        let does = algorithms::entry(algorithm).map_or(String::new(), |entry| format!(" What it does, in a line: {}.", entry.about));
        Block::text(format!(
            "The run of this lesson does not follow these rules, but another algorithm: {algorithm}.{does} What it does is told in the steps of the run."
        ))
    });
    let rules = [
        Block::text(
            "Chandy and Lamport's algorithm finds a consistent cut without any clock, and without stopping anybody. One process or several record their own state, whenever they like. All else is done by [[marker|markers]]: messages that say nothing but “what was sent before me is before the cut, and what comes behind me is after it”.",
        ),
        Block::text("**Marker-Sending Rule**, for a process p and each channel c that leads away from it:"),
        Block::Quote(
            "p sends one marker along c after p records its state and before p sends further messages along c.",
            "section 3.2",
        ),
        Block::text("**Marker-Receiving Rule**, for a process q that receives a marker along a channel c:"),
        Block::Quote(
            "if q has not recorded its state then begin q records its state; q records the state c as the empty sequence end else q records the state of c as the sequence of messages received along c after q’s state was recorded and before q received the marker along c.",
            "section 3.2",
        ),
        Block::text(
            "That is all. When every process has had a marker on each of its incoming channels, what all have recorded is put together: the [[recorded state]].",
        ),
    ];
    rules.into_iter().chain(other).collect()
}

fn steps(about: &Drawn<'_>) -> Result<Vec<Block>, String> {
    let Some(cut) = about.view.cuts.first().filter(|cut| cut.points.iter().any(Option::is_some)) else {
        return Err("no process of this run recorded its state".to_string());
    };
    let first = cut
        .points
        .iter()
        .zip(&about.view.processes)
        .filter_map(|(point, name)| Some(((*point)?, *name)))
        .min();
    let (_, starter) = first.ok_or("no process of this run recorded its state")?;
    let others: Vec<_> = starters(about, cut.snapshot).into_iter().filter(|name| *name != starter).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} begins of its own accord too"),
        few if few.len() <= 4 => format!("; {} begin of their own accord too", some(few)),
        many => format!("; {} others begin of their own accord too", many.len()),
    };
    let does_the_rest = match about.algorithm() {
        CHANDY_LAMPORT => "From there on the rules do the rest: go forward, and each step is told in words, with the rule that was followed where it is one of the paper’s.".to_string(),
        other => format!("From there on {other} does the rest: go forward, and each step is told in words, with its rule."),
    };
    let mut blocks = vec![Block::text(format!(
        "{starter} is the first to record{others}. {does_the_rest} The cut grows with every process that records."
    ))];
    blocks.extend(questions::predict(about).map(Block::Question));
    let caption = "A square is a state recorded. A green message is one that was recorded as part of its channel’s state. Two short lines are a channel whose record is closed.";
    blocks.push(Block::Picture(Picture::of(&about.name, "step rules topology", At::Start, caption)));
    Ok(blocks)
}

/// Who begins a snapshot of its own accord.
fn starters<'a>(about: &Drawn<'a>, snapshot: u32) -> Vec<&'a str> {
    let begins = format!("{STARTS}{snapshot}");
    let is_begun =
        |event: &&'a Event| matches!(&event.what, What::Internal { command, .. } if *command == begins);
    about.made.run.events.iter().filter(is_begun).map(|event| event.proc.as_str()).collect()
}

fn consistent(
    about: &Drawn<'_>,
    answers: Answers,
    (of_asking, asked): (&Drawn<'_>, &[Asked]),
) -> Result<Vec<Block>, String> {
    let run = &about.made.run;
    let verdict = check(run, "consistent").ok_or("the oracles did not judge the cut of this run")?;
    let told = |check: &trace::model::Check| {
        format!("the oracle “{}”: {}", check.name, words::check(check, &run.header.config))
    };
    // Not before: the chapter before this one asks what will be recorded.
    let recorded = about.view.cuts.first().map(|cut| about.view.recorded(cut.snapshot));
    let recorded = recorded.filter(|recorded| !recorded.is_empty() && answers == Answers::Shown);
    let mut blocks: Vec<Block> = recorded
        .map(|recorded| Block::text(format!("In the end this is recorded: {recorded}")))
        .into_iter()
        .collect();
    blocks.extend([
        Block::text(
            "The places at which the processes recorded are a cut. A message that is sent before it and received after it is no fault: it is in its channel at the cut. That is why channels are recorded. Here is what the oracles say of this run. They look at what happened, and not at what the algorithm did:",
        ),
        Block::Verdict(verdict.ok, told(verdict)),
    ]);
    let others = ["channels", "one-message"].into_iter().filter_map(|name| check(run, name));
    blocks.extend(others.map(|check| Block::Verdict(check.ok, told(check))));
    let caption =
        "Move a point of the cut, and see what becomes of the state. “Back to the recorded cut” undoes it.";
    blocks.push(Block::Picture(Picture::of(&about.name, "cut", At::End, caption)));
    if about.algorithm() == CHANDY_LAMPORT {
        blocks.push(Block::text(
            "Why should no message cross it backwards? Let p send a message after it has recorded. By the first rule a marker went out before it, on the same channel. Where channels are [[FIFO]] the marker comes first, and by the second rule whoever gets it has recorded by then. So what is sent after the cut is received after it.",
        ));
    }
    if let Some(question) = asked.last().and_then(|asked| questions::backward(of_asking, asked)) {
        blocks.extend(of_asking.elsewhere(about));
        blocks.push(Block::Question(question));
    }
    Ok(blocks)
}
