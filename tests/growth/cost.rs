//! What work costs: the processor time of the thread that does it.

use std::time::Duration;

/// The least cost of several runs. All threads of the work are one.
pub(crate) fn least(runs: usize, work: impl Fn() + Sync) -> Duration {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(16 << 20).build().unwrap();
    let cost = || {
        pool.install(|| {
            let before = clock();
            work();
            clock() - before
        })
    };
    (0..runs).map(|_| cost()).min().unwrap()
}

/// The processor time of this thread, from Linux: the first number in its `schedstat`, in nanoseconds.
fn clock() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("this needs Linux");
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}
