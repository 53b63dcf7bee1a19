package protection_test

import (
	"strconv"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// TestHowSoonTheChildIsVisited (clocks CLA-15, CLA-17): what makes visits more frequent is recorded on one page; the list of visits follows at once; it ends with
// a reason and its author may take it back.
func TestHowSoonTheChildIsVisited(t *testing.T) {
	s := webtest.New(t)
	today := s.Clock.Today()
	new := func(b record.Body) { s.Write(record.New(s.House.Desk.NewID(), "child:one", b)) }
	new(record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-03-01")})
	new(record.Allocation{Worker: webtest.Worker, Team: webtest.North, Role: "allocated", From: today.Add(-30)})
	ada := s.Client(t, webtest.Worker)
	const base = "/children/one/protection"
	ada.Get(base).Sound().Want(200).Not("How soon the child is visited")
	ada.Post(base+"/visiting", "kind", record.ChildAskedToMeet).Want(422, "Enter the day")
	y, m, d := today.Date()
	said := []string{"from-day", strconv.Itoa(d), "from-month", strconv.Itoa(int(m)), "from-year", strconv.Itoa(y), "note", "She wants to talk without the carer"}
	ada.Post(base+"/visiting", append(said, "kind", record.ChildAskedToMeet)...).Want(409, "This child is not looked after")

	new(record.CarePeriod{Started: today.Add(-20)})
	new(record.CLAPlacement{From: today.Add(-20), Type: "U6"})
	new(record.Visit{Type: record.VisitCLA, Date: today.Add(-3), Seen: record.Yes})
	ada.Get(base).Sound().Want(200, "How soon the child is visited")
	form := ada.Get(base+"/visiting").Sound().Want(200, "Looked after since").Form(base + "/visiting")
	form.Set("kind", record.ChildAskedToMeet)
	form.Set("note", "She wants to talk without the carer")
	page := ada.Send(base+"/visiting", form).Sound().Want(200, "When the next visit is due follows from it")
	ada.Get("/lists/visits").Want(200, "Visit the child, who asked for it", "Law", "2 due")
	ada.Post(base+"/visiting", append(said, "kind", record.ChildAskedToMeet)...).Want(422, "recorded already")
	ada.Send(base+"/undo", page.Form(base+"/undo")).Want(200, "That was undone")
	ada.Get("/lists/visits").Want(200, "1 due").Not("who asked for it")

	ada.Send(base+"/visiting", form).Want(200)
	of, err := s.House.Desk.Story(t.Context(), "child:one")
	if err != nil {
		t.Fatal(err)
	}
	a, _ := story.Latest[record.VisitArrangement](of)
	end := base + "/visiting/" + a.ID + "/end"
	form = ada.Get(end).Sound().Want(200, "She wants to talk without the carer").Form(end)
	ada.Send(end, form).Want(422, "Write why it no longer holds")
	form.Set("why", "She was rung up and is content to wait")
	ada.Send(end, form).Want(200)
	ada.Get("/lists/visits").Want(200, "1 due").Not("who asked for it")
	ada.Send(end, form).Want(409, "already")
	s.Client(t, webtest.Outsider).Get(base + "/visiting").Want(403)
	ada.Get("/children/one/chronology").Want(200, "Asked to be visited", "She was rung up")
}
