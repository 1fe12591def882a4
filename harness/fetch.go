package harness

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
)

// fetcher reads the record server of a run as an electronic record reads its own database: past login, faults and recorder,
// through a realm of its own over the same world.
type fetcher struct {
	handler http.Handler
	outside string // base of the run's realm as the product reaches it: "http://127.0.0.1:8443/@r17"
	inside  string // path of the realm that is read: "/@r17.ehr"
	path    string // path of the run's realm: "/@r17"
}

// fetch returns the body of a 200 answer.
func (f *fetcher) fetch(ctx context.Context, url string) ([]byte, error) {
	rest, ok := strings.CutPrefix(url, f.outside)
	if !ok {
		return nil, fmt.Errorf("read %s: it is not under %s", url, f.outside)
	}
	host := strings.TrimSuffix(f.outside, f.path)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, host+f.inside+rest, nil)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", url, err)
	}
	req.Header.Set("Accept", "application/fhir+json")
	page := &page{header: http.Header{}}
	f.handler.ServeHTTP(page, req)
	if page.status != 0 && page.status != http.StatusOK {
		return nil, fmt.Errorf("read %s: status %d", url, page.status)
	}
	return bytes.ReplaceAll(page.body.Bytes(), []byte(f.inside+"/"), []byte(f.path+"/")), nil
}

// page is an answer that is read in the same process.
type page struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is the answer's header.
func (p *page) Header() http.Header { return p.header }

// WriteHeader takes the status down.
func (p *page) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

// Write takes a piece of the body down.
func (p *page) Write(b []byte) (int, error) { return p.body.Write(b) }
