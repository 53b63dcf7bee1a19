package casework_test

import (
	"bytes"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/document"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// Complaint 23: a letter knows its recipient. Marks times recipients: who may be told a confidential address, and who may not, whatever way it is written.
func TestLetterTellsNobodyAConfidentialAddress(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, mother := zoe(s)
	base := people.Path(child)
	s.Add(mother, record.Address{Lines: []string{"7 Refuge Court"}, Postcode: "N4 2TT", From: day.Must("2026-01-01"), Confidential: true})
	s.Add(mother, record.ContactDetail{Type: record.Phone, Value: "020 7946 0999", Confidential: true})
	father := s.Adult("Karl", "Brandt", "1986-02-03")
	s.Add(child, record.Relationship{Other: father, Type: "parent"})
	c := s.Client(t, webtest.Worker)
	c.Get(base+"/letters/new").Sound().Want(200, "Ewa Brandt, parent", "Zoë Brandt, the child")
	send := func(to, name, address, text string) *webtest.Page {
		return c.Send(base+"/letters/new", pairs(aDay("date", "2026-03-02"), []string{"to", to, "name", name, "role", "parent", "type", "appointment", "title", "Our visit", "address", address, "text", text}))
	}
	for name, tt := range map[string]struct {
		to, name, address, text string
		ok                      bool
	}{
		"to the mother at her own address":     {mother, "", "7 Refuge Court\nN4 2TT", "We visit you on Friday.", true},
		"to the father, nothing told":          {father, "", "", "We visit you on Friday.", true},
		"to the father, an open address":       {father, "", "12 Mare Street\nE8 3PA", "We visit you on Friday.", true},
		"to the father, in the text":           {father, "", "", "Zoë is at 7 refuge  court now.", false},
		"to the father, the postcode run on":   {father, "", "", "It is n42tt.", false},
		"to the father, as the address":        {father, "", "7 Refuge Court", "We visit you.", false},
		"to the school, in the text":           {"", "Oakfield School", "", "The family lives at 7 Refuge Court.", false},
		"to the school, the number with signs": {"", "Oakfield School", "", "Ring 020-7946-0999.", false},
		"to nobody":                            {"", "", "", "Dear colleague", false},
	} {
		before := len(story.All[record.Letter](storyOf(s, child)))
		p := send(tt.to, tt.name, tt.address, tt.text)
		after := len(story.All[record.Letter](storyOf(s, child)))
		if (after > before) != tt.ok {
			t.Errorf("%s: %d, recorded %v; it says: %s", name, p.Status, after > before, p.Text(".govuk-error-summary"))
		}
	}

	// Marked since: what was written before is no longer printed.
	p := send("", "Oakfield School", "", "The nan lives at 99 Linden Grove.").Want(200, "The letter is recorded")
	all := story.All[record.Letter](storyOf(s, child))
	path := base + "/letters/" + all[len(all)-1].ID
	p.Sound()
	c.Get(path+"/print").Sound().Want(200, "99 Linden Grove", "Oakfield School")
	for _, form := range document.Forms() { // complaint 6: every letter as Word file, OpenDocument and web page
		out := c.Get(path + "/file/" + form.Ending)
		if f, err := document.Take(t.Context(), "letter."+form.Ending, bytes.NewReader([]byte(out.Body)), nil); err != nil || !strings.Contains(f.Words, "The nan lives at 99 Linden Grove.") || !strings.Contains(f.Words, "Oakfield School") {
			t.Errorf("the file %s cannot be read: %d %v %q", form.Ending, out.Status, err, f.Words)
		}
	}
	if p := c.Get(path + "/file/rtf"); p.Status != 404 {
		t.Errorf("a form that nobody makes: %d", p.Status)
	}
	s.Add(child, record.Address{Lines: []string{"99 Linden Grove"}, Postcode: "N9 9ZZ", Confidential: true})
	c.Get(path).Sound().Want(200, "must not be disclosed").Not("/print")
	for _, out := range []string{"/print", "/file/docx", "/file/odt", "/file/html", "/file/pdf"} {
		if p := c.Get(path + out); p.Status != 409 || strings.Contains(p.Body, "Linden") {
			t.Errorf("%s is given out: %d", out, p.Status)
		}
	}
}

// A letter to somebody who must not have contact needs a second person, who is not its writer.
func TestLetterNeedsASecondPerson(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, mother := zoe(s)
	base := people.Path(child)
	s.Add(mother, record.Warning{Type: "no_contact", Text: "A court order says so.", From: day.Must("2026-01-05"), Review: day.Must("2027-01-05"), By: webtest.Worker, Agreed: webtest.Manager})
	c, m := s.Client(t, webtest.Worker), s.Client(t, webtest.Manager)
	form := pairs(aDay("date", "2026-03-02"), []string{"to", mother, "role", "parent", "type", "outcome", "title", "The outcome", "text", "We have ended the assessment."})
	c.Send(base+"/letters/new", form).Want(200, "The letter is recorded", "to Ewa Brandt")
	path := base + "/letters/" + story.All[record.Letter](storyOf(s, child))[0].ID
	c.Get(path).Sound().Want(200, "must look at it before").Not("It may go")
	if p := c.Get(path + "/print"); p.Status != 409 {
		t.Errorf("printed before a second person looked: %d", p.Status)
	}
	if p := c.Post(path); p.Status != 403 {
		t.Errorf("its writer agrees it: %d", p.Status)
	}
	m.Get(path).Sound().Want(200, "It may go")
	m.Post(path).Sound().Want(200, "You agreed that the letter may go", "Looked at by Mira Osei", "Print layout")
	c.Get(path+"/print").Sound().Want(200, "We have ended the assessment.")
}
