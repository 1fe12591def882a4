// Package demography says who lives in England: people in households, at addresses, registered with general practices.
//
//	tile of 240 people ── ages and sexes spread evenly over the census ──▶ households by plausible matching
//	     │                                                                       │
//	     └── place of each home: region × deprivation decile ── ethnicity, names, address, language, practice
//
// A tile is always made whole and depends on the seed and its own number only, so person i never depends on how many
// people there are, and any run of people has nearly England's margins. What a person shares with their household is drawn
// under the household's key, what is theirs alone under their own.
//
// The figures lie in data/*.csv with their sources: Census 2021 for ages, sexes, regions and ethnic groups, ONS for given
// names, the rest recalled or assumed and marked so. Left out on purpose: communal homes, the dead, temporary residents,
// and any link between age and deprivation within an ethnic group.
//
// Identity is invented throughout: NHS numbers from ranges that are never issued (package nhs), telephones from the ranges
// kept for drama, e-mail under example.org, street names of waders and shores, postcodes whose last letters Royal Mail does
// not use, ODS codes in a form that no general practice has, and no professional registration numbers at all.
//
// Siblings: nhs below; course, chart and the population to the right.
package demography
