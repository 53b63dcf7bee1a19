package ssd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/ssd"
	"throughline/internal/story"
)

// extract is files of another system: an entity to its lines.
type extract map[string]string

func (x extract) folder() folder {
	d := folder{}
	for name, text := range x {
		d[name+".csv"] = &file{[]byte(text)}
	}
	return d
}

// another is an extract of a system that is not ours: its own numbers, SQL Server's dates, links that lead nowhere, codes that no set has.
func another() extract {
	return extract{
		"ssd_person": "pers_person_id,pers_forename,pers_surname,pers_sex,pers_ethnicity,pers_dob,pers_expected_dob,pers_upn,pers_nationality\n" +
			"101,Ana,Ruiz,Female,CNHE,2012-05-06 00:00:00.000,,,Spain\n102,Leo,Ruiz,M,XXXX,2014-07-08,,,NULL\n103,,,,,,2027-09-01,,\n104,,,,,soon,,A12,\n,No,Number,,,,,,\n101,Ana,Again,,,,,,\n",
		"ssd_disability":    "disa_table_id,disa_person_id,disa_disability_code\n1,101,AUT\n2,101,AUT\n3,102,OLD\n",
		"ssd_cin_episodes":  "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_referral_source_code,cine_referral_outcome_json,cine_referral_nfa,cine_close_reason,cine_close_date,cine_referral_team\n9001,101,05/01/2026,N1,1A,\"{\"\"SINGLE_ASSESSMENT_FLAG\"\":\"\"Y\"\"}\",N,,,T1\n9002,102,2026-02-30,N1,,,,,,\n9003,999,2026-01-05,N1,,,,,,\n",
		"ssd_contacts":      "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_outcome_json\nC1,101,2026-01-04,1A,not json\n",
		"ssd_cin_visits":    "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\nV1,101,2026-02-01,Y\n",
		"ssd_cp_plans":      "cppl_cp_plan_id,cppl_referral_id,cppl_person_id,cppl_cp_plan_start_date,cppl_cp_plan_initial_category\nP1,9001,101,2026-03-01,Neglect (NEG)\nP2,9003,101,2026-04-01,NEG\n",
		"ssd_cp_reviews":    "cppr_cp_review_id,cppr_person_id,cppr_cp_plan_id,cppr_cp_review_date,cppr_cp_review_quorate\nR1,101,P1,2026-05-01,Maybe\n",
		"ssd_cla_episodes":  "clae_cla_episode_id,clae_person_id,clae_cla_placement_id,clae_cla_episode_start_date,clae_cla_episode_start_reason,clae_cla_primary_need_code,clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason,clae_cla_id,clae_cla_last_iro_contact_date\nE1,102,L1,2026-01-10,S,N1,2026-02-10,X1,CLA1,2026-02-03\nE2,102,L2,2026-02-10,T,N1,,,CLA1,2026-02-03\n",
		"ssd_legal_status":  "lega_legal_status_id,lega_person_id,lega_legal_status,lega_legal_status_start_date,lega_legal_status_end_date\nS1,102,C2,2026-01-10,\n",
		"ssd_cla_placement": "clap_cla_placement_id,clap_cla_id,clap_person_id,clap_cla_placement_start_date,clap_cla_placement_type,clap_cla_placement_provider,clap_cla_placement_postcode,clap_cla_placement_end_date\nL1,CLA1,102,2026-01-10,U1,PR1,AB23CD,2026-02-10\nL2,CLA1,102,2026-02-10,U4,PR1,AB23CD,\n",
		"ssd_cla_health":    "clah_health_check_id,clah_person_id,clah_health_check_type,clah_health_check_date,clah_health_check_status\nH1,102,Health Assessment,2026-03-03,Completed\nH2,102,Dental Check,2026-03-04,Refused\n",
		"ssd_involvements":  "invo_involvements_id,invo_professional_id,invo_person_id,invo_involvement_start_date\nI1,W1,101,2026-01-05\n",
		"ssd_professionals": "prof_professional_id,prof_social_worker_registration_no\nW1,SW777\n",
		"ssd_missing":       "miss_table_id,miss_person_id,miss_missing_episode_start_date,miss_missing_episode_type,miss_missing_episode_end_date,miss_missing_rhi_offered,miss_missing_rhi_accepted\nM1,102,2026-03-01,Missing,2026-03-02,Y,NA\n",
		"ssd_family":        "fami_table_id,fami_family_id,fami_person_id\n1,F1,101\n2,F1,102\n3,F1,555\n",
		"ssd_mother":        "moth_table_id,moth_person_id,moth_childs_person_id,moth_childs_dob\n1,101,103,\n",
	}
}

