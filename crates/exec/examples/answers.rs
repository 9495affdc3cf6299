//! How many answers a second a program gives: `answers FILE [QUESTIONS]`, each question another one, so that none is remembered.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use sim_core::Topology;
use sim_exec::network::Network;
use sim_exec::{Bounds, Exec, Source};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("answers FILE [QUESTIONS]")?;
    let questions: u32 = arguments.next().map_or(Ok(100_000), |count| count.parse())?;
    let exec = Exec::new(Source::new(&file)?, Bounds::default(), Arc::new(|line: &str| println!("{line}")));
    let ring = Topology::ring(2)?;
    let world = exec.world(&Network::new(&ring).hello("algorithm", &ring, "{}"))?;
    let began = Instant::now();
    for number in 0..questions {
        let question = format!(
            r#"{{"event":"receive","process":"P","channel":"Q->P","message":"{number}","tag":null,"before":"1","state":"2","sends":[],"me":{{}},"in":["Q->P"],"out":["P->Q"]}}"#
        );
        exec.ask(&world, &question, |_| Ok(()));
    }
    exec.fault().map_or(Ok(()), Err)?;
    let micros = began.elapsed().as_micros().max(1);
    println!("{questions} answers, {} a second", u128::from(questions) * 1_000_000 / micros);
    Ok(())
}
