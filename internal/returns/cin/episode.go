package cin

func (p *parser) readCharacteristics(x *Characteristics) error {
	seen := false
	return p.row(x.Field, func(tag string) error {
		switch {
		case tag != "Disabilities":
			return errNotMine
		case seen:
			return p.skip(tag, "a second %s was left out: only the first counts", tag)
		}
		seen = true
		return p.list(func(v Value) {
			p.child.rows[Disabilities]++
			x.Disabilities = append(x.Disabilities, v)
		})
	})
}

func (p *parser) readEpisode(e *Episode) error {
	return p.row(e.Field, func(tag string) error {
		switch tag {
		case "Assessments":
			a := Assessment{Row: p.newRow(Assessments), ID: len(e.Assessments) + 1}
			err := p.readAssessment(&a)
			e.Assessments = append(e.Assessments, a)
			return err
		case "CINPlanDates":
			x := CINPlan{Row: p.newRow(CINplanDates)}
			err := p.row(x.Field, nil)
			e.CINPlans = append(e.CINPlans, x)
			return err
		case "Section47":
			x := Enquiry{Row: p.newRow(Section47)}
			err := p.row(x.Field, nil)
			e.Enquiries = append(e.Enquiries, x)
			return err
		case "ChildProtectionPlans":
			return p.readPlan(&e.Plans, e.ID)
		case "PreProceedingsandFGDM":
			x := PreProceeding{Row: p.newRow(PreProceedings)}
			err := p.row(x.Field, nil)
			e.PreProceedings = append(e.PreProceedings, x)
			return err
		}
		return errNotMine
	})
}

func (p *parser) readAssessment(a *Assessment) error {
	wrapped := false
	loose := func(v Value) {
		p.noteAt(v.Place, v.Name, "%s stands outside its FactorsIdentifiedAtAssessment", v.Name)
		a.LooseFactors = append(a.LooseFactors, v)
	}
	return p.row(a.Field, func(tag string) error {
		switch tag {
		case "FactorsIdentifiedAtAssessment":
			if wrapped {
				return p.list(loose)
			}
			wrapped = true
			return p.list(func(v Value) {
				row := p.newRow(AssessmentFactorsList)
				row.Place = v.Place
				a.Factors = append(a.Factors, Factor{Row: row, Value: v})
			})
		case "AssessmentFactors":
			var v Value
			err := p.text(tag, &v)
			loose(v)
			if !a.DirectFactor.Given {
				a.DirectFactor = v
			}
			return err
		}
		return errNotMine
	})
}

func (p *parser) readPlan(to *[]Plan, episode int) error {
	x := Plan{Row: p.newRow(ChildProtectionPlans), ID: len(*to) + 1, EpisodeID: episode}
	err := p.row(x.Field, func(tag string) error {
		if tag != "Reviews" {
			return errNotMine
		}
		return p.readReviews(&x.Reviews, episode, x.ID)
	})
	*to = append(*to, x)
	return err
}

// readReviews reads one block. A block with no CPPreviewDate element makes no row.
func (p *parser) readReviews(to *[]ReviewBlock, episode, plan int) error {
	x := ReviewBlock{Row: Row{Place: p.at}, EpisodeID: episode, PlanID: plan}
	err := p.elements(func(tag string) error {
		if tag != "CPPreviewDate" {
			return p.unknown(tag)
		}
		var v Value
		err := p.text(tag, &v)
		x.Dates = append(x.Dates, v)
		return err
	})
	if len(x.Dates) > 0 {
		p.child.rows[Reviews]++
		x.Number = p.child.rows[Reviews]
	}
	*to = append(*to, x)
	return err
}
