package export

import "context"

// csv is tables as text, a file each. Only the first shard has the names of the columns, so that shards can be joined.
type csv struct {
	job     *Job
	tables  []table
	streams []*stream
	begun   bool
}

func newCSV(j *Job, out *outlet) *csv {
	f := &csv{job: j, tables: tables(j.Truth)}
	ending := ".csv"
	if j.Gzip {
		ending += ".gz"
	}
	for _, t := range f.tables {
		f.streams = append(f.streams, out.stream(t.name(), ending))
	}
	return f
}

// tablePen puts people into a ledger, and its rows into text if they are to be.
type tablePen struct {
	job   *Job
	lines []table // nil for Parquet
	press press
}

func (f *csv) worker() penman { return &tablePen{job: f.job, lines: f.tables} }

func (p *tablePen) put(c *chunk, who *somebody) {
	c.rows.person(&who.person, who.chart.Ethnicity)
	for k := range who.chart.Entries {
		c.rows.entry(&who.chart.Entries[k])
	}
	if p.job.Truth {
		c.rows.truth(&who.life, p.job.Population.Date())
	}
}

func (p *tablePen) close(c *chunk) {
	c.room(len(p.lines))
	for i, t := range p.lines {
		c.parts[i], c.counts[i] = t.lines(c.parts[i], &c.rows), t.count(&c.rows)
	}
	if p.job.Gzip {
		p.press.all(c)
	}
}

func (f *csv) take(c *chunk) error {
	if err := f.headers(); err != nil {
		return err
	}
	for i, b := range c.parts {
		if err := f.streams[i].add(b, c.counts[i]); err != nil {
			return err
		}
	}
	return nil
}

// headers writes the names of the columns, once and for all shards.
func (f *csv) headers() error {
	if k, _ := f.job.Shard.parts(); f.begun || k > 1 {
		return nil
	}
	f.begun = true
	var zip press
	for i, t := range f.tables {
		line := t.header(nil)
		if f.job.Gzip {
			line = zip.one(line)
		}
		if err := f.streams[i].add(line, 0); err != nil {
			return err
		}
	}
	return nil
}

func (f *csv) finish(ctx context.Context) error { return ctx.Err() }