// told says everything of the children here, by the council's number, without ids.
func (h house) told() map[string][]string {
	h.t.Helper()
	out := map[string][]string{}
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		return story.Each(t, record.ChildSubject, func(s story.Story) error {
			number, kinds := "", map[string]string{}
			for _, r := range s.Records {
				kinds[r.ID] = r.Kind
				if i, ok := r.Body.(record.Identifier); ok && i.Type == record.LAChildID {
					number = i.Value
				}
			}
			for _, r := range s.Records {
				b, err := record.Encode(r.Body)
				if err != nil {
					return err
				}
				text := r.Kind + " " + string(b)
				for id, kind := range kinds {
					text = strings.ReplaceAll(text, id, "a "+kind)
				}
				if !strings.HasPrefix(text, "mother ") { // names a subject
					out[number] = append(out[number], text)
				}
			}
			return nil
		})
	}))
	return out
}

func TestAnotherSystemsExtract(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		rep := h.in(another().folder(), intake.Options{Batch: 2})
		want := map[string][]string{
			"101": {
				`child {"names":[{"given":"Ana","family":"Ruiz","use":"current"}],"birth":"2012-05-06","sex":"F","ethnicity":"CHNE","disabilities":["AUT"]}`,
				`referral {"date":"2026-01-05","source":"1A","decision":"assessment","primary_need":"N1"}`,
				`cp_plan {"referral":"a referral","started":"2026-03-01","initial_category":"NEG"}`,
				`cp_plan {"referral":"","started":"2026-04-01","initial_category":"NEG"}`,
				`cp_review {"plan":"a cp_plan","date":"2026-05-01"}`,
				`child_contact {"date":"2026-01-04","source":"1A"}`,
				`visit {"type":"cin","date":"2026-02-01","seen":"yes"}`,
				`involvement {"registration":"SW777","from":"2026-01-05"}`,
				`identifier {"type":"la_child_id","value":"101"}`,
			},
			"102": {
				`child {"names":[{"given":"Leo","family":"Ruiz","use":"current"}],"birth":"2014-07-08","sex":"M"}`,
				`care_period {"started":"2026-01-10","given":[{"need":"N1"}]}`,
				`visit {"type":"iro","date":"2026-02-03","plan":"a care_period"}`,
				`referral {"date":"","primary_need":"N1"}`,
				`legal_status {"status":"C2","from":"2026-01-10"}`,
				`cla_placement {"period":"a care_period","from":"2026-01-10","to":"2026-02-10","type":"U1","provider":"PR1","postcode":"AB2 3CD"}`,
				`cla_placement {"period":"a care_period","from":"2026-02-10","type":"U4","provider":"PR1","postcode":"AB2 3CD","same_carer":true}`,
				`cla_health {"type":"health_assessment","date":"2026-03-03","done":"yes"}`,
				`missing {"type":"M","from":"2026-03-01","to":"2026-03-02"}`,
				`return_interview {"missing":"a missing","offered":"yes"}`,
				`identifier {"type":"la_child_id","value":"102"}`,
			},
			"103": {`child {"names":[{"given":"Child","family":"103","use":"current"}],"expected":"2027-09-01"}`, `identifier {"type":"la_child_id","value":"103"}`},
			"104": {`child {"names":[{"given":"Child","family":"104","use":"current"}]}`, `identifier {"type":"la_child_id","value":"104"}`},
		}
		if diff := cmp.Diff(want, h.told()); diff != "" {
			h.t.Errorf("(-want +got)\n%s", diff)
		}
		for _, text := range []string{
			"ssd_person 5 (line 6): the row has no pers_person_id", "ssd_person 6 (line 7): a row before has the same", "pers_ethnicity (line 3): \"XXXX\" is not a code",
			"pers_dob (line 5): \"soon\" is not a date", "ssd_disability 3 (line 4): \"OLD\" is not a code", "cine_referral_date (line 3): \"2026-02-30\" is not a date",
			"ssd_cin_episodes 3 (line 4): no row of ssd_person", "cine_referral_team (line 2): there is no such team here", "cont_contact_outcome_json (line 2): not a JSON object",
			"cppl_referral_id (line 3): the row that it points to", "cppr_cp_review_quorate (line 2): \"Maybe\"", "ssd_cla_health 2: no record here can say",
			"ssd_person, pers_nationality: 1 cells were not brought in", "ssd_professionals: 1 rows were not brought in", "ssd_family 3: the person is no child here", "not a UPN",
		} {
			says(h.t, rep, text)
		}

		// The same children in a later extract: what is new comes in, what disagrees is named, nothing comes twice.
		later := another()
		later["ssd_cp_plans"] = strings.Replace(later["ssd_cp_plans"], "2026-03-01,Neglect (NEG)", "2026-03-01,EMO", 1)
		later["ssd_cin_episodes"] = strings.Replace(later["ssd_cin_episodes"], "N,,,T1", "N,RC7,2026-06-01,T1", 1)
		h.Clock.Add(1e9)
		rep = h.in(later.folder(), intake.Options{})
		if rep.Added != (intake.Tally{}) || rep.Updated.Referrals != 1 || len(rep.Conflicts) != 1 || rep.Conflicts[0].Field != "cppl_cp_plan_initial_category" {
			h.t.Errorf("later: added %v, updated %v, conflicts %v", rep.Added, rep.Updated, rep.Conflicts)
		}
		out, _ := h.export(ssd.Options{})
		for _, f := range faults(h.t, out) {
			h.t.Error(f)
		}
		if got := rowsOf(h.t, out, "ssd_family"); len(got) != 2 {
			h.t.Errorf("family: %v", got)
		}
		if got := rowsOf(h.t, out, "ssd_mother"); len(got) != 1 {
			h.t.Errorf("mother: %v", got)
		}
	})
}

