package casework

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

var update = flag.Bool("update", false, "write the papers anew; read the difference as you would read them")

// Complaint 6: a snapshot of each template: every plan, assessment and conference as it leaves, made from a body with every field that its kind has.
func TestPapers(t *testing.T) {
	t.Parallel()
	names := Words{Name: func(id string) string {
		if id == "" {
			return ""
		}
		return "Ada Marsh"
	}, Person: func(string) string { return "" }}
	report := &record.AssessmentReport{History: "The family moved often.", Parenting: "Her mother cooks each day.", Environment: "Two rooms.", Analysis: "She is tired.", Plan: "A plan."}
	for kind := range sendable {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(filepath.Join("testdata", "bodies", kind+".json"))
			if err != nil {
				t.Fatal(err)
			}
			k, _ := record.Lookup(kind)
			body, err := record.Decode(kind, k.Rev, raw)
			if err != nil {
				t.Fatal(err)
			}
			rec := record.Record{Meta: record.Meta{ID: "2", Kind: kind, Subject: "child:1"}, Body: body}
			s := story.New("child:1", nil, []record.Record{
				{Meta: record.Meta{ID: "1", Kind: "child", Subject: "child:1"}, Body: record.Child{Names: []record.Name{{Given: "Isolde", Family: "Fernsworth", Use: "current"}}, Birth: day.Must("2015-05-01")}}, rec})
			p, err := PaperOf(s, rec, report, names, day.Must("2026-03-10"))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := p.WriteHTML(&b); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"0199aaaa", "worker:", "child:"} { // codes and ids are no words for people
				if strings.Contains(b.String(), id) {
					t.Errorf("it says %s", id)
				}
			}
			golden := filepath.Join("testdata", "papers", kind+".html")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := PaperOf(story.Story{}, record.Record{Meta: record.Meta{Kind: "assessment"}, Body: record.Assessment{}}, nil, names, day.Day{}); errs.Of(err) != errs.Conflict {
		t.Errorf("an assessment that nobody authorised: %v", err)
	}
	if _, err := PaperOf(story.Story{}, record.Record{Meta: record.Meta{Kind: "lado_referral"}, Body: record.LADOReferral{}}, nil, names, day.Day{}); errs.Of(err) != errs.NotFound {
		t.Errorf("an allegation: %v", err)
	}
}

// Complaint 23: each mark, for each recipient.
func TestMarksAndRecipients(t *testing.T) {
	t.Parallel()
	worker := access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}}
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		d.Clock.Set(time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC))
		const child, mother, father = "child:1", "adult:2", "adult:3"
		file, err := document.Take(t.Context(), "police.txt", strings.NewReader("A neighbour saw him break the kitchen window at night."), nil)
		if err != nil {
			t.Fatal(err)
		}
		on := day.Must("2026-01-05")
		_, err = d.Do(t.Context(), worker, "Set up", func(tx *command.Tx) ([]record.Change, error) {
			name := func(given string) []record.Name {
				return []record.Name{{Given: given, Family: "Brandt", Use: "current"}}
			}
			doc := tx.NewID()
			if err := file.Keep(t.Context(), tx.Tx, d.Journal.Vault(), child, doc); err != nil {
				return nil, err
			}
			return []record.Change{
				record.New(tx.NewID(), child, record.Child{Names: name("Lena"), Birth: day.Must("2015-05-01")}),
				record.New(tx.NewID(), mother, record.Adult{Names: name("Ina")}),
				record.New(tx.NewID(), father, record.Adult{Names: name("Karl")}),
				record.New(tx.NewID(), child, record.Relationship{Other: mother, Type: "parent"}),
				record.New(tx.NewID(), child, record.Relationship{Other: father, Type: "parent"}),
				record.New(tx.NewID(), child, record.Allocation{Worker: worker.ID, Role: person.RoleAllocated, From: on}),
				record.New(tx.NewID(), mother, record.Address{Lines: []string{"44 Quince Passage"}, Postcode: "N16 5XX", From: on, Confidential: true}),
				record.New(tx.NewID(), father, record.Warning{Type: "no_contact", Text: "By order.", From: on, Review: on.Add(100), By: worker.ID}),
				record.New(tx.NewID(), "note:w", record.NoteText{Of: child, Text: "A neighbour saw him break the kitchen window at night."}),
				record.New(doc, child, record.Document{Type: "police", Title: "Police", Date: on, File: file.Name, Media: file.Media, Size: file.Size, SHA256: file.SHA256, Parts: file.Parts(), Scan: file.Scan, Restricted: true, Words: "note:w", Worker: worker.ID}),
			}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		room := Room{Desk: d.Desk}
		reading, err := person.Room{Desk: d.Desk}.Read(t.Context(), worker, child, access.Read, access.None, "a test")
		if err != nil {
			t.Fatal(err)
		}
		plain, secret := "The family meets on Mondays.", "They live at 44 Quince Passage."
		pasted := "It is known that a neighbour saw him break the\nkitchen window at night. He denies it."
		for _, tt := range []struct {
			to, text, want string // want is a word of the refusal; "" when it goes
		}{
			{child, plain, ""}, {mother, plain, ""}, {"", plain, ""}, {father, plain, "must not have contact"},
			{child, secret, "must not be disclosed"}, {mother, secret, ""}, {"", secret, "must not be disclosed"}, {father, secret, "must not be disclosed"},
			{child, pasted, "restricted document"}, {mother, pasted, "restricted document"}, {"", pasted, "restricted document"}, {father, pasted, "must not have contact"},
		} {
			p := document.Paper{Title: "Plan"}
			p.Table([][]string{{"", ""}, {"Aim", tt.text}})
			err := room.Leaves(t.Context(), reading, tt.to, "Somebody", p)
			if tt.want == "" && err != nil || tt.want != "" && (errs.Of(err) != errs.Conflict || !strings.Contains(errs.Text(err), tt.want)) {
				t.Errorf("%q to %q: %v", tt.text, tt.to, err)
			}
		}
	})
}
