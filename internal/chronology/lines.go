package chronology

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// silent are the kinds that tell of no event: who somebody is, who may see what, what follows from other records, and heads whose own lines are those of
// another kind. A test keeps the list honest.
var silent = map[string]bool{
	"identifier": true, "contact_detail": true, "professional": true, "merge": true, "restriction": true, "conflict_bar": true, "break_glass": true, "as_returned": true, "note_text": true,
	"chronology_note": true, "put_off": true, "placement_price": true, "previous_permanence": true, "practice_answers": true, "involvement": true, "mother": true,
}

// write adds the lines of the record.
func (w *writer) write() {
	if w.people() || w.door() || w.protection() || w.care() || w.casework() || silent[w.r.Kind] {
		return
	}
	w.unknown()
}

// people are the lines of who somebody is and where they live.
func (w *writer) people() bool {
	switch b := w.r.Body.(type) {
	case record.Child:
		w.add(Home, b.Birth, day.Day{}, "Born")
		w.add(Home, b.Death, day.Day{}, "Died")
	case record.Adult:
		w.add(Home, b.Birth, day.Day{}, "Born")
		w.add(Home, b.Death, day.Day{}, "Died")
	case record.Address:
		l := w.add(Home, b.From, b.To, "Lived at", strings.Join(append(append([]string(nil), b.Lines...), b.Postcode), ", "))
		l.Text = strings.TrimSuffix(strings.TrimSuffix(l.Text, "."), ", ")
		if b.Confidential {
			l.Class = access.SourceRestricted
		}
	case record.Relationship:
		// Who the other person is, is read under the reader's own access; the relationship itself is on the record.
		kind, err := codes.RelationshipOf(b.Type)
		if err == nil && b.Type != "parent" && b.Type != "sibling" {
			w.add(Home, b.From, b.To, capital(kind.Label)+" in the child’s life")
		}
	default:
		return false
	}
	return true
}

// door are the lines from the first contact to the assessment.
func (w *writer) door() bool {
	switch b := w.r.Body.(type) {
	case record.ChildContact:
		w.add(Contacts, b.Date, day.Day{}, "Contact"+by(either(label("referral_source", b.Source), label("agency_type", b.AgencyType))), with("Outcome", label("contact_outcome", b.Outcome)), b.Rationale).Worker = b.DecidedBy
	case record.Referral:
		outcome := with("Decided", label("referral_decision", b.Decision))
		if b.NFA && b.Decision == "" {
			outcome = "No further action"
		}
		w.add(Contacts, b.Date, day.Day{}, "Referral"+by(label("referral_source", b.Source)), with("Need", label("primary_need", b.PrimaryNeed)), outcome, b.Rationale).Worker = b.DecidedBy
		w.add(Contacts, b.Closed, day.Day{}, "Case closed", label("reason_for_closure", b.Closure))
	case record.EarlyHelp:
		w.add(Contacts, b.Started, b.Ended, "Early help"+by(label("referral_source", b.Source)), b.Reason, with("Outcome", label("early_help_outcome", b.Outcome)), b.OutcomeNote).Worker = b.Worker
	case record.Allocation:
		title := "Case held by a team"
		switch {
		case b.Role == "chair":
			title = "Chair or reviewing officer"
		case b.Worker != "":
			title = "Allocated worker"
		}
		w.add(Workers, b.From, b.To, title, b.Reason).Worker = either(b.Worker, b.Team)
	case record.Assessment:
		var outcome string
		if !b.Authorised.IsZero() {
			outcome = with("Completed on "+b.Authorised.Long(), label("assessment_outcome", b.Outcome))
			if b.Outcome == "" {
				outcome = "Completed on " + b.Authorised.Long()
			}
		}
		w.add(Assessments, b.Started, b.Authorised, "Assessment", outcome, factors(b.Factors))
		if !b.Seen.IsZero() {
			w.add(Visits, b.Seen, day.Day{}, "Seen in the assessment", map[string]string{"yes": "Seen alone", "no": "Not seen alone"}[b.SeenAlone], with("The child says", quoted(b.Views)))
		}
	case record.NeedAssessment:
		w.add(Assessments, b.Began, b.Done, capital(label("need_assessment_type", b.Type)), b.Outcome).Worker = b.Worker
	default:
		return false
	}
	return true
}

