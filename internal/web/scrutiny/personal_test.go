package scrutiny_test

import (
	"net/url"
	"testing"

	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
)

// An answer that names what may tell who a child is is not saved until its author says that it is nobody's data; what was typed stays (R4: nobody is named).
func TestAnswerIsLookedAtForNames(t *testing.T) {
	t.Parallel()
	s := council(t)
	director := s.Session(t, "worker:director")
	qs, err := scrutiny.Questions(t.Context(), s.House.Desk, s.Actor(t, "worker:director"))
	webtest.Need(t, err)
	var id string
	for _, q := range qs {
		if q.Body.State == record.QuestionAccepted {
			id = webtest.ID(q.Subject)
		}
	}
	if id == "" {
		t.Fatal("no question waits for its answer")
	}
	at := "/scrutiny/questions/" + id
	form := url.Values{"base": {"0"}, "post": {"Director"}, "person": {"Helen Starling"}, "text": {"The child with NHS number 943 476 5919 waited 12 days."}}
	s.Ask(t, director, "POST", at+"/answer", form).Want(422, "This may tell who somebody is", "943 476 5919", "waited 12 days", "These are holders of a public office")
	s.Ask(t, director, "GET", at, nil).Want(200).Not("943 476 5919")
	form.Set("sure", "yes")
	s.Ask(t, director, "POST", at+"/answer", form).Want(303)
	s.Ask(t, director, "GET", at, nil).Want(200, "943 476 5919")
}
