// Package course says how lives unfold: which illnesses people truly have and since when, what they react to, what their
// bodies measure, what they take, what happens to them, and when and of what they die.
//
//	prevalence by age and sex × deprivation × ethnicity ─┐
//	                                                     ├─ passes the quantile ─▶ onset … end ──▶ complications
//	liability = traits + own part + leanings ── quantile ┘                 │
//	                                                                       ▼
//	life table by sex and decile × what illness does to the hazard ─▶ day of death ─▶ its cause
//
// Because everybody's quantile is uniform, each prevalence comes out on the model's day as its table says, by construction
// and not by tuning; the curves are solved at load so that England's census reproduces the published registers (QOF
// 2019/20) and their deciles, and a comparison of ethnic groups adjusted for age, sex and decile finds the published odds
// ratios of diabetes.
//
// Illnesses keep company in two ways: traits that many load on (frailty, metabolic, vascular, mind …), and for the pairs of
// data/comorbidity.csv a correlation of their own, solved at load so that a comparison adjusted for age and sex finds the
// pair's odds ratio. No prevalence moves by it.
//
// # Time
//
// A life is fixed for ever by seed and index, past and future; until only says how much of it is made, and nothing that is
// drawn anticipates. Of what never leaves, those have it on the model's day whose quantile prevalence passes, since the age
// at which it first did. The others fall ill later, as many as prevalence grows by with age and as many as the disease
// takes: so prevalence among the living stays what it is while years go by. What comes and goes is there while the curve
// of one's age passes the quantile. People who died before the model's day are told from their day of death, and chosen
// from several as the hazard of each would have it: the dead were iller than the living.
//
// # Death
//
// Illness multiplies the hazard that the life table and the deciles' life expectancies give (data/mortality.csv and
// life_expectancy.csv), relative to what it does on average to people like them. So the deaths of each sex, age and decile
// stay the table's, and the ill are those who die. A cause is among what the person has, or a last illness.
//
// # Cohorts and twins
//
// Chance and Since say what share of people like somebody have a condition; LifeGiven makes a life with liabilities in given
// ranges of quantiles, everything else following as it would. Draws know the seed and the index and nothing about the person:
// the life of the same person with another sex, decile or ethnic group is what theirs would have been, all chance being
// equal. A decile or group that has more of a disease takes nobody's away.
//
// # Bodies, medicines, hospital
//
// Life.Body answers for any day: a place among people of one's age and sex for each measure (data/body.csv), slow waves, and
// what conditions, medicines, smoking and pregnancy do while they last (data/effects.csv). What is on its way casts a shadow:
// sugar and pressure rise before they are found, the filtration rate falls towards 60.
//
// Medicines go from one day on which something changes to the next, knowing only what is so by then: the usual ones for a
// condition or reason (data/usual_medicines.csv, reasons.csv) begin a while after it, give way to what matters more, and stop
// on the day on which data/contraindications.csv or an allergy of the person's own bars them, for the next that is not
// barred. Whatever unsafe thing a scenario needs, it must put there itself.
//
//	condition ── wait ──▶ line of treatment ──▶ the row drawn, or the next that fits ──▶ barred? ──▶ the next …
//	         └─ sequels ─▶ visits bound to be ─┐
//	age, place, frailty ── Poisson a year ─────┴─▶ settled in time: nobody in two places, no organ out twice ──▶ events
//
// The past is read off today's curves: a person's onset at 50 is that of people who are 50 now. Figures lie in data/*.csv,
// each with its source; most shapes by age are recalled from published epidemiology and say so.
//
// Siblings: demography below; chart writes down, with slips, what is true here.
package course
