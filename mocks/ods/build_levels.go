package ods

// practicesOf makes the practices of the population, under their own codes and names.
func (b *builder) practicesOf() {
	for i := range b.practices {
		p := &b.practices[i]
		o := b.add(Practice, i)
		o.Code, o.Name, o.Lines = string(p.Code), p.Name, nil
		o.addressed(p)
		o.Web = web(o)
	}
}

// hierarchy makes regions, boards, sub-locations and networks, and relates the practices to them.
func (b *builder) hierarchy() {
	for from := 0; from < len(b.practices); {
		to := from
		for to < len(b.practices) && b.practices[to].Region == b.practices[from].Region {
			to++
		}
		run := part{from: from, to: to}
		run.by = b.add(Region, run.at(0, 1))
		run.by.Name = b.regionOf[run.by.Region].name + " Commissioning Region"
		b.regionParts = append(b.regionParts, run)
		from = to
	}
	for _, r := range b.regionParts {
		for _, run := range r.split(b.regionOf[r.by.Region].boards) {
			run.by = b.add(Board, run.at(0, 1))
			run.by.Name = "NHS " + b.place(run.by, 0) + " and " + b.place(run.by, 1) + " Integrated Care Board"
			b.relate(run.by, "RE5", r.by, 0)
			b.boards = append(b.boards, run)
		}
	}
	for i, board := range b.boards {
		for _, run := range board.split(2 + i%2) { // 106 in England
			run.by = b.add(Sublocation, run.at(0, 1))
			run.by.Name = board.by.Name[:len(board.by.Name)-len("Integrated Care Board")] + "ICB - " + run.by.Code
			b.relateFor(run.by, "RE5", partOf(b.regionParts, run.from).by, Span{run.by.Open.From, board.by.Open.From - 1})
			b.relate(run.by, "RE5", board.by, 0)
			b.subs = append(b.subs, run)
		}
	}
	for _, sub := range b.subs {
		for _, run := range sub.split((sub.to - sub.from) / 5) {
			run.by = b.add(Network, run.at(0, 1))
			run.by.Name = b.place(run.by, 0) + " PCN"
			b.relate(run.by, "RE4", sub.by, 0)
			b.networks = append(b.networks, run)
		}
	}
	for i := range b.practices {
		o := b.made[i]
		b.relate(o, "RE4", partOf(b.subs, i).by, 0)
		b.relate(o, "RE8", partOf(b.networks, i).by, 0)
	}
}

// trusts makes four trusts for each board (two with hospitals, one for mental health, one in the community) and one ambulance trust for
// each region, with their sites.
func (b *builder) trusts() {
	type plan struct {
		name, site string
		sites      int
	}
	plans := [...]plan{
		{" Hospitals NHS", " Hospital", 3}, {" University Hospitals NHS", " Infirmary", 3},
		{" Partnership NHS", " Centre for Mental Health", 2}, {" Community Healthcare NHS", " Clinic", 4},
	}
	for _, board := range b.boards {
		for i, p := range plans {
			o := b.trust(board.at(i, len(plans)), p.name)
			for k := range p.sites {
				site := b.add(Site, part{from: board.from, to: board.to}.at(i*p.sites+k, p.sites*len(plans)))
				site.Name = b.place(site, 0) + p.site
				site.Web = o.Web
				b.relate(site, "RE6", o, 0)
			}
		}
	}
	for _, r := range b.regionParts {
		b.trust(r.at(0, 1), " Ambulance Service NHS")
	}
}

func (b *builder) trust(home int, kind string) *Organisation {
	o := b.add(Trust, home)
	o.Name = b.place(o, 0) + kind + " Trust"
	if len(o.Roles) > 1 {
		o.Name = b.place(o, 0) + kind + " Foundation Trust"
	}
	o.Web = web(o)
	b.located(o)
	return o
}

// located relates an organisation to the geography of its region, and since there are boards to that of its board.
func (b *builder) located(o *Organisation) {
	board := partOf(b.boards, o.Home).by
	until := board.Open.From - 1
	if o.Open.To != 0 {
		until = min(until, o.Open.To)
	}
	region := partOf(b.regionParts, o.Home).by
	b.relateFor(o, "RE5", region, Span{max(o.Open.From, region.Open.From), until})
	if o.Open.To == 0 || o.Open.To >= board.Open.From {
		b.relate(o, "RE5", board, 0)
	}
}
