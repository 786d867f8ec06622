//! Arenas with drivers, as the bench, hash and soak commands run them.

use std::path::Path;
use std::sync::Arc;

use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, SimError, SolverKind, Surface};

use crate::args::World;
use crate::exit::bad_input;

/// The surface and solver that the flags ask for; shared by all arenas of a command.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) surface: Arc<Surface>,
    pub(crate) solver: SolverKind,
}

impl Ground {
    /// Generates or reads the surface.
    pub(crate) fn of(world: &World) -> anyhow::Result<Self> {
        let solver = world.solver.map_or_else(SolverKind::default, Into::into);
        Ok(Self { surface: surface(world.surface.as_deref())?, solver })
    }

    /// A soccar arena on this ground.
    pub(crate) fn config(&self, blue: usize, orange: usize) -> ArenaConfig {
        ArenaConfig { solver: self.solver, ..ArenaConfig::soccar(Arc::clone(&self.surface), blue, orange) }
    }

    /// The solver's name.
    pub(crate) fn solver_name(&self) -> &'static str {
        match self.solver {
            SolverKind::Rows => "rows",
            SolverKind::Rapier => "rapier",
        }
    }
}

/// The generated surface, or the one in a folder of `.cmf` pieces.
pub(crate) fn surface(folder: Option<&Path>) -> anyhow::Result<Arc<Surface>> {
    match folder {
        None => Ok(Arc::new(Surface::soccar())),
        Some(folder) => Surface::read_cmf(folder)
            .map(Arc::new)
            .map_err(|e| bad_input(format!("cannot use the surface in {}: {e}", folder.display()))),
    }
}

/// What all matches of a command have in common.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) ground: Ground,
    pub(crate) kind: WorkloadKind,
    pub(crate) seed: u64,
}

/// One arena with its drivers.
pub(crate) struct Match {
    pub(crate) arena: Arena,
    pub(crate) workload: Workload,
    config: ArenaConfig,
}

impl Match {
    /// Match number `id`, at its kick-off.
    pub(crate) fn new(plan: &Plan, id: u64, blue: usize, orange: usize) -> Result<Self, SimError> {
        let config = ArenaConfig { seed: plan.seed, arena_id: id, ..plan.ground.config(blue, orange) };
        let mut arena = Arena::new(config.clone())?;
        let mut workload = Workload::new(plan.kind, plan.seed, id, blue + orange);
        workload.kickoff(&mut arena)?;
        Ok(Self { arena, workload, config })
    }

    /// Puts the saved state into a fresh arena and goes on with that one.
    pub(crate) fn save_and_restore(&mut self) -> Result<(), SimError> {
        let saved = self.arena.state().clone();
        let mut fresh = Arena::new(self.config.clone())?;
        fresh.set_state(&saved)?;
        self.arena = fresh;
        Ok(())
    }
}

/// Arena ids `0..arenas` in `threads` runs of nearly equal length.
pub(crate) fn shares(arenas: u64, threads: usize) -> Vec<std::ops::Range<u64>> {
    let threads = (threads as u64).clamp(1, arenas.max(1));
    (0..threads).map(|i| i * arenas / threads..(i + 1) * arenas / threads).collect()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn shares_cover_every_arena_once() {
        for (arenas, threads) in [(1, 4), (7, 3), (4, 4), (9, 2)] {
            let ids: Vec<u64> = shares(arenas, threads).into_iter().flatten().collect();
            assert_eq!(ids, (0..arenas).collect::<Vec<_>>(), "{arenas} arenas, {threads} threads");
        }
    }
}
