package care_test

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
)

// told is a life as its newest records have it, by kind.
type told struct {
	child       care.Child
	start       care.Start
	periods     []record.CarePeriod
	statuses    []record.LegalStatus
	placements  []record.CLAPlacement
	missing     []record.Missing
	interviews  []record.ReturnInterview
	leaver      []record.CareLeaver
	health      []record.CLAHealth
	immunised   []record.CLAImmunisations
	sdq         []record.SDQScore
	misuse      []record.CLASubstanceMisuse
	convicted   []record.CLAConviction
	proceedings []record.CareProceedings
}

func tell(c care.Child, start care.Start, l care.Life) *told {
	out := &told{child: c, start: start}
	newest := map[string]record.Body{}
	var ids []string
	for _, e := range l.Events {
		for _, ch := range e.Changes {
			if _, ok := newest[ch.ID]; !ok {
				ids = append(ids, ch.ID)
			}
			newest[ch.ID] = ch.Body
		}
	}
	for _, id := range ids {
		switch b := newest[id].(type) {
		case record.CarePeriod:
			out.periods = append(out.periods, b)
		case record.LegalStatus:
			out.statuses = append(out.statuses, b)
		case record.CLAPlacement:
			if b.Type[0] != 'T' {
				out.placements = append(out.placements, b)
			}
		case record.Missing:
			out.missing = append(out.missing, b)
		case record.ReturnInterview:
			out.interviews = append(out.interviews, b)
		case record.CareLeaver:
			out.leaver = append(out.leaver, b)
		case record.CLAHealth:
			out.health = append(out.health, b)
		case record.CLAImmunisations:
			out.immunised = append(out.immunised, b)
		case record.SDQScore:
			out.sdq = append(out.sdq, b)
		case record.CLASubstanceMisuse:
			out.misuse = append(out.misuse, b)
		case record.CLAConviction:
			out.convicted = append(out.convicted, b)
		case record.CareProceedings:
			out.proceedings = append(out.proceedings, b)
		}
	}
	return out
}

// runs says whether something is running on a day.
func runs(d, from, to day.Day) bool { return !from.After(d) && (to.IsZero() || to.After(d)) }

// status is the legal status that the return tells on a day.
func (l *told) status(d day.Day) (best string) {
	for _, s := range l.statuses {
		if runs(d, s.From, s.To) && (best == "" || s.Status == "E1") {
			best = s.Status
		}
	}
	return best
}

// carer is the day since which the child has been with the carer of a day.
func (l *told) carer(d day.Day) (since day.Day) {
	for _, p := range l.placements {
		if p.From.After(d) {
			break
		}
		if !p.SameCarer {
			since = p.From
		}
	}
	return since
}

// tally counts by name.
type tally map[string]float64

// share is how many of a hundred have one of some names.
func (a tally) share(names ...string) float64 {
	sum, of := 0.0, 0.0
	for _, n := range a {
		sum += n
	}
	for _, n := range names {
		of += a[n]
	}
	return 100 * of / sum
}

// yes counts an answer.
func (a tally) yes(b bool) {
	if b {
		a["yes"]++
	} else {
		a["no"]++
	}
}

// band is the age group of the published tables.
func band(age int) string {
	switch {
	case age < 1:
		return "<1"
	case age < 5:
		return "1-4"
	case age < 10:
		return "5-9"
	case age < 16:
		return "10-15"
	case age == 16:
		return "16"
	case age == 17:
		return "17"
	}
	return "18+"
}

// sort of placement as the published table has it.
func sort(place string) string {
	switch {
	case place == "K1" || place == "K2":
		return "homes"
	case place == "K3" || place == "H5":
		return "supported"
	case place == "P1":
		return "parents"
	case place[0] == 'R':
		return "other"
	case place == "S1":
		return "school"
	case strings.HasPrefix(place, "A"):
		return "adoption"
	}
	return "foster"
}
