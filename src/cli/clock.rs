//! The one place that reads the clock.

use crate::time::Instant;

/// Returns the instant of `--now`, or the clock's.
///
/// The environment does not matter: `SOURCE_DATE_EPOCH` and the like, which packaging tools set for
/// purposes of their own, must not decide what is public.
pub(super) fn now(flag: Option<Instant>) -> Instant {
    flag.unwrap_or_else(clock)
}

/// Returns the instant of the system clock.
pub(super) fn clock() -> Instant {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    let now = chrono::Utc::now();
    Instant::from_utc(now)
}
