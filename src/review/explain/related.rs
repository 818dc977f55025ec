//! The rows around a row: what it stands in, what stands in it, who takes part, other reports of the same.

use std::collections::{BTreeMap, BTreeSet};

use super::store::Record;
use super::{Brief, Case, ExplainError, Related};

/// Characters of somebody's words in a line.
const WORDS: usize = 90;

/// The rows around a row, most telling first.
pub(super) fn related(case: &Case<'_>) -> Result<Vec<Related>, ExplainError> {
    match case.row.table.as_str() {
        "statements" => Ok(case.of_statement()),
        "events" => case.of_event(),
        "sanctions" => case.of_sanction(),
        "mentions" => Ok(case.of_mention()),
        "articles" => case.of_article(),
        "actors" => case.of_actor(),
        "affiliations" => case.of_affiliation(),
        "places" => case.of_place(),
        _ => Ok(Vec::new()),
    }
}

/// Lists that are not empty.
#[derive(Default)]
struct Lists(Vec<Related>);

impl Case<'_> {
    fn list(&self, lists: &mut Lists, title: &str, rows: impl IntoIterator<Item = Brief>) {
        let mut rows: Vec<Brief> = rows.into_iter().collect();
        if rows.is_empty() {
            return;
        }
        let more = rows.len().saturating_sub(self.limit);
        rows.truncate(self.limit);
        lists.0.push(Related { title: title.to_owned(), rows, more });
    }

    fn of_statement(&self) -> Vec<Related> {
        let (row, all) = (&self.row, &self.rows.statements);
        let by_id = |column: &str| row.get(column).and_then(|id| all.iter().find(|s| s.is("statement_id", id)));
        let pointing = |column: &'static str| all.iter().filter(move |s| s.is(column, &self.id));
        let mut lists = Lists::default();
        let actors: Vec<&Record> = self.rows.statement_actors.iter().filter(|a| a.is("statement_id", &self.id)).collect();
        if actors.len() > 1 {
            self.list(&mut lists, "speakers and addressees", actors.into_iter().map(|a| self.party(a)));
        }
        self.list(&mut lists, "it stands in", by_id("parent_statement_id").map(|s| self.statement(s)));
        self.list(&mut lists, "within it", pointing("parent_statement_id").map(|s| self.statement(s)));
        self.list(&mut lists, "it answers", by_id("responds_to_statement_id").map(|s| self.statement(s)));
        self.list(&mut lists, "answers to it", pointing("responds_to_statement_id").map(|s| self.statement(s)));
        self.list(&mut lists, "events that it speaks of", self.spoken_of());
        let sanctions = self.rows.sanctions.iter().filter(|s| s.is("statement_id", &self.id));
        self.list(&mut lists, "sanctions in it", sanctions.map(|s| self.sanction(s)));
        lists.0
    }

    /// The events that a statement speaks of, with how it does.
    fn spoken_of(&self) -> Vec<Brief> {
        let mut found: Vec<Brief> = Vec::new();
        for event in &self.rows.events {
            let links =
                self.rows.event_statements.iter().filter(|l| l.is("statement_id", &self.id) && l.is("event_id", event.text("event_id")));
            let relations: Vec<&str> = links.map(|link| link.text("relation")).collect();
            if !relations.is_empty() || event.is("statement_id", &self.id) {
                let how = if relations.is_empty() { "holds".to_owned() } else { relations.join(", ") };
                let Brief { id, says } = self.event(event);
                found.push(Brief { id, says: format!("{how}: {says}") });
            }
        }
        found
    }

    fn of_event(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let parties = self.rows.event_actors.iter().filter(|a| a.is("event_id", &self.id));
        self.list(&mut lists, "who takes part", parties.map(|a| self.party(a)));
        let links = self.rows.event_statements.iter().filter(|l| l.is("event_id", &self.id));
        let told = links.filter_map(|link| {
            let statement = self.rows.statements.iter().find(|s| link.is("statement_id", s.text("statement_id")))?;
            let Brief { id, says } = self.statement(statement);
            Some(Brief { id, says: format!("{}: {says}", link.text("relation")) })
        });
        self.list(&mut lists, "statements that speak of it", told);
        let sanctions = self.rows.sanctions.iter().filter(|s| s.is("event_id", &self.id));
        self.list(&mut lists, "sanctions that come from it", sanctions.map(|s| self.sanction(s)));
        let Some(group) = self.row.get("event_group_id") else { return Ok(lists.0) };
        let reports = self.store.with("events", "event_group_id", group)?;
        let leader = self.store.with("event_groups", "event_group_id", group)?;
        self.list(&mut lists, "the event in the world", leader.iter().map(|g| self.group(g)));
        self.other_reports(&mut lists, &reports, "event_id", |case, record| case.event(record))?;
        Ok(lists.0)
    }

    fn of_sanction(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let event = self.row.get("event_id").and_then(|id| self.rows.events.iter().find(|e| e.is("event_id", id)));
        self.list(&mut lists, "the event that it comes from", event.map(|e| self.event(e)));
        let statement = self.row.get("statement_id").and_then(|id| self.rows.statements.iter().find(|s| s.is("statement_id", id)));
        self.list(&mut lists, "the statement that it comes from", statement.map(|s| self.statement(s)));
        let Some(episode) = self.row.get("episode_id") else { return Ok(lists.0) };
        let history = self.store.with("sanction_episodes", "episode_id", episode)?;
        let reports = self.store.with("sanctions", "episode_id", episode)?;
        self.list(&mut lists, "its history", history.iter().map(|e| self.episode(e)));
        self.other_reports(&mut lists, &reports, "sanction_id", |case, record| case.sanction(record))?;
        Ok(lists.0)
    }

    /// Rows of other articles that tell the same, with when and where.
    fn other_reports(
        &self,
        lists: &mut Lists,
        reports: &[Record],
        key: &str,
        brief: impl Fn(&Self, &Record) -> Brief,
    ) -> Result<(), ExplainError> {
        let others: Vec<&Record> = reports.iter().filter(|r| !r.is(key, &self.id)).collect();
        let articles = self.articles(others.iter().filter_map(|r| r.get("article_id")))?;
        let row = |record: &&Record| {
            let Brief { id, says } = brief(self, record);
            let place = articles.get(record.text("article_id")).map(|a| format!(" [{}]", shown_article(a))).unwrap_or_default();
            Brief { id, says: format!("{says}{place}") }
        };
        self.list(lists, "other reports of it", others.iter().map(row));
        Ok(())
    }

    fn of_mention(&self) -> Vec<Related> {
        let mut lists = Lists::default();
        let here = |record: &&Record| record.is("mention_id", &self.id);
        let statement = |link: &Record| {
            let statement = self.rows.statements.iter().find(|s| link.is("statement_id", s.text("statement_id")))?;
            let Brief { id, says } = self.statement(statement);
            Some(Brief { id, says: format!("{}: {says}", link.text("role")) })
        };
        self.list(&mut lists, "statements that it takes part in", self.rows.statement_actors.iter().filter(here).filter_map(statement));
        let event = |link: &Record| {
            let event = self.rows.events.iter().find(|e| link.is("event_id", e.text("event_id")))?;
            let Brief { id, says } = self.event(event);
            Some(Brief { id, says: format!("{}: {says}", link.text("role")) })
        };
        self.list(&mut lists, "events that it takes part in", self.rows.event_actors.iter().filter(here).filter_map(event));
        let own = self.row.stretch("char_start", "char_end");
        let other = |around: bool| {
            let lies = move |mention: &&Record| {
                let (Some(own), Some(at)) = (own, mention.stretch("char_start", "char_end")) else { return false };
                let (outer, inner) = if around { (at, own) } else { (own, at) };
                outer != inner && outer.0 <= inner.0 && inner.1 <= outer.1
            };
            self.rows.mentions.iter().filter(lies).map(|m| self.mention(m)).collect::<Vec<_>>()
        };
        self.list(&mut lists, "it stands in", other(true));
        self.list(&mut lists, "within it", other(false));
        lists.0
    }

    fn of_article(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let original =
            self.row.get("duplicate_of").map(|id| self.store.with("articles", "article_id", id)).transpose()?.unwrap_or_default();
        let article = |a: &Record| Brief { id: a.text("article_id").to_owned(), says: shown_article(a) };
        self.list(&mut lists, "it repeats", original.iter().map(article));
        let repeats = self.store.with("articles", "duplicate_of", &self.id)?;
        self.list(&mut lists, "articles that repeat it", repeats.iter().map(article));
        let rows = &self.rows;
        let count = rows.mentions.len();
        let actors: BTreeSet<&str> = rows.mentions.iter().filter_map(|m| m.get("actor_id")).collect();
        let mut named: Vec<(usize, &str)> =
            actors.iter().map(|id| (rows.mentions.iter().filter(|m| m.is("actor_id", id)).count(), *id)).collect();
        named.sort_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
        let mentioned = named
            .iter()
            .map(|(count, id)| Brief { id: (*id).to_owned(), says: format!("{}, {}", self.name(id), counted(*count, "mention")) });
        self.list(&mut lists, &format!("its actors, by their share of {}", counted(count, "mention")), mentioned);
        let statements = counted(rows.statements.len(), "statement");
        self.list(&mut lists, &statements, rows.statements.iter().map(|s| self.statement(s)));
        self.list(&mut lists, &counted(rows.events.len(), "event"), rows.events.iter().map(|e| self.event(e)));
        self.list(&mut lists, &counted(rows.sanctions.len(), "sanction"), rows.sanctions.iter().map(|s| self.sanction(s)));
        Ok(lists.0)
    }

    fn of_actor(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let id = self.id.as_str();
        let names = self.store.with("actor_names", "actor_id", id)?;
        let name = |n: &Record| Brief { id: n.text("name").to_owned(), says: n.text("origin").to_owned() };
        self.list(&mut lists, "names", names.iter().map(name));
        let mut held = self.store.with("affiliations", "actor_id", id)?;
        held.sort_by(|a, b| a.text("affiliation_id").cmp(b.text("affiliation_id")));
        self.list(&mut lists, "offices and memberships", held.iter().map(|a| self.affiliation(a)));
        let staff = self.store.with("affiliations", "organisation_actor_id", id)?;
        self.list(&mut lists, "who belongs to it", staff.iter().map(|a| self.affiliation(a)));
        let mentions = self.store.with("mentions", "actor_id", id)?;
        let mut by_article: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        mentions.iter().for_each(|m| by_article.entry(m.text("article_id")).or_default().push(m));
        let articles = self.articles(by_article.keys().copied())?;
        let mut shown: Vec<(&str, Vec<&Record>)> = by_article.into_iter().collect();
        shown.sort_by_key(|(id, mentions)| (std::cmp::Reverse(mentions.len()), *id));
        let rows = shown.iter().map(|(id, mentions)| {
            let about = articles.get(*id).map(shown_article).unwrap_or_default();
            let forms: BTreeSet<&str> = mentions.iter().map(|m| m.text("text")).collect();
            let forms: Vec<String> = forms.into_iter().take(5).map(quoted).collect();
            Brief { id: (*id).to_owned(), says: format!("{about}: {}, as {}", counted(mentions.len(), "mention"), forms.join(", ")) }
        });
        let title = format!("articles that name it ({})", counted(mentions.len(), "mention"));
        self.list(&mut lists, &title, rows);
        let said = self.store.with("statements", "speaker_actor_id", id)?;
        self.list(&mut lists, &format!("{} by it", counted(said.len(), "statement")), said.iter().map(|s| self.statement(s)));
        for (role, column) in [("source", "source_actor_id"), ("target", "target_actor_id")] {
            let events = self.store.with("events", column, id)?;
            let title = format!("{} with it as {role}", counted(events.len(), "event"));
            self.list(&mut lists, &title, events.iter().map(|e| self.event(e)));
        }
        for (role, column) in [("sender", "sender_actor_id"), ("target", "target_actor_id")] {
            let sanctions = self.store.with("sanctions", column, id)?;
            let title = format!("{} with it as {role}", counted(sanctions.len(), "sanction"));
            self.list(&mut lists, &title, sanctions.iter().map(|s| self.sanction(s)));
        }
        Ok(lists.0)
    }

    fn of_affiliation(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let mentions = self.store.with("mentions", "actor_id", self.row.text("actor_id"))?;
        let stated = mentions.iter().filter(|m| m.get("office_text").is_some());
        self.list(&mut lists, "mentions that state an office of his", stated.map(|m| self.mention(m)));
        Ok(lists.0)
    }

    fn of_place(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = Lists::default();
        let place = |p: &Record| Brief { id: p.text("place_id").to_owned(), says: format!("{}, {}", p.text("name"), p.text("kind")) };
        let around = self.row.get("parent_place_id").map(|id| self.store.with("places", "place_id", id)).transpose()?.unwrap_or_default();
        self.list(&mut lists, "it lies in", around.iter().map(place));
        let within = self.store.with("places", "parent_place_id", &self.id)?;
        self.list(&mut lists, "within it", within.iter().map(place));
        let mentions = self.store.with("mentions", "place_id", &self.id)?;
        self.list(&mut lists, &counted(mentions.len(), "mention"), mentions.iter().map(|m| self.mention(m)));
        let events = self.store.with("events", "place_id", &self.id)?;
        self.list(&mut lists, &format!("{} there", counted(events.len(), "event")), events.iter().map(|e| self.event(e)));
        Ok(lists.0)
    }

    fn articles<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<BTreeMap<String, Record>, ExplainError> {
        let ids: BTreeSet<&str> = ids.collect();
        let found = self.store.with_any("articles", "article_id", &ids)?;
        Ok(found.into_iter().map(|article| (article.text("article_id").to_owned(), article)).collect())
    }

    fn statement(&self, s: &Record) -> Brief {
        let speaker = s.get("speaker_actor_id").map(|id| self.name(id)).or(s.get("speaker_text")).unwrap_or("nobody named");
        let cue = s.get("cue").map(|cue| format!(" {}", quoted(cue))).unwrap_or_default();
        let how: Vec<&str> =
            [("negated", "negated "), ("hedged", "hedged ")].into_iter().filter(|(c, _)| s.is(c, "true")).map(|(_, w)| w).collect();
        let says = format!("{speaker}{cue} ({}{}): {}", how.concat(), s.text("act"), clipped(s.text("content")));
        Brief { id: s.text("statement_id").to_owned(), says }
    }

    pub(super) fn event(&self, e: &Record) -> Brief {
        let side = |column: &str, role: &str| {
            let first = e.get(column).map(|id| self.name(id).to_owned());
            let words = || {
                let is = |a: &&Record| a.is("event_id", e.text("event_id")) && a.is("role", role) && a.is("position", "0");
                self.rows.event_actors.iter().find(is).and_then(|a| a.get("text")).map(quoted)
            };
            first.or_else(words).unwrap_or_else(|| "no actor".to_owned())
        };
        let mode = e.get("mode").map(|mode| format!("/{mode}")).unwrap_or_default();
        let (source, target) = (side("source_actor_id", "source"), side("target_actor_id", "target"));
        let when = e.get("occurred_edtf").map(|day| format!(", {day}")).unwrap_or_default();
        let kind = format!("{}{mode} {}", e.text("event_type"), e.text("status"));
        Brief { id: e.text("event_id").to_owned(), says: format!("{kind} {}: {source} > {target}{when}", quoted(e.text("trigger"))) }
    }

    fn sanction(&self, s: &Record) -> Brief {
        let name = |column: &str| s.get(column).map_or("no actor", |id| self.name(id));
        let proposer = s.get("proposer_actor_id").map(|id| format!(", proposed by {}", self.name(id))).unwrap_or_default();
        let when = s.get("decided_edtf").map(|day| format!(", {day}")).unwrap_or_default();
        let (sender, target) = (name("sender_actor_id"), name("target_actor_id"));
        let says = format!("{} {}: {sender} > {target}{proposer}{when}", s.text("measure"), s.text("status"));
        Brief { id: s.text("sanction_id").to_owned(), says }
    }

    fn group(&self, g: &Record) -> Brief {
        let counts = ["report", "article", "publisher"].map(|what| {
            let count = g.text(&format!("{what}_count")).parse().unwrap_or(0);
            counted(count, what)
        });
        Brief {
            id: g.text("event_group_id").to_owned(),
            says: format!("group of {}; {}{}", counts.join(", "), g.text("status"), days(g, "occurred_from", "occurred_to")),
        }
    }

    fn episode(&self, e: &Record) -> Brief {
        let count = counted(e.text("report_count").parse().unwrap_or(0), "report");
        let days: Vec<String> = [("first_from", "first"), ("imposed_from", "imposed"), ("ended_from", "ended")]
            .into_iter()
            .filter_map(|(column, word)| Some(format!(", {word} {}", e.get(column)?)))
            .collect();
        Brief { id: e.text("episode_id").to_owned(), says: format!("{}, now {}{}", count, e.text("status"), days.concat()) }
    }

    fn affiliation(&self, a: &Record) -> Brief {
        let body = a.get("organisation_actor_id").map(|id| format!(", {}", self.named(id))).unwrap_or_default();
        let who = self.name(a.text("actor_id"));
        let office = a.get("office").unwrap_or("member");
        let says = format!("{who}: {office}{body}{} ({})", days(a, "stated_from", "stated_to"), a.text("origin"));
        Brief { id: a.text("affiliation_id").to_owned(), says }
    }

    fn mention(&self, m: &Record) -> Brief {
        let whom = m.get("actor_id").or(m.get("place_id")).map(|id| format!(": {}", self.named(id))).unwrap_or_default();
        let office = m.get("office_text").map(|office| format!(", {}", quoted(office))).unwrap_or_default();
        Brief { id: m.text("mention_id").to_owned(), says: format!("{} ({}){office}{whom}", quoted(m.text("text")), m.text("form")) }
    }

    /// A party of an event or statement.
    fn party(&self, a: &Record) -> Brief {
        let words = a.get("text").map(|text| format!(" {}", quoted(text))).unwrap_or_default();
        let whom = a.get("actor_id").map_or_else(|| "no actor".to_owned(), |id| self.named(id));
        let sector = a.get("sector").map(|sector| format!(", sector {sector}")).unwrap_or_default();
        let ascribed = if a.is("ascribed", "true") { ", by a claim alone" } else { "" };
        let id = a.get("mention_id").map_or_else(|| a.text("actor_id").to_owned(), str::to_owned);
        Brief { id, says: format!("{}{words}: {whom}{sector}{ascribed}", a.text("role")) }
    }
}

fn days(record: &Record, from: &str, to: &str) -> String {
    match (record.get(from), record.get(to)) {
        (Some(from), Some(to)) if from == to => format!(", {from}"),
        (Some(from), Some(to)) => format!(", {from} to {to}"),
        (Some(from), None) => format!(", from {from}"),
        (None, Some(to)) => format!(", to {to}"),
        (None, None) => String::new(),
    }
}

/// `2022-01-21 The Paper, "Headline"`.
fn shown_article(article: &Record) -> String {
    let parts: Vec<&str> = [article.get("published_on"), article.get("publisher")].into_iter().flatten().collect();
    let title = article.get("title").map(quoted).into_iter().collect::<String>();
    if parts.is_empty() { title } else { format!("{}, {title}", parts.join(" ")) }
}

fn quoted(words: &str) -> String {
    format!("\u{201c}{}\u{201d}", clipped(words))
}

/// Words in one line, cut when long.
pub(super) fn clipped(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WORDS) {
        None => line,
        Some((cut, _)) => format!("{}…", &line[..cut]),
    }
}

/// "1 mention", "2 mentions".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
