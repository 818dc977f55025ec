//! From the findings of all articles to decisions: which articles repeat others, who every chain is, which reports belong
//! together. Knows nothing of files or rows.
//!
//! The spill is read twice: for duplicates, then for actors, groups and episodes. Memory grows with articles, distinct
//! names and reports that may have company, not with rows. No decision depends on the order of the spill.

mod actors;
mod duplicates;
mod episodes;
mod groups;
mod offices;
mod places;
mod slug;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::io;

use chrono::NaiveDate;

pub use actors::{ActorIx, Actors, Discovered};
pub use episodes::{Episode, Episodes};
pub use groups::{Group, Groups, ReportIx};
pub use offices::{Offices, Stated};
pub use places::{NewPlaces, new_place_id};
pub use slug::slug;

use crate::codebook::Registry;
use crate::extract::{ChainIx, Event, Party, Sanction};
use crate::spill::Spill;
use actors::Linker;
use duplicates::Candidate;
use episodes::Historian;
use groups::{Grouper, ReportedBy};

/// All decisions. Articles go by their position in the spill.
#[derive(Debug, Default)]
pub struct Resolution {
    articles: Vec<Decided>,
    actors: Actors,
    places: NewPlaces,
    groups: Groups,
    episodes: Episodes,
}

/// What is decided about one article.
#[derive(Debug, Default)]
struct Decided {
    id: String,
    published_on: Option<NaiveDate>,
    /// Number of the publisher, 0 for none.
    publisher: u32,
    duplicate_of: Option<u32>,
    words: u32,
    /// The actor of every chain; empty for a duplicate.
    chains: Vec<Option<ActorIx>>,
}

/// Makes all decisions.
///
/// # Errors
/// When the spill can't be read back, or two articles have one id.
pub fn resolve(spill: &Spill, registry: &Registry) -> io::Result<Resolution> {
    let mut resolution = Resolution::default();
    resolution.find_duplicates(spill)?;
    resolution.link(spill, registry)?;
    Ok(resolution)
}

impl Resolution {
    /// Positions of the articles in the order of their ids: the order of the tables.
    pub fn in_order(&self) -> Vec<u32> {
        self.sorted(|article| &article.id)
    }

    /// The id of the original that this article repeats.
    pub fn duplicate_of(&self, article: u32) -> Option<&str> {
        self.articles[article as usize].duplicate_of.map(|original| self.articles[original as usize].id.as_str())
    }

    /// Whom a chain of an article stands for; `None` for nobody, and in duplicates.
    pub fn actor(&self, article: u32, chain: ChainIx) -> Option<ActorIx> {
        self.articles[article as usize].chains.get(chain.0 as usize).copied().flatten()
    }

    /// The linked actors of an event's sources and targets, in their order.
    ///
    /// Where one actor would be the only source and the only target, the target stays unlinked: a state doesn't act
    /// upon itself, and who takes power from it is somebody else.
    pub fn event_actors(&self, article: u32, event: &Event) -> (Vec<Option<ActorIx>>, Vec<Option<ActorIx>>) {
        let link = |parties: &[Party]| parties.iter().map(|party| self.party(article, party)).collect::<Vec<_>>();
        let (sources, mut targets) = (link(&event.sources), link(&event.targets));
        // A party with neither actor nor mention is nobody whom a row could show.
        let shown = |parties: &[Party], actors: &[Option<ActorIx>]| {
            let both = parties.iter().zip(actors).filter(|(party, actor)| actor.is_some() || party.mention.is_some());
            both.map(|(_, actor)| *actor).collect::<HashSet<_>>()
        };
        let source = shown(&event.sources, &sources);
        if source.len() == 1 && !source.contains(&None) && source == shown(&event.targets, &targets) {
            targets.fill(None);
        }
        (sources, targets)
    }

    /// Sender, target and proposer of a sanction; `None` without a linked sender, which makes it no row.
    ///
    /// A target that is the sender stays unlinked.
    pub fn sanction_actors(&self, article: u32, sanction: &Sanction) -> Option<(ActorIx, Option<ActorIx>, Option<ActorIx>)> {
        let sender = self.party(article, &sanction.sender)?;
        let target = self.party(article, &sanction.target).filter(|target| *target != sender);
        let proposer = sanction.proposer.as_ref().and_then(|party| self.party(article, party));
        Some((sender, target, proposer))
    }

