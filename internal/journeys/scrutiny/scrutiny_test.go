package scrutiny_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/web/webtest"
)

const printed = "Agenda item\n\nFoster carers (19.05)\n\nTo look at fostering.\n\nMinutes:\n\n6.1 Members welcomed 9 new carers.\n\nQuestions from the Commission\n\n6.2 How many carers left last year?\n\n" +
	"§  (DCSC) The numbers were not to hand.\n\n6.3 What is done to keep them?\n\n§  (HoX) A carers' group meets each month.\n\nAgreed: That the Director would send the numbers.\n\nSupporting documents:\n"

// Must-show 6: scrutiny officer, director, member, the public and young people, each in their own window.
func TestFromMinutesToAClosedAction(t *testing.T) {
	browsertest.Shared(t) // skips by name where there is no Chromium
	s := webtest.NewCouncil(t, dbtest.Engines(t)[0].URL(t))
	webtest.Need(t, demo.Make(t.Context(), s.House, s.Clock, demo.Options{Families: 6, Today: webtest.Start, Scrutiny: true}))
	webtest.Need(t, demo.Accounts(t.Context(), s.House))
	for _, p := range demo.Personas() {
		a, err := s.House.SignIn.AccountByEmail(t.Context(), p.Key+"@demo.example")
		webtest.Need(t, err)
		s.Accounts[p.Worker] = a.ID
	}
	j := &journeytest.Journey{Council: s, T: t}
	look := func(p *browsertest.Page) {
		t.Helper()
		browsertest.Axe(t, p)
		browsertest.CheckPage(t, p)
	}

	// The scrutiny officer: minutes come in, beside their source, and nothing is a record before it is accepted.
	officer := j.As("scrutiny")
	j.GoTo(officer, "/scrutiny")
	j.Wants(officer, "Overdue, or done and not closed", "Responses that are due")
	officer.Screenshot("scrutiny-desk")
	j.GoTo(officer, "/scrutiny/meetings/new")
	officer.SelectOption("Committee", "Children and Young People Scrutiny Commission")
	journeytest.Date(officer, "Date", "2026-02-16")
	officer.Fill("Place", "Town hall")
	officer.SubmitButton("Plan the meeting")
	j.Wants(officer, "Meeting of 16 February 2026", "Draft minutes due")
	look(officer)
	file := filepath.Join(t.TempDir(), "item-6.txt")
	webtest.Need(t, os.WriteFile(file, []byte(printed), 0o600))
	j.GoTo(officer, "/scrutiny/minutes")
	officer.SelectOption("Meeting", "16 February 2026, Children and Young People Scrutiny Commission")
	officer.Upload("File of the minutes", file)
	officer.SubmitButton("Read the file")
	j.Wants(officer, "What the minutes propose", "0 accepted", "HoX", "not in the register of posts", "line 15")
	look(officer)
	officer.Screenshot("scrutiny-proposal")
	source := officer.URL()
	officer.Check("Question (asked by Commission, 1 answer) of paragraph 6.3")
	officer.Check("Figure (9 (carers)) of paragraph 6.1")
	officer.SubmitButton("Accept what is ticked")
	j.Wants(officer, "Question accepted")
	officer.Click("Give it an owner and a date: That the Director would send the numbers.")
	officer.SelectOption("Which post owns it?", "Director of Children's Social Care (Helen Starling)")
	officer.SubmitButton("Accept the action") // the date proposed is twenty working days after the meeting
	j.Wants(officer, "Agreed action accepted")
	if officer.URL() != source && !strings.HasPrefix(officer.URL(), source+"#") {
		officer.Errorf("after accepting an action the page is %s", officer.URL())
	}
	officer.Click("open it: Agreed action, paragraph 6.3")
	j.Wants(officer, "That the Director would send the numbers.")
	action := officer.URL()[strings.LastIndex(officer.URL(), "/")+1:]
	officer.SubmitButton("Show it to the public")
	look(officer)

	// The director accepts it, reports, and is not offered to close it.
	director := j.As("director")
	j.GoTo(director, "/scrutiny/actions/"+action)
	director.SubmitButton("Accept the action")
	director.Click("Report on it")
	look(director)
	director.Fill("What was done, and what comes next", "The numbers went to all members.")
	director.Choose("Green: done, or nothing stands in the way")
	director.Check("It is done, and the commission can close it")
	director.SubmitButton("Send the report")
	j.Wants(director, "The numbers went to all members.", "waits for the commission")
	if director.Exists(`a[href$="/close"]`) {
		director.Errorf("the owner is offered to close the action")
	}
	director.Screenshot("scrutiny-action")

	// The public sees that it waits for the commission; then the officer closes it with the number of the minute.
	public := j.As("")
	j.GoTo(public, "/public/actions")
	j.Wants(public, "That the Director would send the numbers.", "done, waits for the commission")
	if public.Shows("went to all members") {
		public.Errorf("a report of the owner is public")
	}
	j.GoTo(officer, "/scrutiny/actions/"+action)
	officer.Click("Close it")
	officer.SelectOption("Meeting that closed it", "16 February 2026, Children and Young People Scrutiny Commission")
	officer.SubmitButton("Close the action")
	j.Wants(officer, "Enter the number of the minute that closes it")
	officer.Fill("Number of the minute", "7.1")
	officer.SubmitButton("Close the action")
	j.Wants(officer, "Closed", "minute 7.1")
	officer.SubmitButton("Undo this")
	j.Wants(officer, "Reported")

	// A member asks, and follows what happens to the question by its reference.
	member := j.As("member")
	j.GoTo(member, "/scrutiny/ask")
	member.Fill("Your question", "How many carers left?")
	member.Fill("What it is about", "Fostering")
	member.SubmitButton("Put the question")
	j.Wants(member, "Nobody has answered yet")
	ref := member.URL()[strings.LastIndex(member.URL(), "/")+1:]
	j.GoTo(director, "/scrutiny/questions/"+ref+"/not-recorded")
	director.Fill("What is not recorded, as it may be published", "Carers who leave are not recorded.")
	director.SelectOption("Which post will see to it?", "Head of Finance, Children and Education (Anselm Trew)")
	journeytest.Date(director, "Until when?", "2026-05-01")
	director.SubmitButton("Make it an action")
	j.Wants(director, "Not recorded: Carers who leave are not recorded.")
	j.GoTo(public, "/public/what-happened")
	public.Fill("Reference of your question", ref)
	public.SubmitButton("Look it up")
	j.Wants(public, ref+": accepted", "Recording them has become an action")
	if public.Shows("carers left") {
		public.Errorf("the words of an unpublished question are shown to who knows its reference")
	}
	look(public)

	// A review: the officer scopes it, a member comments, and each comment is settled before the scope is approved.
	j.GoTo(officer, "/scrutiny/reviews")
	officer.Click("Begin a review")
	officer.Fill("Title", "Keeping foster carers")
	officer.SelectOption("Committee", "Children and Young People Scrutiny Commission")
	officer.Fill("What is it to find out?", "Why carers leave, and what would keep them.")
	look(officer)
	officer.SubmitButton("Save the scope")
	j.Wants(officer, "Scope, version 1")
	review := strings.TrimPrefix(officer.URL(), s.URL)
	j.GoTo(member, review)
	member.Click("Comment on the scope")
	member.Fill("Comment", "Hear carers who have left.")
	member.SubmitButton("Send the comment")
	j.Wants(member, "Hear carers who have left.", "To be settled")
	j.GoTo(officer, review)
	officer.Click("Say what it changed")
	officer.SelectOption("Which version of the scope has it?", "Version 1")
	officer.Fill("What it changed, or why it changed nothing", "They are invited to the second meeting.")
	officer.SubmitButton("Save")
	j.Wants(officer, "In version 1: They are invited to the second meeting.")
	look(officer)
	officer.Screenshot("scrutiny-review")

	// A report to the cabinet says how old its news is, and cannot be published before it is signed off.
	j.GoTo(director, "/scrutiny/cabinet")
	director.Click("Write a report")
	for label, value := range map[string]string{"Title of the report": "Annual report on fostering", "If it is not recorded here: for consideration by": "Cabinet", "Cabinet member": "Councillor Field",
		"Group director": "Helen Starling", "Wards affected": "All wards"} {
		director.Fill(label, value)
	}
	director.Fill("Recommendations", "note: the annual report")
	journeytest.Date(director, "If it is not recorded here: date of the meeting", "2026-04-20")
	journeytest.Date(director, "Last day of the time that it is about", "2025-03-31")
	director.Choose("Is it a key decision? > No")
	look(director)
	director.SubmitButton("Save the report")
	j.Wants(director, "385 days", "Not signed off: finance")
	look(director)
	director.Screenshot("scrutiny-cabinet-report")

	// Somebody else's summary is held against the record.
	j.GoTo(officer, "/scrutiny/check")
	officer.SelectOption("Meeting that it is about", "18 December 2023, Children and Young People Scrutiny Commission")
	officer.Fill("Summary", "The Director of Children’s Social Care was asked on 4 March 2011.")
	officer.SubmitButton("Check it")
	j.Wants(officer, "not match the record", "2011")
	look(officer)

	// Young people said something; something was done; they see it on a phone.
	j.GoTo(officer, "/scrutiny/young-people/new")
	officer.Fill("Group", "Children in Care Council")
	officer.Fill("You said", "Tell us when our worker changes.")
	officer.SubmitButton("Save")
	officer.Click("Say what became of it: Tell us when our worker changes.")
	officer.Choose("It was done")
	officer.Fill("We did", "Every worker now says goodbye in person.")
	officer.Check("The group has read this and agrees that it was done")
	officer.SubmitButton("Save")
	officer.SubmitButton("Show it to the public: Tell us when our worker changes.")
	j.Wants(officer, "Public")
	young := s.Browser(t, "", browsertest.Options{Width: 360, Height: 740})
	young.Goto(s.URL + "/public/young-people")
	j.Wants(young, "You said: Tell us when our worker changes.", "We did: Every worker now says goodbye in person.")
	look(young)
	young.Screenshot("scrutiny-young-people")
	for _, at := range []string{"/public/young-people", "/public/actions", "/public/figures", "/public/meetings"} {
		page := s.Ask(t, "", "GET", at, nil).Want(200)
		page.Not("child:", "/children/", "worker:")
	}
}
