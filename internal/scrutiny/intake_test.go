package scrutiny_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/story"
)

func minutesOf(t testing.TB, seed string) (name string, raw []byte) {
	t.Helper()
	paths, err := filepath.Glob("minutes/testdata/" + seed + "_*.txt")
	if err != nil || len(paths) != 1 {
		t.Fatalf("%v %v", paths, err)
	}
	raw, err = os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(paths[0]), raw
}

// The two items of the seeds come in whole: everything that they propose is accepted, each record with its place in the source, and nothing that was not
// accepted is a record (must-show 1 and 3; SR-323 to SR-327, SR-360).
func TestMinutesComeIn(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m := h.meet(c, "2023-12-18")
		_, err := rm.SaveHolder(ctx, officer, c.finance, "", 0, record.OfficeHolder{Name: "Fin Ance", From: day.Must("2023-01-01"), To: day.Must("2023-12-31")})
		h.must(err)
		name, raw := minutesOf(t, "004")
		_, err = rm.BringIn(ctx, director, m.Subject, name, raw)
		kind(t, "a director brings minutes in", err, errs.Denied, "")
		_, err = rm.BringIn(ctx, officer, m.Subject, "x.txt", []byte("%PDF-1.7 x"))
		kind(t, "a PDF", err, errs.Invalid, "Nothing was read")
		id, err := rm.BringIn(ctx, officer, m.Subject, name, raw)
		h.must(err)
		if again, err := rm.BringIn(ctx, officer, m.Subject, "copy.txt", raw); err != nil || again != id {
			t.Errorf("the same file again: %s, %v", again, err)
		}
		in, err := rm.Intake(ctx, officer, id)
		h.must(err)
		count := func(sort string) (n int) {
			for _, p := range in.Proposed {
				if p.Sort == sort {
					n++
				}
				if p.Accepted != "" {
					t.Errorf("%s was accepted by nobody", p.Key)
				}
			}
			return n
		}
		if q, p, a := count(scrutiny.ProposedQuestion), count(scrutiny.ProposedParagraph), count(scrutiny.ProposedAction); q != 19 || p != 22 || a != 1 {
			t.Errorf("%d questions, %d paragraphs, %d actions are proposed", q, p, a)
		}
		var keys []string
		for _, p := range in.Proposed {
			keys = append(keys, p.Key)
		}
		_, err = rm.Accept(ctx, officer, id, nil)
		kind(t, "nothing ticked", err, errs.Invalid, "Tick")
		_, err = rm.Accept(ctx, officer, id, keys)
		h.must(err)
		_, err = rm.Accept(ctx, officer, id, keys)
		kind(t, "all of it again", err, errs.Invalid, "")

		v, err := rm.Meeting(ctx, officer, m.Subject)
		h.must(err)
		if len(v.Questions) != 19 || len(v.Paragraphs) != 22 || len(v.Items) != 1 || len(v.Actions) != 0 {
			t.Fatalf("%d questions, %d paragraphs, %d items, %d actions", len(v.Questions), len(v.Paragraphs), len(v.Items), len(v.Actions))
		}
		answers, roles := 0, map[string]int{}
		for _, q := range v.Questions {
			if got := strings.Join(strings.Fields(strings.ReplaceAll(string(raw[q.Body.Origin.From:q.Body.Origin.To]), "\u00a0", " ")), " "); !strings.Contains(got, q.Body.Text[:20]) || q.Body.Origin.SHA256 != in.Source.Body.SHA256 {
				t.Errorf("%s is not where it says: %q", q.Body.Reference, got)
			}
			c, err := scrutiny.Open(ctx, h.Desk.Desk, member, q.Body.Reference)
			h.must(err)
			for _, a := range c.Oral {
				answers++
				roles[a.Body.Role]++
				switch a.Body.Role {
				case "DCSC":
					if a.Body.Post != "Director of Children's Social Care" || a.Body.Person != "" {
						t.Errorf("who held the post on the day is in the register, and nobody did: %+v", a.Body)
					}
				case "HoF":
					if a.Body.Person != "Fin Ance" {
						t.Errorf("%+v", a.Body)
					}
				default:
					if a.Body.Post != "" || a.Body.Person != "" {
						t.Errorf("a post or person was guessed: %+v", a.Body)
					}
				}
			}
		}
		if answers != 22 || roles["DCSC"] != 11 || roles["DoE"] != 5 || roles["HoF"] != 3 || roles["DoF"] != 1 || roles[""] != 2 {
			t.Errorf("%d answers: %v", answers, roles)
		}
		key := "action 5.8/1"
		_, err = rm.AcceptProposed(ctx, officer, id, key, "", day.Must("2027-01-15"))
		kind(t, "an action without an owner", err, errs.Invalid, "")
		_, err = rm.AcceptProposed(ctx, officer, id, key, c.dcsc, day.Day{})
		kind(t, "an action without a date", err, errs.Invalid, "")
		ref, err := rm.AcceptProposed(ctx, officer, id, key, c.dcsc, day.Must("2027-01-15"))
		h.must(err)
		a, err := rm.Action(ctx, officer, ref)
		h.must(err)
		if a.Action.Body.Text != "That further information on the future funding of OBIS beyond 2023/24 would be provided to the Commission." || a.Action.Body.Question == "" {
			t.Errorf("%+v", a.Action.Body)
		}
		_, err = rm.AcceptProposed(ctx, officer, id, key, c.dcsc, day.Must("2027-01-15"))
		kind(t, "accepted twice", err, errs.Conflict, ref)

		// 5.2 and 5.20, 5.2 and 5.4 disagree.
		claims, err := rm.Claims(ctx, member)
		h.must(err)
		if !slices.ContainsFunc(claims.Disagreements, func(d scrutiny.Disagreement) bool {
			return d.Kind == "rounding" && d.A.Body.AsWritten == "£660k" && d.B.Body.AsWritten == "£666k"
		}) {
			t.Errorf("£660k and £666k of early years agree: %d disagreements", len(claims.Disagreements))
		}
		h.publishOral(t, v.Questions[0].Body.Reference)
		if ps, _ := h.board.PublicList(ctx); len(ps) != 1 {
			t.Errorf("%d questions are public: only what an officer published is", len(ps))
		}
	})
}

