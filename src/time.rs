//! Instants, dates and lengths of time.
//!
//! All of a policy's clocks use [`Instant`]: UTC, to the second, read once. The program has no
//! local time, so the same tree and the same `now` give the same bytes on every machine.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::format::ParseErrorKind;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SecondsFormat, Utc, Weekday};
use serde::{Serialize, Serializer};

/// A point in time, in UTC and to the second; written as RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

/// The Unix times of the years 0000 to 9999 in UTC: all that RFC 3339 can write.
const YEARS: RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// The error for a text that is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// A date or a local time, which needs an offset from UTC.
    #[error("`{0}` has no offset from UTC, so it is not an instant: {add}", add = with_offset(.0))]
    NoOffset(String),
    /// A day or a time of day that does not exist, such as February 30th.
    #[error("`{0}` does not exist: {why}", why = nonexistent(.0))]
    NoSuchTime(String),
    /// Anything else.
    #[error("`{0}` is not an instant such as 2026-03-01T15:00:00Z")]
    Malformed(String),
}

/// Returns what to add to a day or a local time, so that it is an instant.
fn with_offset(text: &str) -> String {
    match text.len() {
        10 => format!("add a time in UTC, such as {text}T15:00:00Z"),
        _ => "add `Z` for UTC, or an offset such as +01:00".to_owned(),
    }
}

/// Returns whether a text has the form of a day, whether or not that day exists.
fn is_day_shaped(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(nth, byte)| match nth {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Returns which part of a date or an instant has a number that is too high or too low.
fn nonexistent(text: &str) -> String {
    let number = |from: usize| text.get(from..from + 2).and_then(|digits| digits.parse::<u32>().ok());
    let year = text.get(..4).and_then(|digits| digits.parse::<i32>().ok());
    let (Some(year), Some(month), Some(day)) = (year, number(5), number(8)) else {
        return "check the month, the day and the time".to_owned();
    };
    let days = (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some());
    match days {
        None => format!("there is no month {month:02}, because months are 01 to 12"),
        Some(days) if !(1..=days).contains(&day) => format!("this month has the days 01 to {days}, and no {day:02}"),
        Some(_) => "hours are 00 to 23, minutes and seconds 00 to 59".to_owned(),
    }
}

impl Instant {
    /// Parses RFC 3339, strictly: a `T`, seconds, and an offset (`Z` or `+hh:mm`).
    ///
    /// # Errors
    /// [`InstantError`] distinguishes a missing offset from other errors.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let strict = text.as_bytes().get(10) == Some(&b'T') && !text.contains(['t', 'z']) && !text.contains(":60");
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) if strict && YEARS.contains(&at.timestamp()) => Ok(Self::from_utc(at.with_timezone(&Utc))),
            _ if text.len() >= 10 && text.get(..10).is_some_and(|d| Date::from_str(d).is_ok()) && !has_offset(text) => {
                Err(InstantError::NoOffset(text.to_owned()))
            }
            Err(error) if strict && error.kind() == ParseErrorKind::OutOfRange || is_day_shaped(text) => {
                Err(InstantError::NoSuchTime(text.to_owned()))
            }
            _ => Err(InstantError::Malformed(text.to_owned())),
        }
    }

    /// Returns the instant of a `chrono` time, without its fraction of a second.
    #[must_use]
    pub(crate) fn from_utc(at: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at))
    }

    /// Returns the instant of a Unix time (`SOURCE_DATE_EPOCH`, git); `None` outside the years that
    /// RFC 3339 can write.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).filter(|_| YEARS.contains(&seconds)).map(Self)
    }

    /// Returns the Unix time.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// Returns the `chrono` time, for libraries that require one.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Returns the UTC calendar day.
    #[must_use]
    pub fn date(self) -> Date {
        Date(self.0.date_naive())
    }

    /// Returns the last second of the UTC calendar day.
    #[must_use]
    pub fn end_of_day(self) -> Self {
        let rest = 86_399 - self.unix().rem_euclid(86_400);
        Self::from_unix(self.unix() + rest).unwrap_or(self)
    }

    /// Returns the last second of the minute.
    #[must_use]
    pub(crate) fn end_of_minute(self) -> Self {
        Self::from_unix(self.minute() * 60 + 59).unwrap_or(self)
    }

    /// Returns the minutes since 1970, without the rest.
    #[must_use]
    pub(crate) fn minute(self) -> i64 {
        self.unix().div_euclid(60)
    }

    /// Returns the UTC year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns it for mails and pages: `2026-03-01 15:00 UTC (Sunday)`.
    #[must_use]
    pub(crate) fn spoken(self) -> String {
        self.0.format("%Y-%m-%d %H:%M UTC (%A)").to_string()
    }

    /// Returns it for tables: `2026-03-01 15:00 UTC`.
    #[must_use]
    pub(crate) fn short(self) -> String {
        self.0.format("%Y-%m-%d %H:%M UTC").to_string()
    }

    /// Returns the seconds from `earlier` to `self`; negative if `earlier` is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_seconds()
    }

    /// Returns an instant later than every instant in a file, for something that has no date.
    #[must_use]
    pub(crate) fn never() -> Self {
        Self(DateTime::<Utc>::MAX_UTC)
    }

    fn shift(self, seconds: i64) -> Self {
        // Do not leave the range that can be written, unless the instant is outside already.
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
    /// Returns the day `year-month-day`, if it exists.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| (0..=9999).contains(&year)).map(Self)
    }

    /// Returns the first second of the day, UTC.
    #[must_use]
    pub fn start(self) -> Instant {
        Instant(self.0.and_time(NaiveTime::MIN).and_utc())
    }

    /// Returns the first second after the day, UTC. A line with this end of life is supported until
    /// then.
    #[must_use]
    pub fn end(self) -> Instant {
        Self(self.next()).start()
    }

    fn next(self) -> NaiveDate {
        self.0.checked_add_days(Days::new(1)).filter(|next| next.year() <= 9999).unwrap_or(self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// The error for a text that is not a [`Date`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// A day that does not exist, such as February 30th.
    #[error("`{0}` does not exist: {why}", why = nonexistent(.0))]
    NoSuchDay(String),
    /// Anything else.
    #[error("`{0}` is not a day such as 2026-03-01")]
    Malformed(String),
}

impl FromStr for Date {
    type Err = DateError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self).map_err(|_| match is_day_shaped(text) {
            true => DateError::NoSuchDay(text.to_owned()),
            false => DateError::Malformed(text.to_owned()),
        })
    }
}

