// Package gmf runs other people's disease modules as guests in our population. The Generic Module Framework is the form in
// which the Synthea community writes the course of an illness: JSON files of states that lead to one another. Hundreds exist,
// and every team that uses them has its own. Here they run unmodified, on our people and our clock:
//
//	DIR/*.json ──Load──▶ Library ──New──▶ Guests ──Live(person, life, until)──▶ Record ──Entries──▶ chart
//	DIR/*/*.json  │         │                ▲              ▲                      │
//	lookup_tables │         └─Lint─▶ Finding │              │                      └─At(t): the same, earlier
//	              ▼                  overlay.json         Host: age, sex, body, deprivation
//	          Problems: file, state, line, column
//
// No module is shipped. Those that we know how to run are what their authors publish; testdata has some of our own invention.
//
// # How modules run
//
// The framework visits every module of every person each week of their life. Here a module that waits is left alone until
// what it waits for may have come: a delay until it is due, a guard on age or date until the birthday or the day, a guard on
// attributes, conditions or observations until one of them changes, an encounter until there is one. What is written is the
// same, entry by entry, as Rules.Strict (every module, every week) writes; a test holds the two together.
//
//	week  0──────1──────2──────3──────4──────5──▶
//	      │      ·      ·      │      ·      │      · nobody has anything to do
//	      host: health check   │             └ a guard's birthday has come
//	      modules begin        └ a delay was due on Tuesday: the module goes back to Tuesday, runs on from
//	                             there, and then again at the end of the week
//
// What a module draws depends on the seed, the person and the module's path: adding a module changes nobody else's draws.
// Nothing is known before it happens: hosts are asked about the week before, and what lies beyond the day until which a
// life is lived is cut off, so that the record until one day is the beginning of the record until any later one.
//
// # Where this differs from the framework
//
//   - A module that goes round without waiting is stopped and a Fault noted; the framework hangs.
//   - What the framework throws an exception for (an attribute compared with a value of another sort, the end of something
//     that is not there) is a Fault once, and counts as false or as nothing.
//   - A module that waits for a health check while it holds an encounter of its own ends that first.
//   - A module's part in a health check is over when the check is, whether or not it says so.
//   - A table may be looked in by several transitions, and its cells are compared regardless of case.
//   - A second begin of what is present keeps the entry as it was; later codes are not added to it.
//   - Deaths are written down but end nobody, unless Rules.Fatal says so: our people's deaths are course's to decide.
//   - Clinical query language and physiology models are not run. The framework's own modules use neither by default.
//
// The figures in other people's modules are other countries' figures: an Overlay gives other probabilities and codes, and
// Lint says where a chance is drawn at another pace than it is meant for.
//
// Siblings: course decides what truly befalls our people, and guests do not change that; chart holds what was written down.
package gmf
