//! Work on several threads with results in the order of the items.

use std::num::NonZero;

/// The threads to use when the user did not say.
pub(crate) fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// `f` of every item. Threads take the next item as soon as they are free; one thread means no
/// thread at all, so that profilers see plain calls. A panic in `f` goes on in the caller.
pub(crate) fn map<T: Send, R: Send>(threads: usize, items: Vec<T>, f: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads <= 1 || items.len() <= 1 {
        return items.into_iter().map(f).collect();
    }
    let count = items.len();
    let (todo, next) = crossbeam::channel::unbounded();
    for item in items.into_iter().enumerate() {
        todo.send(item).expect("the receiver lives until the end of this function");
    }
    drop(todo);
    let work = || -> Vec<(usize, R)> { next.iter().map(|(index, item)| (index, f(item))).collect() };
    let done = std::thread::scope(|scope| {
        // Those that the system starts do the work of all: fewer of them change the time, not the results.
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let started: Vec<_> = (0..threads.min(count)).map_while(start).collect();
        let own = if started.is_empty() { work() } else { Vec::new() };
        let others = started.into_iter().map(|thread| thread.join()).collect::<Result<Vec<_>, _>>();
        others.map(|mut done| {
            done.push(own);
            done
        })
    });
    match done {
        Ok(results) => {
            let mut results: Vec<(usize, R)> = results.into_iter().flatten().collect();
            results.sort_by_key(|(index, _)| *index);
            results.into_iter().map(|(_, result)| result).collect()
        }
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            let squares = map(threads, (0_u64..100).collect(), |n| n * n);
            assert!(squares.iter().enumerate().all(|(i, s)| *s == (i * i) as u64));
        }
    }
}
