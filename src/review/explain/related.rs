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

/// Lists that are not empty, each cut after `limit` rows.
struct Lists {
    found: Vec<Related>,
    limit: usize,
}

/// Says a row in a line. Lists are made of rows and one of these, not of iterators: a dozen kinds of them in one copy.
type Say<'c> = fn(&Case<'c>, &Record) -> Brief;

impl Lists {
    #[inline(never)]
    fn push(&mut self, title: &str, mut rows: Vec<Brief>) {
        if rows.is_empty() {
            return;
        }
        let more = rows.len().saturating_sub(self.limit);
        rows.truncate(self.limit);
        self.found.push(Related { title: title.to_owned(), rows, more });
    }

    #[inline(never)]
    fn add<'c>(&mut self, case: &Case<'c>, title: &str, rows: &[&Record], say: Say<'c>) {
        self.push(title, rows.iter().map(|row| say(case, row)).collect());
    }

    #[inline(never)]
    fn all<'c>(&mut self, case: &Case<'c>, title: &str, rows: &[Record], say: Say<'c>) {
        self.add(case, title, &rows.iter().collect::<Vec<_>>(), say);
    }
}

impl<'c> Case<'c> {
    fn lists(&self) -> Lists {
        Lists { found: Vec::new(), limit: self.limit }
    }

    fn of_statement(&self) -> Vec<Related> {
        let (row, all, id) = (&self.row, &self.rows.statements, self.id.as_str());
        let by_id = |column: &str| Record::first(all, "statement_id", row.get(column)).into_iter().collect::<Vec<_>>();
        let mut lists = self.lists();
        let actors = Record::pick(&self.rows.statement_actors, "statement_id", id);
        if actors.len() > 1 {
            lists.add(self, "speakers and addressees", &actors, Self::party);
        }
        lists.add(self, "it stands in", &by_id("parent_statement_id"), Self::statement);
        lists.add(self, "within it", &Record::pick(all, "parent_statement_id", id), Self::statement);
        lists.add(self, "it answers", &by_id("responds_to_statement_id"), Self::statement);
        lists.add(self, "answers to it", &Record::pick(all, "responds_to_statement_id", id), Self::statement);
        lists.push("events that it speaks of", self.spoken_of());
        lists.add(self, "sanctions in it", &Record::pick(&self.rows.sanctions, "statement_id", id), Self::sanction);
        lists.found
    }

    /// The events that a statement speaks of, with how it does.
    fn spoken_of(&self) -> Vec<Brief> {
        let links = Record::pick(&self.rows.event_statements, "statement_id", &self.id);
        let mut found: Vec<Brief> = Vec::new();
        for event in &self.rows.events {
            let own = links.iter().filter(|link| link.is("event_id", event.text("event_id")));
            let relations: Vec<&str> = own.map(|link| link.text("relation")).collect();
            if !relations.is_empty() || event.is("statement_id", &self.id) {
                let how = if relations.is_empty() { "holds".to_owned() } else { relations.join(", ") };
                found.push(self.event(event).after(&how));
            }
        }
        found
    }

    fn of_event(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        let id = self.id.as_str();
        lists.add(self, "who takes part", &Record::pick(&self.rows.event_actors, "event_id", id), Self::party);
        lists.push("statements that speak of it", self.linked(&Record::pick(&self.rows.event_statements, "event_id", id), "relation"));
        lists.add(self, "sanctions that come from it", &Record::pick(&self.rows.sanctions, "event_id", id), Self::sanction);
        let Some(group) = self.row.get("event_group_id") else { return Ok(lists.found) };
        lists.all(self, "the event in the world", &self.store.with("event_groups", "event_group_id", group)?, Self::group);
        self.other_reports(&mut lists, &self.store.with("events", "event_group_id", group)?, "event_id", Self::event)?;
        Ok(lists.found)
    }

    fn of_sanction(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        let event = Record::first(&self.rows.events, "event_id", self.row.get("event_id"));
        lists.add(self, "the event that it comes from", event.as_slice(), Self::event);
        let statement = Record::first(&self.rows.statements, "statement_id", self.row.get("statement_id"));
        lists.add(self, "the statement that it comes from", statement.as_slice(), Self::statement);
        let Some(episode) = self.row.get("episode_id") else { return Ok(lists.found) };
        lists.all(self, "its history", &self.store.with("sanction_episodes", "episode_id", episode)?, Self::episode);
        self.other_reports(&mut lists, &self.store.with("sanctions", "episode_id", episode)?, "sanction_id", Self::sanction)?;
        Ok(lists.found)
    }

