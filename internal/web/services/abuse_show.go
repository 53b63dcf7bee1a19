package services

import (
	"cmp"
	"strconv"
	"strings"

	"throughline/internal/record"
	"throughline/internal/record/codes"
	room "throughline/internal/services"
	"throughline/internal/web/shell"
)

func abuseState(c record.DomesticAbuseCase) string {
	if !c.Closed.IsZero() {
		return "Ended: " + codes.Sentence("abuse_end", c.Outcome)
	}
	return riskWords(c)
}

func riskWords(c record.DomesticAbuseCase) string {
	if c.Risk == "" {
		return "Risk not recorded yet"
	}
	return "Risk: " + strings.ToLower(codes.Sentence("abuse_risk", c.Risk))
}

// safeRows are the safe ways of contact: they stand above everything else of a case.
func safeRows(c record.DomesticAbuseCase) []row {
	letters := map[record.YesNo]string{record.Yes: "It is safe to write to the home", record.No: "Never write to the home"}[c.Safe.Letters]
	return given(row{"Letters", letters}, row{"Nothing may be sent to", strings.Join(c.Safe.Address, ", ")}, row{"Safe number", c.Safe.Phone}, row{"Safe times", c.Safe.Times}, row{"Before anybody calls", c.Safe.Words})
}

func showAbuse(p pages[room.Abuse], r *shell.Request, v room.Abuse, out *showView) {
	c := v.Body
	out.State, out.Ended, out.Warning = abuseState(c), !c.Closed.IsZero(), safeRows(c)
	for _, k := range v.Children {
		text := k.Name
		if k.Allocated != "" {
			text += ", allocated to " + r.Name(k.Allocated)
		}
		out.People = append(out.People, link{text, "/children/" + record.SubjectID(k.Subject)})
	}
	p.steps(v, out, "risk", "session", "reopen")
	if !v.May {
		out.ReadOnly = "You read this as the allocated worker of a child. The service’s team writes in it."
	}
	dash := ""
	if c.Dash != nil {
		dash = strconv.Itoa(*c.Dash) + " of 24, on " + c.DashOn.Long()
	}
	out.Parts = []part{
		{Heading: "The case", Rows: given(row{"Who is harmed", c.Harmed.Name}, row{"Who harms", c.Harming.Name}, row{"What happens, and what is asked for", c.Need},
			row{"Agreement", strings.Trim(codes.Sentence("service_consent", c.Consent)+", "+c.ConsentOn.Long(), ", ")}, row{"Referred", c.Referred.Long() + " by " + by(r, c.By, c.Account)},
			row{"Team", r.Name(c.Team)}, row{"Worker", r.Name(c.Worker)})},
		{Heading: "Risk", Rows: given(row{"Level", codes.Sentence("abuse_risk", c.Risk)}, row{"DASH checklist", dash}, row{"Referred to the MARAC", c.MARAC.Long()}, row{"Heard there", c.MARACOn.Long()}, row{"What was agreed", c.MARACCame}), Empty: "Nothing is recorded yet."},
	}
	t := table{Caption: "Sessions", Heads: []string{"When", "With", "What came of it", "Worker", "Note"}}
	for _, s := range c.Sessions {
		t.Lines = append(t.Lines, []string{s.On.Short(), codes.Sentence("abuse_session_with", s.With), codes.Sentence("session_outcome", s.Outcome), r.Name(s.Worker), s.Note})
	}
	out.Parts = append(out.Parts, part{Heading: "Sessions", Table: t, Empty: "None yet."})
	if out.Ended {
		out.Parts = append(out.Parts, part{Heading: "How it ended", Rows: given(row{"On", c.Closed.Long()}, row{"Why", c.Why}, row{"For the person who is harmed", codes.Sentence("harmed_outcome", c.Safer)}, row{"For the person who harms", codes.Sentence("harming_outcome", c.Changed)})})
	}
}

// caseList is the caseload of the actor's teams (SR-311): high risk first, with the sessions that were held and missed.
func caseList(r *shell.Request) (listView, []string, error) {
	rows, err := r.House().Services.Cases(r.Context(), r.Actor)
	v := listView{Page: r.Page("Domestic abuse"), Heads: []string{"Children", "Risk", "Sessions", "Conference", "Worker"}, All: "/domestic-abuse?show=all",
		Intro: "Cases of your own teams. Open a case before you contact anybody in it: the safe ways stand first."}
	if err != nil {
		return v, nil, err
	}
	if past(r) {
		v.All = ""
	}
	var subjects []string
	risk := newTally()
	for _, one := range rows {
		c := one.Body
		if !c.Closed.IsZero() {
			if v.Past++; v.All != "" {
				continue
			}
		} else {
			risk.add(riskWords(c))
		}
		held, missed := 0, 0
		for _, s := range c.Sessions {
			switch s.Outcome {
			case "attended":
				held++
			case "missed":
				missed++
			}
		}
		heard := "Not referred"
		switch {
		case c.MARACCame != "":
			heard = "Heard on " + c.MARACOn.Short()
		case !c.MARAC.IsZero():
			heard = "Referred on " + c.MARAC.Short()
		}
		l := line{Href: "/domestic-abuse/" + one.ID, Reference: c.Reference, Names: strings.Join(one.Names, ", "), Cells: []string{abuseState(c), strconv.Itoa(held) + " attended, " + strconv.Itoa(missed) + " missed", heard, cmp.Or(r.Name(c.Worker), "Nobody yet")}}
		if c.Risk == "high" && c.Closed.IsZero() {
			l.Flag = "High risk"
		}
		subjects = append(subjects, one.Children...)
		v.Lines = append(v.Lines, l)
	}
	v.Counts = []counts{risk.table("Open cases by risk")}
	return v, subjects, nil
}
