package scenarios

func (s *Scenario) check()    {}
func (p *Pack) check()        {}
func (l *HazardLog) check()   {}
func (p *ProductFile) check() {}
