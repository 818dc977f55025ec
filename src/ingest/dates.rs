//! Reads the day of publication in the forms that archives have.
//!
//! A day is read as written: `2019-01-04T23:30:00-05:00` is 4 January, wherever the reader is. Nothing is guessed:
//! `03/04/2019` is two days, and so is none.

use chrono::{DateTime, Datelike, NaiveDate};

use crate::codebook::{DateWord, DateWords};

/// What a date as given is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// One day of the calendar.
    Day(NaiveDate),
    /// One of two days, because day and month may be either way round.
    Either(NaiveDate, NaiveDate),
    /// A month or a year, and no day.
    Wide,
    /// A form that means a day, and the calendar has none such.
    NotInCalendar,
    /// No date.
    Unreadable,
}

/// Longer strings are no dates.
const MAX_BYTES: usize = 80;
const YEARS: std::ops::RangeInclusive<i32> = 1500..=2299;

/// Reads a date with or without a time of day.
pub fn read(given: &str, words: &DateWords) -> Reading {
    let given = given.trim();
    if given.is_empty() || given.len() > MAX_BYTES {
        return Reading::Unreadable;
    }
    if given.bytes().all(|b| b.is_ascii_digit()) {
        return digits(given);
    }
    numeric(given).unwrap_or_else(|| in_words(given, words))
}

/// `2019`, `201901`, `20190104`, `20190104103000`, or seconds or milliseconds since 1970.
fn digits(given: &str) -> Reading {
    let part = |range: std::ops::Range<usize>| given.get(range).and_then(|p| p.parse().ok()).unwrap_or(0);
    match given.len() {
        4 | 6 if YEARS.contains(&part(0..4)) => Reading::Wide,
        8 | 12 | 14 => day(part(0..4), part(4..6) as u32, part(6..8) as u32),
        9 | 10 => since_1970(given, 1),
        13 => since_1970(given, 1000),
        _ => Reading::Unreadable,
    }
}

fn since_1970(given: &str, per_second: i64) -> Reading {
    let seconds = given.parse::<i64>().ok().map(|n| n / per_second);
    let date = seconds.and_then(|s| DateTime::from_timestamp(s, 0)).map(|t| t.date_naive());
    date.map_or(Reading::Unreadable, Reading::Day)
}

fn day(year: i32, month: u32, day: u32) -> Reading {
    if !YEARS.contains(&year) {
        return Reading::Unreadable;
    }
    NaiveDate::from_ymd_opt(year, month, day).map_or(Reading::NotInCalendar, Reading::Day)
}

/// Three numbers with one separator; `None` where the string is built otherwise.
fn numeric(given: &str) -> Option<Reading> {
    let end = given.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')).unwrap_or(given.len());
    let (date, rest) = given.split_at(end);
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = date.split(separator).collect();
    if parts.iter().any(|p| p.is_empty() || p.len() > 4 || !p.bytes().all(|b| b.is_ascii_digit())) || !is_time(rest) {
        return None;
    }
    let number = |n: usize| parts[n].parse::<u32>().unwrap_or(0);
    match (parts.len(), parts[0].len()) {
        (2, 4) if rest.is_empty() => Some(if (1..=12).contains(&number(1)) { Reading::Wide } else { Reading::NotInCalendar }),
        (3, 4) if parts[2].len() <= 2 => Some(day(number(0) as i32, number(1), number(2))),
        (3, 1 | 2) if parts[2].len() == 4 => Some(either(separator, number(0), number(1), number(2) as i32)),
        _ => None,
    }
}

/// Two numbers before a year: dots put the day first everywhere, slashes and hyphens tell nothing.
fn either(separator: char, first: u32, second: u32, year: i32) -> Reading {
    let (day_first, month_first) = (day(year, second, first), day(year, first, second));
    match (day_first, month_first) {
        _ if separator == '.' => day_first,
        (Reading::Day(a), Reading::Day(b)) if a != b => Reading::Either(a, b),
        (Reading::Day(_), _) => day_first,
        _ => month_first,
    }
}

/// What may follow a date in digits: nothing, or a time after `T` or a space.
fn is_time(rest: &str) -> bool {
    let time = rest.trim_start_matches(['T', 't', ' ', ',']);
    rest.is_empty() || (time.len() < rest.len() && time.starts_with(|c: char| c.is_ascii_digit()))
}