// protection are the lines from the strategy discussion to the visits of a plan.
func (w *writer) protection() bool {
	switch b := w.r.Body.(type) {
	case record.StrategyDiscussion:
		var agencies []string
		for _, a := range b.Agencies {
			agencies = append(agencies, label("agency_type", a))
		}
		w.add(Protection, b.Date, day.Day{}, "Strategy discussion", with("With", strings.Join(agencies, ", ")), b.Reason, with("Decision", label("strategy_decision", b.Decision))).Worker = b.Worker
	case record.S47Enquiry:
		w.add(Protection, b.Started, b.Ended, "Section 47 enquiry", with("Outcome", label("s47_outcome", b.Outcome)), b.Reason).Worker = b.Lead
		if !b.Seen.IsZero() {
			w.add(Visits, b.Seen, day.Day{}, "Seen in the section 47 enquiry")
		}
	case record.InitialCPConference:
		w.add(Protection, b.Date, day.Day{}, "Initial child protection conference", with("Decision", label("conference_decision", b.Decision)), b.Reason).Worker = b.Chair
	case record.CPPlan:
		w.add(Protection, b.Started, day.Day{}, "Child protection plan began", with("Category", label("category_of_abuse", either(b.InitialCategory, b.LatestCategory))), b.Aim)
		w.add(Protection, b.Ended, day.Day{}, "Child protection plan ended", label("cp_plan_end_reason", b.EndReason), b.EndedBecause)
	case record.CPReview:
		text := map[record.YesNo]string{record.Yes: "The plan goes on", record.No: "The plan ends"}[b.Continues]
		w.add(Protection, b.Date, day.Day{}, "Review conference", text, b.Reason).Worker = b.Chair
	case record.CINPlan:
		w.add(Need, b.Started, day.Day{}, "Child in need plan began", b.Aim)
		w.add(Need, b.Ended, day.Day{}, "Child in need plan ended", label("cin_plan_end_reason", b.EndReason), b.EndedBecause)
	case record.PlanMeeting:
		group := Need
		if b.Type == "core_group" {
			group = Protection
		}
		w.add(group, b.Date, day.Day{}, capital(label("plan_meeting_type", b.Type)), with("There", b.Came), b.Notes)
	case record.Visit:
		title := capital(label("visit_type", b.Type))
		if b.Agency != "" {
			title = "Seen by another agency: " + label("agency_type", b.Agency)
		}
		seen := "Not said whether the child was seen"
		switch {
		case b.Seen == record.Yes && b.Alone == record.Yes:
			seen = "Seen alone"
		case b.Seen == record.Yes:
			seen = "Seen"
		case b.Seen == record.No:
			seen = either(with("Not seen", b.WhyNot), "Not seen")
		}
		w.add(Visits, b.Date, day.Day{}, title, seen, with("Where", label("visit_place", b.Place)), with("The child says", quoted(b.Views)), b.Notes).Worker = b.Worker
	case record.VisitArrangement:
		w.add(Visits, b.From, b.Ended, capital(label("visit_arrangement", b.Kind)), b.Note, with("Ended", b.Why)).Worker = b.Worker
	case record.VoiceOfChild:
		w.add(Visits, b.Date, day.Day{}, "The child was asked about the help they get", answered("the plan keeps them safe", b.PlanSafe), answered("agrees with the worker", b.AgreesWithWorker))
	default:
		return false
	}
	return true
}

