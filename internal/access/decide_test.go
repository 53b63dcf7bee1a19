package access

import (
	"testing"
	"time"

	"throughline/internal/errs"
)

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const (
	allow  = "allow"
	denied = "denied"
	hidden = "hidden"
)

func outcome(d Decision) string {
	switch {
	case d.Allow:
		return allow
	case d.Hide:
		return hidden
	}
	return denied
}

func TestDecide(t *testing.T) {
	t.Parallel()
	worker := Actor{ID: "W1", Roles: []Role{SocialWorker}, Teams: []string{"T1"}}
	manager := Actor{ID: "M1", Roles: []Role{Manager}, Teams: []string{"T1"}, Manages: []string{"T1", "T2"}}
	screener := Actor{ID: "S1", Roles: []Role{Screener}}
	partner := Actor{ID: "A7", Roles: []Role{Partner}, Agency: "SCH1"}
	young := Actor{ID: "A9", Roles: []Role{YoungPerson}, Subject: "P1"}
	lado := Actor{ID: "L1", Roles: []Role{LADO}}
	governance := Actor{ID: "G1", Roles: []Role{Governance}}
	role := func(r Role) Actor { return Actor{ID: "X1", Roles: []Role{r}} }
	open := Window{Actor: "W1", Subject: "P1", From: now.Add(-59 * time.Minute), Reason: "Child missing, police ask for contacts"}

	tests := map[string]struct {
		actor  Actor
		action Action
		class  Class
		facts  Facts
		want   string
		rule   string
	}{
		"allocated worker reads health":                 {worker, Read, Health, Facts{Subject: "P1", AllocatedTo: []string{"W1"}}, allow, ""},
		"team reads health":                             {worker, Read, Health, Facts{Subject: "P1", Teams: []string{"T1"}}, allow, ""},
		"team does not read court papers":               {worker, Read, Legal, Facts{Subject: "P1", Teams: []string{"T1"}}, denied, ruleNoRelation},
		"another team is told no":                       {worker, Read, Health, Facts{Subject: "P1", Teams: []string{"T2"}}, denied, ruleNoRelation},
		"no role, no record":                            {Actor{ID: "W1"}, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}}, hidden, ruleNoGrant},
		"roles without an id are nobody's":              {Actor{Roles: []Role{Manager, Director}}, Read, Identity, Facts{Subject: "P1"}, hidden, ruleSignIn},
		"an empty id matches no empty link":             {Actor{Roles: []Role{SocialWorker}}, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{""}}, hidden, ruleSignIn},
		"an empty agency matches no empty agency":       {Actor{ID: "A7", Roles: []Role{Partner}}, SeeOwnReferrals, Referral, Facts{Subject: "R1", Agencies: []string{""}}, hidden, ruleNoRelation},
		"an empty team matches no empty team":           {Actor{ID: "W1", Roles: []Role{SocialWorker}, Teams: []string{""}}, Read, Identity, Facts{Subject: "P1", Teams: []string{""}}, denied, ruleNoRelation},
		"manager of the line above reads":               {manager, Read, Legal, Facts{Subject: "P1", Teams: []string{"T2"}}, allow, ""},
		"manager of another line is told no":            {manager, Read, Legal, Facts{Subject: "P1", Teams: []string{"T3"}}, denied, ruleNoRelation},
		"being in a team is not managing it":            {Actor{ID: "M1", Roles: []Role{Manager}, Teams: []string{"T1"}}, Read, Health, Facts{Subject: "P1", Teams: []string{"T1"}}, denied, ruleNoRelation},
		"chair reads their case":                        {role(Chair), Read, SourceRestricted, Facts{Subject: "P1", Chairs: []string{"X1"}}, allow, ""},
		"screener reads the queue":                      {screener, Read, Offence, Facts{Subject: "P1", FrontDoor: true}, allow, ""},
		"screener, once the referral is decided":        {screener, Read, Offence, Facts{Subject: "P1"}, denied, ruleNoRelation},
		"screener decides":                              {screener, DecideReferral, Referral, Facts{Subject: "P1", FrontDoor: true}, allow, ""},
		"social worker does not decide referrals":       {worker, DecideReferral, Referral, Facts{Subject: "P1", FrontDoor: true, AllocatedTo: []string{"W1"}}, denied, ruleNoGrant},
		"partner sees own agency's referral":            {partner, SeeOwnReferrals, Referral, Facts{Subject: "R1", Agencies: []string{"SCH1"}}, allow, ""},
		"partner guesses another referral":              {partner, SeeOwnReferrals, Referral, Facts{Subject: "R2", Agencies: []string{"SCH2"}}, hidden, ruleNoRelation},
		"partner guesses a child":                       {partner, Read, Identity, Facts{Subject: "P1"}, hidden, ruleNoGrant},
		"young person reads own record":                 {young, Read, Health, Facts{Subject: "P1"}, allow, ""},
		"young person, own restricted record":           {young, Read, Health, Facts{Subject: "P1", Restricted: true}, allow, ""},
		"young person guesses another":                  {young, Read, Health, Facts{Subject: "P2"}, hidden, ruleNoRelation},
		"young person and third parties":                {young, Read, ThirdParty, Facts{Subject: "P1"}, denied, ruleNoGrant},
		"administrator has no records":                  {role(Administrator), Read, Identity, Facts{Subject: "P1"}, hidden, ruleNoGrant},
		"a director keeps the council's forms":          {role(Director), KeepForms, Account, Facts{}, allow, ""},
		"a manager does not":                            {manager, KeepForms, Account, Facts{}, denied, ruleNoGrant},
		"administrator manages accounts":                {role(Administrator), ManageAccounts, Account, Facts{}, allow, ""},
		"member has no records":                         {role(Member), Read, Identity, Facts{Subject: "P1"}, hidden, ruleNoGrant},
		"member asks":                                   {role(Member), AskQuestion, Question, Facts{}, allow, ""},
		"scrutiny officer sees figures":                 {role(Scrutiny), ReadMeasures, Figure, Facts{}, allow, ""},
		"scrutiny officer does not open their lists":    {role(Scrutiny), OpenFigureList, Figure, Facts{}, denied, ruleNoGrant},
		"finance reads money":                           {role(Finance), Read, Money, Facts{Subject: "P1"}, allow, ""},
		"finance reads nothing else":                    {role(Finance), Read, Identity, Facts{Subject: "P1"}, denied, ruleNoGrant},
		"auditor outside the sample":                    {role(Auditor), Read, Assessment, Facts{Subject: "P1"}, hidden, ruleNoRelation},
		"auditor in the sample":                         {role(Auditor), Read, Assessment, Facts{Subject: "P1", Sampled: []string{"X1"}}, allow, ""},
		"analyst reads no narrative":                    {role(Analyst), Read, Assessment, Facts{Subject: "P1"}, denied, ruleNoGrant},
		"public reads what is published":                {Actor{}, ReadPublic, Question, Facts{}, allow, ""},
		"so does a worker":                              {worker, ReadPublic, Figure, Facts{}, allow, ""},
		"public reads no account page":                  {Actor{}, OwnAccount, Account, Facts{}, denied, ruleSignIn},
		"several roles add up":                          {Actor{ID: "X1", Roles: []Role{Finance, SocialWorker}}, Read, Health, Facts{Subject: "P1", AllocatedTo: []string{"X1"}}, allow, ""},
		"a bar beats allocation":                        {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Barred: []string{"W1"}}, hidden, ruleBar},
		"a bar beats clearance":                         {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Cleared: []string{"W1"}, Barred: []string{"W1"}}, hidden, ruleBar},
		"a bar beats information governance":            {governance, ReadAccessLog, Audit, Facts{Subject: "P1", Barred: []string{"G1"}}, hidden, ruleBar},
		"who is barred does not decide":                 {manager, AuthoriseAssessment, Assessment, Facts{Subject: "P1", Teams: []string{"T1"}, Barred: []string{"M1"}}, hidden, ruleBar},
		"a bar on somebody else":                        {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Barred: []string{"W2"}}, allow, ""},
		"restricted, allocated, not cleared":            {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Restricted: true}, hidden, ruleRestricted},
		"restricted, allocated, cleared":                {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Restricted: true, Cleared: []string{"W1"}}, allow, ""},
		"clearance alone is no relation":                {worker, Read, Health, Facts{Subject: "P1", Restricted: true, Cleared: []string{"W1"}}, denied, ruleNoRelation},
		"restricted is not found":                       {worker, Search, Identity, Facts{Subject: "P1", Restricted: true}, hidden, ruleRestricted},
		"governance sees the log of a restricted":       {governance, ReadAccessLog, Audit, Facts{Subject: "P1", Restricted: true, Compartment: Adoption}, allow, ""},
		"but not the record":                            {governance, Read, Identity, Facts{Subject: "P1", Restricted: true}, hidden, ruleRestricted},
		"manager's log of a restricted in their line":   {manager, ReadAccessLog, Audit, Facts{Subject: "P1", Teams: []string{"T1"}, Restricted: true}, hidden, ruleRestricted},
		"LADO in the compartment":                       {lado, Read, Offence, Facts{Subject: "P1", Compartment: LADOCompartment}, allow, ""},
		"LADO outside it":                               {lado, Read, Offence, Facts{Subject: "P1"}, denied, ruleNoRelation},
		"LADO in another compartment":                   {lado, Read, Identity, Facts{Subject: "P1", Compartment: Adoption}, hidden, ruleCompartment},
		"allocated worker, LADO compartment":            {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Compartment: LADOCompartment}, hidden, ruleCompartment},
		"named for the adoption compartment":            {worker, Read, Identity, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Compartment: Adoption, Cleared: []string{"W1"}}, allow, ""},
		"an unknown compartment is shut":                {lado, Read, Identity, Facts{Subject: "P1", Compartment: "attic"}, hidden, ruleCompartment},
		"author does not authorise":                     {manager, AuthoriseAssessment, Assessment, Facts{Subject: "P1", Teams: []string{"T1"}, Authors: []string{"W1", "M1"}}, denied, ruleOwnWork},
		"another manager authorises":                    {manager, AuthoriseAssessment, Assessment, Facts{Subject: "P1", Teams: []string{"T1"}, Authors: []string{"W1"}}, allow, ""},
		"social worker never authorises":                {worker, AuthoriseAssessment, Assessment, Facts{Subject: "P1", AllocatedTo: []string{"W1"}, Authors: []string{"W2"}}, denied, ruleNoGrant},
		"nobody reviews their own emergency":            {Actor{ID: "G1", Roles: []Role{Governance, SocialWorker}}, ReviewBreakGlass, Audit, Facts{Subject: "P1", Authors: []string{"G1"}}, denied, ruleOwnWork},
		"emergency opening reads":                       {worker, Read, Health, Facts{Subject: "P1", Glass: []Window{open}}, allow, ""},
		"emergency opening reads a restricted record":   {worker, Read, Health, Facts{Subject: "P1", Restricted: true, Glass: []Window{open}}, allow, ""},
		"emergency opening is for its actor":            {Actor{ID: "W2", Roles: []Role{SocialWorker}}, Read, Health, Facts{Subject: "P1", Glass: []Window{open}}, denied, ruleNoRelation},
		"emergency opening is for its person":           {worker, Read, Health, Facts{Subject: "P2", Glass: []Window{open}}, denied, ruleNoRelation},
		"emergency opening does not write":              {worker, Record, Health, Facts{Subject: "P1", Glass: []Window{open}}, denied, ruleNoRelation},
		"emergency opening shows no court papers":       {worker, Read, Legal, Facts{Subject: "P1", Glass: []Window{open}}, denied, ruleNoRelation},
		"emergency opening stays off lists":             {worker, List, Identity, Facts{Subject: "P1", Restricted: true, Glass: []Window{open}}, hidden, ruleRestricted},
		"emergency opening and a bar":                   {worker, Read, Identity, Facts{Subject: "P1", Barred: []string{"W1"}, Glass: []Window{open}}, hidden, ruleBar},
		"emergency opening and a compartment":           {worker, Read, Identity, Facts{Subject: "P1", Compartment: LADOCompartment, Glass: []Window{open}}, hidden, ruleCompartment},
		"emergency opening after the role has gone":     {Actor{ID: "W1", Roles: []Role{Finance}}, Read, Health, Facts{Subject: "P1", Glass: []Window{open}}, denied, ruleNoGrant},
		"emergency opening of a role that has no right": {Actor{ID: "W1", Roles: []Role{Member}}, BreakGlass, None, Facts{Subject: "P1"}, hidden, ruleNoGrant},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Decide(tt.actor, tt.action, tt.class, tt.facts, now)
			if outcome(got) != tt.want || tt.rule != "" && got.Rule != tt.rule {
				t.Errorf("%+v, want %s by %q", got, tt.want, tt.rule)
			}
		})
	}
}