// publishOral publishes a question with what was said at the meeting.
func (h hall) publishOral(t *testing.T, ref string) {
	t.Helper()
	h.must(scrutiny.PublishQuestion(t.Context(), h.Desk.Desk, officer, ref))
	p := h.public(ref)
	if len(p.Oral) == 0 || p.Answer.Text != "" || p.Paragraph != "5.3" {
		t.Errorf("%+v", p)
	}
	kind(t, "published twice", scrutiny.PublishQuestion(t.Context(), h.Desk.Desk, officer, ref), errs.Conflict, "already")
}

// The second item, and what taking back leaves: nothing.
func TestAcceptedMinutesAreTakenBack(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm := t.Context(), h.room()
		c := h.chamber()
		m := h.meet(c, "2023-12-18")
		name, raw := minutesOf(t, "003")
		id, err := rm.BringIn(ctx, officer, m.Subject, name, raw)
		h.must(err)
		h.must(rm.Leave(ctx, officer, id, []string{"figure 4.2/1"}))
		n, err := rm.Accept(ctx, officer, id, []string{"question 4.12", "question 4.16", "question 4.24", "paragraph 4.27"})
		h.must(err)
		if n < 8 {
			t.Errorf("only %d records were made", n)
		}
		v, err := rm.Meeting(ctx, officer, m.Subject)
		h.must(err)
		by := map[string]record.Question{}
		for _, q := range v.Questions {
			by[q.Body.Origin.Paragraph] = q.Body
		}
		if q := by["4.12"]; !q.Observes || q.State != record.QuestionPut {
			t.Errorf("the Chair's observation: %+v", q)
		}
		if q := by["4.16"]; q.Asker != "Hackney of Tomorrow" || !q.Young {
			t.Errorf("young people's question: %+v", q)
		}
		if q := by["4.24"]; q.State != record.QuestionPart {
			t.Errorf("“not available at the meeting” is a part answer: %s", q.State)
		}
		ref, err := rm.AcceptProposed(ctx, officer, id, "gap 4.24/1", c.dcsc, day.Must("2027-01-31"))
		h.must(err)
		d, ok, err := rm.Undoing().Last(ctx, officer, record.ActionSubject+":"+ref)
		h.must(err)
		if !ok {
			t.Fatal("the gap cannot be taken back")
		}
		_, err = rm.Undoing().TakeBack(ctx, officer, record.ActionSubject+":"+ref, d.Command)
		h.must(err)
		d, ok, err = rm.Undoing().Last(ctx, officer, m.Subject)
		h.must(err)
		if !ok || d.Why != "Accept from minutes" {
			t.Fatalf("%+v %v", d, ok)
		}
		_, err = rm.Undoing().TakeBack(ctx, officer, m.Subject, d.Command)
		kind(t, "after the gap was joined and parted", err, errs.Conflict, "")

		in, err := rm.Intake(ctx, officer, id)
		h.must(err)
		i := slices.IndexFunc(in.Proposed, func(p scrutiny.Proposed) bool { return p.Key == "figure 4.2/1" })
		if !in.Proposed[i].Left {
			t.Error("what was set aside is not")
		}
		if _, err := rm.Intake(ctx, access.Actor{ID: "worker:x", Roles: []access.Role{access.Member}}, id); errs.Of(err) != errs.Denied {
			t.Errorf("a member opens what is not accepted: %v", err)
		}
		if err := h.DB.Read(ctx, func(tx *db.Tx) error {
			cs, err := story.OfKind[record.FigureClaim](tx)
			if len(cs) != 0 {
				t.Errorf("%d figures are recorded", len(cs))
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// Two claims about one thing: what differs is said, rounding is called so, and what is settled is left alone (register R2).
func TestDisagreements(t *testing.T) {
	t.Parallel()
	claim := func(id, written, value, unit string, more func(*record.FigureClaim)) record.Of[record.FigureClaim] {
		c := record.FigureClaim{AsWritten: written, Value: value, Unit: unit, About: "The figure is " + written + ".", Where: id, Paragraph: id, State: record.ClaimUnmatched}
		if more != nil {
			more(&c)
		}
		return record.Of[record.FigureClaim]{Meta: record.Meta{ID: id}, Body: c}
	}
	about := func(s string) func(*record.FigureClaim) { return func(c *record.FigureClaim) { c.About = s } }
	subject := func(s, basis string) func(*record.FigureClaim) {
		return func(c *record.FigureClaim) { c.Subject, c.Basis = s, basis }
	}
	for name, tt := range map[string]struct {
		a, b record.Of[record.FigureClaim]
		kind string
		says string
	}{
		"X-04 corporate parenting": {claim("5.2", "£2.7m", "2700000", "GBP", subject("corporate parenting overspend", "after_reserves")), claim("5.4", "£4m", "4000000", "GBP", subject("Corporate parenting overspend", "before_reserves")), "value", "basis: after reserves and before reserves"},
		"neither says a basis":     {claim("5.2", "£2.7m", "2700000", "GBP", about("The overspend is linked to corporate parenting (£2.7m)")), claim("5.4", "£4m", "4000000", "GBP", about("A projected overspend of £4m in corporate parenting")), "value", "Neither says"},
		"X-05 rounding":            {claim("5.2", "£660k", "660000", "GBP", about("Early Years is overspent by £660k")), claim("5.20", "£666k", "666000", "GBP", about("What does the £666k overspend in the Early Years Budget relate to?")), "rounding", "rounded"},
		"the same number":          {claim("1", "390", "390", "children", subject("looked after", "")), claim("2", "390", "390", "children", subject("looked after", "")), "", ""},
		"the same on two bases":    {claim("1", "38%", "38", "percent", subject("short plans", "snapshot")), claim("2", "38%", "38", "percent", subject("short plans", "ended")), "basis", "another basis"},
		"two things":               {claim("1", "£943k", "943000", "GBP", about("A £943k cost pressure for Leaving Care")), claim("2", "£152k", "152000", "GBP", about("An underspend of £152k in clinical services")), "", ""},
		"two units":                {claim("1", "20%", "20", "percent", subject("FISS", "")), claim("2", "£1.445m", "1445000", "GBP", subject("FISS", "")), "", ""},
		"settled":                  {claim("1", "£2.7m", "2700000", "GBP", subject("x", "")), claim("2", "£4m", "4000000", "GBP", func(c *record.FigureClaim) { c.Subject, c.State = "x", record.ClaimSettled }), "", ""},
		"one paragraph":            {claim("4.4", "58", "58", "weeks", about("from 58 to 52 weeks of referrals in early help")), claim("4.4", "52", "52", "weeks", about("from 58 to 52 weeks of referrals in early help")), "", ""},
		"one measure, two years": {claim("1", "69.1%", "69.1", "percent", func(c *record.FigureClaim) { c.Measure, c.Period = "AS-02", "2022/23" }),
			claim("2", "80%", "80", "percent", func(c *record.FigureClaim) { c.Measure, c.Period = "AS-02", "2023/24" }), "", ""},
	} {
		got := scrutiny.Disagreements([]record.Of[record.FigureClaim]{tt.a, tt.b})
		switch {
		case tt.kind == "" && len(got) > 0:
			t.Errorf("%s: %+v", name, got)
		case tt.kind != "" && (len(got) != 1 || got[0].Kind != tt.kind || !strings.Contains(got[0].What, tt.says)):
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestShows(t *testing.T) {
	t.Parallel()
	share := record.Figure{Unit: "%", Value: "69.1", Numerator: 2350, Denominator: 3400}
	count := record.Figure{Unit: "number", Value: "390", Numerator: 390}
	for name, tt := range map[string]struct {
		f           record.Figure
		value, unit string
		want        bool
	}{
		"to the digit": {share, "69.1", "percent", true}, "to the whole": {share, "69", "percent", true}, "another": {share, "68", "percent", false}, "a wrong decimal": {share, "69.2", "percent", false},
		"its count": {share, "2350", "assessments", true}, "a percentage is no count": {count, "390", "percent", false}, "a count": {count, "390", "children", true}, "no denominator": {count, "0", "children", false},
	} {
		if got := scrutiny.Shows(tt.f, record.FigureClaim{Value: tt.value, Unit: tt.unit}); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
