package scrutiny_test

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
)

// A review from its scope to the monitoring of what came of it (SR-303 to SR-305, s9FE): nothing is passed over, and each comment says what it changed.
func TestReview(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm, c := t.Context(), h.room(), h.chamber()
		id, err := rm.SaveReview(ctx, officer, "", 0, "Parenting", c.committee, "Cllr Field", record.ReviewTerms{Aims: "Whether parents are helped early"})
		h.must(err)
		move := func(to, note string) error {
			return rm.MoveReview(ctx, officer, id, scrutiny.ReviewMove{To: to, Note: note})
		}
		_, err = rm.SaveReview(ctx, member, "", 0, "Mine", c.committee, "", record.ReviewTerms{Aims: "A"})
		kind(t, "a member begins a review", err, errs.Denied, "")
		_, err = rm.SaveReview(ctx, officer, "", 0, "Of nobody", "committee:none", "", record.ReviewTerms{Aims: "A"})
		kind(t, "a review of no committee", err, errs.Invalid, "committee")
		kind(t, "a step passed over", move("evidence", ""), errs.Conflict, "scope being drafted")
		kind(t, "evidence before the scope", rm.AddEvidence(ctx, officer, id, record.Evidence{Sort: "visit", On: day.Must("2026-11-02"), Title: "A centre"}), errs.Conflict, "scope")
		h.must(rm.CommentOnReview(ctx, member, id, "Cllr Field", "Hear fathers"))
		h.must(rm.CommentOnReview(ctx, officer, id, "Cllr Other", "Compare boroughs"))
		kind(t, "a comment of nobody", rm.CommentOnReview(ctx, member, id, " ", "x"), errs.Invalid, "member")
		kind(t, "consulted without whom", move("consulted", ""), errs.Invalid, "note")
		h.must(move("consulted", "The cabinet member and the director"))
		kind(t, "approved with open comments", move("scope_approved", "Minute 6.2"), errs.Conflict, "2 comments")
		_, err = rm.SaveReview(ctx, officer, id, 0, "Parenting", c.committee, "Cllr Field", record.ReviewTerms{Aims: "Whether mothers and fathers are helped early"})
		h.must(err)
		kind(t, "a version that is not there", rm.SettleComment(ctx, officer, id, 1, 3, "Fathers are in"), errs.Invalid, "version")
		kind(t, "no words", rm.SettleComment(ctx, officer, id, 1, 2, " "), errs.Invalid, "changed")
		kind(t, "no such comment", rm.SettleComment(ctx, officer, id, 3, 2, "x"), errs.NotFound, "")
		h.must(rm.SettleComment(ctx, officer, id, 1, 2, "Fathers are in the aims"))
		h.must(rm.SettleComment(ctx, officer, id, 2, 0, "Statistics of others are in the literature anyway"))
		h.must(move("scope_approved", "Minute 6.2 of 14 December"))
		kind(t, "a comment that comes late", rm.CommentOnReview(ctx, member, id, "Cllr Field", "More"), errs.Conflict, "approved")
		_, err = rm.SaveReview(ctx, officer, id, 0, "Parenting", c.committee, "", record.ReviewTerms{Aims: "Everything"})
		kind(t, "an approved scope that creeps", err, errs.Invalid, "why")
		h.must(move("evidence", ""))
		kind(t, "a report of nothing", move("draft_report", ""), errs.Conflict, "no evidence")
		kind(t, "a focus group without consent", rm.AddEvidence(ctx, officer, id, record.Evidence{Sort: "focus_group", On: day.Must("2026-11-02"), Title: "Parents", People: 9}), errs.Invalid, "agreed")
		kind(t, "evidence of tomorrow", rm.AddEvidence(ctx, officer, id, record.Evidence{Sort: "visit", On: day.Must("2027-11-02"), Title: "A centre"}), errs.Invalid, "past")
		h.must(rm.AddEvidence(ctx, officer, id, record.Evidence{Sort: "focus_group", On: day.Must("2026-11-02"), Title: "Parents", People: 9, Consent: true}))
		h.must(move("draft_report", ""))
		kind(t, "a finding that nothing shows", rm.AddFinding(ctx, officer, id, "Help comes late", nil), errs.Invalid, "evidence")
		kind(t, "a finding of evidence that is not there", rm.AddFinding(ctx, officer, id, "Help comes late", []int{2}), errs.Invalid, "evidence 2")
		h.must(rm.AddFinding(ctx, officer, id, "Help comes late", []int{1}))
		h.must(move("fact_check", ""))
		kind(t, "back without a reason", move("draft_report", ""), errs.Invalid, "back")
		h.must(move("draft_report", "The director corrected a number"))
		h.must(move("fact_check", ""))
		h.must(move("approved", "Minute 7.1"))
		sent := scrutiny.ReviewMove{To: "sent", Received: day.Must("2026-11-16"), Notified: day.Must("2026-11-18")}
		kind(t, "sent without a recommendation", rm.MoveReview(ctx, officer, id, sent), errs.Conflict, "no recommendation")
		rec, err := rm.Recommend(ctx, officer, record.Recommendation{Text: "A worker for fathers", To: c.dcsc, Review: id})
		h.must(err)
		other, err := rm.Recommend(ctx, officer, record.Recommendation{Text: "Of another review", To: c.dcsc})
		h.must(err)
		kind(t, "sent on no day", rm.MoveReview(ctx, officer, id, scrutiny.ReviewMove{To: "sent"}), errs.Invalid, "received")
		h.must(rm.MoveReview(ctx, officer, id, sent))
		v, err := rm.Review(ctx, member, id)
		h.must(err)
		if x := v.Recommendations; len(x) != 1 || x[0].Body.Due.String() != "2027-01-17" || v.Review.Body.Sent.String() != "2026-11-18" || len(v.Checks) != 0 {
			t.Errorf("%+v", v)
		}
		if x, err := rm.Recommendation(ctx, member, other); err != nil || x.Body.State != record.RecommendationMade {
			t.Errorf("another review's recommendation was sent too: %+v %v", x.Body, err)
		}
		// The author takes the whole step back: review and clock.
		d, ok, err := rm.Undoing().Last(ctx, officer, id)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		_, err = rm.Undoing().TakeBack(ctx, officer, id, d.Command)
		h.must(err)
		if x, err := rm.Recommendation(ctx, member, rec); err != nil || x.Body.State != record.RecommendationMade || !x.Body.Due.IsZero() {
			t.Errorf("after the undo: %+v %v", x.Body, err)
		}
		h.must(rm.MoveReview(ctx, officer, id, sent))
		kind(t, "a scope that changes after the report", rm.AddFinding(ctx, officer, id, "More", []int{1}), errs.Conflict, "sent")
		kind(t, "responded without a response", move("response", ""), errs.Conflict, "SR-2026/27-01")
		h.must(rm.Respond(ctx, director, rec, record.RecommendationAccepted, "Yes", "From April", "Jo Marsh", day.Must("2026-11-20")))
		h.must(move("response", ""))
		h.must(move("monitoring", ""))
		kind(t, "closed unseen", move("closed", ""), errs.Conflict, "check")
		h.must(rm.CheckReview(ctx, officer, id, "The worker has begun", day.Must("2026-11-22")))
		v, err = rm.Review(ctx, member, id)
		h.must(err)
		if c := v.Checks; len(c) != 2 || c[0].Due.String() != "2027-05-20" || c[0].Done.String() != "2026-11-22" || c[1].Due.String() != "2027-11-20" || !c[1].Done.IsZero() {
			t.Errorf("%+v", c)
		}
		h.must(move("closed", ""))
		kind(t, "after the end", move("closed", ""), errs.Conflict, "closed")
		if n := len(v.Review.Body.Terms); n != 2 || v.Review.Body.Comments[0].Version != 2 {
			t.Errorf("%d versions, %+v", n, v.Review.Body.Comments)
		}
	})
}

