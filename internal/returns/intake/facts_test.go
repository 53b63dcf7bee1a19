package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/command"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// Real UPNs as to their check letters; no child has them.
const (
	upnA    = "Y383309925187"
	upnB    = "H202953906820"
	upnTemp = "Y82000000101A"
)

const born = "PersonBirthDate=2020-05-01 "

// TestFacts: what one file brought, then what a second makes of it.
func TestFacts(t *testing.T) {
	t.Parallel()
	ref := "CINreferralDate=2025-06-02 ReferralSource=1A PrimaryNeedCode=N1 ReferralNFA=0 "
	for name, tt := range map[string]struct {
		first, second string // Child elements
		want          []string
		updated       intake.Tally
		conflicts     []string // field: incoming over held
		held          []string // of the second
		notes         []string // so
	}{
		"open ends are filled in": {
			first:   kid("LAchildID=C1 Sex=F "+born, episode(ref, assess("2025-06-10", "", "1A"))),
			second:  kid("LAchildID=C1 Sex=F Ethnicity=WBRI Disability=NONE "+born, episode(ref+"CINclosureDate=2025-09-01 ReasonForClosure=RC8", assess("2025-06-10", "2025-07-01", "1A", "2B"))),
			want:    []string{"Child C1 2020-05-01  F WBRI [NONE]", "la_child_id C1", "referral 2025-06-02 1A N1 2025-09-01 RC8 false", "assessment 2025-06-10 2025-07-01 [1A 2B]"},
			updated: intake.Tally{Children: 1, Referrals: 1, Assessments: 1},
		},
		"what disagrees is kept": {
			first:  kid("LAchildID=C1 Sex=F Ethnicity=WBRI "+born, episode(ref+"CINclosureDate=2025-09-01 ReasonForClosure=RC8", assess("2025-06-10", "2025-07-01", "1A"))),
			second: kid("LAchildID=C1 Sex=M Ethnicity=WIRI Disability=LD "+born, episode("CINreferralDate=2025-06-02 ReferralSource=1B PrimaryNeedCode=N2 ReferralNFA=1 CINclosureDate=2025-10-01 ReasonForClosure=RC1", assess("2025-06-10", "2025-07-02", "3A"))),
			want:   []string{"Child C1 2020-05-01  F WBRI [LD]", "la_child_id C1", "referral 2025-06-02 1A N1 2025-09-01 RC8 false", "assessment 2025-06-10 2025-07-01 [1A]"},
			conflicts: []string{
				"Sex: M over F", "Ethnicity: WIRI over WBRI", "ReferralSource: 1B over 1A", "PrimaryNeedCode: N2 over N1", "ReferralNFA: true over false",
				"CINclosureDate: 2025-10-01 over 2025-09-01", "ReasonForClosure: RC1 over RC8", "AssessmentAuthorisationDate: 2025-07-02 over 2025-07-01", "AssessmentFactors: 3A over 1A",
			},
			updated: intake.Tally{Children: 1},
		},
		"an older file that knows less changes nothing": {
			first:  kid("LAchildID=C1 Sex=F Ethnicity=WBRI "+born, episode(ref+"CINclosureDate=2025-09-01 ReasonForClosure=RC8", assess("2025-06-10", "2025-07-01", "1A"))),
			second: kid("LAchildID=C1 Sex=U Ethnicity=NOBT ExpectedPersonBirthDate=2020-05-20", episode("CINreferralDate=2025-06-02", assess("2025-06-10", ""))),
			want:   []string{"Child C1 2020-05-01  F WBRI []", "la_child_id C1", "referral 2025-06-02 1A N1 2025-09-01 RC8 false", "assessment 2025-06-10 2025-07-01 [1A]"},
		},
		"a referral that waited and then needed no action": {
			first:   kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-06-02 ReferralNFA=0")),
			second:  kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-06-02 ReferralNFA=1 CINclosureDate=2025-06-03 ReasonForClosure=RC8")),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "referral 2025-06-02   2025-06-03 RC8 true"},
			updated: intake.Tally{Referrals: 1},
		},
		"unborn, then born": {
			first:   kid("LAchildID=C1 Sex=U ExpectedPersonBirthDate=2025-08-20", episode(ref)),
			second:  kid("LAchildID=C1 Sex=F PersonBirthDate=2025-08-11 UPN="+upnA, episode(ref)),
			want:    []string{"Child C1 2025-08-11  F  []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"unborn, then somebody born in another year": {
			first:  kid("LAchildID=C1 ExpectedPersonBirthDate=2025-08-20", episode(ref)),
			second: kid("LAchildID=C1 PersonBirthDate=2024-08-11", episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1  2025-08-20   []", "la_child_id C1", "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: the child with this LAchildID here has another date of birth"},
		},
		"known by UPN under a new local number": {
			first:   kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second:  kid("LAchildID=C2 "+born+"UPN="+upnA, episode(ref)),
			want:    []string{"Child C1 2020-05-01    []", "former_la_child_id C1 to 2026-03-31", "upn " + upnA, "la_child_id C2", "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"same UPN, other date of birth": {
			first:  kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second: kid("LAchildID=C2 PersonBirthDate=2020-05-02 UPN="+upnA, episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: the child with this UPN here has another date of birth"},
		},
		"same UPN, no date of birth to check": {
			first:  kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second: kid("LAchildID=C2 UPN="+upnA, episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: a child here has this UPN and another LAchildID or none"},
		},
		"same UPN, other sex: perhaps a twin": {
			first:  kid("LAchildID=C1 Sex=F "+born+"UPN="+upnA, episode(ref)),
			second: kid("LAchildID=C2 Sex=M "+born+"UPN="+upnA, episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1 2020-05-01  F  []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: the child with this UPN here has another sex"},
		},
		"same number, other UPN": {
			first:  kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second: kid("LAchildID=C1 "+born+"UPN="+upnB, episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: the child with this LAchildID here has another UPN"},
		},
		"same number, other date of birth": {
			first:  kid("LAchildID=C1 "+born, episode(ref)),
			second: kid("LAchildID=C1 PersonBirthDate=2012-01-01", episode("CINreferralDate=2026-01-05")),
			want:   []string{"Child C1 2020-05-01    []", "la_child_id C1", "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: the child with this LAchildID here has another date of birth"},
		},
		"two numbers agree, the date of birth is a slip": {
			first:     kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second:    kid("LAchildID=C1 PersonBirthDate=2020-05-11 UPN="+upnA, episode("CINreferralDate=2026-01-05 ReferralNFA=0")),
			want:      []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn " + upnA, "referral 2025-06-02 1A N1   false", "referral 2026-01-05     false"},
			conflicts: []string{"PersonBirthDate: 2020-05-11 over 2020-05-01"},
		},
		"the old UPN is named as former": {
			first:   kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second:  kid("LAchildID=C1 "+born+"FormerUPN="+upnA+" UPN="+upnB, episode(ref)),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "former_upn " + upnA + " to 2026-03-31", "upn " + upnB, "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"a temporary UPN gives way": {
			first:   kid("LAchildID=C1 "+born+"UPN="+upnTemp, episode(ref)),
			second:  kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "former_upn " + upnTemp + " to 2026-03-31", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"a temporary UPN takes no place": {
			first:   kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			second:  kid("LAchildID=C1 "+born+"UPN="+upnTemp, episode(ref)),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn " + upnA, "former_upn " + upnTemp, "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"an assessment gets its start": {
			first:   kid("LAchildID=C1 "+born, episode(ref, assess("", "2025-07-01", "1A"))),
			second:  kid("LAchildID=C1 "+born, episode(ref, assess("2025-06-10", "2025-07-01", "1A"))),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "referral 2025-06-02 1A N1   false", "assessment 2025-06-10 2025-07-01 [1A]"},
			updated: intake.Tally{Assessments: 1},
		},
		"two in the file could be the child": {
			first:  kid("LAchildID=C1", episode(ref)),
			second: kid("LAchildID=C1 "+born, episode(ref)) + kid("LAchildID=C1 PersonBirthDate=2011-01-01", episode(ref)),
			want:   []string{"Child C1     []", "la_child_id C1", "referral 2025-06-02 1A N1   false"},
			held:   []string{"child 1: in this file the LAchildID stands for more than one child", "child 2: in this file the LAchildID stands for more than one child"},
		},
		"a reason for no UPN ends with the first": {
			first:   kid("LAchildID=C1 "+born+"UPNunknown=UN1", episode(ref)),
			second:  kid("LAchildID=C1 "+born+"UPN="+upnA, episode(ref)),
			want:    []string{"Child C1 2020-05-01    []", "la_child_id C1", "upn_unknown UN1 to 2026-03-31", "upn " + upnA, "referral 2025-06-02 1A N1   false"},
			updated: intake.Tally{Children: 1},
		},
		"equal facts count as often as they are written": {
			first:  kid("LAchildID=C1 "+born, episode(ref, assess("2025-06-10", "2025-07-01"), assess("2025-06-10", "2025-07-01")), episode(ref)),
			second: kid("LAchildID=C1 "+born, episode(ref), episode(ref, assess("2025-06-10", "2025-07-01"), assess("2025-06-10", "2025-07-01"))) + kid("LAchildID=C1"),
			want: []string{"Child C1 2020-05-01    []", "la_child_id C1", "referral 2025-06-02 1A N1   false", "assessment 2025-06-10 2025-07-01 []",
				"assessment 2025-06-10 2025-07-01 []", "referral 2025-06-02 1A N1   false", "assessment 2025-06-10 2025-07-01 []", "assessment 2025-06-10 2025-07-01 []"},
		},
		"what cannot be read is kept as it came and named": {
			first: kid("LAchildID=C1 Sex=X PersonBirthDate=2020-13-01 UPN=A123 UPNunknown=UN9 Ethnicity=ENGLISH Disability=ARM",
				episode("CINreferralDate=2025-06-02 ReferralSource=99 PrimaryNeedCode=n1 ReferralNFA=perhaps CINclosureDate=2025-02-30 ReasonForClosure=RC0", assess("2025-06-10", "soon", "8A")),
				episode("CINreferralDate=31-02-2026", assess("2026-03-01", "2026-03-02"))),
			second: kid("LAchildID=C1 Sex=X PersonBirthDate=2020-13-01", episode("CINreferralDate=2025-06-02", assess("2025-06-10", "soon")), episode("", assess("2026-03-01", "2026-03-02")),
				episode("CINreferralDate=2026-02-02", "<Assessments/>")),
			want: []string{"Child C1     []", "la_child_id C1", "referral 2025-06-02     false", "assessment 2025-06-10  []", "referral 2026-02-02     false"},
			notes: []string{
				"child 1, ChildIdentifiers 1, PersonBirthDate (line 1): not a date", `child 1, ChildIdentifiers 1, Sex (line 1): "X" is not a code of sex`,
				"child 1, Assessments 1, AssessmentAuthorisationDate (line 1): not a date", "child 1, CINdetails 2, CINreferralDate (line 1): the referral has no date",
				"child 1, Assessments 3: the assessment has neither",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			oneHouse(t, func(h house) {
				h.in(census("2025-03-31", tt.first))
				r := h.in(census("2026-03-31", tt.second))
				if diff := cmp.Diff(tt.want, facts(h.one())); diff != "" {
					h.t.Error(diff)
				}
				if r.Updated != tt.updated {
					h.t.Errorf("updated %s, want %s", r.Updated, tt.updated)
				}
				var conflicts []string
				for _, c := range r.Conflicts {
					if c.Hidden {
						c.Held = "(hidden)"
					}
					conflicts = append(conflicts, c.Field+": "+c.Incoming+" over "+c.Held)
					if !strings.HasPrefix(c.HeldSource, "cin:") || c.HeldSource == c.Source || c.Record == "" || c.Place == "" {
						h.t.Errorf("sources of %+v", c)
					}
				}
				if diff := cmp.Diff(tt.conflicts, conflicts); diff != "" {
					h.t.Error(diff)
				}
				starts(h.t, tt.held, heldBack(r))
				starts(h.t, tt.notes, r.Notes)
				h.verify()
			})
		})
	}
}

// starts compares what was held back with how each line begins.
func starts(t *testing.T, want []string, got []record.Held) {
	t.Helper()
	var lines []string
	for i, g := range got {
		line := g.Place + ": " + g.Why
		if i < len(want) && strings.HasPrefix(line, want[i]) {
			line = want[i]
		}
		lines = append(lines, line)
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// TestSources: every version says which row of which file it came from.
func TestSources(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		one := h.in(census("2025-03-31", kid("LAchildID=C0"), kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-01-01 ReferralNFA=0"), episode("CINreferralDate=2025-02-03", assess("2025-02-04", "")))))
		two := h.in(census("2026-03-31", kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-02-03", assess("2025-02-04", "2025-03-01")))))
		var got []string
		for _, r := range h.withID("C1").Records {
			got = append(got, r.Kind+" "+r.Source)
		}
		a, b := "cin:"+one.SHA256[:16]+"#child 2 ", "cin:"+two.SHA256[:16]+"#child 1 "
		want := []string{"child " + a + "ChildIdentifiers 1", "identifier " + a + "ChildIdentifiers 1", "referral " + a + "CINdetails 1", "referral " + a + "CINdetails 2", "as_returned " + a + "CINdetails 2", "assessment " + b + "Assessments 1"}
		if diff := cmp.Diff(want, got); diff != "" {
			h.t.Error(diff)
		}
	})
}

// TestWrittenHere: a child who is worked with here keeps the name and what was decided here; a file authorises nothing that is written here.
func TestWrittenHere(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		h.in(census("2025-03-31", kid("LAchildID=C1 "+born, episode("CINreferralDate=2025-02-03"))))
		s := h.one()
		r, _ := story.First[record.Referral](s)
		c, _ := story.First[record.Child](s)
		h.do("Work with the child", func(t *command.Tx) ([]record.Change, error) {
			named := c.Body
			named.Names = []record.Name{{Given: "Ada", Family: "Byrne", Use: "current"}}
			return []record.Change{record.Edit(c, named), record.New(t.NewID(), s.Subject, record.Assessment{
				Referral: r.ID, Report: "assessment:x", Started: r.Body.Date, Factors: []string{"1A"},
			})}, nil
		})
		rep := h.in(census("2026-03-31", kid("LAchildID=C1 Ethnicity=WBRI "+born, episode("CINreferralDate=2025-02-03", assess("2025-02-03", "2025-03-01", "2B")))))
		want := []string{"Ada Byrne 2020-05-01   WBRI []", "la_child_id C1", "referral 2025-02-03     false", "assessment 2025-02-03  [1A]"}
		if diff := cmp.Diff(want, facts(h.one())); diff != "" {
			h.t.Error(diff)
		}
		if len(rep.Conflicts) == 0 || rep.Conflicts[0].Field != "AssessmentAuthorisationDate" || rep.Conflicts[0].HeldSource != "recorded here" {
			h.t.Errorf("conflicts %+v", rep.Conflicts)
		}
	})
}
