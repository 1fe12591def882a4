// Package physiology is vital signs as they truly are, moment by moment, in one person whom an acute illness may befall.
//
// Products see what somebody or something measured (package device, the charts). This room holds what there was to measure:
// breathing, oxygen, pressures, pulse, temperature, consciousness, glucose, airflow and weight, and with them the NEWS2
// that a perfect observer would have charted.
//
//	person, truth ──▶ what is usual (age, illnesses, medicines, smoking) ──────────┐
//	course ─ phases × severity × pace ──▶ where each sign heads ─┐                 │
//	treatments ─ reliefs, delays, wearing off ──▶ less of it ────┴─▶ latent signs ─┼─▶ Vitals at t ─▶ NEWS2
//	day and night, meals, walks, keyed wandering ──────────────────────────────────┘      │
//	                                 a critical sign for longer than borne ──▶ arrest, death
//
// Open takes a seed, a person, their truth and a Plan (course, when, treatments) and gives a Process; At(t) answers in
// microseconds for any t in any order, for everything in it is a formula of t: changes of target are piecewise
// exponentials (path.go), chance is an Ornstein–Uhlenbeck process that can be read at any moment (wander.go), oxygen
// follows the dissociation curve of haemoglobin. Nothing anticipates: With a treatment at T, every value before T is the
// same to the last bit. Chance is keyed by person and sign, not by course, so two plans for one person differ only in what
// the plans do: twins for a counterfactual.
//
// Figures lie in data/*.csv with their sources. They are recalled from teaching or assumed, and make courses that look
// right to a clinician; they are no model of mortality, and nothing here is meant for anyone's care. NEWS2 is the table of
// the Royal College of Physicians (2017), reproduced with acknowledgement in data/news2.csv. Left out on purpose:
// resuscitation, children's early warning scores, labour, and organs other than those whose signs are followed.
//
// What opens it is device, and the command vitals, which plays a course and prints it.
//
// Siblings: draw, nhs, demography and course below; device measures, with errors, what is true here.
package physiology
