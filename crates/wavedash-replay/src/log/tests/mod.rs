use super::*;
use std::sync::Arc;
use wavedash_sim::*;
use wavedash_sim::workload::*;
#[test]
fn measure() {
    let surface = Arc::new(Surface::soccar());
    let t = std::time::Instant::now();
    let _ = Surface::soccar();
    println!("surface {:?}", t.elapsed());
    let mut arena = Arena::new(ArenaConfig::soccar(surface, 3, 3)).unwrap();
    let mut w = Workload::new(WorkloadKind::Chaos, 1, 0, 6);
    w.kickoff(&mut arena).unwrap();
    let agents = vec![Agent::default(); 6];
    let mut r = Recorder::new(Vec::new(), &arena, &agents, Rules::default()).unwrap();
    let t = std::time::Instant::now();
    let mut inr = std::time::Duration::ZERO;
    for _ in 0..72000 {
        let c = w.controls(&arena).to_vec();
        let mut goal = false;
        for e in arena.step(&c) { goal |= matches!(e, Event::Goal { .. }); }
        let placed = w.advance(goal);
        if placed { w.kickoff(&mut arena).unwrap(); }
        let t = std::time::Instant::now();
        if placed { r.tick_and_placement(&c, &arena).unwrap() } else { r.tick(&c, &arena).unwrap() }
        inr += t.elapsed();
    }
    println!("record {:?} of which recorder {:?}", t.elapsed(), inr);
    let f = r.finish(&arena).unwrap();
    println!("bytes {}", f.len());
    let t = std::time::Instant::now();
    let log = Log::read(f).unwrap();
    println!("read {:?} keys {} marks {}", t.elapsed(), log.key_frames(), log.marks().len());
    let mut sums = [0usize; 6];
    let mut small = [0usize; 6];
    for i in 0..log.pieces().len() {
        let c = log.chunk(i).unwrap();
        let parts = [
            postcard::to_stdvec(&c.key).unwrap(),
            postcard::to_stdvec(&c.placements).unwrap(),
            postcard::to_stdvec(&controls::Columns::pack(&c.changes)).unwrap(),
            postcard::to_stdvec(&c.hashes).unwrap(),
            postcard::to_stdvec(&c.marks).unwrap(),
            c.pack().unwrap(),
        ];
        for (k, p) in parts.iter().enumerate() {
            sums[k] += p.len();
            small[k] += zstd::bulk::compress(p, 19).unwrap().len();
        }
    }
    println!("key place controls hashes marks all: raw {sums:?} zstd {small:?}");
    for level in [1, 3, 9, 12, 15, 19] {
        let t = std::time::Instant::now();
        let mut n = 0;
        for i in 0..log.pieces().len() { n += zstd::bulk::compress(&log.chunk(i).unwrap().pack().unwrap(), level).unwrap().len(); }
        println!("level {level}: {n} {:?}", t.elapsed());
    }
    let mut p = LogPlayer::new(log).unwrap();
    let t = std::time::Instant::now();
    println!("{:?} {:?}", p.verify().unwrap(), t.elapsed());
    let mut worst = std::time::Duration::ZERO;
    for s in (0..600).rev() {
        let t = std::time::Instant::now();
        p.seek_seconds(f64::from(s)).unwrap();
        worst = worst.max(t.elapsed());
    }
    println!("worst seek {worst:?}");
}
