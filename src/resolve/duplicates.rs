//! Near-duplicates: the same wire story in several papers.
//!
//! Two texts are the same story when their SHA-256 is equal, or when more than half of their MinHash positions are (an
//! estimate of the Jaccard similarity of their shingles). A wire story with a new lead and its last paragraph cut shares
//! about two thirds, two stories of one event hardly a tenth. Candidates come from bands of two positions: fingerprints
//! that agree in more than half of all positions can't disagree in every band, so none is missed
//! but what shares bands with very many others alone. Reports that are written after one pattern, day after day, differ in
//! their figures: where both have some, more than half of these must agree as well.
//!
//! Articles are taken from the earliest to the latest, by day of publication (unknown last), number of words
//! (the fullest first) and id. Each is compared with originals alone and repeats the earliest that it matches. So a
//! duplicate never points to a duplicate, reading order decides nothing, and an article of a later day changes nothing
//! about earlier ones.

use std::collections::HashMap;

use crate::annotate::Fingerprint;

/// What decides whether an article repeats another.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// SHA-256 of the text.
    pub text_sha256: String,
    /// Empty where the text is too short to have one.
    pub fingerprint: Fingerprint,
}

/// Positions of a band.
const BAND: usize = 2;

/// Originals that a band remembers, the earliest. A band that more share is boilerplate and tells nothing; the bound
/// keeps the work linear on any input.
const REMEMBERED: usize = 128;

/// For every article the original that it repeats. `order` lists the articles from the earliest to the latest.
pub fn find(articles: &[Candidate], order: &[u32]) -> Vec<Option<u32>> {
    let mut duplicate_of = vec![None; articles.len()];
    let mut by_text: HashMap<&str, u32> = HashMap::new();
    let mut bands: HashMap<(usize, &[u32]), Vec<u32>> = HashMap::new();
    // The rank of each original, so that the earliest match is known without comparing dates again.
    let mut rank = vec![u32::MAX; articles.len()];
    for (n, &ix) in order.iter().enumerate() {
        let article = &articles[ix as usize];
        let same_text = by_text.get(article.text_sha256.as_str()).copied();
        let chunks = || article.fingerprint.words.chunks(BAND).enumerate();
        let mut near: Vec<u32> = chunks().filter_map(|band| bands.get(&band)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|&other| alike(&article.fingerprint, &articles[other as usize].fingerprint));
        duplicate_of[ix as usize] = near.into_iter().chain(same_text).min_by_key(|&other| rank[other as usize]);
        // An exact copy of a duplicate is matched through the duplicate's text to the same original.
        by_text.entry(&article.text_sha256).or_insert(duplicate_of[ix as usize].unwrap_or(ix));
        if duplicate_of[ix as usize].is_none() {
            rank[ix as usize] = n as u32;
            for band in chunks() {
                let known = bands.entry(band).or_default();
                if known.len() < REMEMBERED {
                    known.push(ix);
                }
            }
        }
    }
    duplicate_of
}

/// Whether the words are alike, and the figures where both texts have some.
fn alike(a: &Fingerprint, b: &Fingerprint) -> bool {
    let told = !a.figures.is_empty() && !b.figures.is_empty();
    agree(&a.words, &b.words) && (!told || agree(&a.figures, &b.figures))
}

/// Whether more than half of the positions are equal.
fn agree(a: &[u32], b: &[u32]) -> bool {
    let equal = a.iter().zip(b).filter(|(x, y)| x == y).count();
    !a.is_empty() && a.len() == b.len() && equal * 2 > a.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str, positions: [u32; 10]) -> Candidate {
        Candidate { text_sha256: text.to_owned(), fingerprint: Fingerprint { words: positions.to_vec(), figures: Vec::new() } }
    }

    #[test]
    fn a_duplicate_points_to_the_earliest_original() {
        let articles = [
            article("c", [1, 2, 3, 4, 5, 6, 7, 8, 0, 0]),
            article("a", [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]),
            article("b", [11, 12, 13, 14, 15, 16, 7, 8, 9, 9]),
            article("c", [0; 10]),
        ];
        assert_eq!(find(&articles, &[1, 0, 2, 3]), [Some(1), None, None, Some(1)], "a copy of a copy points to the first");
        assert_eq!(find(&articles, &[0, 1, 2, 3])[1], Some(0), "the order of time decides");
    }

    #[test]
    fn more_than_half_is_enough_and_half_is_not() {
        let first = article("a", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        let six = article("b", [1, 0, 3, 0, 5, 0, 7, 0, 9, 10]);
        let five = article("c", [1, 0, 3, 0, 5, 0, 7, 0, 9, 0]);
        assert_eq!(find(&[first.clone(), six], &[0, 1]), [None, Some(0)]);
        assert_eq!(find(&[first, five], &[0, 1]), [None, None]);
    }

    #[test]
    fn other_figures_make_another_story() {
        let report = |text: &str, figures: &[u32]| {
            let mut article = article(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
            article.fingerprint.figures = figures.to_vec();
            article
        };
        let (monday, tuesday, copy) = (report("a", &[1, 2, 3, 4]), report("b", &[1, 0, 0, 0]), report("c", &[1, 2, 3, 0]));
        assert_eq!(find(&[monday.clone(), tuesday], &[0, 1]), [None, None]);
        assert_eq!(find(&[monday.clone(), copy], &[0, 1]), [None, Some(0)]);
        assert_eq!(find(&[monday, report("d", &[])], &[0, 1]), [None, Some(0)], "a text without figures can't differ in them");
    }

    #[test]
    fn empty_fingerprints_never_match() {
        let empty = |text: &str| Candidate { text_sha256: text.to_owned(), fingerprint: Fingerprint::default() };
        assert_eq!(find(&[empty("a"), empty("b"), empty("a")], &[0, 1, 2]), [None, None, Some(0)]);
    }
}