/// A date with the name of its month: "Friday, January 4, 2019", "4 January 2019", "Fri, 04 Jan 2019 10:00:00 +0000".
fn in_words(given: &str, words: &DateWords) -> Reading {
    let mut found = Parts::default();
    for token in given.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-')).filter(|t| !t.is_empty()) {
        let complete = found.month.is_some() && found.day.is_some() && found.year.is_some();
        if complete && (token.contains(':') || found.time) {
            found.time = true; // whatever follows a time of day belongs to it: a.m., a zone
        } else if !found.take(token, words) {
            return Reading::Unreadable;
        }
    }
    found.reading()
}

#[derive(Default)]
struct Parts {
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
    weekday: Option<u32>,
    time: bool,
}

impl Parts {
    /// Puts a word in its place; `false` when there is none for it.
    fn take(&mut self, token: &str, words: &DateWords) -> bool {
        let letters = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
        let (number, word) = token.split_at(letters);
        let word = (!word.is_empty()).then(|| words.get(&word.to_lowercase()));
        match (number.len(), word) {
            (0, Some(Some(DateWord::Month(n)))) if self.month.is_none() => self.month = Some(n),
            (0, Some(Some(DateWord::Weekday(n)))) if self.weekday.is_none() => self.weekday = Some(n),
            (0, Some(Some(DateWord::Filler))) => {}
            (1 | 2, None | Some(Some(DateWord::Ordinal))) if self.day.is_none() => self.day = number.parse().ok(),
            (4, None) if self.year.is_none() => self.year = number.parse().ok(),
            _ => return false,
        }
        true
    }

    fn reading(&self) -> Reading {
        match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(number)) => match day(year, month, number) {
                Reading::Day(date) if self.weekday.is_some_and(|n| n != date.weekday().number_from_monday()) => Reading::NotInCalendar,
                reading => reading,
            },
            (Some(_), Some(_), None) => Reading::Wide,
            _ => Reading::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::{Dataset, IngestRules};
    use crate::schema::SchemaFiles;
    use proptest::prelude::*;

    fn words() -> DateWords {
        let files = SchemaFiles::embedded();
        IngestRules::load(&files, &Dataset::load(&files).unwrap()).unwrap().dates
    }

    #[test]
    fn the_forms_of_archives() {
        let words = words();
        let fourth = NaiveDate::from_ymd_opt(2019, 1, 4).unwrap();
        for given in [
            "2019-01-04",
            "2019-1-4",
            "2019/01/04",
            "2019.01.04",
            "20190104",
            "20190104103000",
            "2019-01-04T10:30:00Z",
            "2019-01-04 23:30:00-05:00",
            "2019-01-04T23:30:00.123+01:00",
            "Fri, 04 Jan 2019 10:00:00 +0000",
            "January 4, 2019",
            "4 January 2019",
            "Friday, January 4, 2019 ",
            "Jan. 4, 2019",
            "4th of January, 2019",
            "January 4th, 2019 at 10:30 a.m. EST",
            "04-Jan-2019",
            "1546597800",
            "1546597800000",
            "4.1.2019",
            "Fri Jan 4 2019 10:00:00 GMT",
        ] {
            assert_eq!(read(given, &words), Reading::Day(fourth), "{given}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        let words = words();
        let (april, march) = (NaiveDate::from_ymd_opt(2019, 4, 3).unwrap(), NaiveDate::from_ymd_opt(2019, 3, 4).unwrap());
        assert_eq!(read("03/04/2019", &words), Reading::Either(april, march));
        assert!(matches!(read("23/04/2019", &words), Reading::Day(_)));
        for given in ["2019", "2019-01", "January 2019", "201901"] {
            assert_eq!(read(given, &words), Reading::Wide, "{given}");
        }
        for given in ["31 February 2019", "2019-02-31", "31/02/2019", "Monday, January 4, 2019", "20190231", "2019-13"] {
            assert_eq!(read(given, &words), Reading::NotInCalendar, "{given}");
        }
        for given in ["", "yesterday", "4 Jan 19", "2019-01-04-05", "10:30", "January 4", "0019-01-04", "2019-01-04x", "-5"] {
            assert_eq!(read(given, &words), Reading::Unreadable, "{given}");
        }
    }

    proptest! {
        #[test]
        fn no_string_panics(given in "\\PC{0,40}|[0-9/.:T, -]{0,30}|[0-9JanFri, ]{0,20}") {
            read(&given, &words());
        }
    }
}
