package check

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"throughline/internal/day"
)

// census writes a return of synthetic children for 2025-26, about 1.1 kB each: a share of every element of the schema, as in a council of
// that size, and faults in about one field of a hundred.
func census(children int) []byte {
	r := rand.New(rand.NewPCG(42, uint64(children)))
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Message>\n  <Header>\n    <CollectionDetails>\n      <Collection>CIN</Collection>\n" +
		"      <Year>2026</Year>\n      <ReferenceDate>2026-03-31</ReferenceDate>\n    </CollectionDetails>\n    <Source>\n" +
		"      <SourceLevel>L</SourceLevel>\n      <LEA>825</LEA>\n      <SoftwareCode>Synthetic</SoftwareCode>\n      <SerialNo>001</SerialNo>\n" +
		"      <DateTime>2026-05-11T09:30:00</DateTime>\n    </Source>\n  </Header>\n  <Children>\n")
	w := &writer{b: &b, r: r}
	for i := range children {
		w.child(i)
	}
	b.WriteString("  </Children>\n</Message>\n")
	return b.Bytes()
}

type writer struct {
	b *bytes.Buffer
	r *rand.Rand
}

func (w *writer) el(indent int, tag, text string) {
	if w.r.IntN(100) == 0 {
		switch w.r.IntN(4) {
		case 0:
			return
		case 1:
			text = ""
		case 2:
			text = "ZZ"
		case 3:
			text = "2024-02-30"
		}
	}
	fmt.Fprintf(w.b, "%*s<%s>%s</%s>\n", indent, "", tag, text, tag)
}

func (w *writer) open(indent int, tag string)  { fmt.Fprintf(w.b, "%*s<%s>\n", indent, "", tag) }
func (w *writer) close(indent int, tag string) { fmt.Fprintf(w.b, "%*s</%s>\n", indent, "", tag) }
func (w *writer) of(all ...string) string      { return all[w.r.IntN(len(all))] }
func (w *writer) chance(percent int) bool      { return w.r.IntN(100) < percent }

func (w *writer) child(i int) {
	first := day.Must("2025-04-01")
	w.open(4, "Child")
	w.open(6, "ChildIdentifiers")
	id := 1000000 + i
	if w.r.IntN(500) == 0 {
		id = 1000000 + w.r.IntN(i+1)
	}
	w.el(8, "LAchildID", fmt.Sprint(id))
	digits := fmt.Sprintf("825%09d", i)
	w.el(8, "UPN", string(checkLetter("A"+digits))+digits)
	w.el(8, "PersonBirthDate", first.Add(-w.r.IntN(17*365)).String())
	w.el(8, "Sex", w.of("M", "F"))
	w.close(6, "ChildIdentifiers")
	w.open(6, "ChildCharacteristics")
	w.el(8, "Ethnicity", w.of("WBRI", "WOTH", "MWBC", "APKN", "BAFR", "NOBT"))
	w.open(8, "Disabilities")
	w.el(10, "Disability", w.of("NONE", "NONE", "NONE", "LD", "AUT", "MOB", "HEAR", "VIS", "BEH", "COMM"))
	w.close(8, "Disabilities")
	w.close(6, "ChildCharacteristics")
	at := first.Add(w.r.IntN(250))
	for range 1 + w.r.IntN(12)/11 {
		at = w.episode(at).Add(10)
	}
	w.close(4, "Child")
}

func (w *writer) episode(at day.Day) day.Day {
	closed, end := w.chance(50), at.Add(40+w.r.IntN(60))
	w.open(6, "CINdetails")
	w.el(8, "CINreferralDate", at.String())
	w.el(8, "ReferralSource", w.of("1A", "2A", "3A", "5B", "6", "10"))
	w.el(8, "PrimaryNeedCode", w.of("N1", "N2", "N4", "N5"))
	if closed {
		w.el(8, "CINclosureDate", end.String())
		w.el(8, "ReasonForClosure", w.of("RC3", "RC7"))
	}
	for range w.r.IntN(5) / 3 {
		w.open(8, "Assessments")
		w.el(10, "AssessmentActualStartDate", at.Add(1).String())
		w.el(10, "AssessmentInternalReviewDate", at.Add(10).String())
		w.el(10, "AssessmentAuthorisationDate", at.Add(30).String())
		w.open(10, "FactorsIdentifiedAtAssessment")
		for _, f := range []string{w.of("1B", "2B"), w.of("3B", "4B"), w.of("16A", "17A")} {
			w.el(12, "AssessmentFactors", f)
		}
		w.close(10, "FactorsIdentifiedAtAssessment")
		w.close(8, "Assessments")
	}
	if w.chance(35) {
		w.open(8, "CINPlanDates")
		w.el(10, "CINPlanStartDate", at.Add(20).String())
		w.el(10, "CINPlanEndDate", at.Add(38).String())
		w.close(8, "CINPlanDates")
	}
	protection := w.chance(25)
	if protection || w.chance(15) {
		w.open(8, "Section47")
		w.el(10, "S47ActualStartDate", at.Add(2).String())
		if protection {
			w.el(10, "InitialCPCtarget", at.Add(23).String())
			w.el(10, "DateOfInitialCPC", at.Add(15).String())
		}
		w.el(10, "ICPCnotRequired", fmt.Sprint(!protection))
		w.close(8, "Section47")
	}
	w.el(8, "ReferralNFA", "false")
	if protection {
		w.open(8, "ChildProtectionPlans")
		w.el(10, "CPPstartDate", at.Add(15).String())
		w.el(10, "InitialCategoryOfAbuse", w.of("NEG", "PHY", "EMO"))
		w.el(10, "LatestCategoryOfAbuse", w.of("NEG", "PHY", "EMO"))
		w.el(10, "NumberOfPreviousCPP", w.of("0", "0", "1"))
		w.open(10, "Reviews")
		w.el(12, "CPPreviewDate", at.Add(39).String())
		w.close(10, "Reviews")
		w.close(8, "ChildProtectionPlans")
	}
	w.close(6, "CINdetails")
	return end
}