// A report to the cabinet: front sheet, sections, sign-offs with and without a condition, lag (SR-346 to SR-354).
func TestCabinetReport(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm, c := t.Context(), h.room(), h.chamber()
		m := h.meet(c, "2026-12-14")
		item, err := rm.SaveItem(ctx, officer, m.Subject, "", 0, record.AgendaItem{Number: "1", Title: "Annual report", Sort: "report", State: record.ItemCleared})
		h.must(err)
		b := record.CabinetReport{Title: "Annual report", MeetingRecord: m.ID, Item: item, Member: "Cllr Field", Director: "Jo Marsh", Wards: "All", Classification: "open", Covers: day.Must("2026-03-31"), Author: "Ann Officer"}
		bad := b
		bad.Item = "none"
		_, err = rm.SaveCabinetReport(ctx, director, "", 0, bad)
		kind(t, "an item of no agenda", err, errs.Invalid, "agenda")
		_, err = rm.SaveCabinetReport(ctx, member, "", 0, b)
		kind(t, "a member writes it", err, errs.Denied, "")
		id, err := rm.SaveCabinetReport(ctx, director, "", 0, b)
		h.must(err)
		o, err := rm.CabinetReport(ctx, member, id)
		h.must(err)
		if o.Body.Body != m.Body.Commission || o.Body.Meeting != m.Body.Date {
			t.Errorf("the meeting's body and date are not taken: %+v", o.Body)
		}
		kind(t, "published empty", rm.PublishCabinetReport(ctx, officer, id), errs.Conflict, "Risk assessment")
		kind(t, "an empty section signed off", rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: "finance", Name: "N"}), errs.Conflict, "nothing to sign")
		b.Sections = map[string]string{}
		for _, s := range scrutiny.CabinetSections {
			b.Sections[s.Key] = "Not applicable."
		}
		b.Recommends = []record.Recommends{{Sort: "note", Text: "The annual report"}}
		_, err = rm.SaveCabinetReport(ctx, director, id, o.Version, b)
		h.must(err)
		for _, s := range []string{"legal", "equalities", "lead"} {
			h.must(rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: s, Name: "N, post"}))
		}
		h.must(rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: "finance", Name: "N, post", If: "once the total is mended"}))
		kind(t, "a condition that is not met", rm.PublishCabinetReport(ctx, officer, id), errs.Conflict, "once the total is mended")
		h.must(rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: "finance", Name: "N, post"}))
		kind(t, "published by who answers", rm.PublishCabinetReport(ctx, director, id), errs.Denied, "")
		// Other words are signed off again; another appendix is no other word.
		b.Appendices = []string{"Appendix 1"}
		_, err = rm.SaveCabinetReport(ctx, director, id, 0, b)
		h.must(err)
		if o, _ = rm.CabinetReport(ctx, member, id); len(o.Body.SignOffs) != 5 {
			t.Errorf("an appendix dropped sign-offs: %d", len(o.Body.SignOffs))
		}
		b.Sections["risk"] = "A risk."
		_, err = rm.SaveCabinetReport(ctx, director, id, 0, b)
		h.must(err)
		kind(t, "signed off before it was written", rm.PublishCabinetReport(ctx, officer, id), errs.Conflict, "Not signed off: finance")
		for _, s := range []string{"legal", "equalities", "lead", "finance"} {
			h.must(rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: s, Name: "N, post", Note: "SECRET note"}))
		}
		public := func() error {
			_, err := h.board.CabinetPublic(ctx, strings.TrimPrefix(id, "cabinet_report:"))
			return err
		}
		kind(t, "a draft in public", public(), errs.NotFound, "")
		h.must(rm.PublishCabinetReport(ctx, officer, id))
		kind(t, "before the agenda", public(), errs.NotFound, "")
		h.must(rm.MoveMeeting(ctx, officer, m.Subject, scrutiny.Move{To: record.MeetingAgendaPublished}))
		h.must(public())
		p, err := h.board.PublicMeeting(ctx, strings.TrimPrefix(m.Subject, "meeting:"))
		h.must(err)
		if r := p.Items[0].Reports; len(r) != 1 || len(r[0].Report.SignOffs) != 4 || r[0].Report.SignOffs[0].Note != "" || r[0].Report.SignOffs[0].By != "" {
			t.Errorf("%+v", p.Items)
		}
		_, err = rm.SaveCabinetReport(ctx, director, id, 0, b)
		kind(t, "a published report changes", err, errs.Conflict, "published")
		// The item becomes exempt: the report is nobody's outside.
		v, err := rm.Meeting(ctx, officer, m.Subject)
		h.must(err)
		shut := v.Items[0].Body
		shut.Exempt, shut.Interest = 3, "Prices"
		_, err = rm.SaveItem(ctx, officer, m.Subject, item, 0, shut)
		if err != nil {
			_, err = rm.SaveItem(ctx, officer, m.Subject, item, v.Items[0].Version, shut)
		}
		h.must(err)
		kind(t, "a report of an exempt item", public(), errs.NotFound, "")
	})
	lag := func(covers, meeting string) int {
		n, _ := scrutiny.Lag(record.CabinetReport{Covers: day.Must(covers), Meeting: day.Must(meeting)})
		return n
	}
	if n := lag("2022-03-31", "2023-01-23"); n != 298 { // SR-354
		t.Errorf("%d days", n)
	}
	if _, ok := scrutiny.Lag(record.CabinetReport{Meeting: day.Must("2023-01-23")}); ok {
		t.Error("a lag of a report that does not say what it covers")
	}
	pub := func(covers string, state string) record.Of[record.CabinetReport] {
		return record.Of[record.CabinetReport]{Body: record.CabinetReport{State: state, Covers: day.Must(covers), Meeting: day.Must("2026-06-30")}}
	}
	if n, ok := scrutiny.MedianLag([]record.Of[record.CabinetReport]{pub("2026-06-20", "published"), pub("2026-03-31", "published"), pub("2026-06-29", "published"), pub("2020-01-01", "drafted")}); !ok || n != 10 {
		t.Errorf("%d %v", n, ok)
	}
	if _, ok := scrutiny.MedianLag(nil); ok {
		t.Error("a middle of nothing")
	}
	for text, bad := range map[string]bool{"note: a\n\nCouncil: b": false, "": false, "do: a": true, "note a": true, "note:": true} {
		if _, err := scrutiny.ReadRecommends(text); (err != nil) != bad {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Decisions: notice, window, call-in, hearing (s9F, 2012 Regulations regs 9 to 11; SR-345). Today is 23 November 2026.
func TestCallIn(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm, c := t.Context(), h.room(), h.chamber()
		d := record.Decision{Title: "Close a home", Maker: "Cabinet", Key: true, Expected: day.Must("2026-11-16"), Noticed: day.Must("2026-10-18"), Taken: day.Must("2026-11-16"), Published: day.Must("2026-11-17")}
		short := d
		short.Noticed = day.Must("2026-10-19")
		_, err := rm.SaveDecision(ctx, officer, "", 0, short)
		kind(t, "27 clear days", err, errs.Invalid, "18 October 2026")
		short.Urgency, short.WhyUrgent, short.AgreedBy, short.AgreedOn = record.GeneralException, "A lease ends", "Cllr Chair", day.Must("2026-11-09")
		_, err = rm.SaveDecision(ctx, officer, "", 0, short)
		kind(t, "four clear days after the chair was told", err, errs.Invalid, "five clear days")
		short.AgreedOn = day.Must("2026-11-06")
		_, err = rm.SaveDecision(ctx, officer, "", 0, short)
		h.must(err)
		_, err = rm.SaveDecision(ctx, member, "", 0, d)
		kind(t, "a member records it", err, errs.Denied, "")
		id, err := rm.SaveDecision(ctx, officer, "", 0, d)
		h.must(err)
		v, err := rm.Decision(ctx, member, id)
		h.must(err)
		if v.Decision.Body.Until.String() != "2026-11-24" || !strings.Contains(v.Frozen, "24 November 2026") {
			t.Errorf("until %s, %q", v.Decision.Body.Until, v.Frozen)
		}
		done := v.Decision.Body
		done.Implemented = day.Must("2026-11-23")
		_, err = rm.SaveDecision(ctx, officer, id, 0, done)
		kind(t, "carried out in the window", err, errs.Invalid, "may be called in until")
		five := []string{"Cllr A", "Cllr B", "Cllr C", "Cllr D", "Cllr E"}
		ask := record.CallIn{Signatories: five, Grounds: "No options were considered", Received: day.Must("2026-11-20")}
		twice := ask
		twice.Signatories = []string{"Cllr A", "cllr  a", "Cllr C", "Cllr D", "Cllr E"}
		kind(t, "one who signs twice", rm.CallIn(ctx, officer, id, twice), errs.Invalid, "4 councillors")
		early := ask
		early.Received = day.Must("2026-11-16")
		kind(t, "before it was published", rm.CallIn(ctx, officer, id, early), errs.Invalid, "17 November 2026")
		h.must(rm.CallIn(ctx, officer, id, ask))
		if ds, err := h.board.PublicDecisions(ctx); err != nil || len(ds) != 2 || ds[0].CalledIn || !ds[0].Open || !ds[1].CalledIn || ds[1].Open || len(ds[1].Signatories) < 5 || ds[1].State != "received, not judged yet" {
			t.Errorf("anybody sees of the call-in: %+v %v", ds, err)
		}
		kind(t, "a second call-in", rm.CallIn(ctx, officer, id, ask), errs.Conflict, "once")
		done.Implemented = day.Must("2026-11-23")
		_, err = rm.SaveDecision(ctx, officer, id, 0, done)
		kind(t, "carried out though called in", err, errs.Invalid, "monitoring officer")
		m := h.meet(c, "2026-11-23")
		hear := scrutiny.Heard{Hearing: m.ID, Outcome: record.CallInBack, Reasons: "Look at foster care"}
		kind(t, "heard before it was judged", rm.HearCallIn(ctx, officer, id, hear), errs.Conflict, "stands")
		h.must(rm.JudgeCallIn(ctx, officer, id, "yes", "The monitoring officer", "", day.Must("2026-11-21")))
		h.must(rm.HearCallIn(ctx, officer, id, hear))
		kind(t, "judged after the hearing", rm.JudgeCallIn(ctx, officer, id, "no", "M", "W", day.Must("2026-11-21")), errs.Conflict, "heard")
		_, err = rm.SaveDecision(ctx, officer, id, 0, done)
		kind(t, "carried out while it is referred", err, errs.Invalid, "decided again")
		hear.Answer, hear.AnsweredOn = "It stands, with a report in March", day.Must("2026-11-23")
		h.must(rm.HearCallIn(ctx, officer, id, hear))
		_, err = rm.SaveDecision(ctx, officer, id, 0, done)
		h.must(err)
		v, err = rm.Decision(ctx, member, id)
		if err != nil || v.Frozen != "" || scrutiny.CallInWords(v.CallIn.Body) != "heard: referred back" {
			t.Errorf("%+v %v", v, err)
		}
		// One that does not stand gives the decision back its window.
		id, err = rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: "A grant", Maker: "An officer", Expected: day.Must("2026-11-10"), Taken: day.Must("2026-11-10"), Published: day.Must("2026-11-10")})
		h.must(err)
		late := ask
		late.Received = day.Must("2026-11-18")
		kind(t, "the day after the window", rm.CallIn(ctx, officer, id, late), errs.Invalid, "17 November 2026")
		late.Received = day.Must("2026-11-17")
		h.must(rm.CallIn(ctx, officer, id, late))
		kind(t, "does not stand, without why", rm.JudgeCallIn(ctx, officer, id, "no", "M", "", day.Must("2026-11-18")), errs.Invalid, "")
		h.must(rm.JudgeCallIn(ctx, officer, id, "no", "M", "It names no principle", day.Must("2026-11-18")))
		if v, err = rm.Decision(ctx, member, id); err != nil || v.Frozen != "" {
			t.Errorf("%q %v", v.Frozen, err)
		}
	})
	// Across Christmas and New Year: five working days after 21 December 2026 end on 30 December.
	rm := hall{t: t}.book()
	if got := rm.CallInUntil(day.Must("2026-12-21")); got != day.Must("2026-12-30") {
		t.Errorf("until %s", got)
	}
	if got := rm.NoticeDue(record.Decision{Key: true, Expected: day.Must("2027-01-25")}); got != day.Must("2026-12-27") {
		t.Errorf("notice by %s", got)
	}
	if got := rm.NoticeDue(record.Decision{Expected: day.Must("2027-01-25")}); !got.IsZero() {
		t.Errorf("a notice of what is no key decision: %s", got)
	}
}
