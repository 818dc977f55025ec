//! Date expressions of a sentence, resolved against the day of publication, never against a clock.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::annotate::{Token, TokenKind};
use crate::codebook::{DateRules, DateUnit};
use crate::edtf::Edtf;

/// A date as a sentence puts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateExpression {
    /// Its tokens in the sentence, a preposition before it included.
    pub tokens: std::ops::Range<usize>,
    /// What it means; `None` where only the day of publication would tell and is unknown.
    pub date: Option<Edtf>,
    /// It is the edge of a stretch of time ("since Monday") or says whose something is ("Monday 's attack").
    pub bound: bool,
}

/// The date expressions of a sentence in order, none overlapping. A day without a year is the last such day on or before
/// publication; where the day of publication is unknown its year stays open, and what is relative has no meaning.
pub fn find(text: &str, tokens: &[Token], published_on: Option<NaiveDate>, rules: &DateRules) -> Vec<DateExpression> {
    let words: Vec<String> = tokens.iter().map(|t| t.span.of(text).to_lowercase()).collect();
    let reader = Reader { text, words: &words, tokens, published: published_on, rules };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match reader.date_at(at) {
            Some((end, date)) => {
                let end = end + usize::from(reader.is(&rules.part_of_day, end));
                let floor = found.last().map_or(0, |d: &DateExpression| d.tokens.end);
                found.push(reader.expression(floor, at, end, date));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [String],
    tokens: &'a [Token],
    published: Option<NaiveDate>,
    rules: &'a DateRules,
}

/// Where an expression ends, and what it means where that can be told.
type Found = Option<(usize, Option<Edtf>)>;

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    fn is(&self, set: &std::collections::BTreeSet<String>, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| set.contains(w))
    }

    /// Adds the prepositions before it.
    fn expression(&self, floor: usize, at: usize, end: usize, date: Option<Edtf>) -> DateExpression {
        let mut start = at;
        while start > floor && self.is(&self.rules.opening, start - 1) {
            start -= 1;
        }
        let edge = start > floor && self.is(&self.rules.edge, start - 1);
        let genitive = self.rules.endings.marks_owner(self.word(end));
        DateExpression { tokens: start..end, date, bound: edge || genitive }
    }

    fn date_at(&self, at: usize) -> Found {
        self.phrase(at).or_else(|| self.ago(at)).or_else(|| self.directed(at)).or_else(|| self.weekday(at)).or_else(|| self.absolute(at))
    }

    /// "last week", "yesterday".
    fn phrase(&self, at: usize) -> Found {
        let phrase = self.rules.phrases.iter().find(|p| self.words[at..].starts_with(&p.parts))?;
        let date = self.published.and_then(|day| counted(day, phrase.unit, phrase.offset));
        Some((at + phrase.parts.len(), date))
    }

    /// "two days ago".
    fn ago(&self, at: usize) -> Found {
        let number = self.rules.numbers.get(self.word(at)).copied().or_else(|| self.number(at, 1, 99))?;
        let unit = *self.rules.units.get(self.word(at + 1))?;
        if !self.is(&self.rules.ago, at + 2) {
            return None;
        }
        let exact = matches!(unit, DateUnit::Day);
        let date = self.published.and_then(|day| counted(day, unit, -(number as i32)));
        Some((at + 3, date.map(|d| if exact { d } else { approximate(d) })))
    }

    /// "last October", "last Monday", "next Monday".
    fn directed(&self, at: usize) -> Found {
        let (last, next) = (self.is(&self.rules.last, at), self.is(&self.rules.next, at));
        if !last && !next {
            return None;
        }
        if let Some(month) = self.rules.months.get(self.word(at + 1)) {
            let year = self.published.map(|day| match (last, day.month() > *month) {
                (true, false) => day.year() - 1,
                (false, true) => day.year() + 1,
                _ => day.year(),
            });
            return Some((at + 2, year.and_then(|y| Edtf::month(y, *month))));
        }
        let weekday = *self.rules.weekdays.get(self.word(at + 1))?;
        let date = self.published.and_then(|day| if last { weekday_before(day, weekday, 1) } else { weekday_after(day, weekday) });
        Some((at + 2, date.map(Edtf::day)))
    }

    /// "Friday", alone or before a date ("Friday, 14 January", "Friday the 14th").
    fn weekday(&self, at: usize) -> Found {
        let weekday = *self.rules.weekdays.get(self.word(at))?;
        let mut next = at + 1;
        while self.word(next) == "," || self.is(&self.rules.inner, next) {
            next += 1;
        }
        if let Some(found) = self.absolute(next).filter(|_| next <= at + 2) {
            return Some(found);
        }
        Some((at + 1, self.published.and_then(|day| weekday_before(day, weekday, 0)).map(Edtf::day)))
    }

    /// Dates with a month's name, and bare months and years after a preposition.
    fn absolute(&self, at: usize) -> Found {
        self.month_day(at).or_else(|| self.day_month(at)).or_else(|| self.month_alone(at)).or_else(|| self.year_alone(at))
    }

    /// "January 14, 2022", "January 14", "January 2022".
    fn month_day(&self, at: usize) -> Found {
        let month = self.month(at)?;
        let after = at + 1 + usize::from(self.word(at + 1) == ".");
        if let Some(year) = self.number(after, 1000, 2999).filter(|_| self.word(after).len() == 4) {
            return Some((after + 1, Edtf::month(year as i32, month)));
        }
        let day = self.day(after)?;
        let comma = usize::from(self.word(after + 1) == ",");
        if let Some(year) = self.number(after + 1 + comma, 1000, 2999) {
            return Some((after + 2 + comma, full(Some(year), month, day)));
        }
        Some((after + 1, self.resolve(month, day)))
    }

    /// "14 January 2022", "14th of January".
    fn day_month(&self, at: usize) -> Found {
        let day = self.day(at)?;
        let at = at + 1 + usize::from(self.is(&self.rules.inner, at + 1));
        let month = self.month(at)?;
        let comma = usize::from(self.word(at + 1) == ",");
        if let Some(year) = self.number(at + 1 + comma, 1000, 2999) {
            return Some((at + 2 + comma, full(Some(year), month, day)));
        }
        Some((at + 1, self.resolve(month, day)))
    }

    /// "in December": the last such month that has begun.
    fn month_alone(&self, at: usize) -> Found {
        let month = self.month(at)?;
        if at == 0 || !self.is(&self.rules.month_opening, at - 1) {
            return None;
        }
        let date = match self.published {
            Some(day) => Edtf::month(day.year() - i32::from(month > day.month()), month),
            None => Edtf::parse(&format!("XXXX-{month:02}")).ok(),
        };
        Some((at + 1, date))
    }

    /// "in 2015".
    fn year_alone(&self, at: usize) -> Found {
        let year = self.number(at, 1800, 2099)?;
        let opened = at > 0 && self.is(&self.rules.month_opening, at - 1);
        opened.then(|| (at + 1, Edtf::year(year as i32)))
    }

    /// A month's name; it must be capitalised, so that "may" and "march" are none.
    fn month(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Word)?;
        let capital = token.span.of(self.text).starts_with(char::is_uppercase);
        self.rules.months.get(self.word(at).trim_end_matches('.')).copied().filter(|_| capital)
    }

    fn day(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        parse(self.rules.endings.without_ordinal(word), 1, 31)
    }

    fn number(&self, at: usize, least: u32, most: u32) -> Option<u32> {
        parse(self.word(at), least, most)
    }

    /// A day without a year.
    fn resolve(&self, month: u32, day: u32) -> Option<Edtf> {
        let Some(published) = self.published else { return full(None, month, day) };
        let this_year = NaiveDate::from_ymd_opt(published.year(), month, day);
        if let Some(date) = this_year.filter(|d| *d <= published) {
            return Some(Edtf::day(date));
        }
        NaiveDate::from_ymd_opt(published.year() - 1, month, day).map(Edtf::day)
    }
}

