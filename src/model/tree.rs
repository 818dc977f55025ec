//! The best tree over scored arcs: every word one head, one root, no cycle.
//!
//! Chu and Liu (1965) and Edmonds (1967), with cycles contracted in place so that a sentence of n words costs O(n²)
//! time and memory. One root: all arcs from the root lose the same large amount, so that the best tree has as few of
//! them as possible, which is one (Stanojević and Cohen, *A Root of a Problem*, EMNLP 2021).

/// Finds the best tree; keeps its memory from sentence to sentence.
#[derive(Debug, Clone, Default)]
pub struct TreeFinder {
    /// Scores of the arcs between what is left of the graph. A contracted cycle lives on in the row and the column of
    /// its first member.
    scores: Vec<i64>,
    /// The arc of the input behind each cell, as `word * n + head`.
    arcs: Vec<u32>,
    /// Nodes that are left, the root first.
    live: Vec<u32>,
    /// The best head of each live node.
    best: Vec<u32>,
    mark: Vec<u32>,
    cycles: Vec<Cycle>,
    /// What each live node stands for: itself, or `n` + the index of a cycle.
    stands_for: Vec<u32>,
    /// For each word, then each cycle: the cycle that it was contracted into.
    parents: Vec<u32>,
    /// For each word, then each cycle: the arc that leads into it.
    chosen: Vec<u32>,
}

/// A contracted cycle: what its members stood for, each with the arc that led into it.
#[derive(Debug, Clone, Default)]
struct Cycle(Vec<(u32, u32)>);

const NONE: u32 = u32::MAX;

impl TreeFinder {
    /// Gives each word its head.
    ///
    /// Node 0 is the root, nodes 1 to `n` - 1 are the words; `scores[word * n + head]` is the score of an arc. After
    /// the call, `heads[0]` is 0 and `heads[word]` the head of a word; just one word has head 0. The sum of the scores
    /// is the highest that a tree with one root can have; where the best heads alone make a tree, ties go to the first.
    ///
    /// # Panics
    /// When `scores` is not `n * n` long.
    pub fn find(&mut self, scores: &[i32], n: usize, heads: &mut Vec<u32>) {
        assert_eq!(scores.len(), n * n);
        heads.clear();
        heads.resize(n, 0);
        if n > 2 && !self.best_heads_are_a_tree(scores, n, heads) {
            self.start(scores, n);
            while let Some(node) = self.find_cycle() {
                self.contract(node, n);
            }
            self.expand(n, heads);
        }
    }

    /// Whether the best head of each word makes a tree, as is usual. Leaves them in `heads`.
    fn best_heads_are_a_tree(&mut self, scores: &[i32], n: usize, heads: &mut [u32]) -> bool {
        for word in 1..n {
            let row = &scores[word * n..][..n];
            heads[word] = first_best(row.iter().enumerate().filter(|(head, _)| *head != word).map(|(head, score)| (head as u32, *score)));
        }
        self.best.clear();
        self.best.extend_from_slice(heads);
        self.live.clear();
        self.live.extend(0..n as u32);
        heads[1..].iter().filter(|head| **head == 0).count() == 1 && self.find_cycle().is_none()
    }

    /// The whole graph, with the arcs from the root made dear.
    fn start(&mut self, scores: &[i32], n: usize) {
        let (least, most) = scores.iter().fold((0i64, 0i64), |(least, most), s| (least.min(i64::from(*s)), most.max(i64::from(*s))));
        let dear = (most - least + 1) * n as i64;
        self.scores.clear();
        self.scores.extend(scores.iter().enumerate().map(|(arc, score)| i64::from(*score) - if arc % n == 0 { dear } else { 0 }));
        self.arcs.clear();
        self.arcs.extend(0..(n * n) as u32);
        self.stands_for.clear();
        self.stands_for.extend(0..n as u32);
        self.cycles.clear();
        self.parents.clear();
        self.parents.resize(n, NONE);
        for node in 1..n as u32 {
            self.best[node as usize] = self.best_of(node, n);
        }
    }

    fn best_of(&self, node: u32, n: usize) -> u32 {
        let row = &self.scores[node as usize * n..][..n];
        first_best(self.live.iter().filter(|head| **head != node).map(|head| (*head, row[*head as usize])))
    }

    /// A node on a cycle of the best heads.
    fn find_cycle(&mut self) -> Option<u32> {
        self.mark.clear();
        self.mark.resize(self.best.len(), NONE);
        for start in self.live.iter().copied().filter(|node| *node != 0) {
            let mut at = start;
            while at != 0 && self.mark[at as usize] == NONE {
                self.mark[at as usize] = start;
                at = self.best[at as usize];
            }
            if at != 0 && self.mark[at as usize] == start {
                return Some(at);
            }
        }
        None
    }

