package listoflists_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/task/duties"
	"throughline/internal/web/webtest"
)

// TestListsOfWhatIsDue (complaint 8): every list has an owner, a page and a file; the count on the first page, the rows of the page and the lines of the file
// are the same; whoever may not see a child sees it in none of them.
func TestListsOfWhatIsDue(t *testing.T) {
	s := webtest.New(t)
	today := s.Clock.Today()
	add := func(child, given, team, worker string, bodies ...record.Body) {
		changes := []record.Change{
			record.New(s.House.Desk.NewID(), child, record.Child{Names: []record.Name{{Given: given, Family: "=Quill", Use: "current"}}, Birth: day.Must("2015-03-01")}),
			record.New(s.House.Desk.NewID(), child, record.Allocation{Team: team, Worker: worker, Role: "allocated", From: today.Add(-100)}),
		}
		for _, b := range bodies {
			changes = append(changes, record.New(s.House.Desk.NewID(), child, b))
		}
		s.Write(changes...)
	}
	care := record.CarePeriod{Started: today.Add(-60)}
	add("child:one", "Ada", webtest.North, webtest.Worker, care)
	add("child:two", "Bea", webtest.North, webtest.Worker, care, record.CLAReview{Date: today.Add(-35)})
	add("child:far", "Cyd", webtest.South, webtest.Outsider, care)

	mira := s.Client(t, webtest.Manager)
	all := mira.Get("/lists").Sound().Want(200, "Reviews of looked-after children", "Personal education plans")
	for i, l := range duties.Lists() {
		if l.Owner == "" || l.Review.IsZero() || l.Says == "" || len(l.Clocks) == 0 {
			t.Errorf("%s has no owner, day of review, words or limits (complaint 10)", l.ID)
		}
		page := mira.Get("/lists/"+l.ID).Sound().Want(200, l.Title, l.Owner)
		rows := page.Find("tbody tr").Length()
		if n := all.Find("tbody tr").Eq(i).Find("td").Eq(0).Text(); n != strconv.Itoa(rows) {
			t.Errorf("%s: the first page counts %s, the list has %d rows", l.ID, n, rows)
		}
		file := mira.Get("/lists/" + l.ID + "/file")
		lines, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
		if err != nil || len(lines) != rows+1 {
			t.Errorf("%s: %d rows, %d lines in the file (%v)", l.ID, rows, len(lines)-1, err)
		}
		if strings.Contains(file.Body, "Cyd") || strings.Contains(page.Body, "Cyd") {
			t.Errorf("%s shows a child of another team", l.ID)
		}
	}
	mira.Get("/lists/care-reviews").Want(200, "Hold the first review", "Hold the second review", "Ada =Quill", "Law", "2 due, 1 overdue")
	if got := mira.Get("/lists/care-reviews/file").Body; !strings.Contains(got, "Hold the first review") || strings.Contains(got, ",=") {
		t.Errorf("file: %s", got)
	}
	mira.Get("/lists/nothing").Want(404)
	s.Client(t, webtest.Partner).Get("/lists").Want(403)
	s.Client(t, webtest.Outsider).Get("/lists/care-reviews").Want(200, "Cyd").Not("Ada =Quill")
}