fn parse(digits: &str, least: u32, most: u32) -> Option<u32> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && (least..=most).contains(n))
}

fn full(year: Option<u32>, month: u32, day: u32) -> Option<Edtf> {
    let year = year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"));
    Edtf::parse(&format!("{year}-{month:02}-{day:02}")).ok()
}

/// The stretch of the calendar that lies `offset` units from a day.
fn counted(day: NaiveDate, unit: DateUnit, offset: i32) -> Option<Edtf> {
    match unit {
        DateUnit::Day => shift(day, i64::from(offset)).map(Edtf::day),
        DateUnit::Week => {
            let monday = shift(day, i64::from(offset) * 7 - i64::from(day.weekday().num_days_from_monday()))?;
            let sunday = shift(monday, 6)?;
            Edtf::parse(&format!("{}/{}", monday.format("%Y-%m-%d"), sunday.format("%Y-%m-%d"))).ok()
        }
        DateUnit::Month => {
            let months = Months::new(offset.unsigned_abs());
            let moved = if offset < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) }?;
            Edtf::month(moved.year(), moved.month())
        }
        DateUnit::Year => Edtf::year(day.year().checked_add(offset)?),
    }
}

/// Marks a single date as approximate; an interval already is.
fn approximate(date: Edtf) -> Edtf {
    if date.text.contains('/') { date } else { date.about() }
}

