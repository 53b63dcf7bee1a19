package assessment_test

import (
	"strings"
	"testing"

	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// world is a council with one assessment of two siblings, Zoë and Noah, that Ada is to write.
type world struct {
	*webtest.Site
	id string // in addresses
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Site: webtest.New(t)}
	w.id = w.assessed(t, webtest.Worker)
	return w
}

// assessed takes a referral to an assessment and gives its id.
func (w *world) assessed(t *testing.T, worker string) string {
	t.Helper()
	door, ctx := w.House.FrontDoor, t.Context()
	rc, err := door.Send(ctx, w.Actor(webtest.Partner), frontdoortest.Sending())
	w.need(t, err)
	var decisions []frontdoor.ChildDecision
	var children []string
	for i := range 2 {
		m, err := door.CreateFrom(ctx, w.Actor(webtest.Screener), rc.Subject, w.version(t, rc.Subject), i)
		w.need(t, err)
		children = append(children, m.Child)
		d := frontdoortest.Decision(i, "assessment")
		d.Worker = worker
		decisions = append(decisions, d)
	}
	_, err = door.Decide(ctx, w.Actor(webtest.Manager), rc.Subject, w.version(t, rc.Subject), decisions)
	w.need(t, err)
	a, _ := story.Latest[record.Assessment](w.story(t, children[0]))
	return strings.TrimPrefix(a.Body.Report, "assessment:")
}

func (w *world) need(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) story(t *testing.T, subject string) story.Story {
	t.Helper()
	s, err := w.House.Desk.Story(t.Context(), subject)
	w.need(t, err)
	return s
}

func (w *world) version(t *testing.T, subject string) int64 {
	t.Helper()
	return w.story(t, subject).Records[0].Version
}

// report is the assessment as it is recorded.
func (w *world) report(t *testing.T) record.Of[record.AssessmentReport] {
	t.Helper()
	r, ok := story.Latest[record.AssessmentReport](w.story(t, "assessment:"+w.id))
	if !ok {
		t.Fatal("no report")
	}
	return r
}

// part is what is recorded of a child.
func (w *world) part(t *testing.T, i int) record.Assessment {
	t.Helper()
	c := w.report(t).Body.Children[i]
	a, ok := story.Find[record.Assessment](w.story(t, c.Child), c.Assessment)
	if !ok {
		t.Fatal("no part")
	}
	return a.Body
}

func (w *world) path(more string) string { return "/assessments/" + w.id + more }