// TestChildrenAreJoined: a child of an extract is the child here with the number, or with the UPN and the birthday; a doubt holds the child back, and
// is tried again when the same extract comes again.
func TestChildrenAreJoined(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "join")
	h.write(
		record.New(h.NewID(), "child:a", record.Child{Names: []record.Name{{Given: "Ana", Family: "Ruiz", Use: "current"}}, Birth: day.Must("2012-05-06")}),
		record.New(h.NewID(), "child:a", record.Identifier{Type: record.LAChildID, Value: "101"}),
		record.New(h.NewID(), "child:b", record.Child{Names: []record.Name{{Given: "Leo", Family: "Ruiz", Use: "current"}}, Birth: day.Must("2014-07-08")}),
		record.New(h.NewID(), "child:b", record.Identifier{Type: record.UPN, Value: upn(3)}),
		record.New(h.NewID(), "child:c", record.Child{Names: []record.Name{{Given: "Mia", Family: "Ruiz", Use: "current"}}, Birth: day.Must("2016-09-10")}),
		record.New(h.NewID(), "child:c", record.Identifier{Type: record.LAChildID, Value: "103"}),
	)
	x := extract{"ssd_person": "pers_person_id,pers_dob,pers_upn,pers_sex\n101,2012-05-06,,F\n102,2014-07-08," + upn(3) + ",\n103,2016-09-11,,\n"}
	rep := h.in(x.folder(), intake.Options{})
	if rep.Added.Children != 0 || rep.Matched.Children != 2 {
		t.Errorf("added %v, matched %v", rep.Added, rep.Matched)
	}
	says(t, rep, "another date of birth")
	h.write(record.Change{ID: idOf(h, "child:c"), Subject: "child:c", Base: 1, Body: record.Child{Names: []record.Name{{Given: "Mia", Family: "Ruiz", Use: "current"}}, Birth: day.Must("2016-09-11")}})
	if rep = h.in(x.folder(), intake.Options{}); rep.Matched.Children != 1 {
		t.Errorf("again: %+v", rep)
	}
}

func idOf(h house, subject string) (id string) {
	h.t.Helper()
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		s, err := story.Load(t, subject)
		c, _ := story.First[record.Child](s)
		id = c.ID
		return err
	}))
	return id
}

// TestTakenIDsAreNotTakenAgain: an extract of this program keeps its ids, but never one that stands in the journal: that of a child who was disposed
// of, or whose record was withdrawn, stays what it was.
func TestTakenIDsAreNotTakenAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "taken")
	subject, id := "child:"+h.NewID(), h.NewID()
	child := record.Child{Names: []record.Name{{Given: "Kim", Family: "Ito", Use: "current"}}, Birth: day.Must("2012-05-06"), Disabilities: []string{"AUT"}}
	h.write(record.New(id, subject, child))
	d, _ := h.export(ssd.Options{})
	h.write(record.Change{ID: id, Subject: subject, Base: 1, Body: child, Withdraw: true})
	if rep := h.in(d, intake.Options{}); rep.Added.Children != 1 {
		t.Errorf("%+v", rep)
	}
	again, _ := h.export(ssd.Options{})
	rows := rowsOf(t, again, "ssd_person")
	if len(rows) != 1 || rows[0]["pers_person_id"] == subject || rowsOf(t, again, "ssd_disability")[0]["disa_table_id"] == id+".AUT" {
		t.Errorf("%v", rows)
	}
}

func TestImportIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "refused")
	_, err := ssd.Import(t.Context(), h.Desk.Desk, access.Actor{ID: "worker:x", Roles: []access.Role{access.SocialWorker}}, "x", another().folder().inputs(), ssd.ImportOptions{})
	if errs.Of(err) != errs.Denied {
		t.Errorf("got %v", err)
	}
}

// TestDryRunWritesNothing: and says what the import then does.
func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "dry")
	dry := h.in(another().folder(), intake.Options{DryRun: true})
	if len(h.told()) != 0 {
		t.Error("a dry run wrote")
	}
	wet := h.in(another().folder(), intake.Options{})
	if dry.Added != wet.Added || dry.Matched != wet.Matched || len(dry.Held) != len(wet.Held) {
		t.Errorf("dry %v %v %d, wet %v %v %d", dry.Added, dry.Matched, len(dry.Held), wet.Added, wet.Matched, len(wet.Held))
	}
}
