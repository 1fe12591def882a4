// Package course says how lives unfold: which illnesses people truly have and since when, what they react to, what their
// bodies measure, and what they take.
//
//	prevalence curve by age and sex × deprivation × ethnicity ─┐
//	                                                           ├─ prevalence passes the quantile ─▶ onset … remission
//	liability = shared traits + the disease's own ── quantile ─┘
//
// Because everybody's quantile is uniform, each prevalence comes out as its table says, by construction and not by
// tuning; the curves are solved at load so that England's census reproduces the published registers (QOF 2019/20), decile
// by decile. Traits that several diseases load on (metabolic, vascular, mind, airways …) make them keep company: the odds
// ratios of the research table come out within a third, and no prevalence moves.
//
// Medicines are the usual ones for a condition (data/usual_medicines.csv), never one that data/contraindications.csv or
// the person's own allergies bar: whatever unsafe thing a scenario needs, it must put there itself.
//
// Everybody is alive, and illness among the very old is that of survivors. The past is read off today's curves: a person's
// onset at 50 is that of people who are 50 now.
//
// Siblings: demography below; chart writes down, with slips, what is true here.
package course
