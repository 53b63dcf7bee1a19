package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/finding"
)

// small writes a return for 2026-27 of the children given. Each is the inside of a Child element; "…" before a text stands for identifiers
// with an id of its own.
func small(children ...string) string {
	var b strings.Builder
	b.WriteString(`<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2027</Year><ReferenceDate>2027-03-31</ReferenceDate></CollectionDetails></Header><Children>`)
	for i, c := range children {
		if rest, ok := strings.CutPrefix(c, "…"); ok {
			c = el("ChildIdentifiers", fmt.Sprintf("LAchildID=C%d PersonBirthDate=2015-01-01 Sex=F", i+1)) + rest
		}
		b.WriteString("<Child>" + c + "</Child>")
	}
	b.WriteString("</Children></Message>")
	return b.String()
}

// el writes an element with columns given as name=text, then what is nested in it.
func el(tag, columns string, nested ...string) string {
	var b strings.Builder
	b.WriteString("<" + tag + ">")
	for _, c := range strings.Fields(columns) {
		name, text, _ := strings.Cut(c, "=")
		b.WriteString("<" + name + ">" + text + "</" + name + ">")
	}
	b.WriteString(strings.Join(nested, "") + "</" + tag + ">")
	return b.String()
}

func cd(columns string, nested ...string) string { return el("CINdetails", columns, nested...) }
func as(columns string, factors ...string) string {
	w := ""
	for _, f := range factors {
		w += "<AssessmentFactors>" + f + "</AssessmentFactors>"
	}
	if w != "" {
		w = "<FactorsIdentifiedAtAssessment>" + w + "</FactorsIdentifiedAtAssessment>"
	}
	return el("Assessments", columns, w)
}
func s47(columns string) string { return el("Section47", columns) }
func cp(columns string, reviews ...string) string {
	w := ""
	for _, r := range reviews {
		w += "<CPPreviewDate>" + r + "</CPPreviewDate>"
	}
	if w != "" {
		w = "<Reviews>" + w + "</Reviews>"
	}
	return el("ChildProtectionPlans", columns, w)
}
func cinp(columns string) string { return el("CINPlanDates", columns) }
func pre(columns string) string {
	return "…" + cd("CINreferralDate=2026-05-01", el("PreProceedingsandFGDM", columns))
}
func ident(columns string) string { return el("ChildIdentifiers", columns) }
func disabled(codes ...string) string {
	w := ""
	for _, c := range codes {
		w += "<Disability>" + c + "</Disability>"
	}
	return el("ChildCharacteristics", "Ethnicity=WBRI", "<Disabilities>"+w+"</Disabilities>")
}