// care are the lines of being looked after, of courts, health, education and being missing.
func (w *writer) care() bool {
	switch b := w.r.Body.(type) {
	case record.CarePeriod:
		w.add(Care, b.Started, day.Day{}, "Became looked after")
		if !b.BreaksOff {
			w.add(Care, b.Ended, day.Day{}, "Ceased to be looked after", label("REC", b.Ceased))
		}
	case record.LegalStatus:
		w.add(Legal, b.From, b.To, "Legal status: "+label("LS", b.Status))
	case record.CLAPlacement:
		w.add(Care, b.From, b.To, "Placed: "+label("PLACE", b.Type), label("PL_LOCATION", b.Location), with("Left because", label("REASON_PLACE_CHANGE", b.Change)))
	case record.CLAReview:
		w.add(Care, b.Date, day.Day{}, "Looked-after review", label("REVIEW_CODE", b.Participation))
	case record.CLACarePlan:
		w.add(Care, b.Started, b.Ended, "Care plan: "+label("permanence_plan", b.Permanence))
	case record.PathwayPlan:
		w.add(Care, b.Started, b.Ended, "Pathway plan")
		for _, d := range b.Reviews {
			w.add(Care, d, day.Day{}, "Pathway plan reviewed")
		}
	case record.PlacedForAdoption:
		w.add(Care, b.Decided, day.Day{}, "Decision that the child should be placed for adoption")
		w.add(Care, b.Reversed, day.Day{}, "Decision on adoption reversed", label("REASON_PLACED_CEASED", b.Reason))
	case record.Adoption:
		w.add(Care, b.Decided, day.Day{}, "Decision that adoption is in the child’s best interests")
		w.add(Care, b.Matched, day.Day{}, "Matched with adopters")
	case record.Permanence:
		w.add(Care, b.FFADecided, day.Day{}, "Decision on fostering for adoption")
		w.add(Legal, b.Ordered, day.Day{}, "Permanence order: "+label("permanence_order", b.Order))
	case record.PreProceedings:
		w.add(Legal, b.Decided, day.Day{}, "Pre-proceedings began")
		w.add(Legal, b.LetterSent, day.Day{}, "Letter before proceedings")
		w.add(Legal, b.InitialMeeting, day.Day{}, "Pre-proceedings meeting")
		w.add(Legal, b.StepDecision, day.Day{}, "Pre-proceedings ended", label("pp_outcome", b.Outcome))
	case record.CareProceedings:
		w.add(Legal, b.Issued, day.Day{}, "Care proceedings issued", with("Sought", label("court_order", b.Sought)))
		for _, h := range b.Hearings {
			w.add(Legal, h.Date, day.Day{}, "Hearing", label("hearing_type", h.Type))
		}
		w.add(Legal, b.Ordered, day.Day{}, "Care proceedings ended", label("court_order", b.Order))
	case record.DeprivationOfLiberty:
		w.add(Legal, b.From, b.To, "Deprivation of liberty order")
	case record.ImmigrationStatus:
		w.add(Legal, b.From, b.To, "Immigration status: "+label("immigration_status", b.Status))
	case record.Missing:
		title := map[string]string{"M": "Missing", "A": "Away from placement without authorisation"}[b.Type]
		w.add(Missing, b.From, b.To, either(title, "Missing or away"))
	case record.ReturnInterview:
		on := b.OfferedOn
		text := "Offered"
		switch {
		case !b.Held.IsZero():
			on, text = day.In(b.Held), "Held"
		case b.Offered == record.No:
			text = "Not offered"
		case b.Accepted == record.No:
			text = "Offered; the child did not want it"
		}
		w.add(Missing, on, day.Day{}, "Return interview", text)
	case record.CLAHealth:
		if b.Done != record.No {
			w.add(Health, b.Date, day.Day{}, capital(label("health_check_type", b.Type)))
		}
	case record.CLAImmunisations:
		w.add(Health, b.Date, day.Day{}, "Immunisations", map[record.YesNo]string{record.Yes: "Up to date", record.No: "Not up to date"}[b.UpToDate])
	case record.CLASubstanceMisuse:
		w.add(Health, b.Date, day.Day{}, "Substance misuse", b.Substance, answered("help offered", b.Offered), answered("help taken up", b.Received))
	case record.SDQScore:
		if b.Score != nil {
			w.add(Health, b.Date, day.Day{}, fmt.Sprintf("Strengths and difficulties score %d", *b.Score))
		}
	case record.CLAConviction:
		w.add(Other, b.Date, day.Day{}, "Conviction", b.Offence)
	case record.EHCP:
		w.add(Learning, b.Requested, day.Day{}, "Education, health and care assessment asked for")
		w.add(Learning, b.Started, b.Ceased, "Education, health and care plan", with("Ended because", label("ehcp_cease_reason", b.CeasedCode)))
	case record.CareLeaver:
		w.add(Care, b.Date, day.Day{}, "Leaving care", label("leaving_care_eligibility", b.Eligibility), label("ACCOM", b.Accommodation), label("ACTIV", b.Activity))
	default:
		return false
	}
	return true
}

