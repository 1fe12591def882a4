package registers

import (
	"net/http"
	"strconv"

	"sandpiper/mocks"
)

// proofID is the only type of proof that the specification has.
const proofID = "merkle:sha-256"

// registerProof is the root of the whole log.
func (p *page) registerProof() error {
	root, err := p.Root(p.version, p.Size())
	if err != nil {
		return err
	}
	return p.prove(func(dst []byte) []byte {
		if p.version == V2 {
			dst = append(append(append(dst, `{"root-hash":"`...), Two(root)...), `","total-entries":`...)
		} else {
			dst = append(append(append(dst, `{"proof-identifier":"`+proofID+`","root-hash":"`...), One(root)...), `","total-entries":`...)
		}
		return append(strconv.AppendInt(dst, int64(p.Size()), 10), '}')
	})
}

// entryProof is the audit path of an entry. The number in version 1's answer is a number, as in the specification's example; the
// reference implementation writes a string.
func (p *page) entryProof() error {
	number, size, err := p.pair("number", "size")
	if err != nil {
		return err
	}
	path, err := p.EntryProof(p.version, number, size)
	if err != nil {
		return err
	}
	return p.prove(func(dst []byte) []byte {
		if p.version == V1 {
			dst = append(dst, `{"proof-identifier":"`+proofID+`","entry-number":`...)
			dst = append(strconv.AppendInt(dst, int64(number), 10), `,"merkle-audit-path":`...)
			return append(appendStrings(dst, written(path, One)), '}')
		}
		return append(appendStrings(append(dst, `{"audit-path":`...), written(path, Two)), '}')
	})
}

// consistencyProof is the proof that a log has only grown.
func (p *page) consistencyProof() error {
	small, large, err := p.pair("small", "large")
	if err != nil {
		return err
	}
	path, err := p.Consistency(p.version, small, large)
	if err != nil {
		return err
	}
	return p.prove(func(dst []byte) []byte {
		if p.version == V1 {
			dst = append(dst, `{"proof-identifier":"`+proofID+`","merkle-consistency-nodes":`...)
			return append(appendStrings(dst, written(path, One)), '}')
		}
		return append(appendStrings(append(dst, `{"audit-path":`...), written(path, Two)), '}')
	})
}

// pair reads two numbers of the path.
func (p *page) pair(first, second string) (a, b int, err error) {
	if a, err = p.number(first); err != nil {
		return 0, 0, err
	}
	b, err = p.number(second)
	return a, b, err
}

// prove writes a proof, which only JSON can hold.
func (p *page) prove(body func([]byte) []byte) error {
	if _, err := negotiate(p.r, "", []format{jsonFormat}); err != nil {
		return err
	}
	p.write(jsonFormat.media(), body(nil))
	return nil
}

func written(path []Hash, write func(Hash) string) []string {
	out := make([]string, len(path))
	for i, h := range path {
		out[i] = write(h)
	}
	return out
}

// treeHead is the signed tree head as a note: ours, since the specification defines one and gives it no address. A mirror's carries the
// signatures of its source and this realm's, which has checked that the log only grew.
func (p *page) treeHead() error {
	key, err := newSigner(p.call.Realm, p.service.Secret)
	if err != nil {
		return err
	}
	signed, err := key.sign(p.Snapshot, p.version, p.mirror.head(p.Snapshot, p.version))
	if err != nil {
		return err
	}
	p.write("text/plain; charset=utf-8", signed)
	return nil
}

// signingKey tells the key that tree heads are signed with, in the form that note.NewVerifier reads.
func (s *Service) signingKey(w http.ResponseWriter, r *http.Request) {
	key, err := newSigner(mocks.CallFrom(r.Context()).Realm, s.Secret)
	if err != nil {
		refuse(w, err)
		return
	}
	open(w.Header())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(key.verifier + "\n"))
}
