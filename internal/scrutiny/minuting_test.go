package scrutiny_test

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/summary"
)

// Minutes are drafted from notes: numbered, with questions and answers as records; approval freezes them, and a correction is a paragraph of a later meeting.
// Somebody else's summary is then held against them (SR-355 to SR-357).
func TestMinutesAreDrafted(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm, c := t.Context(), h.room(), h.chamber()
		m := h.meet(c, "2026-11-16") // the past: it was held
		item, err := rm.SaveItem(ctx, officer, m.Subject, "", 0, record.AgendaItem{Number: "5", Title: "Foster care", Sort: "report", State: record.ItemTaken})
		h.must(err)
		_, err = rm.SaveAttendance(ctx, officer, m.Subject, "", 0, record.Attendance{Name: "Cllr Amara Field", As: "member", How: record.Present})
		h.must(err)
		notes := "The Director introduced the report on foster care.\n# Questions from the Commission\nQ: How many foster carers left the service during 2025?\nA (DCSC): Nine carers left in 2025.\nC (Cllr Amara Field): That is a pity.\nAgreed: That a note would be sent.\nQ (Children in Care Council): Who tells us?\n"
		_, err = rm.TakeNotes(ctx, director, m.Subject, item, notes)
		kind(t, "notes of who answers", err, errs.Denied, "")
		_, err = rm.TakeNotes(ctx, officer, m.Subject, "none", notes)
		kind(t, "notes of no item", err, errs.Invalid, "item")
		n, err := rm.TakeNotes(ctx, officer, m.Subject, item, notes)
		if err != nil || n != 3 {
			t.Fatal(n, err)
		}
		v, err := rm.Meeting(ctx, officer, m.Subject)
		h.must(err)
		if len(v.Paragraphs) != 3 || v.Paragraphs[1].Body.Number != "5.2" || len(v.Questions) != 2 || v.Questions[0].Body.State != record.QuestionAnswered || v.Questions[1].Body.State != record.QuestionPut || !v.Questions[1].Body.Young {
			t.Fatalf("%+v %+v", v.Paragraphs, v.Questions)
		}
		ref := v.Questions[0].Body.Reference
		q, err := scrutiny.Open(ctx, h.Desk.Desk, officer, ref)
		h.must(err)
		if len(q.Oral) != 1 || q.Oral[0].Body.Person != "Jo Marsh" || q.Oral[0].Body.Post != "Director of Children's Social Care" {
			t.Errorf("%+v", q.Oral)
		}
		d, err := rm.Draft(ctx, officer, m.Subject)
		h.must(err)
		p := d.Meeting.Items[0].Paragraphs[1]
		if !slices.Equal(p.Headings, []string{"Questions from the Commission"}) || len(p.Parts) != 3 || p.Parts[1] != (draft.Part{Kind: draft.Comment, Who: "Cllr Amara Field", Text: "That is a pity."}) || p.Parts[2].Kind != draft.Agreed {
			t.Errorf("%+v", p)
		}
		found := map[string]bool{}
		for _, f := range d.Findings {
			found[f.Kind+" "+strings.Join(f.Paragraphs, " ")] = true
		}
		if !found["action 5.2"] || !found["answer 5.3"] || found["answer 5.2"] {
			t.Errorf("%+v", d.Findings)
		}
		// The action takes the agreed words up; they are printed once.
		_, err = rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Meeting: m.ID, Paragraph: "5.2", Text: "That a note  would be sent.", Owner: c.dcsc, Due: day.Must("2026-12-14")})
		h.must(err)
		d, err = rm.Draft(ctx, officer, m.Subject)
		if err != nil || len(d.Meeting.Items[0].Paragraphs[1].Parts) != 3 {
			t.Errorf("%+v %v", d.Meeting.Items[0].Paragraphs[1].Parts, err)
		}
		// Changed: the question and its answers follow.
		para := v.Paragraphs[1]
		edit := scrutiny.ParagraphText{Item: item, Number: "5.2", Sort: "question", Text: para.Body.Text, Answers: []scrutiny.Said{{Role: "DCSC", Text: "Ten carers left in 2025."}, {Role: "HoX", Text: "More will come."}}}
		_, err = rm.SaveParagraph(ctx, officer, m.Subject, para.ID, para.Version, edit)
		h.must(err)
		q, err = scrutiny.Open(ctx, h.Desk.Desk, officer, ref)
		if err != nil || len(q.Oral) != 2 || q.Oral[0].Body.Text != "Ten carers left in 2025." || q.Oral[1].Body.Person != "" {
			t.Errorf("%+v %v", q.Oral, err)
		}
		edit.Answers = edit.Answers[:1]
		_, err = rm.SaveParagraph(ctx, officer, m.Subject, para.ID, 0, edit)
		h.must(err)
		if q, err = scrutiny.Open(ctx, h.Desk.Desk, officer, ref); err != nil || len(q.Oral) != 1 {
			t.Errorf("%+v %v", q.Oral, err)
		}
		for what, bad := range map[string]scrutiny.ParagraphText{
			"a number of another item": {Item: item, Number: "4.1", Sort: "narrative", Text: "x"}, "a number twice": {Item: item, Number: "5.1", Sort: "narrative", Text: "x"}, "no kind": {Item: item, Text: "x"},
			"an answer to nothing": {Item: item, Sort: "narrative", Text: "x", Answers: []scrutiny.Said{{Text: "y"}}}, "no words": {Item: item, Sort: "narrative"}, "a correction of nothing": {Item: item, Sort: "narrative", Text: "x", Corrects: para.ID},
			"a number with a zero": {Item: item, Number: "5.07", Sort: "narrative", Text: "x"},
		} {
			_, err := rm.SaveParagraph(ctx, officer, m.Subject, "", 0, bad)
			kind(t, what, err, errs.Invalid, "")
		}
		_, err = rm.SaveParagraph(ctx, officer, m.Subject, para.ID, 0, scrutiny.ParagraphText{Item: item, Number: "5.2", Sort: "narrative", Text: "x"})
		kind(t, "a question that asks no more", err, errs.Invalid, ref)
		kind(t, "a question taken out", rm.RemoveParagraph(ctx, officer, m.Subject, para.ID), errs.Conflict, ref)
		extra, err := rm.SaveParagraph(ctx, officer, m.Subject, "", 0, scrutiny.ParagraphText{Item: item, Sort: "closing", Text: "Thanks."})
		h.must(err)
		h.must(rm.RemoveParagraph(ctx, officer, m.Subject, extra))
		future := h.meet(c, "2026-12-14")
		_, err = rm.TakeNotes(ctx, officer, future.Subject, item, notes)
		kind(t, "minutes of what is to come", err, errs.Conflict, "planned")

		// The checker: exactly what is wrong is listed.
		text := "Helen Nobody, Director of Education, introduced it. Nine hundred carers left in 2019, members heard. Jo Marsh said that “ten carers left in 2025”. The Chair called it “a scandal”."
		found2, err := rm.CheckSummary(ctx, member, []string{m.Subject}, text)
		h.must(err)
		kinds := map[summary.Kind]int{}
		for _, f := range found2 {
			kinds[f.Kind]++
		}
		if kinds[summary.Name] != 1 || kinds[summary.Year] != 1 || kinds[summary.Quotation] != 1 {
			t.Errorf("%+v", found2)
		}
		_, err = rm.CheckSummary(ctx, worker, []string{m.Subject}, text)
		kind(t, "somebody who may not read questions", err, errs.Denied, "")
		_, err = rm.CheckSummary(ctx, member, []string{m.Subject}, " ")
		kind(t, "no summary", err, errs.Invalid, "")
		_, err = rm.CheckSummary(ctx, member, []string{future.Subject}, text)
		kind(t, "a meeting without minutes", err, errs.Invalid, "")

		// Approval freezes; a later meeting corrects.
		later := h.meet(c, "2026-11-20")
		h.must(rm.MoveMeeting(ctx, officer, m.Subject, scrutiny.Move{To: record.MeetingMinutesDrafted, Started: "19:00", Ended: "21:00"}))
		h.must(rm.MoveMeeting(ctx, officer, m.Subject, scrutiny.Move{To: record.MeetingMinutesApproved, ApprovedAt: later.ID}))
		_, err = rm.SaveParagraph(ctx, officer, m.Subject, para.ID, 0, edit)
		kind(t, "approved minutes change", err, errs.Conflict, "approved")
		_, err = rm.TakeNotes(ctx, officer, m.Subject, item, notes)
		kind(t, "approved minutes grow", err, errs.Conflict, "approved")
		first, err := rm.SaveItem(ctx, officer, later.Subject, "", 0, record.AgendaItem{Number: "1", Title: "Minutes", Sort: "minutes", State: record.ItemTaken})
		h.must(err)
		_, err = rm.ApprovedParagraph(ctx, officer, m.Subject, "9.9")
		kind(t, "a paragraph that is not there", err, errs.Invalid, "9.9")
		wrong, err := rm.ApprovedParagraph(ctx, officer, m.Subject, "5.2")
		h.must(err)
		_, err = rm.SaveParagraph(ctx, officer, later.Subject, "", 0, scrutiny.ParagraphText{Item: first, Sort: "narrative", Text: "In 5.2 it was eleven carers.", Corrects: wrong})
		h.must(err)
		// Each points to the other; the public is told of it once both are approved.
		both := func() (mends, mended int) {
			for _, id := range []string{later.Subject, m.Subject} {
				v, err := rm.Meeting(ctx, officer, id)
				h.must(err)
				c, err := rm.Corrections(ctx, officer, v)
				h.must(err)
				for _, x := range c.Corrects {
					if x.Number == "5.2" && "meeting:"+x.Meeting == m.Subject {
						mends++
					}
				}
				for _, x := range c.CorrectedBy[wrong] {
					if x.Number == "1.1" && x.On == day.Must("2026-11-20") {
						mended++
					}
				}
			}
			return mends, mended
		}
		if mends, mended := both(); mends != 1 || mended != 1 {
			t.Errorf("%d paragraphs correct 5.2, and 5.2 is corrected by %d", mends, mended)
		}
	})
}
