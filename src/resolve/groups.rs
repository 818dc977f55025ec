//! Which reports tell of the same event.
//!
//! Reports are taken from the earliest to the latest, by day of publication (unknown last), article id and place in the
//! article. Each joins the earliest group that it fits, else it opens one. So groups never merge, and a later article
//! changes nothing about earlier ones but their company.
//!
//! A report fits a group when all of this holds:
//! - Same event type, and the same set of source actors and the same set of target actors. Every party must be linked,
//!   and there must be two sides: sources and targets, or two sources of a symmetric event.
//! - Statuses of one sort: told as done (reported, alleged, denied), or the same one of planned, threatened, hypothetical, negated.
//! - Same mode and same place, or one side doesn't know it. The group learns what a report adds.
//! - Both days known, and the report's possible days overlap with those that all earlier reports share, so that a chain
//!   of overlaps doesn't drift.
//! - No other report of the same article is in it: an article's events are different ones by definition.
//!
//! A report that can't have company by these rules is its own group and is not held in memory.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::actors::ActorIx;
use crate::codebook::EntryIx;
use crate::extract::Event;

/// A row of an article: the article's position in the spill, and the row's index in its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportIx {
    /// Position in the spill.
    pub article: u32,
    /// Index in [`Findings`](crate::extract::Findings).
    pub row: u32,
}

/// Groups of two or more reports; any other event is alone.
#[derive(Debug, Default)]
pub struct Groups {
    groups: Vec<Group>,
    of: HashMap<ReportIx, u32>,
}

/// Two or more reports of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The earliest report.
    pub first: ReportIx,
    /// PLOVER mode, of the first report that has one.
    pub mode: Option<String>,
    /// `reported` where one report has it, else that of the first.
    pub status: String,
    /// First possible day over the reports.
    pub from: NaiveDate,
    /// Last possible day over the reports.
    pub to: NaiveDate,
    /// Where, of the first report that knows.
    pub place: Option<EntryIx>,
    /// Reports, each of its own article.
    pub reports: u32,
    /// Different publishers; articles without one count as one together.
    pub publishers: u32,
}

impl Groups {
    /// The group of this report; `None` when it is alone.
    pub fn of(&self, report: ReportIx) -> Option<&Group> {
        self.of.get(&report).map(|&group| &self.groups[group as usize])
    }

    /// The first report of every group.
    pub fn firsts(&self) -> impl Iterator<Item = ReportIx> {
        self.groups.iter().map(|group| group.first)
    }
}

/// What a report has in common with its company.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    event_type: String,
    sort: String,
    sources: Vec<ActorIx>,
    targets: Vec<ActorIx>,
}

#[derive(Debug)]
struct Report {
    /// Rank of the article in time, then place in it.
    rank: (u32, u32),
    report: ReportIx,
    mode: Option<String>,
    status: String,
    days: (NaiveDate, NaiveDate),
    place: Option<EntryIx>,
    publisher: u32,
}

/// Collects reports, then groups them.
#[derive(Debug, Default)]
pub(super) struct Grouper(BTreeMap<Key, Vec<Report>>);

/// An article, as grouping sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReportedBy {
    /// Position in the spill.
    pub article: u32,
    /// Place in time among all articles.
    pub rank: u32,
    /// Number of its publisher; 0 for none.
    pub publisher: u32,
}

impl Grouper {
    /// Takes in an event with its linked parties.
    pub(super) fn add(&mut self, by: ReportedBy, row: u32, event: &Event, sources: &[Option<ActorIx>], targets: &[Option<ActorIx>]) {
        let (Some(sources), Some(targets)) = (set(sources), set(targets)) else { return };
        let two_sides = !sources.is_empty() && (!targets.is_empty() || sources.len() > 1);
        let days = event.occurred.as_ref().and_then(|date| date.from.zip(date.to));
        let (true, Some(days)) = (two_sides, days) else { return };
        let key = Key { event_type: event.event_type.clone(), sort: sort(&event.status).to_owned(), sources, targets };
        self.0.entry(key).or_default().push(Report {
            rank: (by.rank, row),
            report: ReportIx { article: by.article, row },
            mode: event.mode.clone(),
            status: event.status.clone(),
            days,
            place: event.place,
            publisher: by.publisher,
        });
    }

    pub(super) fn finish(self) -> Groups {
        let mut groups = Groups::default();
        for mut reports in self.0.into_values() {
            reports.sort_unstable_by_key(|report| report.rank);
            let mut open: Vec<Open> = Vec::new();
            for report in &reports {
                match open.iter_mut().find(|group| group.fits(report)) {
                    Some(group) => group.join(report),
                    None => open.push(Open::new(report)),
                }
            }
            open.into_iter().filter(|group| group.members.len() > 1).for_each(|group| group.close(&mut groups));
        }
        groups
    }
}

/// A group that may still grow.
struct Open {
    group: Group,
    /// The days that all reports share.
    shared: (NaiveDate, NaiveDate),
    members: Vec<ReportIx>,
    publishers: Vec<u32>,
}

impl Open {
    fn new(first: &Report) -> Self {
        let group = Group {
            first: first.report,
            mode: first.mode.clone(),
            status: first.status.clone(),
            from: first.days.0,
            to: first.days.1,
            place: first.place,
            reports: 1,
            publishers: 1,
        };
        Self { group, shared: first.days, members: vec![first.report], publishers: vec![first.publisher] }
    }

    fn fits(&self, report: &Report) -> bool {
        let overlap = report.days.0 <= self.shared.1 && self.shared.0 <= report.days.1;
        overlap
            && agree(&self.group.mode, &report.mode)
            && agree(&self.group.place, &report.place)
            // Reports come article by article, so that one of the same article would be the last.
            && self.members.last().is_none_or(|last| last.article != report.report.article)
    }

    fn join(&mut self, report: &Report) {
        self.shared = (self.shared.0.max(report.days.0), self.shared.1.min(report.days.1));
        self.group.from = self.group.from.min(report.days.0);
        self.group.to = self.group.to.max(report.days.1);
        self.group.place = self.group.place.or(report.place);
        if self.group.mode.is_none() {
            self.group.mode.clone_from(&report.mode);
        }
        if report.status == REPORTED {
            self.group.status.clone_from(&report.status);
        }
        self.members.push(report.report);
        self.publishers.push(report.publisher);
    }

    fn close(mut self, groups: &mut Groups) {
        self.publishers.sort_unstable();
        self.publishers.dedup();
        self.group.reports = self.members.len() as u32;
        self.group.publishers = self.publishers.len() as u32;
        let ix = groups.groups.len() as u32;
        groups.of.extend(self.members.iter().map(|member| (*member, ix)));
        groups.groups.push(self.group);
    }
}

const REPORTED: &str = "reported";

/// Statuses that may speak of one event: what is told as done, by whomever, is one sort; every other status is its own.
fn sort(status: &str) -> &str {
    match status {
        REPORTED | "alleged" | "denied" => REPORTED,
        other => other,
    }
}

/// Equal, or one of them unknown.
fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// The actors in order without repeats; `None` if one is unlinked.
fn set(parties: &[Option<ActorIx>]) -> Option<Vec<ActorIx>> {
    let mut actors = parties.iter().copied().collect::<Option<Vec<_>>>()?;
    actors.sort_unstable();
    actors.dedup();
    Some(actors)
}
