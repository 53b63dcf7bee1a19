package intake_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/command/commandtest"
	"throughline/internal/returns/intake"
)

// TestTwiceIsOnce: whatever a file holds, with numbers, dates and facts that collide and contradict each other, the same facts in another
// file add nothing and change nothing, and every row is either in or named.
func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		if n > 40 { // a database each: enough to meet every collision of so few values
			return
		}
		pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
		var kids []string
		rows := 0
		for range rapid.IntRange(1, 7).Draw(r, "children") {
			who := pick("id", "LAchildID=C1 ", "LAchildID=C1 ", "LAchildID=C2 ", "LAchildID=C3 ", "") +
				pick("born", born, "PersonBirthDate=2011-01-01 ", "PersonBirthDate=x ", "ExpectedPersonBirthDate=2020-05-20 ", "") +
				pick("upn", "UPN="+upnA+" ", "UPN="+upnB+" ", "UPN="+upnTemp+" ", "UPN=bad ", "UPNunknown=UN1 ", "") +
				pick("former", "FormerUPN="+upnA+" ", "", "") + pick("sex", "Sex=F ", "Sex=M ", "Sex=U ", "") + pick("eth", "Ethnicity=WBRI ", "Ethnicity=WIRI ", "")
			var eps []string
			for range rapid.IntRange(0, 3).Draw(r, "referrals") {
				var as []string
				for range rapid.IntRange(0, 2).Draw(r, "assessments") {
					rows++
					as = append(as, assess(pick("start", "2025-06-10", "2025-06-11", ""), pick("done", "2025-07-01", "2025-07-02", ""), pick("factor", "1A", "2B")))
				}
				rows++
				eps = append(eps, episode(pick("date", "CINreferralDate=2025-06-02 ", "CINreferralDate=2025-06-03 ", "")+pick("closed", "CINclosureDate=2025-08-01 ", "CINclosureDate=2025-08-02 ", "")+
					pick("nfa", "ReferralNFA=0 ", "ReferralNFA=1 ", ""), as...))
			}
			kids = append(kids, kid(who, eps...))
		}
		d := commandtest.New(t, t.TempDir()+"/"+strconv.Itoa(n)+".db", lists())
		d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
		h := house{d, t}
		first := h.with("a.xml", []byte(census("2026-03-31", kids...)), intake.Options{Batch: rapid.IntRange(1, 4).Draw(r, "batch")})
		if first.Updated.Referrals+first.Updated.Assessments > 0 {
			r.Fatalf("a fact of the file was taken for another one: %+v", first)
		}
		accounted(r, first, kids, rows)
		second := h.with("b.xml", []byte(census("2026-03-31", append(slices.Clone(kids), " ")...)), intake.Options{})
		accounted(r, second, kids, rows)
		if second.Added != (intake.Tally{}) || second.Updated != (intake.Tally{}) {
			r.Fatalf("added %s, updated %s\nheld first  %v\nheld second %v\n%s", second.Added, second.Updated, first.Held, second.Held, strings.Join(kids, "\n"))
		}
	})
}

// accounted checks that each referral and assessment of the file is in or named as held back.
func accounted(r *rapid.T, rep intake.Report, kids []string, rows int) {
	in := rep.Added.Referrals + rep.Added.Assessments + rep.Matched.Referrals + rep.Matched.Assessments
	whole := map[string]int{}
	for i, k := range kids {
		whole["child "+strconv.Itoa(i+1)] = strings.Count(k, "<CINdetails>") + strings.Count(k, "<Assessments>")
	}
	named := 0
	for _, l := range rep.Held {
		if strings.HasSuffix(l.Why, "all its rows") {
			named += whole[l.Place]
		}
	}
	in += rep.Added.Rows + rep.Matched.Rows // kept as they came
	if in+named != rows {
		r.Fatalf("%d rows are in and %d named, of %d: %v", in, named, rows, rep.Held)
	}
}