    /// Rows of other articles that tell the same, with when and where.
    fn other_reports(&self, lists: &mut Lists, reports: &[Record], key: &str, say: Say<'c>) -> Result<(), ExplainError> {
        let others: Vec<&Record> = reports.iter().filter(|r| !r.is(key, &self.id)).collect();
        let articles = self.articles(&others)?;
        let mut rows = Vec::new();
        for record in others {
            let Brief { id, says } = say(self, record);
            let article = Record::first(&articles, "article_id", record.get("article_id"));
            let place = article.map(|a| format!(" [{}]", shown_article(a))).unwrap_or_default();
            rows.push(Brief { id, says: format!("{says}{place}") });
        }
        lists.push("other reports of it", rows);
        Ok(())
    }

    /// The statement or event of each of some links, with what a column of the link says before it.
    fn linked(&self, links: &[&Record], column: &str) -> Vec<Brief> {
        let mut found = Vec::new();
        for link in links {
            let brief = match (link.get("statement_id"), link.get("event_id")) {
                (statement @ Some(_), _) => Record::first(&self.rows.statements, "statement_id", statement).map(|s| self.statement(s)),
                (_, event) => Record::first(&self.rows.events, "event_id", event).map(|e| self.event(e)),
            };
            found.extend(brief.map(|brief| brief.after(link.text(column))));
        }
        found
    }

    fn of_mention(&self) -> Vec<Related> {
        let mut lists = self.lists();
        let here = |actors| Record::pick(actors, "mention_id", &self.id);
        lists.push("statements that it takes part in", self.linked(&here(&self.rows.statement_actors), "role"));
        lists.push("events that it takes part in", self.linked(&here(&self.rows.event_actors), "role"));
        let own = self.row.stretch("char_start", "char_end");
        let (mut around, mut within) = (Vec::new(), Vec::new());
        for mention in &self.rows.mentions {
            let (Some(own), Some(at)) = (own, mention.stretch("char_start", "char_end")) else { continue };
            if own != at && at.0 <= own.0 && own.1 <= at.1 {
                around.push(mention);
            } else if own != at && own.0 <= at.0 && at.1 <= own.1 {
                within.push(mention);
            }
        }
        lists.add(self, "it stands in", &around, Self::mention);
        lists.add(self, "within it", &within, Self::mention);
        lists.found
    }

    fn of_article(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        if let Some(original) = self.row.get("duplicate_of") {
            lists.all(self, "it repeats", &self.store.with("articles", "article_id", original)?, Self::article);
        }
        lists.all(self, "articles that repeat it", &self.store.with("articles", "duplicate_of", &self.id)?, Self::article);
        let rows = &self.rows;
        let named: Vec<&str> = rows.mentions.iter().filter_map(|m| m.get("actor_id")).collect();
        let mentioned = most_frequent(&named).into_iter();
        let mentioned =
            mentioned.map(|(id, count)| Brief { id: id.to_owned(), says: format!("{}, {}", self.name(id), counted(count, "mention")) });
        let title = format!("its actors, by their share of {}", counted(rows.mentions.len(), "mention"));
        lists.push(&title, mentioned.collect());
        lists.all(self, &counted(rows.statements.len(), "statement"), &rows.statements, Self::statement);
        lists.all(self, &counted(rows.events.len(), "event"), &rows.events, Self::event);
        lists.all(self, &counted(rows.sanctions.len(), "sanction"), &rows.sanctions, Self::sanction);
        Ok(lists.found)
    }

