//! Uncertain dates as the tables write them: an EDTF string with the first and last possible day beside it.
//!
//! The subset of the Library of Congress' Extended Date/Time Format (ISO 8601-2:2019) that news needs: days, months,
//! years, unspecified digits (`XXXX-01-14`, `201X`, `2022-01-XX`), approximation (`2022-01-14~`, `?`, `%`) and
//! intervals (`2022-01-16/2022-01-17`, `../2022-02`, `2022-02/..`).

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A date as far as a text tells it, and what days it may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edtf {
    /// The EDTF string, e.g. `2021-12`.
    pub text: String,
    /// First possible day; `None` when unbounded.
    pub from: Option<NaiveDate>,
    /// Last possible day; `None` when unbounded.
    pub to: Option<NaiveDate>,
}

/// Why a string is no date of the subset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EdtfError {
    /// The form is none of the subset's.
    #[error("`{0}` is no EDTF date: write a day `2022-01-14`, a month `2022-01`, a year `2022`, or an interval of two")]
    Form(String),
    /// The form is fine and the calendar has no such day.
    #[error("`{0}` is not in the calendar")]
    Calendar(String),
    /// The interval ends before it begins.
    #[error("the interval `{0}` ends before it begins")]
    Backwards(String),
}

impl Edtf {
    /// Reads an EDTF string and works out its two days.
    ///
    /// # Errors
    /// When the string is outside the subset, names no day of the calendar, or runs backwards.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let (from, to) = match text.split_once('/') {
            None => bounds(text)?,
            Some((start, end)) => interval(text, start, end)?,
        };
        Ok(Self { text: text.to_owned(), from, to })
    }

    /// A known day.
    pub fn day(day: NaiveDate) -> Self {
        Self { text: day.format("%Y-%m-%d").to_string(), from: Some(day), to: Some(day) }
    }

    /// A known month of a known year; `None` outside the calendar.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::parse(&format!("{year:04}-{month:02}")).ok()
    }

    /// A known year; `None` outside 0 to 9999.
    pub fn year(year: i32) -> Option<Self> {
        Self::parse(&format!("{year:04}")).ok()
    }

    /// The same day or month in the year that brings it nearest to a day; `ahead`: in the first that is not before it. For
    /// dates that were put without a year.
    #[must_use]
    pub fn nearest(&self, day: NaiveDate, ahead: bool) -> Self {
        let (Some(year), Some(rest)) = (self.text.get(..4).and_then(|y| y.parse::<i32>().ok()), self.text.get(4..)) else {
            return self.clone();
        };
        if rest.is_empty() || self.text.contains('/') {
            return self.clone();
        }
        let years = [year - 1, year, year + 1];
        let dates = years.into_iter().filter_map(|y| Self::parse(&format!("{y:04}{rest}")).ok());
        let usable = dates.filter(|d| !ahead || d.to.is_some_and(|to| to >= day));
        let far = |d: &Self| d.from.map_or(i64::MAX, |from| (from - day).num_days().abs());
        usable.min_by_key(far).unwrap_or_else(|| self.clone())
    }

    /// The same date marked as approximate (`~`).
    pub fn about(mut self) -> Self {
        self.text.push('~');
        self
    }
}

type Bounds = (Option<NaiveDate>, Option<NaiveDate>);

fn interval(text: &str, start: &str, end: &str) -> Result<Bounds, EdtfError> {
    let open = |side: &str| side.is_empty() || side == "..";
    let from = if open(start) { None } else { bounds(start)?.0 };
    let to = if open(end) { None } else { bounds(end)?.1 };
    if open(start) && open(end) {
        return Err(EdtfError::Form(text.to_owned()));
    }
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(EdtfError::Backwards(text.to_owned())),
        found => Ok(found),
    }
}

/// First and last day of one date (no interval).
fn bounds(text: &str) -> Result<Bounds, EdtfError> {
    let form = || EdtfError::Form(text.to_owned());
    let bare = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
    let mut parts = bare.split('-');
    let year = parts.next().filter(|y| y.len() == 4).ok_or_else(form)?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(form());
    }
    let first_year = digits(year, '0').ok_or_else(form)?;
    let last_year = digits(year, '9').ok_or_else(form)?;
    let month = month.map(two_digits).transpose().map_err(|()| form())?;
    let day = day.map(two_digits).transpose().map_err(|()| form())?;
    let (first_month, last_month) = match month {
        Some(Some(m)) => (m, m),
        _ => (1, 12),
    };
    if !(1..=12).contains(&first_month) {
        return Err(EdtfError::Calendar(text.to_owned()));
    }
    if let Some(Some(d)) = day {
        let leap_allowed = if year.contains('X') { 2000 } else { first_year };
        if (first_month..=last_month).all(|m| NaiveDate::from_ymd_opt(leap_allowed, m, d).is_none()) {
            return Err(EdtfError::Calendar(text.to_owned()));
        }
    }
    if year == "XXXX" {
        return Ok((None, None));
    }
    let first_day = day.flatten().unwrap_or(1);
    let from = NaiveDate::from_ymd_opt(first_year, first_month, first_day);
    let to = match day.flatten() {
        Some(d) => NaiveDate::from_ymd_opt(last_year, last_month, d).or_else(|| last_of_month(last_year, last_month)),
        None => last_of_month(last_year, last_month),
    };
    Ok((from, to))
}

/// A year's digits with `X` read as `fill`; only trailing digits may be unspecified.
fn digits(year: &str, fill: char) -> Option<i32> {
    let known = year.trim_end_matches('X');
    if !known.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    known.chars().chain(std::iter::repeat_n(fill, 4 - known.len())).collect::<String>().parse().ok()
}

/// A month or day: `Some(None)` where both digits are unspecified.
fn two_digits(part: &str) -> Result<Option<u32>, ()> {
    match part {
        "XX" => Ok(None),
        _ if part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) => part.parse().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

/// The last day of a month.
pub fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let next = if first.month() == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1) } else { NaiveDate::from_ymd_opt(year, month + 1, 1) };
    next?.checked_sub_days(Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> (String, String) {
        let date = Edtf::parse(text).unwrap();
        let show = |d: Option<NaiveDate>| d.map_or("-".to_owned(), |d| d.to_string());
        (show(date.from), show(date.to))
    }

    #[test]
    fn every_form_gives_its_first_and_last_day() {
        for (text, from, to) in [
            ("2022-01-21", "2022-01-21", "2022-01-21"),
            ("2021-12", "2021-12-01", "2021-12-31"),
            ("2020", "2020-01-01", "2020-12-31"),
            ("201X", "2010-01-01", "2019-12-31"),
            ("2020-02-XX", "2020-02-01", "2020-02-29"),
            ("XXXX-01-14", "-", "-"),
            ("2022-01-14~", "2022-01-14", "2022-01-14"),
            ("2022-01-16/2022-01-17", "2022-01-16", "2022-01-17"),
            ("../2022-02", "-", "2022-02-28"),
            ("2022-02/..", "2022-02-01", "-"),
        ] {
            assert_eq!(days(text), (from.to_owned(), to.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "22-01-14", "2022-1-4", "2022-13", "2022-02-31", "XXXX-02-30", "2022-01-14T10", "..", "../..", "2X22", "2022-03/2022-01"]
        {
            assert!(Edtf::parse(text).is_err(), "{text}");
        }
    }
}
