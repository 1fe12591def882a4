package export

import (
	"cmp"
	"context"
	"slices"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// wholeDirectory is how many people make it pointless to look who is referred to: nearly every clinician of the area is, and the
// directory of all of them is small beside the records.
const wholeDirectory = 50_000

// place is a practice (k -1) or the k-th of its clinicians, that a record refers to.
type place struct {
	code nhs.ODS
	k    int
}

// refer notes whom a record refers to.
func (c *chunk) refer(p *synthetic.Person, entries []chart.Entry) {
	c.refs[place{p.Practice, -1}] = struct{}{}
	last := place{p.Practice, p.GP}
	c.refs[last] = struct{}{}
	for i := range entries {
		if e := &entries[i]; e.Source != "" && (e.Source != last.code || e.Author != last.k) {
			last = place{e.Source, e.Author}
			c.refs[last] = struct{}{}
			c.refs[place{e.Source, -1}] = struct{}{}
		}
	}
}

// directory is the organisations and practitioners of an export: those that any of its records refers to, or for many people all of
// the area. The shards share them out between them.
type directory struct {
	job           *Job
	scribe        *fhir.Scribe
	organizations *stream
	practitioners *stream
	gathers       bool
	refs          map[place]struct{}
}

func newDirectory(j *Job, p *fhir.Projector, organizations, practitioners *stream) *directory {
	return &directory{job: j, scribe: p.Scribe(), organizations: organizations, practitioners: practitioners,
		gathers: j.Population.Len() < wholeDirectory, refs: map[place]struct{}{}}
}

// gather takes note of a chunk's references.
func (d *directory) gather(c *chunk) {
	for ref := range c.refs {
		d.refs[ref] = struct{}{}
	}
}

// write writes the shard's part, after all people have been seen.
func (d *directory) write(ctx context.Context) error {
	if err := d.gatherOthers(ctx); err != nil {
		return err
	}
	var zip press
	batches := inBatches(d.places())
	from, to := d.job.Shard.of(len(batches))
	for _, batch := range batches[from:to] {
		if err := d.batch(batch, &zip); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// inBatches cuts the list before every 64th practice. Shards are runs of batches, each of which is compressed by itself.
func inBatches(all []place) (out [][]place) {
	practices, begun := 0, 0
	for i, at := range all {
		if at.k >= 0 {
			continue
		}
		if practices%64 == 0 && i > begun {
			out, begun = append(out, all[begun:i]), i
		}
		practices++
	}
	if begun < len(all) {
		out = append(out, all[begun:])
	}
	return out
}

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.k, b.k))
}

// places lists practices, each with its clinicians after it, in the order of the codes.
func (d *directory) places() []place {
	var out []place
	if d.gathers {
		for ref := range d.refs {
			out = append(out, ref)
		}
	} else {
		for p := range d.job.Population.Practices() {
			for k := -1; k < p.Practitioners; k++ {
				out = append(out, place{p.Code, k})
			}
		}
	}
	slices.SortFunc(out, place.compare)
	return out
}

// batch writes some of the list.
func (d *directory) batch(places []place, zip *press) error {
	var organizations, practitioners []byte
	var n [2]int
	for _, at := range places {
		if at.k >= 0 {
			who := d.job.Population.Practitioner(at.code, at.k)
			practitioners = append(d.scribe.Practitioner(practitioners, &who), '\n')
			n[1]++
		} else if p, ok := d.job.Population.Practice(at.code); ok {
			organizations = append(d.scribe.Organization(organizations, &p), '\n')
			n[0]++
		}
	}
	if d.job.Gzip {
		organizations, practitioners = zip.one(organizations), zip.one(practitioners)
	}
	if err := d.organizations.add(organizations, n[0]); err != nil {
		return err
	}
	return d.practitioners.add(practitioners, n[1])
}

// gatherOthers looks through the records of the other shards, which refer to people of this shard's part too.
func (d *directory) gatherOthers(ctx context.Context) error {
	if !d.gathers || d.job.Shard.whole() {
		return nil
	}
	total := chunks(d.job.Population)
	from, to := d.job.Shard.of(total)
	for _, side := range [...][2]int{{0, from}, {to, total}} {
		err := d.job.convey(ctx, side[0], side[1], func() penman { return reader{} }, func(c *chunk) error {
			d.gather(c)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// reader is a penman that only notes references.
type reader struct{}

func (reader) put(c *chunk, who *somebody) { c.refer(&who.person, who.chart.Entries) }
func (reader) close(*chunk)                {}
