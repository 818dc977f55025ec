//! Finds the rows whose key changed and nothing else: a removed and an added row that have the same anchor.

use std::collections::BTreeMap;

use csv::ByteRecord;

use super::index::{Cells, RowReader};
use super::table::Source;

/// Articles that have another id: the new one by the old.
pub(super) type NewArticles = BTreeMap<Vec<u8>, Vec<u8>>;

/// What identifies a row apart from its key.
struct Print {
    /// Hash of key and cells, with the article's new id in the place of its old one.
    carried: u128,
    /// Hash of the cells outside the key, offsets and article among them; `None` when all are empty.
    anchor: Option<u128>,
    at: u64,
}

/// Pairs of the bytes where a row starts on the old and on the new side.
///
/// A row of an article that was renamed is found by its key, in which only the article's id differs. Any other pair must
/// be the only one with these cells on both sides; under a key of several columns, one of them must have stayed.
pub(super) fn pairs(
    old: &Source,
    removed: Vec<u64>,
    new: &Source,
    added: Vec<u64>,
    articles: &NewArticles,
) -> Result<Vec<(u64, u64)>, String> {
    if removed.is_empty() || added.is_empty() {
        return Ok(Vec::new());
    }
    let old_prints = prints(old, removed, articles)?;
    let new_prints = prints(new, added, &NewArticles::new())?;
    let mut found = Vec::new();
    if !articles.is_empty() {
        found = matched(&old_prints, &new_prints, |print| Some(print.carried));
    }
    let rest = |prints: Vec<Print>, taken: Vec<u64>| -> Vec<Print> {
        prints.into_iter().filter(|print| taken.binary_search(&print.at).is_err()).collect()
    };
    let old_prints = rest(old_prints, sorted(found.iter().map(|pair| pair.0)));
    let new_prints = rest(new_prints, sorted(found.iter().map(|pair| pair.1)));
    let mut others = matched(&old_prints, &new_prints, |print| print.anchor);
    if new.key.len() > 1 {
        others = akin(old, new, others, articles)?;
    }
    found.extend(others);
    Ok(found)
}

/// Reads rows and hashes what identifies them.
fn prints(side: &Source, mut rows: Vec<u64>, articles: &NewArticles) -> Result<Vec<Print>, String> {
    rows.sort_unstable();
    let mut reader = RowReader::open(&side.path)?;
    let values = side.values();
    let mut cells = Cells::default();
    let mut prints = Vec::with_capacity(rows.len());
    for at in rows {
        let row = reader.row(at)?;
        cells.clear();
        values.iter().for_each(|&n| push(&mut cells, row, n, articles));
        let filled = values.iter().any(|&n| row.get(n).is_some_and(|cell| !cell.is_empty()));
        let anchor = filled.then(|| cells.hash128());
        side.key.iter().for_each(|&n| push(&mut cells, row, n, articles));
        prints.push(Print { carried: cells.hash128(), anchor, at });
    }
    Ok(prints)
}

fn push(cells: &mut Cells, row: &ByteRecord, column: usize, articles: &NewArticles) {
    let cell = row.get(column).unwrap_or_default();
    match carried(cell, articles) {
        Some(new) => cells.push(&new),
        None => cells.push(cell),
    }
}

/// An id of or in a renamed article, as it is now.
fn carried(cell: &[u8], articles: &NewArticles) -> Option<Vec<u8>> {
    if articles.is_empty() {
        return None;
    }
    let end = cell.iter().position(|&byte| byte == b'.').unwrap_or(cell.len());
    let article = articles.get(&cell[..end])?;
    Some([article, &cell[end..]].concat())
}

/// The pairs that share a hash which no other row of either side has.
fn matched(old: &[Print], new: &[Print], hash: impl Fn(&Print) -> Option<u128>) -> Vec<(u64, u64)> {
    let by_hash = |prints: &[Print]| {
        let mut all: Vec<(u128, u64)> = prints.iter().filter_map(|print| Some((hash(print)?, print.at))).collect();
        all.sort_unstable();
        all
    };
    let (old, new) = (by_hash(old), by_hash(new));
    let mut pairs = Vec::new();
    for group in old.chunk_by(|a, b| a.0 == b.0) {
        let [(hash, at)] = group else { continue };
        let start = new.partition_point(|n| n.0 < *hash);
        if let Some((found, there)) = new.get(start)
            && found == hash
            && new.get(start + 1).is_none_or(|next| next.0 != *hash)
        {
            pairs.push((*at, *there));
        }
    }
    pairs
}

/// Of these pairs, those in which a part of the key stayed.
fn akin(old: &Source, new: &Source, mut pairs: Vec<(u64, u64)>, articles: &NewArticles) -> Result<Vec<(u64, u64)>, String> {
    pairs.sort_unstable();
    let (mut old_reader, mut new_reader) = (RowReader::open(&old.path)?, RowReader::open(&new.path)?);
    let mut kept = Vec::new();
    for (o, n) in pairs {
        let (old_row, new_row) = (old_reader.row(o)?, new_reader.row(n)?);
        let stayed = old.key.iter().zip(&new.key).any(|(&o, &n)| {
            let (o, n) = (old_row.get(o).unwrap_or_default(), new_row.get(n).unwrap_or_default());
            !n.is_empty() && (o == n || carried(o, articles).is_some_and(|o| o == n))
        });
        if stayed {
            kept.push((o, n));
        }
    }
    Ok(kept)
}

fn sorted(numbers: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut all: Vec<u64> = numbers.collect();
    all.sort_unstable();
    all
}
