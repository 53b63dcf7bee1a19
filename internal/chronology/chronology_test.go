package chronology

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

func tell(subject string, bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: string(rune('a' + i)), Kind: b.KindName(), Subject: subject, Version: 1}, Body: b})
	}
	return story.New(subject, nil, rs)
}

var on = day.Must

// Every kind that is about a person makes a line from a day, or is among those that tell of no event: a new kind is in the chronology without anybody adding it.
func TestEveryKindIsToldOrSilent(t *testing.T) {
	t.Parallel()
	for kind := range silent {
		if _, ok := record.Lookup(kind); !ok {
			t.Errorf("%s is no kind", kind)
		}
	}
	bodies := []record.Body{
		record.Referral{Date: on("2026-01-05")}, record.Visit{Type: "cin", Date: on("2026-01-06")}, record.CarePeriod{Started: on("2026-01-07")},
		record.NeedAssessment{Type: "young_carer", Began: on("2026-01-08")}, record.CaseNote{Type: "visit", Date: on("2026-01-09"), Title: "x", Significant: true},
		record.Disposal{}, record.Audit{Done: on("2026-01-10")}, record.Transfer{From: "team:a", To: "team:b", Asked: on("2026-01-11")},
	}
	got := map[string]bool{}
	for _, l := range Of(tell("child:1", bodies...)) {
		got[l.Kind] = true
		if l.Record == "" || l.Class == "" || l.Title == "" || l.On.IsZero() {
			t.Errorf("%+v", l)
		}
	}
	for _, b := range bodies {
		if want := b.KindName() != "disposal"; got[b.KindName()] != want {
			t.Errorf("%s: told %v, want %v", b.KindName(), got[b.KindName()], want)
		}
	}
}

// Complaint 14: in order of what happened, whatever the order of recording; notes are on the line of their source; what the reader may not read is not there.
func TestChronologyIsInOrderAndLeavesOut(t *testing.T) {
	t.Parallel()
	s := tell("child:1",
		record.Visit{Type: "cin", Date: on("2026-03-01"), Seen: record.Yes},
		record.Referral{Date: on("2026-01-05"), Rationale: "Why."},
		record.ChronologyNote{Source: "a", Significance: "turning_point", Analysis: "It matters."},
		record.Address{Lines: []string{"1 Road"}, From: on("2026-02-01"), Confidential: true},
		record.Document{Title: "Police", Date: on("2026-02-02"), Restricted: true},
		record.CaseNote{Title: "Not marked", Date: on("2026-02-03")},
	)
	lines := Readable(Of(s), func(c access.Class) bool { return c != access.SourceRestricted && c != access.Referral })
	if len(lines) != 1 || lines[0].Analysis != "It matters." || lines[0].Significance != "turning_point" {
		t.Errorf("%+v", lines)
	}
	all := Of(s)
	for i := 1; i < len(all); i++ {
		if all[i].On.Before(all[i-1].On) {
			t.Errorf("%s comes after %s", all[i].On, all[i-1].On)
		}
	}
	if got := (Filter{From: on("2026-02-01"), To: on("2026-02-28")}).Apply(all); len(got) != 2 {
		t.Errorf("in February: %+v", got)
	}
	if got := (Filter{Significant: true}).Apply(all); len(got) != 1 {
		t.Errorf("significant: %+v", got)
	}
}

// Brothers and sisters: what happened to several on one day in the same words is one line of all; nothing is lost or told twice of one.
func TestFamilyLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var parts [][]Line
		total := 0
		for _, subject := range []string{"child:1", "child:2", "child:3"} {
			var bodies []record.Body
			for range rapid.IntRange(0, 5).Draw(t, "visits") {
				bodies = append(bodies, record.Visit{Type: "cin", Date: on("2026-03-01").Add(rapid.IntRange(0, 2).Draw(t, "day")), Seen: record.Yes})
			}
			lines := Of(tell(subject, bodies...))
			seen := map[string]bool{}
			for _, l := range lines {
				seen[l.On.String()+l.Title+l.Text] = true
			}
			total += len(seen)
			parts = append(parts, lines)
		}
		lines, whose := Family(parts...)
		n := 0
		for i := range lines {
			n += len(whose[i])
		}
		if n != total || len(lines) != len(whose) {
			t.Fatalf("%d told of %d", n, total)
		}
	})
}

// The plain view of a record says its codes in words, its days in long form, and none of the ids of other records.
func TestFields(t *testing.T) {
	t.Parallel()
	fields, err := Fields(record.Visit{Type: "cp", Date: on("2026-03-05"), Plan: "0199aaaa-0000-7000-8000-000000000106", Seen: record.Yes, Worker: "worker:ada", Place: "home"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range fields {
		got[f.Label] = f.Value + f.Worker
	}
	if got["Date"] != "5 March 2026" || got["Worker"] != "worker:ada" || got["Seen"] != "Yes" || got["Plan"] != "" || got["Type"] == "cp" {
		t.Errorf("%v", got)
	}
}

// What a family reads in a copy of a record is words, not the codes of returns.
func TestFieldsSayCodesInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body        record.Body
		label, want string
	}{
		{record.Identifier{Type: record.LAChildID, Value: "M009837"}, "Type", "Local id"},
		{record.Child{Names: []record.Name{{Given: "Kit", Use: "current"}}, Language: "en"}, "Language", "English"},
		{record.Child{Names: []record.Name{{Given: "Kit", Use: "current"}}, Disabilities: []string{"HEAR"}}, "Disabilities", codes.Sentence("disability", "HEAR")},
		{record.Relationship{Other: "adult:efua", Type: "step_parent"}, "Type", codes.Sentence("relationship", "step_parent")},
		{record.Referral{Date: on("2026-03-05"), Source: "6", Threshold: "3", PrimaryNeed: "N1"}, "Source", codes.Sentence("referral_source", "6")},
		{record.Referral{Date: on("2026-03-05"), Source: "6", Threshold: "3", PrimaryNeed: "N1"}, "Threshold", "Level 3: targeted help, several or complex needs"},
		{record.Referral{Date: on("2026-03-05"), Source: "6", Threshold: "3", PrimaryNeed: "N1"}, "Primary need", codes.Sentence("primary_need", "N1")},
	} {
		fields, err := Fields(c.body)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Label == c.label })
		if i < 0 || fields[i].Value != c.want || fields[i].Free {
			t.Errorf("%s of %s: %+v, want %q", c.label, c.body.KindName(), fields, c.want)
		}
	}
}
