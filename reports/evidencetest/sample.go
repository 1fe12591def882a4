package evidencetest

import (
	"crypto/sha256"
	"fmt"
	"time"

	"sandpiper/harness"
	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/reports"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
)

// Sample is evidence of an invented product that breaches one hazard, with every verdict that a reader may meet.
func Sample() (reports.Evidence, error) { return reports.Assemble(Inputs()) }

// Inputs are what Sample is assembled from; tests change them.
func Inputs() reports.Inputs {
	in := reports.Inputs{
		Pack: &scenarios.Pack{ID: "prescribing", Title: "Prescribing decision support at the point of ordering",
			About: "Eight stories about a CDS Hooks service that is asked while a prescriber chooses a medicine."},
		HazardLog: hazardLog(),
		Product:   &scenarios.ProductFile{ID: "carelight", Title: "Carelight prescribing support", Version: "1.4.0"},
		Identity: product.Identity{Title: "Carelight prescribing support", Version: "1.4.0", Kind: "process",
			Digest: digest(99), Command: "carelight serve --port ${port}"},
		Recipe: synthetic.Recipe{Seed: 1, People: 10_000, Area: "england", AsOf: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Model: "en-2026.1"},
		Build:  reports.Build{Module: "sandpiper", Version: "v0.1.0", Revision: "2f6d1c7e9b8a4c5d3e2f1a0b9c8d7e6f5a4b3c2d", Go: "go1.26.8"},
		Isolation: []string{
			"The product ran as a process of its own and could reach this machine's network.",
			"It was given nothing but the address of the mock NHS, a client id and a private key made for the run.",
		},
		Services: services(),
		NotTested: []reports.Omission{
			{What: "The prescriber's screen", Why: "Cards were read as data; how a prescriber sees them was not looked at."},
		},
		Digests: []reports.Digest{
			{Name: "pack.yaml", SHA256: digest(1)}, {Name: "hazards.yaml", SHA256: digest(2)}, {Name: "findings.json", SHA256: digest(3)},
		},
		Runs: recorded,
	}
	for _, s := range stories() {
		in.Scenarios = append(in.Scenarios, &scenarios.Scenario{
			Pos: scenarios.Pos{File: "scenarios/" + s.id + ".scn.yaml", Line: 1, Column: 1}, ID: s.id, Title: s.title,
			Covers: scenarios.Covers{Hazards: s.hazards, Controls: []string{"CT-ALL-03"}, Obligations: []string{"dcb0129/clinical-risk-control"}},
		})
		in.Outcomes = append(in.Outcomes, s.outcome())
	}
	in.Kill = killMatrix(in.Outcomes)
	return in
}

func hazardLog() *scenarios.HazardLog {
	control := []scenarios.Control{{ID: "CT-ALL-03", Text: "The service reads the whole allergy record before it answers", Kind: "design"}}
	return &scenarios.HazardLog{ID: "carelight-hazards", Title: "Carelight hazard log", Version: "7", Owner: "Clinical safety officer of the maker", Hazards: []scenarios.Hazard{
		{ID: "HZ-ALL-01", Name: "No alert for a known drug allergy", Severity: "major", Likelihood: "medium", Controls: control, Exposure: "order", Status: "open", Owner: "maker"},
		{ID: "HZ-ALL-02", Name: "Silence when the record cannot be read", Severity: "major", Likelihood: "medium", Controls: control, Exposure: "order", Status: "open", Owner: "maker"},
		{ID: "HZ-ALL-03", Name: "Allergy in free text is overlooked", Severity: "considerable", Likelihood: "high", Exposure: "order", Status: "open"},
		{ID: "HZ-INT-01", Name: "Interaction is not shown", Severity: "considerable", Likelihood: "medium", Exposure: "order", Status: "open"},
		{ID: "HZ-REN-01", Name: "Dose is not questioned when kidneys are failing", Severity: "considerable", Likelihood: "medium", Exposure: "order", Status: "open"},
		{ID: "HZ-IDN-01", Name: "Another patient's record is used", Severity: "catastrophic", Likelihood: "low", Exposure: "order", Status: "open"},
		{ID: "HZ-IDN-02", Name: "An outdated record is used", Severity: "considerable", Likelihood: "medium", Exposure: "order", Status: "open"},
		{ID: "HZ-ALT-01", Name: "Needless alerts teach people to click them away", Severity: "significant", Likelihood: "high", Exposure: "order", Status: "transferred", Owner: "deployer"},
		{ID: "HZ-USE-01", Name: "A card is read as a reassurance", Severity: "major", Likelihood: "medium", Exposure: "order", Status: "open", NotTested: "Needs people at a screen; no mock can stand in for them."},
		{ID: "HZ-NEW-01", Name: "Fails after midnight on a clock change", Exposure: "order", Status: "open"},
	}}
}

func killMatrix(honest []judge.Outcome) *harness.KillMatrix {
	m := harness.NewKillMatrix(honest)
	bugs := []scenarios.Variant{
		{Bug: "ignore-allergies", Title: "Never reads the allergy record", Hazard: "HZ-ALL-01", CaughtBy: "allergy/penicillin-order-select"},
		{Bug: "empty-on-error", Title: "Answers with no cards when the record cannot be read", Hazard: "HZ-ALL-02", CaughtBy: "allergy/record-unavailable"},
		{Bug: "codes-only", Title: "Looks at coded allergies only", Hazard: "HZ-ALL-03", CaughtBy: "allergy/free-text"},
		{Bug: "drops-nsaids", Title: "Knows no interactions of anti-inflammatory medicines", Hazard: "HZ-INT-01", CaughtBy: "interaction/warfarin-nsaid"},
		{Bug: "swaps-patients", Title: "Keeps the last patient's record in a cache", Hazard: "HZ-IDN-01", CaughtBy: "identity/wrong-patient"},
	}
	for i := range bugs {
		var bugged []judge.Outcome
		for _, o := range honest {
			if o.Scenario == bugs[i].CaughtBy && bugs[i].Bug != "empty-on-error" {
				o.Verdict = judge.Breach
			}
			bugged = append(bugged, o)
		}
		m.Add(&bugs[i], honest, bugged)
	}
	return m
}

func services() []reports.Service {
	return []reports.Service{
		{Name: "login", Standard: "API platform OAuth 2.0, client credentials with signed JWT (RS512)", Operations: []string{"POST /oauth2/token", "GET /mock-jwks"},
			Simplified: []string{"No rate plan of an application", "Keys are registered at start, not fetched again"}, Faults: []string{"503", "429", "delay", "reset"}},
		{Name: "pds", Standard: "Personal Demographics Service FHIR API, R4, read and search", Operations: []string{"GET Patient/{id}", "GET Patient"},
			Simplified: []string{"No updates", "Search scores are approximate"}, Faults: []string{"503", "429", "delay", "wrong-patient"}},
		{Name: "records", Standard: "UK Core R4, STU2, as a local record server would give it", Operations: []string{"read", "search", "create", "metadata"},
			Simplified: []string{"No history interaction"}, Faults: []string{"503", "truncate", "stale", "missing-allergies"}},
	}
}

func digest(n int) string { return fmt.Sprintf("%x", sha256.Sum256([]byte{byte(n)})) }
