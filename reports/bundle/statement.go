package bundle

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"sandpiper/harness/trace"
)

// The type names in an attestation. The predicate type is this project's own; .example never resolves (RFC 2606).
const (
	StatementType = "https://in-toto.io/Statement/v1"
	PredicateType = "https://sandpiper.example/attestation/rehearsal/v1"
	PayloadType   = "application/vnd.in-toto+json"
)

// Subject is one thing that the statement is about, with its digests by algorithm.
type Subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

// Tally is one verdict and how many runs ended with it.
type Tally struct {
	Verdict string `json:"verdict"`
	Runs    int    `json:"runs"`
}

// Predicate is what the signer states about the subjects. Digests are lower-case hex SHA-256. Plan, Results, Evidence
// and Limits are of files in the bundle: Seal fills them in and Verify holds them against the files.
type Predicate struct {
	Plan           string  `json:"plan"`       // RFC 6962 root over the manifest's entries of role plan
	Population     string  `json:"population"` // canonical JSON of the recipe
	Seed           string  `json:"seed"`       // decimal; a string because JSON numbers are doubles
	Results        string  `json:"results"`    // findings.json
	Evidence       string  `json:"evidence"`   // evidence.json
	Limits         string  `json:"limits"`     // LIMITS.md
	Runs           int     `json:"runs"`
	Hazards        int     `json:"hazards"`
	HazardsCovered int     `json:"hazardsCovered"`
	Verdicts       []Tally `json:"verdicts"`
	Checkpoint     string  `json:"checkpoint"`     // the whole signed note, filled in by Seal
	SignatureMeans string  `json:"signatureMeans"` // IntegrityOnly or HeldKey, filled in by Seal
}

// Statement is an in-toto Statement v1.
type Statement struct {
	Type          string    `json:"_type"`
	Subject       []Subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     Predicate `json:"predicate"`
}

// sign wraps the statement in a DSSE envelope.
func (s Statement) sign(key Key) ([]byte, error) {
	payload, err := trace.Canonical(s)
	if err != nil {
		return nil, fmt.Errorf("write statement: %w", err)
	}
	signer, err := dsse.NewEnvelopeSigner(envelopeKey{key.private, key.Public()})
	if err != nil {
		return nil, fmt.Errorf("sign statement: %w", err)
	}
	envelope, err := signer.SignPayload(context.Background(), PayloadType, payload)
	if err != nil {
		return nil, fmt.Errorf("sign statement: %w", err)
	}
	return Encode(envelope)
}

// parseAttestation reads an envelope and its statement without looking at the signature. It refuses every spelling
// but the one that sign writes, because base64 and JSON both have bits that a signature does not see.
func parseAttestation(raw []byte) (*dsse.Envelope, Statement, error) {
	var envelope dsse.Envelope
	if err := decodeExactly(raw, &envelope); err != nil {
		return nil, Statement{}, err
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(envelope.Payload)
	if err != nil {
		return nil, Statement{}, fmt.Errorf("its payload: %w", err)
	}
	if len(envelope.Signatures) != 1 || envelope.PayloadType != PayloadType {
		return nil, Statement{}, errors.New("want one signature over a statement of type " + PayloadType)
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(envelope.Signatures[0].Sig); err != nil {
		return nil, Statement{}, fmt.Errorf("its signature: %w", err)
	}
	var s Statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, Statement{}, fmt.Errorf("its statement: %w", err)
	}
	if s.Type != StatementType || s.PredicateType != PredicateType {
		return nil, Statement{}, fmt.Errorf("its statement is a %.80q about %.80q", s.Type, s.PredicateType)
	}
	return &envelope, s, nil
}

// subject finds a subject by name and answers its SHA-256.
func (s Statement) subject(name string) string {
	for _, one := range s.Subject {
		if one.Name == name {
			return one.Digest["sha256"]
		}
	}
	return ""
}

// fill puts in the digests of the files that the predicate speaks of; "" for a file that is not there.
func (p *Predicate) fill(m Manifest) error {
	of := func(name string) string {
		if at, found := m.find(name); found {
			return m.Files[at].SHA256
		}
		return ""
	}
	p.Results, p.Evidence, p.Limits = of("findings.json"), of("evidence.json"), of("LIMITS.md")
	var plan []Entry
	for _, e := range m.Files {
		if e.Role == "plan" {
			plan = append(plan, e)
		}
	}
	hash, err := root(plan)
	p.Plan = hex.EncodeToString(hash[:])
	return err
}
