//! Offices as articles state them, over all articles.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::actors::{ActorIx, Votes};
use super::slug::slug;
use crate::extract::Office;

/// All offices stated: who, of which body, the slug of the title.
#[derive(Debug, Default)]
pub struct Offices(BTreeMap<(ActorIx, Option<ActorIx>, String), Stated>);

/// One office of one actor.
#[derive(Debug, Default)]
pub struct Stated {
    titles: Votes,
    sectors: Votes,
    /// Earliest day of publication of an article that states it.
    pub from: Option<NaiveDate>,
    /// Latest day.
    pub to: Option<NaiveDate>,
}

impl Stated {
    /// The title, as most articles write it.
    pub fn title(&self) -> Option<&str> {
        self.titles.winner()
    }

    /// The sector, as most articles give it.
    pub fn sector(&self) -> Option<&str> {
        self.sectors.winner()
    }
}

impl Offices {
    pub(super) fn add(&mut self, actor: ActorIx, organisation: Option<ActorIx>, office: &Office, published_on: Option<NaiveDate>) {
        let title = office.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || organisation == Some(actor) {
            return;
        }
        let stated = self.0.entry((actor, organisation, slug(&title))).or_default();
        stated.titles.add(&title);
        office.sector.iter().for_each(|sector| stated.sectors.add(sector));
        stated.from = stated.from.into_iter().chain(published_on).min();
        stated.to = stated.to.into_iter().chain(published_on).max();
    }

    /// Actor, body, slug of the title, and what was stated, in no order that a release may show.
    pub fn iter(&self) -> impl Iterator<Item = (ActorIx, Option<ActorIx>, &str, &Stated)> {
        self.0.iter().map(|((actor, organisation, slug), stated)| (*actor, *organisation, slug.as_str(), stated))
    }
}
