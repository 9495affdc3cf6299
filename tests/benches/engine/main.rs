//! scratch
mod limit;
use std::hint::black_box;
use std::time::Instant;

use limit::Limit;
use sim_core::*;
use snapshot::*;

fn main() {
    let n = 2_000_000u64;
    let topology = Topology::ring(2).unwrap();
    let underlying = System::new(TokenRing::new(Forwarding::Atomic), topology.clone());
    let initiators = vec![ProcessId(0)];
    let init = |trigger| Initiation { snapshot: SnapshotId(1), trigger, initiators: initiators.clone() };
    let timing = Timing::new(Delay::uniform(1, 10).unwrap(), Delay::ZERO);
    let never = System::new(
        Superposed { underlying: underlying.protocol, algorithm: ChandyLamport, initiation: init(u64::MAX) },
        topology.clone(),
    );
    let sys = System::new(
        Superposed { underlying: underlying.protocol, algorithm: ChandyLamport, initiation: init(101) },
        topology.clone(),
    );
    let setup = Setup {
        underlying: &underlying,
        superposed: &sys,
        snapshot: SnapshotId(1),
        initiators: &initiators,
        max_events: 1_000_000,
    };
    let mut experiment = setup.timed(&timing, 0);
    let mut limit = Limit::new();
    let (mut r1, mut r2, mut r3) = (vec![], vec![], vec![]);
    for _ in 0..15 {
        let t = Instant::now();
        black_box(limit.run(7, u64::MAX, n));
        let a = t.elapsed().as_nanos() as f64 / n as f64;
        let mut sim = Simulation::new(&never, Timed::new(&topology, &timing, 7));
        let t = Instant::now();
        for _ in 0..n {
            sim.step(&mut ()).unwrap();
        }
        black_box(sim.now());
        let b = t.elapsed().as_nanos() as f64 / n as f64;
        let seeds = 4000;
        let t = Instant::now();
        for seed in 0..seeds {
            black_box(limit.run(seed, 101, u64::MAX));
        }
        let c = t.elapsed().as_nanos() as f64 / seeds as f64;
        let t = Instant::now();
        for seed in 0..seeds {
            experiment.restart(seed);
            experiment.run(&mut ()).unwrap();
            black_box(experiment.now());
        }
        let d0 = t.elapsed().as_nanos() as f64 / seeds as f64;
        let t = Instant::now();
        for seed in 0..seeds {
            experiment.restart(seed);
            experiment.run(&mut ()).unwrap();
            let checks = experiment.judge();
            assert!(overall(&checks) == Overall::Holds, "{checks:?}");
            black_box(checks);
        }
        let d = t.elapsed().as_nanos() as f64 / seeds as f64;
        r1.push((a, b, b / a));
        r2.push((c, d, d / c));
        r3.push(d0);
    }
    r1.sort_by(|x, y| x.2.total_cmp(&y.2));
    r2.sort_by(|x, y| x.2.total_cmp(&y.2));
    r3.sort_by(|x, y| x.total_cmp(&y));
    println!("ring2 {:?}\nsweep {:?}\n nojudge {:?}", r1[7], r2[7], r3[7]);
}