fn shift(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    let count = Days::new(days.unsigned_abs());
    if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) }
}

/// The last such weekday at least `least` days before `day`.
fn weekday_before(day: NaiveDate, weekday: u32, least: i64) -> Option<NaiveDate> {
    let from = shift(day, -least)?;
    let back = (7 + number(from.weekday()) - i64::from(weekday)) % 7;
    shift(from, -back)
}

/// The first such weekday after `day`.
fn weekday_after(day: NaiveDate, weekday: u32) -> Option<NaiveDate> {
    let forth = (6 + i64::from(weekday) - number(day.weekday())) % 7 + 1;
    shift(day, forth)
}

fn number(weekday: Weekday) -> i64 {
    i64::from(weekday.number_from_monday())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::worked::worked_on;
    use crate::schema::SchemaFiles;

    /// The dates of a sentence published on Wednesday, 15 April 2020, or on no known day; `!` marks a bound one.
    fn read(text: &str, published: bool) -> Vec<String> {
        let day = NaiveDate::from_ymd_opt(2020, 4, 15).filter(|_| published);
        let w = worked_on(text, day);
        let rules = DateRules::load(&SchemaFiles::embedded()).unwrap();
        let found = find(&w.article.text, &w.document.tokens, day, &rules);
        found.into_iter().filter_map(|d| Some(d.date?.text + if d.bound { "!" } else { "" })).collect()
    }

    #[test]
    fn dates_are_resolved_against_publication() {
        for (text, date) in [
            ("on January 14, 2019", "2019-01-14"),
            ("on 14 January 2019", "2019-01-14"),
            ("on the 14th of January", "2020-01-14"),
            ("on May 3", "2019-05-03"),
            ("on Friday", "2020-04-10"),
            ("on Wednesday", "2020-04-15"),
            ("on Friday, 10 April, they left", "2020-04-10"),
            ("last Wednesday", "2020-04-08"),
            ("next Monday", "2020-04-20"),
            ("last October", "2019-10"),
            ("in December 2019", "2019-12"),
            ("in December", "2019-12"),
            ("in May", "2019-05"),
            ("in 2015", "2015"),
            ("yesterday", "2020-04-14"),
            ("last week", "2020-04-06/2020-04-12"),
            ("earlier this month", "2020-04"),
            ("two days ago", "2020-04-13"),
            ("three years ago", "2017~"),
        ] {
            assert_eq!(read(text, true), [date], "{text}");
        }
    }

    #[test]
    fn without_a_day_of_publication_years_stay_open() {
        assert_eq!(read("on 14 January", false), ["XXXX-01-14"]);
        assert_eq!(read("on January 14, 2019", false), ["2019-01-14"]);
        assert_eq!(read("yesterday, last week and on Friday", false), Vec::<String>::new());
    }

    #[test]
    fn words_that_only_look_like_dates_are_none() {
        for text in ["they may 3 times march 10 miles", "Theresa May spoke", "in 12 towns", "31 February", "500 March"] {
            assert_eq!(read(text, true), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn edges_and_genitives_are_bound() {
        assert_eq!(read("since Monday", true), ["2020-04-13!"]);
        assert_eq!(read("Monday's attack", true), ["2020-04-13!"]);
    }

    proptest! {
        #[test]
        fn expressions_are_in_order_and_run_forwards(parts in proptest::collection::vec(0..12_usize, 0..20), published: bool) {
            const PARTS: [&str; 12] =
                ["on", "Friday", "3", "May", "2019", ",", "last", "week", "in", "two years ago", "'s", "29 February"];
            let text = parts.iter().map(|p| PARTS[*p]).collect::<Vec<_>>().join(" ");
            let day = NaiveDate::from_ymd_opt(2020, 4, 15).filter(|_| published);
            let w = worked_on(&text, day);
            let rules = DateRules::load(&SchemaFiles::embedded()).unwrap();
            let found = find(&w.article.text, &w.document.tokens, day, &rules);
            let mut end = 0;
            for date in found {
                prop_assert!(date.tokens.start >= end && date.tokens.end > date.tokens.start);
                end = date.tokens.end;
                prop_assert!(end <= w.document.tokens.len());
                let Some(date) = date.date else { continue };
                prop_assert!(date.from.zip(date.to).is_none_or(|(from, to)| from <= to));
                prop_assert_eq!(Edtf::parse(&date.text).unwrap(), date);
            }
        }
    }
}
