//! What an id says by its form: in which table its row stands, and which ids are like it.

/// What a row of this id would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdForm {
    /// The tables to look in, the first one first.
    pub tables: &'static [&'static str],
    /// The column of the id.
    pub column: &'static str,
    /// What to call it.
    pub what: &'static str,
}

const fn form(tables: &'static [&'static str], column: &'static str, what: &'static str) -> IdForm {
    IdForm { tables, column, what }
}

const ARTICLE: IdForm = form(&["articles"], "article_id", "an article");
const MENTION: IdForm = form(&["mentions"], "mention_id", "a mention");
const STATEMENT: IdForm = form(&["statements"], "statement_id", "a statement");
const EVENT: IdForm = form(&["events"], "event_id", "an event");
const SANCTION: IdForm = form(&["sanctions"], "sanction_id", "a sanction");
const AFFILIATION: IdForm = form(&["affiliations"], "affiliation_id", "an affiliation");
const ACTOR: IdForm = form(&["actors"], "actor_id", "an actor");
const PLACE: IdForm = form(&["places"], "place_id", "a place");

/// Length of an article's id.
const ARTICLE_ID: usize = 17;

impl IdForm {
    /// Judges by the form alone; `None` where no table has such ids. Groups and episodes bear the id of an event or sanction.
    pub fn of(id: &str) -> Option<Self> {
        if let Some(article) = article_of(id) {
            let rest = id.get(article.len()..)?;
            let Some(row) = rest.strip_prefix('.') else { return rest.is_empty().then_some(ARTICLE) };
            let digit = row.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            return match row.chars().next().filter(|_| digit)? {
                'm' => Some(MENTION),
                's' | 'q' => Some(STATEMENT),
                'e' => Some(EVENT),
                'x' => Some(SANCTION),
                _ => None,
            };
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':');
        if id.is_empty() || !id.chars().all(plain) {
            return None;
        }
        if id.contains(':') {
            return Some(AFFILIATION);
        }
        // "gov.mli" and "mli.bamako" look alike: the tables tell
        match id.split_once('.') {
            None => Some(PLACE),
            Some(_) => Some(ACTOR),
        }
    }

    /// The other form that an id of this form may have.
    pub fn other(self) -> Option<Self> {
        if self == ACTOR {
            Some(PLACE)
        } else if self == PLACE {
            Some(ACTOR)
        } else {
            None
        }
    }
}

/// The article of a row's id.
pub fn article_of(id: &str) -> Option<&str> {
    let article = id.get(..ARTICLE_ID)?;
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let digits = article.strip_prefix('a')?;
    let whole = id.get(ARTICLE_ID..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    (digits.chars().all(hex) && whole).then_some(article)
}

/// The characters of a mention, by its id.
pub fn mention_at(id: &str) -> Option<(u32, u32)> {
    let (_, place) = id.rsplit_once(".m")?;
    let (start, end) = place.split_once('-')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// How many ids to suggest.
const NEAR: usize = 3;

/// Keeps the ids that are most like one that isn't there.
pub struct Near<'i> {
    id: &'i str,
    found: Vec<(Likeness, String)>,
}

/// Letters that differ, how far the offsets are apart: less is more alike.
type Likeness = (usize, u64);

impl<'i> Near<'i> {
    /// For this id.
    pub fn new(id: &'i str) -> Self {
        Self { id, found: Vec::new() }
    }

    /// Considers an id that is there.
    pub fn consider(&mut self, other: &str) {
        let Some(likeness) = likeness(self.id, other) else { return };
        if self.found.len() == NEAR && self.found.last().is_some_and(|(worst, _)| *worst <= likeness) {
            return;
        }
        if self.found.iter().any(|(_, known)| known == other) {
            return;
        }
        self.found.push((likeness, other.to_owned()));
        self.found.sort();
        self.found.truncate(NEAR);
    }

    /// The most alike first.
    pub fn into_ids(self) -> Vec<String> {
        self.found.into_iter().map(|(_, id)| id).collect()
    }
}

/// `None` where two ids are nothing like each other.
fn likeness(wanted: &str, other: &str) -> Option<Likeness> {
    if let (Some(article), Some(there)) = (article_of(wanted), article_of(other))
        && article == there
        && wanted.len() > ARTICLE_ID
        && other.len() > ARTICLE_ID
    {
        return Some((0, offset(wanted).abs_diff(offset(other))));
    }
    let most = if wanted.len() < 6 { 1 } else { wanted.len() / 4 };
    let letters = edits(wanted, other, most.max(1));
    let part = other.len() > wanted.len() && wanted.len() > 3 && (other.starts_with(wanted) || other.ends_with(wanted));
    let slug = |id: &str| id.split_once('.').map(|(_, slug)| slug.to_owned());
    match letters {
        Some(letters) => Some((letters, 0)),
        None if slug(wanted).is_some() && slug(wanted) == slug(other) => Some((most, 0)),
        None if part => Some((most + 1, other.len() as u64)),
        None => None,
    }
}

/// The first number behind an article's id.
fn offset(id: &str) -> u64 {
    let digits = id.get(ARTICLE_ID + 2..).unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().unwrap_or(u64::MAX / 2)
}

/// Letters to change, add or take out; `None` when there are more than `most`.
fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in b.iter().enumerate() {
            let changed = before + usize::from(c != *d);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(id: &str) -> Option<&'static str> {
        IdForm::of(id).map(|form| form.what)
    }

    #[test]
    fn the_form_of_an_id_names_its_table() {
        assert_eq!(what("a11aa34d6762f8662"), Some("an article"));
        assert_eq!(what("a11aa34d6762f8662.m15-32"), Some("a mention"));
        assert_eq!(what("a11aa34d6762f8662.q364"), Some("a statement"));
        assert_eq!(what("a11aa34d6762f8662.e33b"), Some("an event"));
        assert_eq!(what("a11aa34d6762f8662.x553.membership_suspension.563"), Some("a sanction"));
        assert_eq!(what("per.jean-claude-brou:igo.ecowas:president"), Some("an affiliation"));
        assert_eq!(what("per.a11aa34d6762f8662.keita"), Some("an actor"));
        assert_eq!(what("mli"), Some("a place"));
        for strange in ["", "a11aa34d6762f8662.z1", "a11aa34d6762f8662.", "a11aa34d6762f8662.m", "No Such", "é"] {
            assert_eq!(what(strange), None, "{strange}");
        }
        assert_eq!(mention_at("a11aa34d6762f8662.m15-32"), Some((15, 32)));
    }

    #[test]
    fn near_ids_are_those_of_the_article_or_of_like_letters() {
        let near = |id: &str, there: &[&str]| {
            let mut near = Near::new(id);
            there.iter().for_each(|other| near.consider(other));
            near.into_ids()
        };
        let there = ["a11aa34d6762f8662.s10", "a11aa34d6762f8662.s360", "a11aa34d6762f8662.s400", "a2b95b89a08e767f0.s364"];
        assert_eq!(near("a11aa34d6762f8662.s364", &there), ["a11aa34d6762f8662.s360", "a11aa34d6762f8662.s400", "a11aa34d6762f8662.s10"]);
        assert_eq!(near("per.stephen-townsent", &["per.stephen-townsend", "per.ana-keita"]), ["per.stephen-townsend"]);
        assert_eq!(near("per.ana", &["per.ana-keita", "gov.mli"]), ["per.ana-keita"]);
        assert_eq!(near("per.ecowas-commission", &["igo.ecowas-commission"]), ["igo.ecowas-commission"]);
        assert!(near("per.nobody", &["gov.mli"]).is_empty());
    }
}
