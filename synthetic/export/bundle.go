package export

import (
	"context"
	"fmt"
	"slices"

	"sandpiper/synthetic/fhir"
)

// bundles is one file per person: a transaction that puts the person, their record and everyone it names onto a FHIR server,
// each under its own id, so that it can be sent again without harm.
type bundles struct {
	job       *Job
	projector *fhir.Projector
	stream    *stream
}

// ending is where a person's bundle ends in a chunk's part, and the name of its file.
type ending struct {
	name string
	at   int
}

// Base is the address that the entries of a bundle have, so that references within it resolve. It is no server's.
const Base = "https://sandpiper.invalid/FHIR/R4"

func newBundles(j *Job, out *outlet) *bundles {
	return &bundles{j, fhir.NewProjector(fhir.NewIDs(j.Population.Recipe().Seed)), out.stream("bundle", "")}
}

// bundlePen writes bundles.
type bundlePen struct {
	*bundles
	scribe   *fhir.Scribe
	resource []byte
}

func (f *bundles) worker() penman { return &bundlePen{bundles: f, scribe: f.projector.Scribe()} }

func (p *bundlePen) put(c *chunk, who *somebody) {
	c.room(1)
	c.refer(&who.person, who.chart.Entries)
	ids := p.projector.IDs
	id := ids.PatientID(who.person.Index)
	b := append(c.parts[0], `{"resourceType":"Bundle","id":"`...)
	b = append(b, id...)
	b = append(b, `","type":"transaction","entry":[`...)
	add := func(resourceType, id string) {
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = append(b, `{"fullUrl":"`+Base+`/`...)
		b = append(append(append(b, resourceType...), '/'), id...)
		b = append(append(b, `","resource":`...), p.resource...)
		b = append(b, `,"request":{"method":"PUT","url":"`...)
		b = append(append(append(b, resourceType...), '/'), id...)
		b = append(b, `"}}`...)
	}
	for _, at := range p.places(c) {
		if at.k >= 0 {
			clinician := p.job.Population.Practitioner(at.code, at.k)
			p.resource = p.scribe.Practitioner(p.resource[:0], &clinician)
			add("Practitioner", ids.PractitionerID(at.code, at.k))
		} else if practice, ok := p.job.Population.Practice(at.code); ok {
			p.resource = p.scribe.Organization(p.resource[:0], &practice)
			add("Organization", ids.OrganizationID(at.code))
		}
	}
	p.resource = p.scribe.Patient(p.resource[:0], &who.person, who.chart.Ethnicity)
	add("Patient", id)
	for k := range who.chart.Entries {
		e := &who.chart.Entries[k]
		for _, resourceType := range fhir.TypesOf(e.ID.Kind) {
			p.resource = p.scribe.Append(p.resource[:0], &who.person, e, resourceType)
			add(resourceType, ids.Encode(resourceType, e.ID))
		}
	}
	c.parts[0] = append(b, "]}\n"...)
	c.ends = append(c.ends, ending{fmt.Sprintf("bundle/%05d/%08d-%s.json", who.person.Index/1000, who.person.Index, id), len(c.parts[0])})
	clear(c.refs)
}

// places are those that the person refers to, in order.
func (p *bundlePen) places(c *chunk) []place {
	out := make([]place, 0, len(c.refs))
	for ref := range c.refs {
		out = append(out, ref)
	}
	slices.SortFunc(out, place.compare)
	return out
}

func (p *bundlePen) close(*chunk) {}

func (f *bundles) take(c *chunk) error {
	from := 0
	for _, end := range c.ends {
		if err := f.stream.apart(end.name, c.parts[0][from:end.at]); err != nil {
			return err
		}
		from = end.at
	}
	return nil
}

func (f *bundles) finish(ctx context.Context) error { return ctx.Err() }
