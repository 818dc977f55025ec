//! Work on a few threads with results in the order of the work.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Applies `work` to every item on `workers` threads; the results stand in the order of the items.
pub fn map<I: Sync, O: Send>(items: &[I], workers: usize, work: impl Fn(&I) -> O + Sync) -> Vec<O> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<O>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let run = || {
        while let Some((item, slot)) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            items.get(n).zip(done.get(n))
        } {
            let result = work(item);
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(result);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers.max(1) {
            scope.spawn(run);
        }
        run();
    });
    done.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}
