//! The rows of sanctions and their episodes.

use super::{Maker, date};
use crate::extract::Sanction;
use crate::resolve::{ActorIx, ReportIx};
use crate::tables::*;

impl Maker<'_> {
    pub(super) fn sanctions(&mut self) {
        let processed = self.processed;
        for (ix, sanction) in processed.findings.sanctions.iter().enumerate() {
            let Some(sanction_id) = self.ids.sanctions[ix].clone() else { continue };
            let report = ReportIx { article: self.position, row: ix as u32 };
            let Some(parties) = self.context.resolution.sanction_actors(self.position, sanction) else { continue };
            let Some(episode) = self.context.resolution.episodes().of(report) else { continue };
            let episode_id = self.context.first_sanctions.get(&episode.first).unwrap_or(&sanction_id).clone();
            let row = self.sanction(sanction_id, episode_id, sanction, parties);
            if row.episode_id == row.sanction_id {
                let row = SanctionEpisodeRow {
                    episode_id: row.episode_id.clone(),
                    sender_actor_id: row.sender_actor_id.clone(),
                    target_actor_id: row.target_actor_id.clone(),
                    measure: episode.measure.clone(),
                    status: episode.status.clone(),
                    first_from: episode.first_from,
                    imposed_from: episode.imposed_from,
                    ended_from: episode.ended_from,
                    report_count: episode.reports,
                    first_sanction_id: row.sanction_id.clone(),
                };
                self.rows.sanction_episodes.push(row);
            }
            self.rows.sanctions.push(row);
        }
    }

    fn sanction(
        &mut self,
        sanction_id: String,
        episode_id: String,
        sanction: &Sanction,
        (sender, target, proposer): (ActorIx, Option<ActorIx>, Option<ActorIx>),
    ) -> SanctionRow {
        let (evidence_char_start, evidence_char_end) = self.chars.chars(sanction.evidence);
        let (decided_edtf, decided_from, decided_to) = date(&sanction.decided);
        let (effective_edtf, effective_from, effective_to) = date(&sanction.effective);
        let (expires_edtf, expires_from, expires_to) = date(&sanction.expires);
        SanctionRow {
            sanction_id,
            event_id: sanction.event.and_then(|event| self.ids.events.get(event.0 as usize).cloned().flatten()),
            statement_id: self.statement_id(sanction.statement),
            article_id: self.article_id(),
            section: sanction.section.as_str().to_owned(),
            sentence: sanction.sentence,
            sender_actor_id: self.actor(Some(sender)).unwrap_or_default(),
            target_actor_id: self.actor(target),
            proposer_actor_id: self.actor(proposer),
            measure: sanction.measure.clone(),
            status: sanction.status.clone(),
            reason: sanction.reason.map(|span| self.words(span)),
            condition: sanction.condition.map(|span| self.words(span)),
            decided_edtf,
            decided_from,
            decided_to,
            effective_edtf,
            effective_from,
            effective_to,
            expires_edtf,
            expires_from,
            expires_to,
            evidence: self.words(sanction.evidence),
            evidence_char_start,
            evidence_char_end,
            episode_id,
            rule: sanction.rule.clone(),
            confidence: None,
        }
    }
}