func checkText(t testing.TB, src string, o Options) finding.Run {
	t.Helper()
	run, err := Check(t.Context(), Source{"t.xml", strings.NewReader(src)}, o)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// told writes what one rule says: each place as child position, table, row and fields; "return" when it fires on the return; "stops" when
// the peer stops.
func told(run finding.Run, rule string) string {
	var out []string
	for _, s := range run.Skipped {
		if s.Rule == rule {
			out = append(out, "stops")
		}
	}
	if slices.Contains(run.LALevel, rule) {
		out = append(out, "return")
	}
	for _, f := range run.Findings {
		if f.Rule == rule {
			out = append(out, fmt.Sprintf("%d %s %d %s", f.Pos, f.Table, f.Row, strings.Join(f.Fields, "+")))
		}
	}
	return strings.Join(out, "; ")
}

const fact = "AssessmentActualStartDate=2026-05-02 AssessmentAuthorisationDate=2026-06-01"

// twoReadings has a case for every rule whose readings differ: what each of them says.
var twoReadings = []struct{ rule, name, src, intended, peer string }{
	{"1560Q", "temporary number", small(ident("LAchildID=A FormerUPN=A82500000123B")), "", "1 ChildIdentifiers 1 FormerUPN"},
	{"2885", "flag written true", small("…" + cd("CINreferralDate=2026-05-01 DateOfInitialCPC=2026-06-01", s47("S47ActualStartDate=2026-05-02 ICPCnotRequired=true"), cp("CPPstartDate=2026-06-01"))),
		"", "1 Section47 1 DateOfInitialCPC; 1 ChildProtectionPlans 1 CPPstartDate"},
	{"2886Q", "born although expected", small(ident("LAchildID=A Sex=U PersonBirthDate=2026-05-01 ExpectedPersonBirthDate=2026-05-01")), "return", ""},
	{"2886Q", "no children", small(), "", "stops"},
	{"2887Q", "many kinds, few NONE", small("…" + disabled("LD", "AUT", "MOB", "HAND", "PC", "INC", "COMM", "HEAR")), "", "return"},
	{"2887Q", "few kinds, many NONE", small("…"+disabled("NONE", "LD"), "…"+disabled("NONE"), "…"+disabled("NONE"), "…"+disabled("NONE"), "…"+disabled("NONE"), "…"+disabled("NONE"), "…"+disabled("NONE"), "…"+disabled("NONE")), "return", ""},
	{"2888Q", "one code twice", small("…" + disabled("LD", "LD")), "return", ""},
	{"4000", "TRUE", small("…" + cd("ReferralNFA=TRUE", cinp("CINPlanStartDate=2026-05-02"))), "1 CINdetails 1 ReferralNFA; 1 CINplanDates 1 LAchildID", ""},
	{"4003", "open plans", small("…" + cd("", cinp("CINPlanStartDate=2026-05-02"), cp("CPPstartDate=2026-04-02", "2026-05-20"))),
		"1 CINplanDates 1 CINPlanStartDate; 1 ChildProtectionPlans 1 CPPendDate; 1 Reviews 1 CPPreviewDate", ""},
	{"4003", "another episode", small("…" + cd("", cinp("CINPlanStartDate=2026-05-02 CINPlanEndDate=2026-08-01")) + cd("", cp("CPPstartDate=2026-04-02 CPPendDate=2026-09-01", "2026-05-20"))),
		"", "1 CINplanDates 1 CINPlanStartDate; 1 ChildProtectionPlans 1 CPPendDate; 1 Reviews 1 CPPreviewDate"},
	{"4003", "second date of a block", small("…" + cd("", cinp("CINPlanStartDate=2026-05-02 CINPlanEndDate=2026-08-01"), cp("CPPstartDate=2026-04-02 CPPendDate=2026-09-01", "2026-04-20", "2026-05-20"))),
		"1 CINplanDates 1 CINPlanStartDate; 1 ChildProtectionPlans 1 CPPendDate; 1 Reviews 1 CPPreviewDate", ""},
	{"4004", "an ended plan beside two open", small("…" + cd("", cinp("CINPlanStartDate=2026-05-02 CINPlanEndDate=2026-05-03"), cinp("CINPlanStartDate=2026-06-02"), cinp("CINPlanStartDate=2026-07-02"))),
		"1 CINplanDates 2 CINPlanEndDate; 1 CINplanDates 3 CINPlanEndDate", "1 CINplanDates 1 CINPlanEndDate; 1 CINplanDates 2 CINPlanEndDate; 1 CINplanDates 3 CINPlanEndDate"},
	{"8510", "ids missing", small(ident("Sex=F"), ident("Sex=M"), ident("LAchildID="), ident("LAchildID=")), "",
		"1 ChildIdentifiers 1 LAchildID; 2 ChildIdentifiers 1 LAchildID; 3 ChildIdentifiers 1 LAchildID; 4 ChildIdentifiers 1 LAchildID"},
	{"8510", "one absent, one empty", small(ident("Sex=F"), ident("LAchildID=")), "", ""},
	{"8540", "no disability", small("…" + el("ChildCharacteristics", "Ethnicity=WBRI") + cd("ReferralNFA=false")), "1 ChildIdentifiers 1 PersonBirthDate; 1 CINdetails 1 ReferralNFA", ""},
	{"8540", "not a code", small("…" + disabled("LD", "XX") + cd("ReferralNFA=0")), "1 ChildIdentifiers 1 PersonBirthDate; 1 Disabilities 2 Disability; 1 CINdetails 1 ReferralNFA", ""},
	{"8565", "protection plan ends late", small("…" + cd("CINclosureDate=2026-06-01", cp("CPPstartDate=2026-05-01 CPPendDate=2026-06-02"))),
		"1 CINdetails 1 CINclosureDate+DateOfInitialCPC; 1 ChildProtectionPlans 1 CPPendDate", ""},
	{"8565", "a late plan and no late enquiry", small("…" + cd("CINclosureDate=2026-06-01", cinp("CINPlanStartDate=2026-06-02"))),
		"1 CINdetails 1 CINclosureDate+DateOfInitialCPC; 1 CINplanDates 1 CINPlanStartDate+CINPlanEndDate", "stops"},
	{"8565", "as many late plans as late enquiries", small("…" + cd("CINclosureDate=2026-06-01", cinp("CINPlanStartDate=2026-06-02"), s47("S47ActualStartDate=2026-06-02"))),
		"1 CINdetails 1 CINclosureDate+DateOfInitialCPC; 1 CINplanDates 1 CINPlanStartDate+CINPlanEndDate; 1 Section47 1 S47ActualStartDate+DateOfInitialCPC",
		"1 CINdetails 1 CINclosureDate+DateOfInitialCPC; 1 CINplanDates 1 CINPlanStartDate+CINPlanEndDate; 1 Section47 1 S47ActualStartDate+DateOfInitialCPC"},
	// 1 April 2026 is a Wednesday, so one working day before is 31 March.
	{"8569Q", "a working day before the year", small("…" + cd("CINreferralDate=2026-03-31 ReferralNFA=true")), "", "1 CINdetails 1 CINreferralDate"},
	{"8569Q", "two working days before", small("…" + cd("CINreferralDate=2026-03-30 ReferralNFA=true")), "1 CINdetails 1 CINreferralDate", "1 CINdetails 1 CINreferralDate"},
	{"8569Q", "False", small("…" + cd("CINreferralDate=2026-03-20 ReferralNFA=False")), "", "1 CINdetails 1 CINreferralDate"},
	{"8610", "False", small("…" + cd("ReferralNFA=False")), "1 CINdetails 1 ReferralNFA+PrimaryNeedCode", ""},
	{"8614", "factors in their place", small("…" + cd("", as("AssessmentActualStartDate=2026-05-02", "1A"))), "1 Assessments 1 AssessmentAuthorisationDate+AssessmentFactors", "stops"},
	// Easter Monday 2027 is 29 March, so 44 working days back from 31 March is 26 January (rules.json, working_days) and 45 is the 25th.
	{"8670Q", "45 working days exactly", small("…" + cd("", as("AssessmentActualStartDate=2027-01-25"))), "", "1 Assessments 1 AssessmentAuthorisationDate+AssessmentActualStartDate"},
	{"8670Q", "46 working days", small("…" + cd("", as("AssessmentActualStartDate=2027-01-22"))), "1 Assessments 1 AssessmentAuthorisationDate+AssessmentActualStartDate", "1 Assessments 1 AssessmentAuthorisationDate+AssessmentActualStartDate"},
	{"8675Q", "15 working days exactly", small("…" + cd("", s47("S47ActualStartDate=2027-03-08 ICPCnotRequired=false"))), "", "1 Section47 1 DateOfInitialCPC+S47ActualStartDate+ICPCnotRequired"},
	{"8675Q", "FALSE", small("…" + cd("", s47("S47ActualStartDate=2027-02-08 ICPCnotRequired=FALSE"))), "1 Section47 1 DateOfInitialCPC+S47ActualStartDate+ICPCnotRequired", ""},
	{"8730", "not a number", small("…" + cd("", cp("NumberOfPreviousCPP=1st"), cp("NumberOfPreviousCPP=-1"), cp(""), cp("NumberOfPreviousCPP=0"))),
		"1 ChildProtectionPlans 1 NumberOfPreviousCPP; 1 ChildProtectionPlans 2 NumberOfPreviousCPP; 1 ChildProtectionPlans 3 NumberOfPreviousCPP", "stops"},
	{"8740", "false", small("…" + cd("", s47("S47ActualStartDate=2026-03-31 ICPCnotRequired=false"))), "1 Section47 1 S47ActualStartDate+DateOfInitialCPC+ICPCnotRequired", ""},
	{"8794", "no ids", small(ident("Sex=F")+disabled("LD"), ident("Sex=F")+disabled("LD", "LD")), "2 Disabilities 1 Disability; 2 Disabilities 2 Disability", ""},
	{"8815", "one ordinal open and closed under one id", small(ident("LAchildID=A")+cd("ReferralNFA=false")+cd("ReferralNFA=false"), ident("LAchildID=A")+cd("ReferralNFA=false CINclosureDate=2026-05-01")),
		"1 CINdetails 1 CINclosureDate; 1 CINdetails 2 CINclosureDate", "1 CINdetails 1 CINclosureDate; 1 CINdetails 2 CINclosureDate; 2 CINdetails 1 CINclosureDate"},
	{"8816", "no id", small(ident("Sex=F") + cd("CINreferralDate=2026-05-01 ReferralNFA=false") + cd("CINreferralDate=2026-06-01 ReferralNFA=false")), "1 CINdetails 1 CINreferralDate; 1 CINdetails 2 CINreferralDate", ""},
	{"8831", "TRUE", small("…" + cd("ReferralNFA=TRUE", as("AssessmentActualStartDate=2026-05-02"))), "1 CINdetails 1 DateOfInitialCPC; 1 Assessments 1 LAchildID", ""},
	// The second episode has the first plan of the file; the peer flags the second plan, whose number is the episode's.
	{"8832", "numbers swapped", small("…" + cd("ReferralNFA=false") + cd("ReferralNFA=true", cp("CPPstartDate=2026-05-01")) + cd("ReferralNFA=false", cp("CPPstartDate=2026-07-01"))),
		"1 CINdetails 2 ReferralNFA; 1 ChildProtectionPlans 1 LAchildID", "1 ChildProtectionPlans 2 LAchildID"},
	{"8839", "one needed no conference", small("…" + cd("", s47("S47ActualStartDate=2026-05-02"), s47("S47ActualStartDate=2026-06-02"), s47("S47ActualStartDate=2026-07-02 ICPCnotRequired=true"))),
		"1 Section47 1 DateOfInitialCPC; 1 Section47 2 DateOfInitialCPC", "1 Section47 1 DateOfInitialCPC; 1 Section47 2 DateOfInitialCPC; 1 Section47 3 DateOfInitialCPC"},
	{"8841", "second date of a block", small("…" + cd("", cp("CPPstartDate=2026-05-02", "2026-06-02", "2026-05-02"))), "1 ChildProtectionPlans 1 CPPstartDate; 1 Reviews 1 CPPreviewDate", ""},
	{"8842Q", "second date of a block", small("…" + cd("", cp("CPPstartDate=2026-05-02", "2026-06-02", "soon"))), "1 Reviews 1 CPPreviewDate", ""},
	{"8863Q", "two alike", small("…" + cd("", as(fact), as(fact))), "1 Assessments 1 AssessmentActualStartDate+AssessmentAuthorisationDate; 1 Assessments 2 AssessmentActualStartDate+AssessmentAuthorisationDate", ""},
	{"8868", "held and not required", small("…" + cd("CINclosureDate=2026-09-01", s47("DateOfInitialCPC=2026-06-01 ICPCnotRequired=true"))), "", "1 CINdetails 1 CINclosureDate; 1 Section47 1 DateOfInitialCPC+ICPCnotRequired"},
	{"8869", "21 and another", small("…" + cd("", as(fact, "21", "3A"))), "1 Assessments 1 AssessmentFactors", ""},
	{"8869", "outside the wrapper", small("…" + cd("", el("Assessments", "AssessmentFactors=21"), el("Assessments", "AssessmentFactors=3A"), as(""))), "", "1 Assessments 2 AssessmentFactors; 1 Assessments 3 AssessmentFactors"},
	{"8870Q", "as the schema wants it", small("…" + cd("", s47("InitialCPCtarget=2026-06-06"))), "1 Section47 1 InitialCPCtarget", ""},
	{"8873Q", "open episode", small("…" + cd("", as(fact, "21"))), "", "1 CINdetails 1 ReasonForClosure; 1 Assessments 1 AssessmentFactors"},
	{"8873Q", "21 alone, closed", small("…" + cd("CINclosureDate=2026-09-01 ReasonForClosure=RC7", as(fact, "21"))), "1 CINdetails 1 ReasonForClosure; 1 Assessments 1 AssessmentFactors", "1 CINdetails 1 ReasonForClosure; 1 Assessments 1 AssessmentFactors"},
	{"8890", "two alike", small("…" + cd("", s47("S47ActualStartDate=2026-05-02"), s47("S47ActualStartDate=2026-05-02"))), "1 Section47 1 S47ActualStartDate+DateOfInitialCPC; 1 Section47 2 S47ActualStartDate+DateOfInitialCPC", ""},
	{"8896", "a finished one beside two open", small("…" + cd("", as(fact), as("AssessmentActualStartDate=2026-07-01"), as("AssessmentActualStartDate=2026-08-01"))),
		"1 Assessments 2 AssessmentAuthorisationDate; 1 Assessments 3 AssessmentAuthorisationDate", "1 Assessments 1 AssessmentAuthorisationDate; 1 Assessments 2 AssessmentAuthorisationDate; 1 Assessments 3 AssessmentAuthorisationDate"},
	{"8897Q", "not a code", small("…" + cd("", as(fact, "99"))), "1 Assessments 1 AssessmentAuthorisationDate+AssessmentFactors", "stops"},
	{"8898", "one code twice", small("…" + cd("", as(fact, "1A", "2A", "1A"))), "1 Assessments 1 AssessmentFactors", ""},
	{"8935", "two open in one episode", small("…" + cd("", cp("CPPstartDate=2026-05-02"), cp("CPPstartDate=2026-06-02"))), "1 ChildProtectionPlans 1 CPPendDate; 1 ChildProtectionPlans 2 CPPendDate", ""},
	{"8940", "first plans of two episodes", small("…" + cd("", cp("CPPstartDate=2026-05-02")) + cd("", cp("CPPstartDate=2026-06-02"))), "1 ChildProtectionPlans 1 CPPstartDate+CPPendDate; 1 ChildProtectionPlans 2 CPPstartDate", ""},
	{"8945Q", "in its place", small("…" + cd("", as(fact, "18a"))), "1 Assessments 1 AssessmentFactors", ""},
	{"8950Q", "in its place", small("…" + cd("", as(fact, "19A"))), "1 Assessments 1 AssessmentFactors", ""},
	{"9000Q", "a block without the date", small(pre("LBPSentDate=2026-06-01")), "return", ""},
	{"9006", "no start", small(pre("LBPSentDate=2026-03-31")), "1 PreProceedings 1 LBPSentDate", ""},
	{"9007", "letter and no word on the offer", small(pre("LBPSentDate=2026-06-01")), "1 PreProceedings 1 FGDMMeetingOffer", ""},
	{"9007", "offer and no letter", small(pre("FGDMMeetingOffer=1")), "", "1 PreProceedings 1 FGDMMeetingOffer"},
	{"9009", "no start", small(pre("StepDecisionDate=2027-04-01")), "1 PreProceedings 1 StepDecisionDate", ""},
	{"9010Q", "true", small(pre("FGDMMeetingOffer=true")), "1 PreProceedings 1 FGDMMeetingFac", ""},
	{"9011", "in progress", small(pre("PPStartDate=2026-06-01")), "", "1 PreProceedings 1 PPOutcome"},
	{"9012", "no decision", small(pre("CourtAppDate=2026-03-31")), "1 PreProceedings 1 CourtAppDate", ""},
	{"9013", "no application", small(pre("LetterInitCPDate=2026-03-31")), "1 PreProceedings 1 LetterInitCPDate", ""},
	{"9015Q", "severity only", small(pre("InitialPPMeetingDate=2026-06-01")), "1 PreProceedings 1 ReviewMeetingsCount", "1 PreProceedings 1 ReviewMeetingsCount"},
}

func TestTwoReadings(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, tt := range twoReadings {
		covered[tt.rule] = true
		t.Run(tt.rule+" "+tt.name, func(t *testing.T) {
			for reading, want := range map[finding.Reading]string{finding.Intended: tt.intended, finding.Peer: tt.peer} {
				run := checkText(t, tt.src, Options{Reading: reading})
				sortParts := func(s string) []string { p := strings.Split(s, "; "); slices.Sort(p); return p }
				if diff := cmp.Diff(sortParts(want), sortParts(told(run, tt.rule))); diff != "" {
					t.Errorf("%s: %s", reading, diff)
				}
			}
		})
	}
	rules, _ := Rules("2026-27")
	for _, r := range rules {
		if (r.Differs != "") != covered[r.Code] {
			t.Errorf("%s: differs %q, covered %v", r.Code, r.Differs, covered[r.Code])
		}
	}
	for reading, want := range map[finding.Reading]finding.Severity{finding.Intended: finding.Query, finding.Peer: finding.Error} {
		run := checkText(t, small(), Options{Reading: reading})
		for _, code := range []string{"9010Q", "9015Q"} {
			if r, ok := run.Rule(code); !ok || r.Severity != want {
				t.Errorf("%s of %s is %s", code, reading, r.Severity)
			}
		}
	}
}