/// The unit of a [`Length`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Unit {
    /// `h`: elapsed hours.
    Hours,
    /// `d`: elapsed periods of 24 hours.
    Days,
    /// `w`: elapsed periods of 7 x 24 hours.
    Weeks,
    /// `bd`: 24 hours of business time, which runs from Monday to Friday in UTC, except on
    /// holidays.
    BusinessDays,
}

/// A length of time, as policies write it: `24h`, `7d`, `4w`, `5bd`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Length {
    /// The number of units.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

/// The error for a text that is not a [`Length`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time: write a number and a unit, such as 24h, 7d, 4w or 5bd")]
pub struct LengthError(String);

/// The largest count of a length: a hundred years of hours.
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
        // Business days are counted one by one, so their number is limited.
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

/// Business days: Monday to Friday in UTC, except on holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
}

const DAY: i64 = 86_400;

impl Calendar {
    /// Creates a calendar with these holidays.
    #[must_use]
    pub fn new(holidays: impl IntoIterator<Item = Date>) -> Self {
        Self { holidays: holidays.into_iter().collect() }
    }

    /// Returns whether business time runs on this day.
    #[must_use]
    pub(crate) fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.0.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// Returns the instant `length` after `from`. Business time does not run outside business days,
    /// so a later start never gives an earlier end.
    #[must_use]
    pub fn after(&self, from: Instant, length: Length) -> Instant {
        match elapsed(length) {
            Some(seconds) => from.shift(seconds),
            None => self.business_after(from, length.count),
        }
    }

    /// Returns the instant `length` before `until`.
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
                return at; // the last day that chrono supports
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
                return at; // the first day that chrono supports
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

/// Returns a number of seconds in words, in its two largest units: `3 d 4 h`, `25 min`. The sign is
/// ignored.
#[must_use]
pub(crate) fn spoken_seconds(seconds: i64) -> String {
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
