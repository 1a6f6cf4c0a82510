//! Instants, dates and lengths of time.
//!
//! Every clock of a policy runs on [`Instant`]: UTC, to the second, read once. There is no local
//! time in this program, so the same tree and the same `now` give the same bytes on every machine.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SecondsFormat, Utc, Weekday};
use serde::{Serialize, Serializer};

/// A point in time, in UTC and to the second (RFC 3339 when written).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

/// The seconds of the years 0000 to 9999 in UTC: all that RFC 3339 can write.
const YEARS: RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// A date or a local time: it names no instant until somebody says the offset.
    #[error("`{0}` has no offset from UTC, so it names no instant")]
    NoOffset(String),
    /// Anything else.
    #[error("`{0}` is not an instant such as 2026-03-01T15:00:00Z")]
    Malformed(String),
}

impl Instant {
    /// Reads RFC 3339, strictly: a `T`, seconds, and an offset (`Z` or `+hh:mm`).
    ///
    /// # Errors
    /// [`InstantError`] says whether only the offset is missing.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let strict = text.as_bytes().get(10) == Some(&b'T') && !text.contains(['t', 'z']) && !text.contains(":60");
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) if strict && YEARS.contains(&at.timestamp()) => Ok(Self::from_utc(at.with_timezone(&Utc))),
            _ if text.len() >= 10 && text.get(..10).is_some_and(|d| Date::from_str(d).is_ok()) && !has_offset(text) => {
                Err(InstantError::NoOffset(text.to_owned()))
            }
            _ => Err(InstantError::Malformed(text.to_owned())),
        }
    }

    /// The instant of a chrono time, its fraction of a second dropped.
    #[must_use]
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at))
    }

    /// Seconds since 1970 (`SOURCE_DATE_EPOCH`, git). `None` outside the years that RFC 3339 can
    /// write.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).filter(|_| YEARS.contains(&seconds)).map(Self)
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// The chrono time, for the libraries that want one.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The UTC calendar day.
    #[must_use]
    pub fn date(self) -> Date {
        Date(self.0.date_naive())
    }

    /// The UTC year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// `2026-03-01 15:00 UTC (Sunday)`: how mails and pages say an instant.
    #[must_use]
    pub fn spoken(self) -> String {
        self.0.format("%Y-%m-%d %H:%M UTC (%A)").to_string()
    }

    /// `2026-03-01 15:00 UTC`, for tables.
    #[must_use]
    pub fn short(self) -> String {
        self.0.format("%Y-%m-%d %H:%M UTC").to_string()
    }

    /// Seconds from `earlier` to `self`; negative when `earlier` is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_seconds()
    }

    /// Later than every instant a file can hold: the date of something that has none.
    #[must_use]
    pub fn never() -> Self {
        Self(DateTime::<Utc>::MAX_UTC)
    }

    fn shift(self, seconds: i64) -> Self {
        // Not beyond what can be written, unless it is there already.
        let now = self.unix();
        let at = now.saturating_add(seconds).clamp(now.min(*YEARS.start()), now.max(*YEARS.end()));
        DateTime::from_timestamp(at, 0).map_or(self, Self)
    }
}

fn has_offset(text: &str) -> bool {
    text.ends_with(['Z', 'z']) || text.get(10..).is_some_and(|rest| rest.contains(['+', '-']))
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Instant {
    type Err = InstantError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A calendar day (release dates, ends of life, review dates).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Date(NaiveDate);

impl Date {
    /// The day `year-month-day`, when there is one.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| (0..=9999).contains(&year)).map(Self)
    }

    /// The first second of the day, UTC.
    #[must_use]
    pub fn start(self) -> Instant {
        Instant(self.0.and_time(NaiveTime::MIN).and_utc())
    }

    /// The first second after the day, UTC: a line is supported until here when its end of life is
    /// `self`.
    #[must_use]
    pub fn end(self) -> Instant {
        Self(self.next()).start()
    }

    fn next(self) -> NaiveDate {
        self.0.checked_add_days(Days::new(1)).filter(|next| next.year() <= 9999).unwrap_or(self.0)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl FromStr for Date {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self)
    }
}

/// What a [`Length`] is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Unit {
    /// `h`: elapsed hours.
    Hours,
    /// `d`: elapsed periods of 24 hours.
    Days,
    /// `w`: elapsed periods of 7 x 24 hours.
    Weeks,
    /// `bd`: 24 hours of business time: Monday to Friday, UTC, without holidays.
    BusinessDays,
}

