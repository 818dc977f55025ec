//! One vocabulary for all that can be wrong with a release, and a collector that counts exactly and lists briefly.

use std::collections::BTreeMap;

use serde::Serialize;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal $severity:ident;)*) => {
        /// What kind of problem it is: a stable word for scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $word)] $code,)*
        }

        impl Code {
            /// The word.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$code => $word,)* }
            }

            /// Whether it breaks a promise or is only worth knowing.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }
        }
    };
}

/// Whether a finding breaks a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A promise is broken.
    Problem,
    /// Nothing is broken; worth knowing.
    Note,
}

codes! {
    /// A file of the release is not there.
    FileMissing = "file-missing" Problem;
    /// A file that belongs to no release.
    FileExtra = "file-extra" Problem;
    /// A file can't be read.
    FileUnreadable = "file-unreadable" Problem;
    /// `SHA256SUMS` is broken, lacks a file or names one that is not there.
    ChecksumList = "checksum-list" Problem;
    /// A file's bytes are not those that were released.
    Checksum = "checksum" Problem;
    /// `manifest.json` doesn't say what is there.
    Manifest = "manifest" Problem;
    /// `datapackage.json` doesn't say what the schema says.
    Descriptor = "descriptor" Problem;
    /// A CSV file isn't written as releases are: byte order mark, line ends, separator.
    CsvForm = "csv-form" Problem;
    /// A declared column is not in the file.
    ColumnMissing = "column-missing" Problem;
    /// A column that is not declared.
    ColumnUnknown = "column-unknown" Problem;
    /// A column's name stands twice in the header.
    ColumnTwice = "column-twice" Problem;
    /// The columns are in another order.
    ColumnOrder = "column-order" Problem;
    /// A row has more or fewer cells than the header.
    RowWidth = "row-width" Problem;
    /// A row is not UTF-8.
    Encoding = "encoding" Problem;
    /// An empty cell where none may be.
    Required = "required" Problem;
    /// A cell that can't be read as its column's type.
    Type = "type" Problem;
    /// A value outside the column's list.
    Enum = "enum" Problem;
    /// A value that doesn't match the column's pattern.
    Pattern = "pattern" Problem;
    /// A number below the column's least.
    Minimum = "minimum" Problem;
    /// A number above the column's most.
    Maximum = "maximum" Problem;
    /// A control character.
    ControlCharacter = "control-character" Problem;
    /// A line break where there may be none.
    LineBreak = "line-break" Problem;
    /// A primary key that stands twice.
    PrimaryKey = "primary-key" Problem;
    /// A value that stands twice in a unique column.
    Unique = "unique" Problem;
    /// A key that the other table doesn't have.
    ForeignKey = "foreign-key" Problem;
    /// An end before its start, a most below its least.
    Range = "range" Problem;
    /// Cells that must come together and don't.
    Incomplete = "incomplete" Problem;
    /// A confidence off the steps of 0.05.
    ConfidenceStep = "confidence-step" Problem;
    /// A mention of an actor and a place at once.
    ActorAndPlace = "actor-and-place" Problem;
    /// A string that is no EDTF date.
    Edtf = "edtf" Problem;
    /// An EDTF date whose two days stand otherwise beside it.
    EdtfDays = "edtf-days" Problem;
    /// An id that isn't made of what its row says.
    IdParts = "id-parts" Problem;
    /// An id of a row in another article.
    OtherArticle = "other-article" Problem;
    /// A row that points to itself.
    SelfReference = "self-reference" Problem;
    /// Content spans that can't be read, overlap or are out of order.
    ContentSpans = "content-spans" Problem;
    /// Words that are longer or shorter than their offsets say.
    TextLength = "text-length" Problem;
    /// A row in a part of the page that yields none.
    Section = "section" Problem;
    /// A sentence that the article doesn't have.
    Sentence = "sentence" Problem;
    /// A row in an article that is a duplicate.
    DuplicateArticle = "duplicate-article" Problem;
    /// Positions with a gap.
    PositionGap = "position-gap" Problem;
    /// First actor of the wide table and position 0 of the long one differ.
    FirstActor = "first-actor" Problem;
    /// A party without actor and mention.
    EmptyParty = "empty-party" Problem;
    /// One actor is an event's only source and only target.
    SelfDirected = "self-directed" Problem;
    /// Type, mode and class that the table of event types doesn't have.
    EventType = "event-type" Problem;
    /// A group or episode whose counts are not those of its rows.
    GroupCount = "group-count" Problem;
    /// A group or episode whose first report belongs to another.
    GroupLeader = "group-leader" Problem;
    /// A Parquet column of another type or name.
    ParquetColumns = "parquet-columns" Problem;
    /// Another number of rows in CSV and Parquet.
    ParquetRows = "parquet-rows" Problem;
    /// A row that Parquet has and CSV hasn't, or the other way round.
    ParquetRow = "parquet-row" Problem;
    /// A cell that differs between CSV and Parquet.
    ParquetCell = "parquet-cell" Problem;
    /// A raw file of the manifest that is not there.
    RawFileMissing = "raw-file-missing" Problem;
    /// A raw file that is not the one of the manifest.
    RawFile = "raw-file" Problem;
    /// A raw file that the manifest doesn't list.
    RawFileNew = "raw-file-new" Note;
    /// An article that is not among the raw ones.
    RawMissing = "raw-missing" Problem;
    /// A hash that is not that of the raw record or text.
    RawHash = "raw-hash" Problem;
    /// Offsets outside the article's text.
    RawOffsets = "raw-offsets" Problem;
    /// Words that are not the article's at these offsets.
    RawText = "raw-text" Problem;
    /// A check that could not be made.
    NotChecked = "not-checked" Note;
    /// Control characters in words copied from an article.
    ControlInWords = "control-in-words" Note;
    /// Cells that a spreadsheet would take for formulas.
    Spreadsheet = "spreadsheet" Note;
}