    /// Makes one node of the cycle through `first`: an arc into it costs the arc of the cycle that it replaces.
    fn contract(&mut self, first: u32, n: usize) {
        let mut members = vec![first];
        let mut at = self.best[first as usize];
        while at != first {
            members.push(at);
            at = self.best[at as usize];
        }
        let cell = |word: u32, head: u32| word as usize * n + head as usize;
        let inner: Vec<usize> = members.iter().map(|member| cell(*member, self.best[*member as usize])).collect();
        let id = (n + self.cycles.len()) as u32;
        let told = members.iter().zip(&inner).map(|(member, cell)| (self.stands_for[*member as usize], self.arcs[*cell]));
        self.cycles.push(Cycle(told.collect()));
        for member in &members {
            self.parents[self.stands_for[*member as usize] as usize] = id;
        }
        self.parents.push(NONE);
        self.live.retain(|node| *node == first || !members.contains(node));
        let inner: Vec<i64> = inner.into_iter().map(|cell| self.scores[cell]).collect();
        for other in self.live.iter().copied().filter(|node| *node != first) {
            let (mut into, mut from) = ((i64::MIN, 0), (i64::MIN, 0));
            for (member, inner) in members.iter().zip(&inner) {
                let (a, b) = (cell(*member, other), cell(other, *member));
                into = into.max_first((self.scores[a] - inner, self.arcs[a]));
                from = from.max_first((self.scores[b], self.arcs[b]));
            }
            (self.scores[cell(first, other)], self.arcs[cell(first, other)]) = into;
            (self.scores[cell(other, first)], self.arcs[cell(other, first)]) = from;
            if other != 0 && members.contains(&self.best[other as usize]) {
                self.best[other as usize] = first;
            }
        }
        self.stands_for[first as usize] = id;
        self.best[first as usize] = self.best_of(first, n);
    }

    /// Opens the cycles again, the last first: the arc into a cycle replaces that of the member which it enters.
    fn expand(&mut self, n: usize, heads: &mut [u32]) {
        self.chosen.clear();
        self.chosen.resize(n + self.cycles.len(), NONE);
        for node in self.live.iter().copied().filter(|node| *node != 0) {
            let arc = self.arcs[node as usize * n + self.best[node as usize] as usize];
            self.chosen[self.stands_for[node as usize] as usize] = arc;
        }
        for (at, Cycle(members)) in self.cycles.iter().enumerate().rev() {
            let id = (n + at) as u32;
            let arc = self.chosen[id as usize];
            let mut entered = arc / n as u32;
            while self.parents[entered as usize] != id {
                entered = self.parents[entered as usize];
            }
            for (member, inner) in members {
                self.chosen[*member as usize] = if *member == entered { arc } else { *inner };
            }
        }
        for (word, head) in heads.iter_mut().enumerate().skip(1) {
            *head = self.chosen[word] % n as u32;
        }
    }
}

/// The key of the highest value; of equals, the first.
fn first_best<V: Ord + Copy>(candidates: impl Iterator<Item = (u32, V)>) -> u32 {
    candidates.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(0, |best| best.0)
}

trait MaxFirst {
    /// The pair with the higher score; of equals, this one.
    fn max_first(self, other: Self) -> Self;
}

impl MaxFirst for (i64, u32) {
    fn max_first(self, other: Self) -> Self {
        if other.0 > self.0 { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_tree(heads: &[u32]) -> bool {
        let reaches_root = |word: usize| {
            let mut at = word;
            for _ in 0..heads.len() {
                if at == 0 {
                    return true;
                }
                at = heads[at] as usize;
            }
            false
        };
        heads[1..].iter().filter(|head| **head == 0).count() == 1 && (1..heads.len()).all(reaches_root)
    }

    fn total(scores: &[i32], heads: &[u32]) -> i64 {
        let n = heads.len();
        (1..n).map(|word| i64::from(scores[word * n + heads[word] as usize])).sum()
    }

    /// The best total over all assignments of heads.
    fn best_by_trying(scores: &[i32], n: usize) -> i64 {
        let mut heads = vec![0u32; n];
        let mut best = i64::MIN;
        loop {
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
            let Some(word) = (1..n).find(|word| (heads[*word] as usize) < n - 1) else { return best };
            heads[word] += 1;
            heads[1..word].fill(0);
        }
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_of_all(n in 2usize..6, scores in prop::collection::vec(-9i32..10, 36)) {
            let scores = &scores[..n * n];
            let mut heads = Vec::new();
            TreeFinder::default().find(scores, n, &mut heads);
            prop_assert!(is_tree(&heads), "{heads:?}");
            prop_assert_eq!(total(scores, &heads), best_by_trying(scores, n));
        }

        #[test]
        fn any_scores_give_a_tree_and_memory_leaves_no_trace(
            n in 1usize..40, seed in any::<u32>(), wide in any::<bool>(), before in 1usize..30,
        ) {
            let mut state = u64::from(seed) | 1;
            let mut random = || {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                if wide { (state >> 32) as i32 } else { (state >> 61) as i32 }
            };
            let other: Vec<i32> = (0..before * before).map(|_| random()).collect();
            let scores: Vec<i32> = (0..n * n).map(|_| random()).collect();
            let (mut finder, mut heads, mut fresh) = (TreeFinder::default(), Vec::new(), Vec::new());
            finder.find(&other, before, &mut heads);
            finder.find(&scores, n, &mut heads);
            TreeFinder::default().find(&scores, n, &mut fresh);
            prop_assert_eq!(&heads, &fresh);
            prop_assert!(n == 1 || is_tree(&heads));
        }
    }

    #[test]
    fn a_thousand_words_that_all_love_their_neighbour() {
        let n = 1001;
        let score = |word: usize, head: usize| if head == word ^ 1 { 100 } else { (word * 31 + head * 17) as i32 % 50 };
        let scores: Vec<i32> = (0..n * n).map(|arc| score(arc / n, arc % n)).collect();
        let mut heads = Vec::new();
        TreeFinder::default().find(&scores, n, &mut heads);
        assert!(is_tree(&heads));
    }
}
