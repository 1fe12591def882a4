package export

import (
	"context"

	"sandpiper/synthetic/fhir"
)

// ndjson is FHIR in the layout of Bulk Data: one file per resource type, a resource a line.
type ndjson struct {
	job       *Job
	out       *outlet
	projector *fhir.Projector
	places    *directory
	streams   []*stream   // by part: patients, then entries in the order of fhir.ServedTypes
	drawers   [16][]drawn // by kind
}

// drawn is a resource type that a drawer of the chart is shown as, and the part that it goes to.
type drawn struct {
	resourceType string
	part         int
}

func newNDJSON(j *Job, out *outlet) *ndjson {
	ids := fhir.NewIDs(j.Population.Recipe().Seed)
	f := &ndjson{job: j, out: out, projector: fhir.NewProjector(ids)}
	f.streams = []*stream{out.stream("Patient", f.ending())}
	for _, resourceType := range fhir.ServedTypes() {
		if kind, ok := fhir.KindOf(resourceType); ok {
			f.drawers[kind] = append(f.drawers[kind], drawn{resourceType, len(f.streams)})
			f.streams = append(f.streams, out.stream(resourceType, f.ending()))
		}
	}
	f.places = newDirectory(j, f.projector, out.stream("Organization", f.ending()), out.stream("Practitioner", f.ending()))
	return f
}

func (f *ndjson) ending() string {
	if f.job.Gzip {
		return ".ndjson.gz"
	}
	return ".ndjson"
}

// ndjsonPen writes resources as lines.
type ndjsonPen struct {
	*ndjson
	scribe *fhir.Scribe
	press  press
}

func (f *ndjson) worker() penman { return &ndjsonPen{ndjson: f, scribe: f.projector.Scribe()} }

func (p *ndjsonPen) put(c *chunk, who *somebody) {
	c.room(len(p.streams))
	c.line(0, p.scribe.Patient(c.parts[0], &who.person, who.chart.Ethnicity))
	for k := range who.chart.Entries {
		e := &who.chart.Entries[k]
		for _, d := range p.drawers[e.ID.Kind&15] {
			c.line(d.part, p.scribe.Append(c.parts[d.part], &who.person, e, d.resourceType))
		}
	}
	if p.places.gathers {
		c.refer(&who.person, who.chart.Entries)
	}
}

// line ends a line of a part, if anything was written in it.
func (c *chunk) line(part int, b []byte) {
	if len(b) > len(c.parts[part]) {
		c.parts[part] = append(b, '\n')
		c.counts[part]++
	}
}

func (p *ndjsonPen) close(c *chunk) {
	if p.job.Gzip {
		p.press.all(c)
	}
}

func (f *ndjson) take(c *chunk) error {
	for i, b := range c.parts {
		if err := f.streams[i].add(b, c.counts[i]); err != nil {
			return err
		}
	}
	f.places.gather(c)
	return nil
}

func (f *ndjson) finish(ctx context.Context) error { return f.places.write(ctx) }