/// One thing that is wrong, with its place and how to mend it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// Whether it breaks a promise.
    pub severity: Severity,
    /// The file in the release, with `/` as separator.
    pub file: String,
    /// The table, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The line of the file on which the row starts, from 1 (the header's); a Parquet row's number from 0 where `file` is Parquet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The row's primary key, its parts joined by a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there, shortened when long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was found.
    pub message: String,
    /// What should be there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

impl Problem {
    /// A problem of a file as a whole.
    pub fn of_file(code: Code, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            file: file.into(),
            table: None,
            row: None,
            key: None,
            column: None,
            value: None,
            message: message.into(),
            expected: String::new(),
            hint: String::new(),
        }
    }

    /// The same, with what stands there; long values are cut after 120 characters.
    pub fn value(mut self, value: impl AsRef<str>) -> Self {
        self.value = Some(shorten(value.as_ref()));
        self
    }

    /// The same, with what should be there.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// The same, with how to mend it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same, about this table.
    pub fn table(mut self, table: &str) -> Self {
        self.table = Some(table.to_owned());
        self
    }
}

const SHOWN: usize = 120;

/// At most [`SHOWN`] characters of a value, with the number left out.
pub(super) fn shorten(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        None => value.to_owned(),
        Some((cut, _)) => format!("{}… ({} characters more)", &value[..cut], value[cut..].chars().count()),
    }
}

/// All findings of one kind in one table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The table; `None` for the release as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The kind.
    pub code: Code,
    /// Whether it breaks a promise.
    pub severity: Severity,
    /// How many, exactly.
    pub count: u64,
    /// The first of them, at most as many as the limit.
    pub listed: Vec<Problem>,
}

/// Collects problems: counts every one, keeps the first few of each table and kind.
#[derive(Debug, Clone)]
pub struct Problems {
    limit: usize,
    groups: BTreeMap<(usize, Code), Group>,
    count: u64,
}

impl Problems {
    /// Keeps at most `limit` problems of each table and code.
    pub fn new(limit: usize) -> Self {
        Self { limit, groups: BTreeMap::new(), count: 0 }
    }

    /// Counts a problem, and makes and keeps it while there are fewer than the limit. `rank` orders the tables; 0 is the
    /// release as a whole.
    pub fn add(&mut self, rank: usize, code: Code, make: impl FnOnce() -> Problem) {
        let group = self.groups.entry((rank, code)).or_insert_with(|| Group {
            table: None,
            code,
            severity: code.severity(),
            count: 0,
            listed: Vec::new(),
        });
        group.count += 1;
        self.count += 1;
        if group.listed.len() < self.limit || group.count == 1 {
            let problem = make();
            group.table.clone_from(&problem.table);
            if group.listed.len() < self.limit {
                group.listed.push(problem);
            }
        }
    }

    /// How many were added, notes included.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether a further problem of this table and code would be kept, not only counted.
    pub fn lists(&self, rank: usize, code: Code) -> bool {
        self.groups.get(&(rank, code)).map_or(0, |group| group.listed.len()) < self.limit
    }

    /// Takes over what another collector has, behind what is here.
    pub fn merge(&mut self, other: Problems) {
        self.count += other.count;
        for (place, mut theirs) in other.groups {
            match self.groups.entry(place) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(theirs);
                }
                std::collections::btree_map::Entry::Occupied(mut taken) => {
                    let ours = taken.get_mut();
                    ours.count += theirs.count;
                    let room = self.limit.saturating_sub(ours.listed.len());
                    ours.listed.extend(theirs.listed.drain(..).take(room));
                }
            }
        }
    }

    /// The groups: the release first, then the tables in the order of the release, each by code.
    pub fn into_groups(self) -> Vec<Group> {
        self.groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_where_listings_are_cut() {
        let mut first = Problems::new(2);
        let mut second = Problems::new(2);
        for n in 0..5 {
            first.add(1, Code::Type, || Problem::of_file(Code::Type, "csv/actors.csv", format!("{n}")).table("actors"));
            second.add(0, Code::FileExtra, || Problem::of_file(Code::FileExtra, "x", format!("{n}")));
        }
        first.merge(second);
        let groups = first.into_groups();
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].code, groups[0].count, groups[0].listed.len()), (Code::FileExtra, 5, 2));
        assert_eq!((groups[1].table.as_deref(), groups[1].count), (Some("actors"), 5));
    }

    #[test]
    fn long_values_are_cut_at_a_character() {
        let shown = Problem::of_file(Code::Type, "f", "m").value("é".repeat(200)).value.unwrap();
        assert!(shown.ends_with("(80 characters more)"), "{shown}");
    }
}
