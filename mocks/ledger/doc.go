// Package ledger says how true to life each service of the made-up NHS is: which version of which specification it follows, which of its
// operations it answers, which oddities of the real one it keeps and where they are told, where it departs on purpose, and what can be made
// to go wrong.
//
//	catalogue.Table ──┐
//	data/*.csv        ├─▶ Services ─▶ Sum ─▶ a page, JSON, plain text, and every evidence bundle
//	fault.Kinds ──────┘
//
// data/specifications.csv has a row for each service, operations.csv one for each operation of its specification with the route that
// answers it (empty: none does), quirks.csv one for each oddity. Tests hold the routes to those that the services mount.
//
// Sibling rooms: mocks/catalogue lists the services; mocks/front is the door where the page hangs.
package ledger