    fn of_actor(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        let id = self.id.as_str();
        let with = |table: &str, column: &str| self.store.with(table, column, id);
        lists.all(self, "names", &with("actor_names", "actor_id")?, Self::actor_name);
        lists.all(self, "offices and memberships", &with("affiliations", "actor_id")?, Self::affiliation);
        lists.all(self, "who belongs to it", &with("affiliations", "organisation_actor_id")?, Self::affiliation);
        let mentions = with("mentions", "actor_id")?;
        let title = format!("articles that name it ({})", counted(mentions.len(), "mention"));
        let (rows, more) = self.articles_naming(&mentions)?;
        if !rows.is_empty() {
            lists.found.push(Related { title, rows, more });
        }
        let said = with("statements", "speaker_actor_id")?;
        lists.all(self, &format!("{} by it", counted(said.len(), "statement")), &said, Self::statement);
        for (table, what, role, say) in [
            ("events", "event", "source", Self::event as Say<'c>),
            ("events", "event", "target", Self::event),
            ("sanctions", "sanction", "sender", Self::sanction),
            ("sanctions", "sanction", "target", Self::sanction),
        ] {
            let found = with(table, &format!("{role}_actor_id"))?;
            lists.all(self, &format!("{} with it as {role}", counted(found.len(), what)), &found, say);
        }
        Ok(lists.found)
    }

    /// The articles of some mentions, the one with most of them first, with the words that they use; and how many are left out.
    fn articles_naming(&self, mentions: &[Record]) -> Result<(Vec<Brief>, usize), ExplainError> {
        const FORMS: usize = 5;
        let ids: Vec<&str> = mentions.iter().map(|m| m.text("article_id")).collect();
        let articles = self.articles(&mentions.iter().collect::<Vec<_>>())?;
        let mut found = Vec::new();
        let counts = most_frequent(&ids);
        for (id, count) in counts.iter().copied().take(self.limit) {
            let own: Vec<&str> = Record::pick(mentions, "article_id", id).into_iter().map(|m| m.text("text")).collect();
            let forms: Vec<String> = most_frequent(&own).into_iter().take(FORMS).map(|(form, _)| quoted(form)).collect();
            let about = Record::first(&articles, "article_id", Some(id)).map(shown_article).unwrap_or_default();
            let says = format!("{about}: {}, as {}", counted(count, "mention"), forms.join(", "));
            found.push(Brief { id: id.to_owned(), says });
        }
        let more = counts.len() - found.len();
        Ok((found, more))
    }

    fn of_affiliation(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        let mentions = self.store.with("mentions", "actor_id", self.row.text("actor_id"))?;
        let stated: Vec<&Record> = mentions.iter().filter(|m| m.get("office_text").is_some()).collect();
        lists.add(self, "mentions that state an office of the holder", &stated, Self::mention);
        Ok(lists.found)
    }

    fn of_place(&self) -> Result<Vec<Related>, ExplainError> {
        let mut lists = self.lists();
        if let Some(around) = self.row.get("parent_place_id") {
            lists.all(self, "it lies in", &self.store.with("places", "place_id", around)?, Self::place);
        }
        lists.all(self, "within it", &self.store.with("places", "parent_place_id", &self.id)?, Self::place);
        let mentions = self.store.with("mentions", "place_id", &self.id)?;
        lists.all(self, &counted(mentions.len(), "mention"), &mentions, Self::mention);
        let events = self.store.with("events", "place_id", &self.id)?;
        lists.all(self, &format!("{} there", counted(events.len(), "event")), &events, Self::event);
        Ok(lists.found)
    }

    /// The rows of the articles that some rows were read in.
    fn articles(&self, rows: &[&Record]) -> Result<Vec<Record>, ExplainError> {
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.text("article_id")).collect();
        self.store.with_any("articles", "article_id", &ids)
    }

    fn article(&self, a: &Record) -> Brief {
        Brief { id: a.text("article_id").to_owned(), says: shown_article(a) }
    }

    fn actor_name(&self, n: &Record) -> Brief {
        Brief { id: n.text("name").to_owned(), says: n.text("origin").to_owned() }
    }

    fn place(&self, p: &Record) -> Brief {
        Brief { id: p.text("place_id").to_owned(), says: format!("{}, {}", p.text("name"), p.text("kind")) }
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

impl Brief {
    /// With a word before what it says.
    fn after(self, word: &str) -> Self {
        Self { id: self.id, says: format!("{word}: {}", self.says) }
    }
}

/// Each text with its count, the most frequent first, then by the text.
fn most_frequent<'t>(texts: &[&'t str]) -> Vec<(&'t str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    texts.iter().for_each(|text| *counts.entry(text).or_default() += 1);
    let (names, numbers): (Vec<&str>, Vec<usize>) = counts.into_iter().unzip();
    let order = order(&numbers.iter().map(|n| -(*n as i64)).collect::<Vec<_>>());
    order.into_iter().filter_map(|n| Some((*names.get(n)?, *numbers.get(n)?))).collect()
}

/// The places of some numbers, the least first, of equals the first.
pub(super) fn order(numbers: &[i64]) -> Vec<usize> {
    let mut keyed: Vec<(i64, usize)> = numbers.iter().copied().zip(0..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, n)| n).collect()
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

#[inline(never)]
pub(super) fn quoted(words: &str) -> String {
    format!("\u{201c}{}\u{201d}", clipped(words))
}

/// Words in one line, cut when long.
#[inline(never)]
pub(super) fn clipped(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WORDS) {
        None => line,
        Some((cut, _)) => format!("{}…", &line[..cut]),
    }
}

/// "1 mention", "2 mentions".
#[inline(never)]
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
