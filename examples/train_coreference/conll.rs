//! The mean of MUC, B3 and CEAFe (Pradhan et al. 2014) over chains of two mentions and more.

use std::collections::BTreeMap;

/// Sums over documents.
#[derive(Debug, Default)]
pub struct Conll {
    muc: [f64; 4],
    b3: [f64; 4],
    ceaf: [f64; 4],
}

type Chains = Vec<Vec<usize>>;

impl Conll {
    /// Adds a document: chains of mentions, mentions as numbers that both share.
    pub fn add(&mut self, gold: &Chains, found: &Chains) {
        let pick = |chains: &Chains| chains.iter().filter(|c| c.len() > 1).cloned().collect::<Chains>();
        let (gold, found) = (pick(gold), pick(found));
        let index = |chains: &Chains| -> BTreeMap<usize, usize> {
            chains.iter().enumerate().flat_map(|(n, c)| c.iter().map(move |m| (*m, n))).collect()
        };
        let (in_gold, in_found) = (index(&gold), index(&found));
        let muc = |chains: &Chains, other: &BTreeMap<usize, usize>| {
            chains.iter().fold((0.0, 0.0), |(hit, all), chain| {
                let mut parts: Vec<_> = chain.iter().filter_map(|m| other.get(m)).collect();
                let alone = chain.len() - parts.len();
                parts.sort_unstable();
                parts.dedup();
                (hit + (chain.len() - parts.len() - alone) as f64, all + (chain.len() - 1) as f64)
            })
        };
        let b3 = |chains: &Chains, others: &Chains, other: &BTreeMap<usize, usize>| {
            chains.iter().fold((0.0, 0.0), |(hit, all), chain| {
                let score: f64 = chain
                    .iter()
                    .filter_map(|m| other.get(m))
                    .map(|n| others[*n].iter().filter(|m| chain.contains(m)).count() as f64 / chain.len() as f64)
                    .sum();
                (hit + score, all + chain.len() as f64)
            })
        };
        for (sums, (r, p)) in [
            (&mut self.muc, (muc(&gold, &in_found), muc(&found, &in_gold))),
            (&mut self.b3, (b3(&gold, &found, &in_found), b3(&found, &gold, &in_gold))),
        ] {
            for (sum, value) in sums.iter_mut().zip([r.0, r.1, p.0, p.1]) {
                *sum += value;
            }
        }
        let hit = align(&gold, &found);
        for (sum, value) in self.ceaf.iter_mut().zip([hit, gold.len() as f64, hit, found.len() as f64]) {
            *sum += value;
        }
    }

    /// F1 in per cent: MUC, B3, CEAFe and their mean.
    pub fn scores(&self) -> [f64; 4] {
        let f1 = |s: &[f64; 4]| {
            let (r, p) = (s[0] / s[1].max(1e-9), s[2] / s[3].max(1e-9));
            100.0 * 2.0 * r * p / (r + p).max(1e-9)
        };
        let [muc, b3, ceaf] = [f1(&self.muc), f1(&self.b3), f1(&self.ceaf)];
        [muc, b3, ceaf, (muc + b3 + ceaf) / 3.0]
    }
}

/// The sum of the best one-to-one alignment, by similarity of entities (the Hungarian method).
fn align(gold: &Chains, found: &Chains) -> f64 {
    let n = gold.len().max(found.len());
    if n == 0 {
        return 0.0;
    }
    let value = |i: usize, j: usize| {
        let (Some(a), Some(b)) = (gold.get(i), found.get(j)) else { return 0.0 };
        let shared = a.iter().filter(|m| b.contains(m)).count() as f64;
        2.0 * shared / (a.len() + b.len()) as f64
    };
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let (mut row_of, mut way) = (vec![0; n + 1], vec![0; n + 1]);
    for i in 1..=n {
        row_of[0] = i;
        let (mut j0, mut least, mut used) = (0, vec![f64::INFINITY; n + 1], vec![false; n + 1]);
        loop {
            used[j0] = true;
            let (i0, mut delta, mut j1) = (row_of[j0], f64::INFINITY, 0);
            for j in 1..=n {
                if used[j] {
                    continue;
                }
                let cost = -value(i0 - 1, j - 1) - u[i0] - v[j];
                if cost < least[j] {
                    (least[j], way[j]) = (cost, j0);
                }
                if least[j] < delta {
                    (delta, j1) = (least[j], j);
                }
            }
            for j in 0..=n {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            j0 = j1;
            if row_of[j0] == 0 {
                break;
            }
        }
        while j0 != 0 {
            row_of[j0] = row_of[way[j0]];
            j0 = way[j0];
        }
    }
    (1..=n).map(|j| if row_of[j] == 0 { 0.0 } else { value(row_of[j] - 1, j - 1) }).sum()
}