    /// The actor of a party.
    pub fn party(&self, article: u32, party: &Party) -> Option<ActorIx> {
        self.actor(article, party.chain?)
    }

    /// All actors.
    pub fn actors(&self) -> &Actors {
        &self.actors
    }

    /// Places that the registry doesn't know.
    pub fn places(&self) -> &NewPlaces {
        &self.places
    }

    /// Groups of reports of one event.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Histories of sanctions.
    pub fn episodes(&self) -> &Episodes {
        &self.episodes
    }

    /// Positions of the articles from the earliest to the latest: by day of publication, unknown last, then id.
    fn in_time(&self) -> Vec<u32> {
        self.sorted(|article| (article.published_on.is_none(), article.published_on, &article.id))
    }

    fn sorted<'a, K: Ord>(&'a self, key: impl Fn(&'a Decided) -> K) -> Vec<u32> {
        let mut positions: Vec<u32> = (0..self.articles.len() as u32).collect();
        positions.sort_by_key(|&position| key(&self.articles[position as usize]));
        positions
    }

    fn find_duplicates(&mut self, spill: &Spill) -> io::Result<()> {
        let mut publishers: HashMap<String, u32> = HashMap::new();
        let mut candidates = Vec::with_capacity(spill.len());
        for processed in spill.read()? {
            let processed = processed?;
            let article = processed.article;
            let next = publishers.len() as u32 + 1;
            let publisher = article.meta.publisher.map_or(0, |name| *publishers.entry(name).or_insert(next));
            let published_on = article.meta.published_on;
            self.articles.push(Decided { id: article.id.0, published_on, publisher, words: processed.word_count, ..Decided::default() });
            candidates.push(Candidate { text_sha256: article.text_sha256, fingerprint: processed.fingerprint });
        }
        let order = self.in_order();
        if let Some(pair) = order.windows(2).find(|pair| self.articles[pair[0] as usize].id == self.articles[pair[1] as usize].id) {
            let id = &self.articles[pair[0] as usize].id;
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("two articles have the id {id}; give them different urls")));
        }
        // Of two on one day the fuller one is the original, so that no row is lost with a cut paragraph.
        let earliest = self.sorted(|a| (a.published_on.is_none(), a.published_on, Reverse(a.words), &a.id));
        let found = duplicates::find(&candidates, &earliest);
        self.articles.iter_mut().zip(found).for_each(|(article, original)| article.duplicate_of = original);
        Ok(())
    }

    fn link(&mut self, spill: &Spill, registry: &Registry) -> io::Result<()> {
        let mut ranks = vec![0; self.articles.len()];
        self.in_time().iter().enumerate().for_each(|(rank, &article)| ranks[article as usize] = rank as u32);
        let (mut linker, mut grouper, mut historian) = (Linker::new(registry), Grouper::default(), Historian::default());
        for (n, processed) in spill.read()?.enumerate() {
            let processed = processed?;
            if self.articles[n].duplicate_of.is_some() {
                continue;
            }
            self.articles[n].chains = linker.article(&processed);
            processed.findings.places.iter().for_each(|place| self.places.add(place));
            let by = ReportedBy { article: n as u32, rank: ranks[n], publisher: self.articles[n].publisher };
            for (row, event) in (0..).zip(&processed.findings.events) {
                let (sources, targets) = self.event_actors(by.article, event);
                grouper.add(by, row, event, &sources, &targets);
            }
            for (row, sanction) in (0..).zip(&processed.findings.sanctions) {
                if let Some((sender, target, _)) = self.sanction_actors(by.article, sanction) {
                    let report = ReportIx { article: by.article, row };
                    historian.add(report, by.rank, self.articles[n].published_on.is_some(), sanction, (sender, target));
                }
            }
        }
        self.actors = linker.finish();
        self.groups = grouper.finish();
        self.episodes = historian.finish();
        Ok(())
    }
}
