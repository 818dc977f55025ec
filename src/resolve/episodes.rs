//! Which reports of sanctions belong to one history.
//!
//! Reports are taken from the earliest to the latest, like those of events. A report joins the episode of the same sender,
//! target and measure. One whose measure is `unspecified` joins the one open episode of that sender and target, if there
//! is just one; else the episode of unspecified measures. An episode is open unless its last report says lifted or
//! rejected. A report without a linked target is alone. So a later article changes nothing about earlier ones but their
//! company and the status of their history.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::actors::ActorIx;
use super::groups::ReportIx;
use crate::extract::Sanction;

/// The measure of a report that names none.
const UNSPECIFIED: &str = "unspecified";

/// All histories.
#[derive(Debug, Default)]
pub struct Episodes {
    episodes: Vec<Episode>,
    of: HashMap<ReportIx, u32>,
}

/// One history.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// The earliest report.
    pub first: ReportIx,
    /// Who decides.
    pub sender: ActorIx,
    /// Who is hit.
    pub target: Option<ActorIx>,
    /// What is done.
    pub measure: String,
    /// Status of the last report by day of publication; where no report has one, that of the first.
    pub status: String,
    /// First possible day of the earliest report: of the decision, else of its effect.
    pub first_from: Option<NaiveDate>,
    /// The earliest such day of a report that says agreed or imposed.
    pub imposed_from: Option<NaiveDate>,
    /// The earliest such day of a report that says lifted.
    pub ended_from: Option<NaiveDate>,
    /// Reports.
    pub reports: u32,
}

impl Episodes {
    /// The history of this report; `None` for a sanction whose sender is not linked, which is no row.
    pub fn of(&self, report: ReportIx) -> Option<&Episode> {
        self.of.get(&report).map(|&episode| &self.episodes[episode as usize])
    }

    /// The first report of every history that has more than one.
    pub fn firsts_of_several(&self) -> impl Iterator<Item = ReportIx> {
        self.episodes.iter().filter(|episode| episode.reports > 1).map(|episode| episode.first)
    }
}

#[derive(Debug)]
struct Report {
    rank: (u32, u32),
    report: ReportIx,
    dated: bool,
    measure: String,
    status: String,
    day: Option<NaiveDate>,
}

/// Collects reports by sender and target, then joins them.
#[derive(Debug, Default)]
pub(super) struct Historian(BTreeMap<(ActorIx, Option<ActorIx>), Vec<Report>>);

impl Historian {
    /// Takes in a sanction with its linked parties. `rank` is the article's place in time.
    pub(super) fn add(&mut self, report: ReportIx, rank: u32, dated: bool, sanction: &Sanction, parties: (ActorIx, Option<ActorIx>)) {
        let day = [&sanction.decided, &sanction.effective].into_iter().flatten().find_map(|date| date.from);
        let (measure, status) = (sanction.measure.clone(), sanction.status.clone());
        self.0.entry(parties).or_default().push(Report { rank: (rank, report.row), report, dated, measure, status, day });
    }

    pub(super) fn finish(self) -> Episodes {
        let mut all = Episodes::default();
        for (parties, mut reports) in self.0 {
            reports.sort_unstable_by_key(|report| report.rank);
            let mut here: Vec<Episode> = Vec::new();
            for report in reports {
                let found = parties.1.and_then(|_| place(&here, &report.measure)).unwrap_or(here.len());
                match here.get_mut(found) {
                    Some(episode) => episode.join(&report),
                    None => here.push(Episode::new(parties, &report)),
                }
                all.of.insert(report.report, (all.episodes.len() + found) as u32);
            }
            all.episodes.append(&mut here);
        }
        all
    }
}

/// The episode of one sender and target that a report of this measure joins.
fn place(episodes: &[Episode], measure: &str) -> Option<usize> {
    if measure == UNSPECIFIED {
        let mut open = episodes.iter().enumerate().filter(|(_, episode)| !matches!(episode.status.as_str(), "lifted" | "rejected"));
        if let (Some((only, _)), None) = (open.next(), open.next()) {
            return Some(only);
        }
    }
    episodes.iter().position(|episode| episode.measure == measure)
}

impl Episode {
    fn new((sender, target): (ActorIx, Option<ActorIx>), first: &Report) -> Self {
        let mut episode = Self {
            first: first.report,
            sender,
            target,
            measure: first.measure.clone(),
            status: String::new(),
            first_from: first.day,
            imposed_from: None,
            ended_from: None,
            reports: 0,
        };
        episode.count(first, true);
        episode
    }

    fn join(&mut self, report: &Report) {
        // Undated reports come last in rank without being the last in time.
        self.count(report, report.dated);
    }

    fn count(&mut self, report: &Report, sets_status: bool) {
        self.reports += 1;
        if sets_status {
            self.status.clone_from(&report.status);
        }
        let day = match report.status.as_str() {
            "agreed" | "imposed" => &mut self.imposed_from,
            "lifted" => &mut self.ended_from,
            _ => return,
        };
        *day = day.iter().copied().chain(report.day).min();
    }
}
