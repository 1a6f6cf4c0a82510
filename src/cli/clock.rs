//! The one place that reads the clock.

use anyhow::{Context as _, Result};

use crate::time::Instant;

/// `--now`, else `SOURCE_DATE_EPOCH`, else the clock.
pub(super) fn now(flag: Option<Instant>) -> Result<Instant> {
    if let Some(now) = flag {
        return Ok(now);
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            seconds.parse().ok().and_then(Instant::from_unix).with_context(|| {
                format!("SOURCE_DATE_EPOCH is `{seconds}`, which is not a number of seconds since 1970")
            })
        }
        Err(_) => {
            #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            let now = chrono::Utc::now();
            Ok(Instant::from_utc(now))
        }
    }
}