/// A length of time as policies write it: `24h`, `7d`, `4w`, `5bd`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Length {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// Why a text is not a [`Length`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time: write a number and a unit, such as 24h, 7d, 4w or 5bd")]
pub struct LengthError(String);

/// No length is longer than this many of its unit (a hundred years of hours).
const LONGEST: u32 = 876_000;

impl FromStr for Length {
    type Err = LengthError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || LengthError(text.to_owned());
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at_checked(digits).ok_or_else(error)?;
        let unit = match unit {
            "h" => Unit::Hours,
            "d" => Unit::Days,
            "w" => Unit::Weeks,
            "bd" => Unit::BusinessDays,
            _ => return Err(error()),
        };
        // Business days are walked one by one.
        let longest = if unit == Unit::BusinessDays { LONGEST / 100 } else { LONGEST };
        let count = count.parse().ok().filter(|n| *n <= longest).ok_or_else(error)?;
        Ok(Self { count, unit })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Hours => "h",
            Unit::Days => "d",
            Unit::Weeks => "w",
            Unit::BusinessDays => "bd",
        };
        write!(f, "{}{unit}", self.count)
    }
}

/// Which days are business days: Monday to Friday, UTC, less the project's holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
}

const DAY: i64 = 86_400;

impl Calendar {
    /// A calendar with these holidays.
    #[must_use]
    pub fn new(holidays: impl IntoIterator<Item = Date>) -> Self {
        Self { holidays: holidays.into_iter().collect() }
    }

    /// Whether business time runs on this day.
    #[must_use]
    pub fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The instant `length` after `from`. Business time stands still outside business days, so a
    /// later start never gives an earlier end.
    #[must_use]
    pub fn after(&self, from: Instant, length: Length) -> Instant {
        match elapsed(length) {
            Some(seconds) => from.shift(seconds),
            None => self.business_after(from, length.count),
        }
    }

    /// The instant `length` before `until`.
    #[must_use]
    pub fn before(&self, until: Instant, length: Length) -> Instant {
        match elapsed(length) {
            Some(seconds) => until.shift(-seconds),
            None => self.business_before(until, length.count),
        }
    }

    fn business_after(&self, from: Instant, days: u32) -> Instant {
        let mut left = i64::from(days) * DAY;
        let mut at = from;
        while left > 0 {
            let end = at.date().end();
            if end <= at {
                return at; // the last day chrono knows
            }
            if self.is_business_day(at.date()) {
                let here = end.seconds_since(at);
                if here >= left {
                    return at.shift(left);
                }
                left -= here;
            }
            at = end;
        }
        at
    }

    fn business_before(&self, until: Instant, days: u32) -> Instant {
        let mut left = i64::from(days) * DAY;
        let mut at = until;
        while left > 0 {
            let day = at.shift(-1).date();
            let start = day.start();
            if start >= at {
                return at; // the first day chrono knows
            }
            if self.is_business_day(day) {
                let here = at.seconds_since(start);
                if here >= left {
                    return at.shift(-left);
                }
                left -= here;
            }
            at = start;
        }
        at
    }
}

fn elapsed(length: Length) -> Option<i64> {
    let hours = match length.unit {
        Unit::Hours => 1,
        Unit::Days => 24,
        Unit::Weeks => 168,
        Unit::BusinessDays => return None,
    };
    Some(i64::from(length.count) * hours * 3600)
}

/// A span of seconds as people say it, in its two largest units: `3 d 4 h`, `25 min`.
#[must_use]
pub fn spoken_seconds(seconds: i64) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) if rest == 0 => format!("{hours} h"),
        (0, _) => format!("{hours} h {rest} min"),
        (_, 0) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    }
}
