package course

// paths is data/paths.csv: how bodies change with an illness, and when people take to tobacco.
type paths struct {
	found, foundSpread, rises, treated, treatedSpread, settles float64 // blood pressure
	one, oneSpread, floor, above, aboveSpread, climbs          float64 // glycated haemoglobin
	depth, depthMost, fall, fallSpread, before                 float64 // filtration rate
	smokesFrom, smokesStart, smokesAgain                       float64
}

func loadPaths() paths {
	figures := map[string]float64{}
	for _, row := range table("paths.csv") {
		figures[row.Text("what")] = row.Float("value")
	}
	of := func(what string) float64 {
		v, ok := figures[what]
		if !ok {
			panic("paths.csv does not say: " + what)
		}
		return v
	}
	return paths{
		found: of("pressure found at"), foundSpread: of("pressure found spread"), rises: of("pressure rises for"),
		treated: of("pressure treated"), treatedSpread: of("pressure treated spread"), settles: of("pressure falls within"),
		one: of("type 1 middle"), oneSpread: of("type 1 spread"),
		floor: of("type 2 floor"), above: of("type 2 above"), aboveSpread: of("type 2 spread"), climbs: of("sugar rises by"),
		depth: of("kidneys found below"), depthMost: of("kidneys found most"),
		fall: of("kidneys fall"), fallSpread: of("kidneys fall spread"), before: of("kidneys fall before"),
		smokesFrom: of("smoking from"), smokesStart: of("smoking start"), smokesAgain: of("smoking again"),
	}
}
