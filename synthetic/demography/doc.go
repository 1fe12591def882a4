// Package demography says who lives in England, or in an area of it: people in households, at addresses, registered with
// general practices, who move house, are born and have died. It makes any one of 57.7 million without the others, and finds
// them without an index.
//
//	64 templates, housed once a seed          tile n of the population is a copy of template n mod 64
//	┌──────────────────────────────┐          ┌────────────────────────────────────────────────────────────┐
//	│ 240 slots: age, sex, home    │  copy    │ each slot's births are spread over eleven months,          │
//	│  32 to come, 32 departed     │ ───────▶ │ each home lies at its own point of the ground:             │
//	│ homes by plausible matching  │          │ region × decile × practice ── heritage, names, address …   │
//	└──────────────────────────────┘          └────────────────────────────────────────────────────────────┘
//
// Both spreads (type spread) are even and can be turned round: "born on a day" and "on a practice's list" lead back to the
// copies by arithmetic (Country.Find). A move takes a home along its cell by one of a few fixed steps, so that this holds on
// any date. The ages of all templates are drawn together, which gives the census's margins exactly and any run of people
// nearly so.
//
//	tile, house, habits      people of a template, and who lives with whom      template    a housed tile and its copies
//	tocome, departed, other  births after and deaths before the recipe's day    ground      practices on the line of homes
//	place, practice, move    addresses, surgeries, changes of address           country     the person, put together
//	heritage, names, contact what people are called and how they are reached    find, area  searching; regions, neighbourhoods
//
// Person i depends on the seed and the area, never on how many people there are. What a person shares with their household
// is drawn under the household's key, what is theirs alone under their own. A date says only how much has happened: moves
// and births are fixed, whenever one looks.
//
// The figures lie in data/*.csv with their sources: Census 2021 for ages, sexes, regions and ethnic groups, ONS for given
// names, births and deaths, the rest recalled or assumed and marked so. Left out on purpose: households that form and part,
// moves between regions, temporary residents, communal homes other than care homes (whose residents are each a household of
// one), and any link between age and deprivation within an ethnic group. Deaths after the recipe's day are course's.
//
// Identity is invented throughout: NHS numbers from ranges that are never issued (package nhs), telephones from the ranges
// kept for drama, e-mail under example.org, street names of waders and shores, postcodes whose last letters Royal Mail does
// not use, ODS codes in a form that no general practice has, and no professional registration numbers at all.
//
// Siblings: nhs below; course, chart and the population to the right.
package demography
