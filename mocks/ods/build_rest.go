package ods

// How many there are of what is spread evenly over the practices.
const (
	branches, pharmacies, headquarters, appliances, dentists = 1250, 9999, 400, 110, 3125
	urgents, suppliers, formerPractices, formerTrusts        = 168, 12, 900, 24
)

// spread makes n organisations of a kind, evenly over the practices.
func (b *builder) spread(k Kind, n int, finish func(*Organisation)) {
	whole := part{from: 0, to: len(b.practices)}
	for i := range min(n, max(1, 2*len(b.practices))) {
		finish(b.add(k, whole.at(i, n)))
	}
}

// community makes what people find near them besides practices and hospitals.
func (b *builder) community() {
	b.spread(Branch, branches, func(o *Organisation) {
		practice := b.made[o.Home]
		o.Name = b.place(o, 0) + " Branch Surgery"
		b.relate(o, "RE6", practice, 0)
	})
	firstHQ := len(b.made)
	b.spread(PharmacyHQ, headquarters, func(o *Organisation) {
		o.Name = b.firm(o) + " Healthcare Limited"
		b.located(o)
	})
	numberHQ := len(b.made) - firstHQ
	b.spread(Pharmacy, pharmacies, func(o *Organisation) {
		hq := b.made[firstHQ+o.ordinal%numberHQ]
		o.Name = b.first(o) + " Pharmacy"
		if o.ordinal%3 == 0 { // a third trades under the name of the firm
			o.Name = hq.Name[:len(hq.Name)-len(" Healthcare Limited")] + " Pharmacy"
		}
		o.Web = web(o)
		b.relate(o, "RE6", hq, 0)
		b.located(o)
	})
	b.spread(Appliance, appliances, func(o *Organisation) {
		o.Name = b.firm(o) + " Appliances Limited"
		b.located(o)
	})
	b.spread(Dentist, dentists, func(o *Organisation) {
		o.Name = b.first(o) + " Dental Practice"
		o.Web = web(o)
		b.relate(o, "RE4", partOf(b.boards, o.Home).by, 0)
	})
	b.spread(Urgent, urgents, func(o *Organisation) {
		o.Name = b.place(o, 0) + " Urgent Treatment Centre"
		b.relate(o, "RE4", partOf(b.subs, o.Home).by, 0)
	})
	for _, board := range b.boards {
		o := b.add(OutOfHours, board.at(1, 3))
		o.Name = b.place(o, 0) + " Out of Hours Service"
		b.relate(o, "RE4", board.by, 0)
	}
}

// national makes those who serve the whole country.
func (b *builder) national() {
	b.spread(Supplier, suppliers, func(o *Organisation) { o.Name = b.firm(o) + " Systems Limited" })
	b.add(Spine, 0).Name = "National Spine (Rehearsal)"
}

// former makes those that merged into others.
func (b *builder) former() {
	b.spread(FormerPractice, formerPractices, func(o *Organisation) {
		practice := b.made[o.Home]
		o.Name = b.first(o) + " Road Surgery"
		sub := partOf(b.subs, o.Home).by
		if o.Open.To >= sub.Open.From {
			b.relateFor(o, "RE4", sub, Span{sub.Open.From, o.Open.To})
		}
		b.succeed(o, practice)
	})
	var open []*Organisation
	for _, o := range b.made {
		if o.Kind == Trust {
			open = append(open, o)
		}
	}
	b.spread(FormerTrust, formerTrusts, func(o *Organisation) {
		by := open[o.Home*len(open)/len(b.practices)]
		o.Name = b.place(o, 0) + " Hospitals NHS Trust"
		if o.Open.To <= by.Open.From {
			o.Open.To = by.Open.From + 364 // nobody merges into what is not there yet
			for i := range o.Roles {
				o.Roles[i].Span.To = o.Open.To
			}
		}
		b.located(o)
		b.succeed(o, by)
	})
}
