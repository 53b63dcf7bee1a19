package protection_test

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// conferring is a child of North for whom an initial conference is arranged.
func conferring(s *webtest.Site, restricted string) (conference string) {
	today := s.Clock.Today()
	conference = s.House.Desk.NewID()
	child := "child:one"
	doc := func(id, title string, closed bool) record.Change {
		return record.New(id, child, record.Document{Type: "minutes", Title: title, Date: today, File: "a.pdf", Media: "application/pdf", Size: 12, SHA256: strings.Repeat("ab", 32), Parts: 1, Scan: record.ScanClean, Restricted: closed, Worker: webtest.Worker})
	}
	s.Write(
		record.New(s.House.Desk.NewID(), child, record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-03-01")}),
		record.New("ref-one", child, record.Referral{Date: today.Add(-30), Decision: "assessment", PrimaryNeed: "N1", Team: webtest.North}),
		record.New(s.House.Desk.NewID(), child, record.Allocation{Worker: webtest.Worker, Team: webtest.North, Role: "allocated", From: today.Add(-30)}),
		record.New(conference, child, record.InitialCPConference{Referral: "ref-one", Target: today.Add(5), Planned: today.Add(3)}),
		doc("0199aaaa-0000-7000-8000-00000000d001", "Report of the social worker", false), doc(restricted, "Police papers", true))
	return conference
}

// Papers of a conference are documents of the child: chosen, not typed; a restricted one is shown to those alone who may read restricted sources; who gets a paper is
// recorded. The agenda is a page to print (issue 5: conference report and minutes as documents).
func TestPapersAreDocuments(t *testing.T) {
	s := webtest.New(t)
	const restricted = "0199aaaa-0000-7000-8000-00000000d002"
	id := conferring(s, restricted)
	ada, ben := s.Client(t, webtest.Worker), s.Client(t, webtest.Colleague)
	const base = "/children/one/protection"
	ada.Get(base+"/conference/"+id+"/agenda").Sound().Want(200, "Zoë Brandt", "Asked to come", "What each child says", "Decision for each child")
	page := ada.Get(base+"/conference/"+id+"/papers").Sound().Want(200, "Report of the social worker", "Police papers", "(restricted)", "Add a file to the child’s documents", "Parents or carers")
	ben.Get(base+"/conference/"+id+"/papers").Want(200, "Report of the social worker").Not("Police papers")
	v := page.Form(base + "/conference/" + id + "/papers")
	v.Set("report_document", restricted)
	v.Set("report_to", "Ina Brandt; not Karl Brandt")
	ada.Send(base+"/conference/"+id+"/papers", v).Sound().Want(200, "The papers are kept", "Police papers", "not Karl Brandt")
	ben.Get(base).Want(200).Not("Police papers")
	// A colleague who may not open it keeps what is there when they send the form.
	page = ben.Get(base+"/conference/"+id+"/papers").Want(200, "As before")
	ben.Send(base+"/conference/"+id+"/papers", page.Form(base+"/conference/"+id+"/papers")).Want(200, "The papers are kept")
	of, err := s.House.Desk.Story(t.Context(), "child:one")
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := story.Find[record.InitialCPConference](of, id); c.Body.Report.Document != restricted || c.Body.Report.To != "Ina Brandt; not Karl Brandt" {
		t.Errorf("%+v", c.Body.Report)
	}
}

// A manager closes a case from the page of protection when nothing goes on, and takes it back there (acceptance scenario 2).
func TestCloseCase(t *testing.T) {
	s := webtest.New(t)
	id := conferring(s, "0199aaaa-0000-7000-8000-00000000d003")
	const base = "/children/one/protection"
	mira := s.Client(t, webtest.Manager)
	mira.Get(base).Sound().Want(200).Not("Close the case")
	page := mira.Get(base+"/close").Sound().Want(200, "an initial conference is due", "Services ended, any other reason").Not("nothing further")
	v := page.Form(base + "/close")
	v.Set("closure", "RC7")
	v.Set("why", "The family moved in with grandparents who keep the children safe.")
	mira.Send(base+"/close", v).Sound().Want(409, "an initial conference is due. End that first")
	of, err := s.House.Desk.Story(t.Context(), "child:one")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := story.Find[record.InitialCPConference](of, id)
	s.Write(record.Remove(c))
	s.Client(t, webtest.Worker).Get(base + "/close").Want(403)
	mira.Get(base).Want(200, "Close the case")
	page = mira.Send(base+"/close", v).Sound().Want(200, "The case is closed", "close a case")
	mira.Send(base+"/undo", page.Form(base+"/undo")).Want(200, "That was undone", "Close the case")
}
