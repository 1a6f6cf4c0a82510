//! The one place that reads the clock.

use super::Usage;
use crate::time::Instant;

/// `--now`, else `SOURCE_DATE_EPOCH`, else the clock.
pub(super) fn now(flag: Option<Instant>) -> Result<Instant, Usage> {
    if let Some(now) = flag {
        return Ok(now);
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds.parse().ok().and_then(Instant::from_unix).ok_or_else(|| {
            Usage::new(format!("SOURCE_DATE_EPOCH is `{seconds}`, which is not a number of seconds since 1970"))
        }),
        Err(_) => {
            #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            let now = chrono::Utc::now();
            Ok(Instant::from_utc(now))
        }
    }
}