func TestDecisionErr(t *testing.T) {
	missing := errs.New(errs.NotFound, Missing)
	for name, tt := range map[string]struct {
		d    Decision
		kind errs.Kind
		text string
	}{
		"hidden is a missing record to the letter": {Decision{Hide: true, Reason: "restricted"}, errs.NotFound, errs.Text(missing)},
		"denied gives its reason":                  {Decision{Reason: "Ask your manager"}, errs.Denied, "Ask your manager"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tt.d.Err()
			if errs.Of(err) != tt.kind || errs.Text(err) != tt.text {
				t.Errorf("%v %q", errs.Of(err), errs.Text(err))
			}
		})
	}
	if err := (Decision{Allow: true}).Err(); err != nil {
		t.Error(err)
	}
}

func TestCould(t *testing.T) {
	worker := Actor{ID: "W1", Roles: []Role{SocialWorker}}
	if !Could(worker, List, Identity).Allow {
		t.Error("a social worker has a work list, although an empty one today")
	}
	if Could(worker, ManageAccounts, Account).Allow || Could(Actor{}, List, Identity).Allow {
		t.Error("the gate opened for a role without the action")
	}
	if !ExactFigures(Actor{ID: "N1", Roles: []Role{Analyst}}) || ExactFigures(Actor{ID: "C1", Roles: []Role{Member, Scrutiny}}) {
		t.Error("small counts: for those who may open the list, and no others")
	}
}