// casework are the lines of what people wrote.
func (w *writer) casework() bool {
	switch b := w.r.Body.(type) {
	case record.CaseNote:
		// The chronology has what somebody marked as belonging into it; all notes are on their own page.
		if b.Significant && b.Removed == nil {
			w.add(Notes, b.Date, day.Day{}, b.Title, capital(label("case_note_type", b.Type)), with("With", b.With)).Worker = b.Worker
		}
	case record.ManagementOversight:
		w.add(Notes, b.Date, day.Day{}, "Management oversight: "+label("oversight_reason", b.Reason), b.Decision, b.Rationale).Worker = b.By
	case record.Supervision:
		w.add(Notes, b.Date, day.Day{}, "Supervision").Worker = b.Supervisor
	case record.Warning:
		w.add(Notes, b.From, day.Day{}, "Warning: "+label("warning_type", b.Type), b.Text).Worker = b.By
		w.add(Notes, b.Ended, day.Day{}, "Warning ended: "+label("warning_type", b.Type), label("warning_end", b.EndReason)).Worker = b.EndedBy
	case record.Document:
		if b.Removed == "" {
			l := w.add(Notes, b.Date, day.Day{}, "Document: "+b.Title, capital(label("document_type", b.Type)), with("From", b.From))
			l.Worker = b.Worker
			if b.Restricted {
				l.Class = access.SourceRestricted
			}
		}
	case record.Letter:
		w.add(Notes, b.Date, day.Day{}, "Letter: "+b.Title, with("To", b.Name)).Worker = b.Worker
	case record.Audit:
		w.add(Other, b.Done, day.Day{}, "Audit of the record", label("audit_grade", b.Final())).Worker = b.Auditor
	case record.Complaint:
		w.add(Other, b.Received, b.Closed, "Complaint by: "+label("complaint_by", b.By), label("complaint_theme", b.Theme), label("complaint_outcome", b.Outcome))
	case record.ChronologyNote:
		l := w.add(Other, b.Date, day.Day{}, b.Title, b.Text)
		l.Own, l.Note, l.NoteVersion, l.Significance, l.Analysis, l.Worker, l.AnalysedBy = true, w.r.ID, w.r.Version, b.Significance, b.Analysis, b.Worker, b.Worker
	default:
		return false
	}
	return true
}

// dated are the fields by which a record of a kind that has no line of its own tells its day, in order, and its end.
var (
	dated   = []string{"date", "started", "began", "from", "on", "received", "held", "asked", "planned", "decided"}
	endings = []string{"ended", "to", "done", "closed"}
)

// unknown is the line of a kind that this package does not know by name: its title and its day, so that nothing that has a day is missing.
func (w *writer) unknown() {
	k, ok := record.Lookup(w.r.Kind)
	if !ok {
		return
	}
	raw, err := record.Encode(w.r.Body)
	if err != nil {
		return
	}
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&fields) != nil {
		return
	}
	first := func(names []string) day.Day {
		for _, name := range names {
			text, _ := fields[name].(string)
			if len(text) < len("2026-01-02") {
				continue
			}
			if on, err := day.Parse(text[:len("2026-01-02")]); err == nil {
				return on
			}
		}
		return day.Day{}
	}
	on, to := first(dated), first(endings)
	if to.Before(on) {
		to = day.Day{}
	}
	l := w.add(Other, on, to, k.Title)
	l.Worker, _ = fields["worker"].(string)
}

func by(source string) string {
	if source == "" {
		return ""
	}
	return " by: " + source
}

func factors(all []string) string {
	var out []string
	for _, f := range all {
		out = append(out, label("assessment_factors", f))
	}
	return with("Factors", strings.Join(out, "; "))
}

func quoted(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return "“" + strings.TrimSpace(text) + "”"
}

func answered(what string, a record.YesNo) string {
	switch a {
	case record.Yes:
		return "Yes, " + what
	case record.No:
		return "No, not: " + what
	}
	return ""
}
